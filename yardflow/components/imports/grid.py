"""The rows of an import: bad cells are marked, say why, and are fixed in place."""

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import empty_state
from yardflow.components.kit.in_place import row_form, text_input
from yardflow.components.kit.links import full_load_link, link
from yardflow.components.kit.table import pager
from yardflow.state.imports.record import ImportRecord
from yardflow.state.imports.row_view import CellItem, Head, RowItem

OUTCOMES = [
    ("created", "green", "Created"),
    ("updated", "blue", "Updated"),
    ("unchanged", "gray", "Unchanged"),
    ("duplicate", "gray", "Duplicate"),
    ("skipped", "red", "Skipped"),
]


def import_grid() -> rx.Component:
    """A page of rows, all of them or only those that need fixing or were skipped."""
    detail = ImportRecord.detail
    return card(
        rx.cond(
            ImportRecord.rows.length() > 0,
            rx.fragment(
                _table(),
                pager(
                    ImportRecord.summary,
                    has_previous=ImportRecord.has_previous,
                    has_next=ImportRecord.has_next,
                    on_previous=ImportRecord.previous_page,
                    on_next=ImportRecord.next_page,
                ),
            ),
            empty_state("circle-check", detail.no_rows_title, detail.no_rows_text),
        ),
        title=rx.cond(detail.is_draft, "Rows", "Results"),
        actions=rx.fragment(
            rx.cond(
                detail.bad > 0,
                full_load_link(
                    rx.fragment(rx.icon("download", size=14), "Download skipped rows"),
                    f"/api/imports/{detail.id}/skipped",
                    class_name="yf-button",
                    custom_attrs={"data-kind": "plain", "data-size": "small", "download": ""},
                ),
            ),
            _filter(),
        ),
        flush=True,
    )


def _filter() -> rx.Component:
    detail = ImportRecord.detail
    return rx.el.div(
        _filter_button("all", detail.all_label),
        _filter_button("bad", detail.bad_label),
        rx.cond(detail.duplicates > 0, _filter_button("duplicate", detail.duplicates_label)),
        rx.cond(detail.kept_rows > 0, _filter_button("kept", detail.kept_rows_label)),
        role="group",
        aria_label="Filter rows",
        class_name="yf-switch",
    )


def _filter_button(which: str, label: rx.Var[str]) -> rx.Component:
    return rx.el.button(
        label,
        type="button",
        aria_pressed=rx.cond(ImportRecord.which == which, "true", "false"),
        on_click=ImportRecord.show_rows(which),
        class_name="yf-words",
    )


def _table() -> rx.Component:
    return rx.el.div(
        rx.el.table(
            rx.el.caption("Rows in the file", class_name="yf-hidden-text"),
            rx.el.thead(
                rx.el.tr(
                    rx.el.th("Row", scope="col"),
                    rx.cond(~ImportRecord.detail.is_draft, rx.el.th("Result", scope="col")),
                    rx.foreach(ImportRecord.heads, _head),
                )
            ),
            rx.el.tbody(rx.foreach(ImportRecord.rows, _row)),
            class_name="yf-table yf-grid",
        ),
        class_name="yf-grid-scroll",
        tab_index=0,
        role="region",
        aria_label="Rows in the file",
    )


def _head(head: Head) -> rx.Component:
    return rx.el.th(
        rx.el.span(head.label, class_name="block text-(--gray-12)"),
        rx.cond(
            head.header.lower() != head.label.lower(),
            rx.el.span(head.header, class_name="yf-hint block font-normal"),
        ),
        scope="col",
    )


def _row(row: RowItem) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.el.span(row.line, class_name="yf-num"),
            rx.cond(row.fixed, rx.icon("circle-check", size=14, aria_label="Fixed")),
            rx.cond(row.problem != "", rx.el.span(row.problem, class_name="yf-error block")),
            scope="row",
        ),
        rx.cond(
            ~ImportRecord.detail.is_draft,
            rx.el.td(
                rx.match(
                    row.outcome,
                    *[(value, badge(word, tone)) for value, tone, word in OUTCOMES],
                    badge("Not imported"),
                ),
                rx.cond(
                    row.href != "",
                    rx.el.div(
                        link(row.record, href=row.href, class_name="yf-link"),
                        rx.cond(
                            row.same_as != "", rx.el.span(row.same_as, class_name="yf-hint block")
                        ),
                    ),
                ),
            ),
        ),
        rx.foreach(row.cells, _cell),
        key=row.number.to(str),
        custom_attrs={"data-bad": rx.cond(row.bad, "true", "false")},
    )


def _cell(cell: CellItem) -> rx.Component:
    return rx.el.td(
        rx.cond(
            ImportRecord.detail.is_draft,
            rx.cond(ImportRecord.editing == cell.key, _form(cell), _open(cell)),
            rx.el.div(
                rx.el.span(cell.text, class_name="yf-cell-text", title=cell.text), _reason(cell)
            ),
        ),
        key=cell.key,
        custom_attrs={"data-bad": rx.cond(cell.problem != "", "true", "false")},
    )


def _open(cell: CellItem) -> rx.Component:
    return rx.el.button(
        rx.el.span(
            rx.cond(cell.text != "", cell.text, "–"),
            class_name="yf-cell-text",
            title=cell.text,
        ),
        _reason(cell),
        rx.el.span(" · Edit", class_name="yf-hidden-text"),
        type="button",
        on_click=ImportRecord.edit(cell.key),
        auto_focus=ImportRecord.last_edited == cell.key,
        class_name="yf-cell",
    )


def _reason(cell: CellItem) -> rx.Component:
    return rx.fragment(
        rx.cond(cell.problem != "", rx.el.span(cell.problem, class_name="yf-error block")),
        rx.cond(cell.remark != "", rx.el.span(cell.remark, class_name="yf-hint block")),
    )


def _form(cell: CellItem) -> rx.Component:
    return row_form(
        text_input("Cell value", "value", cell.text),
        error=ImportRecord.edit_error,
        save=ImportRecord.fix,
        cancel=ImportRecord.stop_editing,
        kept=f"cell {cell.key}",
        class_name="yf-cell-form",
    )
