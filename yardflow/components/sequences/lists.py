"""Enrolling from a file: the upload, and what was read of it."""

import reflex as rx

from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.components.kit.drop_zone import drop_zone, upload_form, upload_refusal
from yardflow.services.sequences.enrollments.lists import MOST_BYTES, TOO_LARGE
from yardflow.state.sequences.lists import ListProblem, ListState
from yardflow.state.sequences.record import SequenceState

state = ListState
_ACCEPTED = ".csv,.tsv,.txt,.xlsx,text/csv"


def list_button() -> rx.Component:
    """Opens the upload."""
    return button("Enroll from file", icon="file-up", size="small", on_click=state.ask(True))


def list_dialogs() -> tuple[rx.Component, ...]:
    """The upload, and what was read; the page has to call `ListState.load`."""
    return _upload(), _read()


def _upload() -> rx.Component:
    return dialog(
        "Enroll from a file",
        upload_form(
            drop_zone(
                f"CSV or XLSX with email addresses, up to {MOST_BYTES // 1_000_000} MB", _ACCEPTED
            ),
            upload_refusal(state.refusal),
            dialog_actions(button("Cancel", on_click=state.ask(False)), submit("Read file")),
            action=f"/api/sequences/{SequenceState.sequence.id}/lists",
            largest=MOST_BYTES,
            too_large=TOO_LARGE,
            class_name="flex flex-col gap-4",
        ),
        open=state.uploading,
        on_open_change=state.ask,
        description="We find contacts by their address. No one is enrolled until you confirm.",
    )


def _read() -> rx.Component:
    return dialog(
        "File read",
        rx.el.div(
            rx.el.p(state.summary, class_name="font-medium"),
            rx.cond(
                state.problems.length() > 0,
                rx.el.ul(
                    rx.foreach(state.problems, _problem),
                    rx.cond(state.more != "", rx.el.li(state.more, class_name="yf-hint p-2")),
                    class_name="yf-rows max-h-[280px] overflow-y-auto",
                    tab_index=0,
                    aria_label="Rows without a contact",
                ),
            ),
            role="status",
            class_name="flex flex-col gap-3",
        ),
        dialog_actions(
            button("Cancel", on_click=state.close(False)),
            button("Continue", kind="primary", disabled=state.contacts == 0, on_click=state.enroll),
        ),
        open=state.list_id > 0,
        on_open_change=state.close,
        description=state.filename,
    )


def _problem(problem: ListProblem) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(f"Row {problem.row}: ", class_name="yf-muted"),
            rx.el.span(problem.text, class_name="font-medium [overflow-wrap:anywhere]"),
            rx.el.div(problem.reason, class_name="yf-hint"),
        ),
    )
