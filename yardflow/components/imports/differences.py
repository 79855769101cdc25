"""Where a file differs from the records: what they have, what it says, and which of both counts."""

import reflex as rx

from yardflow.components.kit.badges import Tone, badge, by_value
from yardflow.components.kit.cards import card
from yardflow.components.kit.links import link
from yardflow.components.kit.table import pager
from yardflow.state.imports.differences import DifferenceFilter, DifferenceItem
from yardflow.state.imports.record import ImportRecord

_TONES: dict[str, Tone] = {"overwritten": "blue"}


def import_differences() -> rx.Component:
    """A page of differences, of all fields or of one."""
    return card(
        rx.el.div(
            rx.foreach(ImportRecord.difference_filters, _filter),
            role="group",
            aria_label="Filter differences",
            class_name="yf-difference-filters",
        ),
        _table(),
        pager(
            ImportRecord.differences_summary,
            has_previous=ImportRecord.differences_skipped > 0,
            has_next=ImportRecord.has_more_differences,
            on_previous=ImportRecord.previous_differences,
            on_next=ImportRecord.next_differences,
            name="Pages of differences",
        ),
        title=ImportRecord.differences_title,
        flush=True,
    )


def _filter(field: DifferenceFilter) -> rx.Component:
    return rx.el.button(
        field.label,
        type="button",
        aria_pressed=rx.cond(ImportRecord.differing == field.field, "true", "false"),
        on_click=ImportRecord.show_differences(field.field),
        class_name="yf-difference-filter",
        key=field.field,
    )


def _table() -> rx.Component:
    value = rx.cond(ImportRecord.detail.is_draft, "Current value", "Before")
    headings = ("Row", "Record", "Field", value, "File", "Result")
    return rx.el.div(
        rx.el.table(
            rx.el.caption("Differences between file and records", class_name="yf-hidden-text"),
            rx.el.thead(rx.el.tr(*[rx.el.th(heading, scope="col") for heading in headings])),
            rx.el.tbody(rx.foreach(ImportRecord.differences, _difference)),
            class_name="yf-table yf-differences",
        ),
        class_name="yf-grid-scroll",
        tab_index=0,
        role="region",
        aria_label="Differences between file and records",
    )


def _difference(difference: DifferenceItem) -> rx.Component:
    return rx.el.tr(
        rx.el.td(difference.line, class_name="yf-num yf-muted"),
        rx.el.td(
            rx.cond(
                difference.href != "",
                link(difference.record, href=difference.href, class_name="yf-link"),
                difference.record,
            )
        ),
        rx.el.td(difference.label),
        rx.el.td(_value(difference.had)),
        rx.el.td(_value(difference.says)),
        rx.el.td(
            badge(difference.result_label, by_value(difference.result, _TONES, "gray")),
            rx.cond(difference.why != "", rx.el.span(difference.why, class_name="yf-hint block")),
        ),
        key=difference.key,
    )


def _value(text: rx.Var[str]) -> rx.Component:
    return rx.el.span(rx.cond(text != "", text, "–"), class_name="yf-cell-text", title=text)
