"""The page of a list, the same for all of them.

A list is a state that mixes in `yardflow.state.list_state.Listed` (`Selecting`, `EventListed`) with
its `ListFields`, and the columns given here.
"""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from yardflow.components.kit.feedback import loaded_or, loading_rows, no_matches
from yardflow.components.kit.table import Column, list_table, pager
from yardflow.components.kit.ticks import page_tick, row_tick
from yardflow.components.records.list_toolbar import View, list_toolbar
from yardflow.components.records.selection_bar import BarAction, selection_bar
from yardflow.components.shell.frame import frame
from yardflow.state.selection import Selecting

Cell = Callable[[Any], Any]


def list_page(
    title: str,
    state: Any,
    columns: list[Column],
    *dialogs: rx.Component,
    empty: rx.Component,
    phone: Cell,
    row_actions: Cell | None = None,
    search: str = "",
    views: Sequence[View] = (),
    cards: Cell | None = None,
    bulk_actions: Sequence[BarAction] = (),
    actions: rx.Component | None = None,
    noun: str = "",
    group: Cell | None = None,
) -> rx.Component:
    """The list called ``title``, its toolbar above and its pager below; ``noun`` is what is in it,
    where the title isn't.

    ``columns`` begin with the one that names the row; ``phone`` stands at the end of a row on a
    phone. ``row_actions`` show for the row that is pointed at, ``bulk_actions`` while rows are
    selected, ``actions`` in the header. ``search`` is what the search looks in, ``cards`` what the
    second of ``views`` shows. ``empty`` is shown where there are no records at all.
    ``group`` is what stands over a row that is the first of several, empty for the others.
    """
    noun = noun or title.lower()
    return frame(
        title,
        rx.el.div(
            list_toolbar(state, noun, columns, search=search, views=views),
            rx.el.div(
                loaded_or(
                    state.loaded,
                    state.problem,
                    state.load,
                    loading_rows(12),
                    rx.cond(
                        state.rows.length() > 0,
                        _content(
                            title, noun, state, columns, row_actions, phone, views, cards, group
                        ),
                        rx.cond(
                            state.narrowed,
                            no_matches(noun, state.widen, searched=bool(search)),
                            empty,
                        ),
                    ),
                ),
                class_name="yf-list-body",
            ),
            selection_bar(state, *bulk_actions) if _selects(state) else None,
            class_name="yf-list",
            custom_attrs={"data-list": noun},
        ),
        *dialogs,
        actions=actions,
        width="list",
    )


def row_select(state: Any, row: Any) -> rx.Component:
    """Selects a row."""
    return row_tick(
        f"Select {row.name}",
        row.id,
        state.all_selected | state.selected.contains(row.id),
        state.select,
        state.ticks_refused,
    )


def _content(
    title: str,
    noun: str,
    state: Any,
    columns: list[Column],
    row_actions: Cell | None,
    phone: Cell,
    views: Sequence[View],
    cards: Cell | None,
    group: Cell | None,
) -> rx.Component:
    table = list_table(
        title,
        noun,
        columns,
        state.rows,
        key=lambda row: row.id.to(str),
        sort=state.sort,
        on_sort=state.sort_by,
        before=_select_column(state) if _selects(state) else None,
        actions=row_actions,
        phone=phone,
        group=group,
    )
    if cards is not None:
        grid = rx.el.div(
            rx.el.ul(rx.foreach(state.rows, cards), class_name="yf-contact-cards"),
            class_name="yf-list-scroll px-4 sm:px-6 py-4",
            tab_index=0,
            role="region",
            aria_label=title,
            custom_attrs={"data-list-scroll": ""},
        )
        table = rx.cond(state.query.get("view", "") == views[1][0], grid, table)
    pages = pager(
        state.summary,
        has_previous=state.has_previous,
        has_next=state.has_next,
        on_previous=state.previous_page,
        on_next=state.next_page,
    )
    similar = rx.cond(state.similar, "No exact match. Showing similar names.", "")
    note = rx.el.p(similar, role="status", class_name="yf-list-note empty:hidden")
    return rx.fragment(note, table, pages)


def _select_column(state: Any) -> Column:
    every = page_tick(
        "Select all on this page", state.page_selected, state.select_page, state.ticks_refused
    )
    return Column("Select", lambda row: row_select(state, row), heading=every, width="44px")


def _selects(state: Any) -> bool:
    return issubclass(state, Selecting)
