"""The one line above a list: scope, search, filters as chips, order, columns and view."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from yardflow.components.kit.buttons import button
from yardflow.components.kit.fields import search_field
from yardflow.components.kit.table import Column
from yardflow.components.kit.ticks import column_tick
from yardflow.components.records.event_scope import event_scope
from yardflow.components.records.list_filters import filter_chips, filter_menu, filter_sheet
from yardflow.state.list_fields import ListFields

# The name, icon and label of a way to show a list; the first is the usual one.
View = tuple[str, str, str]


def list_toolbar(
    state: Any,
    list_name: str,
    columns: Sequence[Column],
    *,
    search: str = "",
    views: Sequence[View] = (),
) -> rx.Component:
    """``search`` is what the search looks in. On a phone all but the search is in one sheet."""
    fields: ListFields = state.fields
    scope = event_scope(state) if fields.scoped else None
    return rx.el.div(
        rx.el.div(scope, class_name="max-sm:hidden empty:hidden") if scope else None,
        search_field(f"Search {list_name}", _value(state, "q"), state.search, placeholder=search)
        if fields.searched
        else None,
        *(
            [filter_chips(state, fields.filters), filter_menu(state, fields.filters)]
            if fields.filters
            else []
        ),
        rx.el.div(
            sort_menu(state, fields),
            _of_table(state, views, _columns_menu(list_name, columns)),
            view_switch(state, views) if views else None,
            class_name="yf-list-tools",
        ),
        filter_sheet(state, fields, scope, sort_menu(state, fields)),
        role="group",
        aria_label="Search and filters",
        class_name="yf-list-bar",
    )


def sort_menu(state: Any, fields: ListFields) -> rx.Component:
    """Sorts by what the list can be sorted by; the same a second time reverses the order."""
    directions = [(sign + sort.key, sort.label) for sort in fields.sorts for sign in ("", "-")]
    label = rx.match(state.sort, *directions, fields.sorts[0].label).to(str)
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(
            button(
                rx.Var.create("Sort: ") + label,
                kind="ghost",
                class_name="yf-sort",
            )
        ),
        rx.dropdown_menu.content(
            *[
                _for_event(
                    state,
                    sort.of_event,
                    rx.dropdown_menu.item(
                        sort.label,
                        rx.cond(state.sort == sort.key, rx.icon("arrow-up", size=13)),
                        rx.cond(state.sort == f"-{sort.key}", rx.icon("arrow-down", size=13)),
                        on_select=state.sort_by(sort.key),
                    ),
                )
                for sort in fields.sorts
            ],
            align="end",
        ),
        modal=False,
    )


def view_switch(state: Any, views: Sequence[View]) -> rx.Component:
    """How the list is shown."""
    return rx.el.div(
        *[
            rx.el.button(
                rx.icon(icon, size=15),
                type="button",
                title=label,
                aria_label=label,
                aria_pressed=rx.cond(_value(state, "view") == view, "true", "false"),
                on_click=state.narrow("view", view),
            )
            for view, icon, label in views
        ],
        role="group",
        aria_label="View",
        class_name="yf-switch",
    )


def _columns_menu(list_name: str, columns: Sequence[Column]) -> rx.Component:
    return rx.popover.root(
        rx.popover.trigger(button("Columns", kind="ghost")),
        rx.popover.content(
            rx.el.fieldset(
                rx.el.legend("Columns", class_name="yf-hidden-text"),
                *[
                    rx.cond(
                        column.when,
                        column_tick(column.label, list_name, column.name, shown=column.shown),
                    )
                    for column in columns
                    if column.name
                ],
            ),
            align="end",
            class_name="yf-filter-panel",
            custom_attrs={"aria-label": "Columns"},
        ),
    )


def _of_table(state: Any, views: Sequence[View], menu: rx.Component) -> rx.Component:
    """What means something for a table alone: not there while the list is shown otherwise."""
    return rx.cond(_value(state, "view") != views[1][0], menu) if views else menu


def _for_event(state: Any, of_event: bool, item: rx.Component) -> rx.Component:
    return rx.cond(state.listed_event != "", item) if of_event else item


def _value(state: Any, name: str) -> rx.Var[str]:
    return state.query.get(name, "").to(str)
