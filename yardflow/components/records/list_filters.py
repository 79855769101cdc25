"""Filters of a list: chips that can be removed, a menu that adds them, and a sheet on a phone."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from yardflow.components.kit.buttons import button, icon_button
from yardflow.components.kit.ticks import tick
from yardflow.state.list_fields import BETWEEN, Filter, ListFields


def filter_chips(state: Any, filters: Sequence[Filter]) -> rx.Component:
    """The filters in use. A chip opens its choices; its cross removes it."""
    return rx.el.div(
        *[_chip(state, each) for each in filters],
        rx.cond(
            state.narrowed,
            button("Clear", kind="ghost", size="small", on_click=state.widen),
        ),
        role="group",
        aria_label="Filters in use",
        class_name="yf-chips",
    )


def filter_menu(state: Any, filters: Sequence[Filter]) -> rx.Component:
    """The button that adds a filter."""
    return rx.popover.root(
        rx.popover.trigger(
            button("Filter", icon="list-filter", kind="ghost", class_name="max-sm:hidden")
        ),
        rx.popover.content(
            _groups(state, filters),
            align="start",
            class_name="yf-filter-panel",
            custom_attrs={"aria-label": "Filter"},
        ),
    )


def filter_sheet(
    state: Any, fields: ListFields, scope: rx.Component | None, sort: rx.Component
) -> rx.Component:
    """On a phone: scope, filters and order behind one button, with the result at the thumb."""
    count = state.chips.length()
    return rx.dialog.root(
        rx.dialog.trigger(
            button(
                rx.cond(count > 0, rx.Var.create("Filter · ") + count.to_string(), "Filter"),
                class_name="sm:hidden",
            )
        ),
        rx.dialog.content(
            rx.el.div(
                rx.dialog.title(
                    rx.el.h2("Filter", class_name="yf-dialog-title"), as_child=True, margin="0"
                ),
                rx.dialog.close(icon_button("x", "Close")),
                class_name="flex items-center justify-between",
            ),
            rx.el.div(scope, sort, class_name="flex flex-wrap items-center justify-between gap-2"),
            _groups(state, fields.filters),
            rx.el.div(
                rx.cond(
                    state.narrowed,
                    button("Clear", on_click=state.widen),
                ),
                rx.dialog.close(
                    button(
                        rx.cond(
                            state.shown.ids.length() > 0,
                            rx.Var.create("Show ") + state.total,
                            "No matches",
                        ),
                        kind="primary",
                        class_name="flex-1",
                    )
                ),
                class_name="yf-sheet-foot",
            ),
            class_name="yf-sheet",
            custom_attrs={"aria-describedby": ""},
        ),
    )


def _chip(state: Any, each: Filter) -> rx.Component:
    text = state.chips[each.name]
    return rx.cond(
        text,
        rx.el.div(
            rx.popover.root(
                rx.popover.trigger(
                    rx.el.button(
                        f"{each.label} ",
                        rx.el.span(text, class_name="yf-chip-value yf-truncate"),
                        type="button",
                        title=text,
                    )
                ),
                rx.popover.content(
                    _choices(state, each),
                    align="start",
                    class_name="yf-filter-panel",
                    custom_attrs={"aria-label": each.label},
                ),
            ),
            rx.el.button(
                rx.icon("x", size=13),
                type="button",
                title="Remove filter",
                aria_label=f"Remove filter {each.label}",
                on_click=state.narrow(each.name, ""),
            ),
            class_name="yf-chip",
        ),
    )


def _groups(state: Any, filters: Sequence[Filter]) -> rx.Component:
    return rx.el.div(*[_group(state, each) for each in filters], class_name="yf-filter-groups")


def _group(state: Any, each: Filter) -> rx.Component:
    group = rx.el.details(
        rx.el.summary(
            each.label,
            rx.el.span(state.chips[each.name], class_name="yf-hint yf-truncate"),
            rx.icon("chevron-right", size=14),
        ),
        _choices(state, each),
        custom_attrs={"name": "filters"},
    )
    return rx.cond(state.listed_event != "", group) if each.of_event else group


def _choices(state: Any, each: Filter) -> rx.Component:
    text = state.query.get(each.name, "").to(str)
    if not each.chosen:
        return rx.debounce_input(
            rx.el.input(
                value=text,
                on_change=lambda typed: state.narrow_text(each.name, typed),
                aria_label=each.label,
                placeholder="Any",
                max_length=each.limit,
                class_name="yf-input",
            ),
            debounce_timeout=250,
        )
    values = text.split(BETWEEN)

    def choice(value: Any, label: Any) -> rx.Component:
        def change(on: Any) -> Any:
            if each.several:
                return state.choose(each.name, value, on)
            return state.narrow(each.name, rx.cond(on, value, ""))

        return tick(label, values.contains(value), change)

    return rx.el.fieldset(
        rx.el.legend(each.label, class_name="yf-hidden-text"),
        *[choice(value, label) for value, label in each.options.items()],
        rx.foreach(state.owner_choices, lambda owner: choice(owner[0], owner[1]))
        if each.of_owner
        else None,
        rx.foreach(
            state.id_choices.get(each.name, []).to(list[tuple[str, str]]),
            lambda pair: choice(pair[0], pair[1]),
        )
        if each.of_ids
        else None,
    )
