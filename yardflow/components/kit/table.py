"""Tables whose sorting and paging happen on the server."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx

from yardflow.components.kit.buttons import button
from yardflow.components.kit.links import link


@dataclass(frozen=True)
class Column:
    """One column: its heading and what a row shows in it.

    ``sort`` is the name the server sorts by (none: the column does not sort). ``shown_from`` hides
    the column on screens narrower than that (640, 768, 1024, 1280, 1400 px). ``width`` is any CSS
    width. ``heading`` stands in the head in place of the label, for example a checkbox.
    """

    label: str
    cell: Callable[[Any], Any]
    sort: str = ""
    align: Literal["left", "right"] = "left"
    shown_from: Literal["", "sm", "md", "lg", "xl", "2xl"] = ""
    width: str = ""
    label_hidden: bool = False
    heading: Any = None


def data_table(
    name: str,
    columns: list[Column],
    rows: rx.Var,
    *,
    key: Callable[[Any], Any],
    sort: rx.Var[str] | str = "",
    on_sort: Callable[[str], Any] | None = None,
) -> rx.Component:
    """A table called ``name``. ``sort`` is a column's sort name, with ``-`` for descending.

    ``on_sort`` is a handler that takes the clicked column's sort name; it decides the direction.
    Show an empty state or a skeleton instead while there are no rows.
    """
    return rx.el.div(
        rx.el.table(
            rx.el.caption(name, class_name="yf-hidden-text"),
            rx.el.thead(rx.el.tr(*[_heading(column, sort, on_sort) for column in columns])),
            rx.el.tbody(
                rx.foreach(
                    rows,
                    lambda row: rx.el.tr(
                        *[rx.el.td(column.cell(row), **_shape(column)) for column in columns],
                        key=key(row),
                    ),
                )
            ),
            class_name="yf-table",
        ),
        class_name="yf-table-scroll",
        tab_index=0,
        role="region",
        aria_label=name,
    )


def row_link(text: Any, href: Any, *beside: Any) -> rx.Component:
    """The cell that names the row; a click anywhere on the row follows it."""
    return rx.el.div(
        *beside,
        link(text, href=href, class_name="yf-row-link yf-truncate"),
        class_name="flex items-center gap-2.5 min-w-0",
    )


def cut(text: rx.Var[str], width: str = "max-w-[140px]") -> rx.Component:
    """Text cut at a width; all of it shows on hover."""
    return rx.el.div(text, title=text, class_name=f"yf-truncate {width}")


def pager(
    summary: rx.Var[str],
    *,
    has_previous: rx.Var[bool],
    has_next: rx.Var[bool],
    on_previous: Any,
    on_next: Any,
) -> rx.Component:
    """The part of the list that is shown (``1–50 of 312``), and buttons to page through it."""
    return rx.el.nav(
        rx.el.span(summary, aria_live="polite"),
        rx.el.div(
            button("Previous", size="small", disabled=~has_previous, on_click=on_previous),
            button("Next", size="small", disabled=~has_next, on_click=on_next),
            class_name="flex gap-2",
        ),
        aria_label="Pagination",
        class_name="yf-pager",
    )


def _heading(
    column: Column, sort: rx.Var[str] | str, on_sort: Callable[[str], Any] | None
) -> rx.Component:
    shape = _shape(column)
    if column.heading is not None:
        return rx.el.th(column.heading, scope="col", **shape)
    if not column.sort or on_sort is None:
        label = (
            rx.el.span(column.label, class_name="yf-hidden-text")
            if column.label_hidden
            else column.label
        )
        return rx.el.th(label, scope="col", **shape)
    ascending = sort == column.sort
    descending = sort == f"-{column.sort}"
    order = rx.cond(ascending, "ascending", rx.cond(descending, "descending", "none"))
    return rx.el.th(
        rx.el.button(
            column.label,
            rx.cond(descending, rx.icon("arrow-down", size=12), rx.icon("arrow-up", size=12)),
            type="button",
            on_click=on_sort(column.sort),
        ),
        scope="col",
        aria_sort=order,
        **shape,
    )


def _shape(column: Column) -> dict[str, Any]:
    attributes: dict[str, str] = {"data-align": column.align}
    if column.shown_from:
        attributes["data-from"] = column.shown_from
    shape: dict[str, Any] = {"custom_attrs": attributes}
    if column.width:
        shape["style"] = {"width": column.width}
    return shape
