"""The head of an import: what it is, how its file was read, and what can be done."""

import reflex as rx

from yardflow.components.imports.badges import import_badge
from yardflow.components.kit.buttons import button, button_link, explained_button
from yardflow.components.kit.native_form import native_form
from yardflow.components.kit.times import relative
from yardflow.services.imports import ENCODINGS
from yardflow.state.imports.record import ImportRecord

detail = ImportRecord.detail
_ALL_BAD = "No row can be imported yet. Fix the problems below."


def import_head() -> rx.Component:
    """Status, kind and event, and what can be done now."""
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                import_badge(detail.status, detail.status_label),
                rx.el.span(
                    rx.cond(detail.kind == "contacts", "Contacts · ", "Accounts · "), detail.event
                ),
                class_name="flex flex-wrap items-center gap-2 font-medium",
            ),
            rx.el.p(
                f"Uploaded by {detail.made_by}, ",
                relative(detail.created_at),
                class_name="yf-hint",
            ),
            rx.cond(detail.file_details != "", _file_details()),
            rx.cond(detail.is_draft & detail.can_read_again, _encoding()),
            class_name="min-w-0 flex-1 basis-[260px] flex flex-col gap-1",
        ),
        rx.el.div(
            rx.match(
                detail.status,
                ("draft", _draft_actions()),
                ("failed", _draft_actions()),
                ("refused", _refused_actions()),
                ("done", _done_actions()),
                rx.fragment(),
            ),
            class_name="flex flex-wrap gap-2",
        ),
        class_name="flex flex-wrap items-center gap-3",
    )


def _file_details() -> rx.Component:
    return rx.el.details(
        rx.el.summary("File details", class_name="yf-link cursor-pointer w-fit"),
        rx.el.p(detail.file_details, class_name="mt-1 [overflow-wrap:anywhere]"),
        class_name="yf-hint",
    )


def _encoding() -> rx.Component:
    """Another encoding: the file is read again in it."""
    return native_form(
        rx.el.label(
            "Letters look wrong? Choose another encoding:",
            html_for="encoding",
            class_name="yf-hint",
        ),
        rx.el.select(
            *[rx.el.option(label, value=name) for name, label in ENCODINGS.items()],
            id="encoding",
            name="encoding",
            default_value=detail.encoding,
            key=detail.encoding,
            class_name="yf-input w-auto!",
        ),
        button("Read again", size="small", type="submit"),
        rx.cond(detail.reading_again != "", rx.el.p(detail.reading_again, class_name="yf-hint")),
        action=f"/api/imports/{detail.id}/encoding",
        class_name="flex flex-wrap items-center gap-x-3 gap-y-1",
    )


def _draft_actions() -> rx.Component:
    return rx.fragment(
        button("Discard", icon="trash-2", kind="ghost", on_click=ImportRecord.confirm(True)),
        explained_button(
            detail.run_label,
            _why_not(),
            name="run",
            icon="check",
            kind="primary",
            on_click=ImportRecord.run,
        ),
    )


def _why_not() -> rx.Var[str]:
    """Why the import can't run yet; empty if it can."""
    bad = rx.cond(detail.needs != "", detail.needs, _ALL_BAD)
    return rx.cond(detail.can_run, ImportRecord.company_question, bad)


def _refused_actions() -> rx.Component:
    return rx.fragment(
        button("Discard", icon="trash-2", kind="ghost", on_click=ImportRecord.confirm(True)),
        button_link("Choose another file", "/import/", kind="primary"),
    )


def _done_actions() -> rx.Component:
    return rx.fragment(
        button("Undo import", icon="undo-2", on_click=ImportRecord.confirm(True)),
        rx.cond(
            detail.kind == "contacts",
            rx.fragment(
                button_link("Enrich these contacts", detail.enrich_href, icon="sparkles"),
                button_link("View contacts", "/contacts/", kind="primary"),
            ),
            button_link("View accounts", "/accounts/", kind="primary"),
        ),
    )
