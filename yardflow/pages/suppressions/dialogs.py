"""The dialogs of the suppressions: what is typed or pasted, a file, its result, and a removal."""

import reflex as rx

from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.callout import callout
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.components.kit.drop_zone import drop_zone, upload_form, upload_refusal
from yardflow.components.kit.fields import select_field, text_area_field, text_field
from yardflow.services.sequences.suppressions.list_file import MOST_BYTES, REFUSALS
from yardflow.state.labels import SUPPRESSION_REASONS
from yardflow.state.suppressions.index import Problem, SuppressionsState

_LONGEST_NOTE = 500
_FIELDS = "flex flex-col gap-4"


def form_dialog() -> rx.Component:
    """Suppresses what is typed or pasted."""
    errors = SuppressionsState.errors
    return dialog(
        "Suppress addresses or domains",
        rx.form(
            rx.el.div(
                text_area_field(
                    "Email addresses or domains",
                    "values",
                    error=errors.get("values", "").to(str),
                    hint="One or many. A domain includes its subdomains.",
                    placeholder="ann@acme.com",
                    rows=4,
                    required=True,
                    auto_focus=True,
                    spell_check=False,
                ),
                _reason("objected"),
                text_field(
                    "Note",
                    "note",
                    error=errors.get("note", "").to(str),
                    max_length=_LONGEST_NOTE,
                    auto_complete="off",
                ),
                class_name=_FIELDS,
            ),
            dialog_actions(
                button("Cancel", on_click=SuppressionsState.show_form(False)), submit("Suppress")
            ),
            on_submit=SuppressionsState.add,
            custom_attrs={"data-kept": "suppression"},
        ),
        open=SuppressionsState.form_open,
        on_open_change=SuppressionsState.show_form,
    )


def upload_dialog() -> rx.Component:
    """Posts a file; the page comes back with its result, or with why it was refused."""
    return dialog(
        "Import suppressions",
        upload_form(
            drop_zone(
                f"CSV with email addresses or domains, up to {MOST_BYTES // 1_000_000} MB",
                ".csv,.tsv,.txt,text/csv",
            ),
            _reason("unsubscribed", hint="Lines with a reason of their own keep it."),
            upload_refusal(SuppressionsState.refusal),
            dialog_actions(
                button("Cancel", on_click=SuppressionsState.show_upload(False)), submit("Import")
            ),
            action="/api/suppressions/imports",
            largest=MOST_BYTES,
            too_large=REFUSALS["too_large"],
            class_name=_FIELDS,
        ),
        open=SuppressionsState.upload_open,
        on_open_change=SuppressionsState.show_upload,
        description="You can undo an import for a day.",
    )


def result_dialog() -> rx.Component:
    """What came of an import, and the lines that were left out."""
    result = SuppressionsState.result
    return dialog(
        rx.cond(result.busy, "Importing suppressions", "Import finished"),
        rx.el.div(
            rx.cond(
                result.busy,
                rx.el.p(
                    rx.spinner(size="1"),
                    "This takes a moment. It continues if you close this.",
                    class_name="flex items-center gap-2",
                ),
            ),
            rx.cond(result.error != "", callout("circle-alert", "red", result.error)),
            rx.cond(result.text != "", rx.el.p(result.text, class_name="font-medium")),
            rx.cond(result.problems.length() > 0, _problems()),
            role="status",
            class_name="flex flex-col gap-3",
        ),
        dialog_actions(
            rx.cond(
                result.can_undo,
                button(
                    "Undo import", icon="undo-2", on_click=SuppressionsState.undo_import(result.id)
                ),
            ),
            button("Close", kind="primary", on_click=SuppressionsState.close_result(False)),
        ),
        open=result.id > 0,
        on_open_change=SuppressionsState.close_result,
        description=result.label,
    )


def removal_dialog() -> rx.Component:
    """Asks why it may be emailed again."""
    state = SuppressionsState
    return dialog(
        f"Remove {state.removing_name}?",
        rx.form(
            rx.el.div(
                rx.cond(
                    state.removing_warning != "",
                    callout("triangle-alert", "orange", state.removing_warning),
                ),
                text_field(
                    "Why may it be emailed again?",
                    "why",
                    error=state.removal_error,
                    required=True,
                    auto_focus=True,
                    max_length=_LONGEST_NOTE,
                    auto_complete="off",
                ),
                class_name=_FIELDS,
            ),
            dialog_actions(
                button("Cancel", on_click=state.close_remove(False)),
                submit("Remove", kind="danger"),
            ),
            on_submit=state.remove,
            custom_attrs={"data-kept": f"removal {state.removing}"},
        ),
        open=state.removing > 0,
        on_open_change=state.close_remove,
        description="The reason is kept in the audit log.",
    )


def _reason(usual: str, hint: str = "") -> rx.Component:
    choices = list(SUPPRESSION_REASONS.items())
    return select_field("Reason", "reason", choices, hint=hint, default_value=usual)


def _problems() -> rx.Component:
    result = SuppressionsState.result
    return rx.el.div(
        rx.el.ul(
            rx.foreach(result.problems, _problem),
            rx.cond(result.more != "", rx.el.li(result.more, class_name="yf-hint p-2")),
            class_name="yf-rows max-h-[280px] overflow-y-auto",
            tab_index=0,
            aria_label="Lines that were not imported",
        ),
    )


def _problem(problem: Problem) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(f"Line {problem.line}: ", class_name="yf-muted"),
            rx.el.span(problem.text, class_name="font-medium [overflow-wrap:anywhere]"),
            rx.el.div(problem.reason, class_name="yf-hint"),
        ),
    )
