"""The addresses and domains that must not be mailed."""

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, icon_button, outside_button
from yardflow.components.kit.feedback import empty_state
from yardflow.components.kit.table import Column
from yardflow.components.kit.times import relative
from yardflow.components.records.list_cells import row_actions, text_cell
from yardflow.components.records.list_page import list_page
from yardflow.components.suppressions.badges import reason_badge
from yardflow.pages.page import Page
from yardflow.pages.suppressions.dialogs import (
    form_dialog,
    removal_dialog,
    result_dialog,
    upload_dialog,
)
from yardflow.state.suppressions.index import SuppressionItem, SuppressionsState

COLUMNS = [
    Column(
        "Address or domain",
        lambda row: _name(row),
        sort="value",
        width="280px",
        grows=True,
    ),
    Column(
        "Reason",
        lambda row: reason_badge(row.reason, row.reason_label),
        name="reason",
        width="150px",
    ),
    Column("Note", lambda row: text_cell(row.note), name="note", width="200px", grows=True),
    Column("Source", lambda row: text_cell(row.source), name="source", width="110px"),
    Column("Added by", lambda row: text_cell(row.added_by), name="added-by", width="140px"),
    Column(
        "Added", lambda row: relative(row.added_at), sort="addedAt", name="added", width="120px"
    ),
]


def suppressions() -> rx.Component:
    """The list, and the forms over it."""
    return list_page(
        "Suppressions",
        SuppressionsState,
        COLUMNS,
        form_dialog(),
        upload_dialog(),
        result_dialog(),
        removal_dialog(),
        empty=_none(),
        phone=_on_phone,
        row_actions=_actions,
        search="Address or domain",
        actions=rx.fragment(
            outside_button(
                "Export",
                SuppressionsState.file_href,
                icon="download",
                class_name="max-sm:hidden",
            ),
            button("Import", icon="upload", on_click=SuppressionsState.show_upload(True)),
            _suppress(),
        ),
    )


def _suppress() -> rx.Component:
    return button(
        "Suppress", icon="plus", kind="primary", on_click=SuppressionsState.show_form(True)
    )


def _name(row: SuppressionItem) -> rx.Component:
    return rx.el.div(
        rx.el.span(row.name, title=row.name, class_name="yf-truncate font-medium"),
        rx.cond(row.kind == "domain", badge("Domain", "outline")),
        class_name="flex items-center gap-2 min-w-0",
    )


def _actions(row: SuppressionItem) -> rx.Component:
    return rx.cond(row.removable, row_actions(_remove(row)))


def _on_phone(row: SuppressionItem) -> rx.Component:
    return rx.fragment(
        reason_badge(row.reason, row.reason_label), rx.cond(row.removable, _remove(row))
    )


def _remove(row: SuppressionItem) -> rx.Component:
    return icon_button(
        "trash-2",
        f"Remove {row.name}",
        size="small",
        on_click=SuppressionsState.ask_remove(row.id),
    )


def _none() -> rx.Component:
    return empty_state(
        "mail-x",
        "No suppressions yet",
        "Sequences never email an address or a domain in this list.",
        _suppress(),
    )


PAGES = (Page("/suppressions", "Suppressions", suppressions, (SuppressionsState.load,)),)
