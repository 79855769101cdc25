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

    In a `list_table` each column has its ``width`` in pixels, and those that ``grow`` share what is
    left of the screen in the ratio of theirs. By its ``name`` a person shows or hides it, without
    one it is always there; ``shown`` says how it is at first. ``when``: only then there is such a
    column.
    """

    label: str
    cell: Callable[[Any], Any]
    sort: str = ""
    align: Literal["left", "right"] = "left"
    shown_from: Literal["", "sm", "md", "lg", "xl", "2xl"] = ""
    width: str = ""
    label_hidden: bool = False
    heading: Any = None
    grows: bool = False
    name: str = ""
    shown: bool = True
    when: Any = True


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
            rx.el.thead(
                rx.el.tr(*[_heading(column, _shape(column), sort, on_sort) for column in columns])
            ),
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


def list_table(
    name: str,
    list_name: str,
    columns: list[Column],
    rows: rx.Var,
    *,
    key: Callable[[Any], Any],
    sort: rx.Var[str],
    on_sort: Callable[[str], Any],
    before: Column | None = None,
    actions: Callable[[Any], Any] | None = None,
    phone: Callable[[Any], Any] | None = None,
    group: Callable[[Any], Any] | None = None,
) -> rx.Component:
    """The table of a whole page: rows of one height, columns that stay where they are.

    The first column names the row. ``before`` stands in front of it, for example to select the row;
    ``actions`` show over the end of the row that is pointed at or has the focus. On a phone the
    first column is left, and ``phone`` at its end. Where the ``group`` of a row isn't empty, it
    stands over it, and over those below that have none. ``list_name`` is what the browser keeps the
    choice of columns by.
    """
    places = [
        *([(before, "before")] if before else []),
        *[(column, "name" if index == 0 else "") for index, column in enumerate(columns)],
        *([(Column("Actions", actions, label_hidden=True), "actions")] if actions else []),
        *([(Column("", phone), "phone")] if phone else []),
    ]
    return rx.el.div(
        rx.el.table(
            rx.el.caption(name, class_name="yf-hidden-text"),
            rx.el.thead(
                rx.el.tr(
                    *[
                        _placed(column, place, _list_heading, sort, on_sort)
                        for column, place in places
                    ]
                )
            ),
            rx.el.tbody(rx.foreach(rows, lambda row: _list_row(row, places, key, group))),
            class_name="yf-table yf-list-table",
            style=_sums([column for column, _ in places]),
        ),
        class_name="yf-list-scroll",
        tab_index=0,
        role="region",
        aria_label=name,
        custom_attrs={"data-list-scroll": ""},
    )


def row_link(text: Any, href: Any, *beside: Any) -> rx.Component:
    """The cell that names the row, and what stands ``beside`` its name; a click anywhere on the row
    follows it, also on what shows more on hover (assets/lists.js).
    """
    return rx.el.div(
        link(
            rx.el.span(text, title=text),
            href=href,
            dir="auto",
            class_name="yf-row-link yf-truncate",
        ),
        *beside,
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
    name: str = "Pagination",
) -> rx.Component:
    """The part of the list that is shown (``1–50 of 312``), and buttons to page through it where
    there is more. ``name`` tells it from another one on the same page.
    """
    return rx.el.nav(
        rx.el.span(summary, aria_live="polite"),
        rx.cond(
            has_previous | has_next,
            rx.el.div(
                button("Previous", size="small", disabled=~has_previous, on_click=on_previous),
                button("Next", size="small", disabled=~has_next, on_click=on_next),
                class_name="flex gap-2",
            ),
        ),
        aria_label=name,
        class_name="yf-pager",
    )


def _heading(
    column: Column,
    shape: dict[str, Any],
    sort: rx.Var[str] | str,
    on_sort: Callable[[str], Any] | None,
) -> rx.Component:
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


def _placed(column: Column, place: str, build: Callable[..., Any], *args: Any) -> Any:
    """A cell of a list, or its head, where there is such a column."""
    attributes = {"data-align": column.align, **({"data-place": place} if place else {})}
    if column.name:
        attributes |= {"data-column": column.name, "data-shown": str(column.shown).lower()}
    cell = build(column, attributes, *args)
    return cell if column.when is True else rx.cond(column.when, cell)


def _list_row(
    row: Any,
    places: list[tuple[Column, str]],
    key: Callable[[Any], Any],
    group: Callable[[Any], Any] | None,
) -> rx.Component:
    cells = [_placed(column, place, _list_cell, row) for column, place in places]
    if group is None:
        return rx.el.tr(*cells, key=key(row))
    # With a cell for each column: those that a person hides would be missing from a span.
    over = [
        _placed(column, place, _group_cell, group(row) if place == "name" else None)
        for column, place in places
    ]
    return rx.fragment(
        rx.cond(group(row) != "", rx.el.tr(*over, class_name="yf-group")),
        rx.el.tr(*cells),
        key=key(row),
    )


def _group_cell(column: Column, attributes: dict[str, str], heading: Any) -> rx.Component:
    if heading is None:
        return rx.el.td(custom_attrs=attributes)
    return rx.el.th(heading, scope="rowgroup", custom_attrs=attributes)


def _list_cell(column: Column, attributes: dict[str, str], row: Any) -> rx.Component:
    return rx.el.td(column.cell(row), custom_attrs=attributes)


def _list_heading(
    column: Column, attributes: dict[str, str], sort: rx.Var[str], on_sort: Callable[[str], Any]
) -> rx.Component:
    if not column.label and column.heading is None:  # only there where the head is not
        return rx.el.td(custom_attrs=attributes)
    shape: dict[str, Any] = {"custom_attrs": attributes}
    if column.width:
        shape["style"] = {"width": _grown(column) if column.grows else column.width}
    return _heading(column, shape, sort, on_sort)


def _grown(column: Column) -> str:
    """Its width with its part of what the columns leave of their region's (``100cqw``)."""
    part = column.width.removesuffix("px")
    return f"calc({column.width} + max(0px, 100cqw - var(--least)) * {part} / var(--growing))"


def _sums(columns: list[Column]) -> dict[str, Any]:
    """What the shown columns need, and those of them that grow; `ticks.js` says which are shown."""
    growing = [column for column in columns if column.grows]
    return {
        "minWidth": "var(--least)",
        "--least": _sum(columns, "px"),
        "--growing": _sum(growing, "") if growing else "1",
    }


def _sum(columns: list[Column], unit: str) -> Any:
    parts = []
    for column in columns:
        if not column.width:
            continue
        width: Any = column.width.removesuffix("px") + unit
        if column.when is not True:
            width = rx.cond(column.when, width, f"0{unit}")
        shown = f"var(--shows-{column.name}, {int(column.shown)}) * " if column.name else ""
        parts.append(f"{shown}{width}")
    return f"calc({' + '.join(parts)})"


def _shape(column: Column) -> dict[str, Any]:
    attributes: dict[str, str] = {"data-align": column.align}
    if column.shown_from:
        attributes["data-from"] = column.shown_from
    shape: dict[str, Any] = {"custom_attrs": attributes}
    if column.width:
        shape["style"] = {"width": column.width}
    return shape
