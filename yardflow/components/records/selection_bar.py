"""The records selected in a list, and what can be done with them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx

from yardflow.components.kit.buttons import button, button_link, icon_button
from yardflow.components.kit.feedback import progress_bar

Items = Callable[[], Sequence[rx.Component]]
# The width of the window from which an action stands in the bar; narrower it is in the menu.
ShownFrom = Literal["phone", "sm", "lg", "menu"]


@dataclass(frozen=True, slots=True)
class BarAction:
    """Something to do with what is selected: one of ``items`` is chosen in a menu, ``on_select`` is
    called, or ``href`` followed. ``when`` hides it; ``shown_from`` "menu" keeps it behind "More".

    ``items`` makes them, because they stand both in the bar and in the menu.
    """

    label: str | rx.Var[str]
    items: Items | None = None
    on_select: Any = None
    href: str | rx.Var[str] = ""
    shown_from: ShownFrom = "lg"
    when: rx.Var[bool] | bool = True
    danger: bool = False


def selection_bar(state: Any, *actions: BarAction) -> rx.Component:
    """How many records are selected and what to do with them, in sight while any are; and how far
    a change is that a job makes.

    ``state`` mixes in `yardflow.state.selection.Selecting`, and where records can be changed
    `yardflow.state.records.changing.Changing`.
    """
    every, count = state.all_selected, state.selected.length()
    return rx.el.div(
        _progress(state) if hasattr(state, "change") else None,
        rx.cond(
            every | (count > 0),
            rx.el.div(
                rx.el.span(
                    rx.cond(every, f"All {state.total} selected", f"{count} selected"),
                    role="status",
                    class_name="font-medium yf-num whitespace-nowrap",
                ),
                rx.cond(
                    state.can_select_all,
                    button(
                        f"Select all {state.total}",
                        kind="ghost",
                        size="small",
                        on_click=state.select_matching,
                    ),
                ),
                icon_button(
                    "x",
                    "Clear selection",
                    size="small",
                    on_click=state.select_none,
                    class_name="max-sm:ml-auto sm:order-last",
                    custom_attrs={"data-clears-selection": ""},
                ),
                rx.el.span(class_name="basis-full sm:hidden"),
                *[_in_bar(action) for action in actions if action.shown_from != "menu"],
                _more(actions),
                class_name="yf-selection yf-bulk-bar",
                role="group",
                aria_label="Selection",
            ),
        ),
        class_name="yf-selection-place",
    )


def _progress(state: Any) -> rx.Component:
    """A change under way takes the place of the selection that it was made of."""
    change = state.change
    return rx.cond(
        change.label != "",
        rx.el.div(
            rx.el.span(change.label, role="status", class_name="font-medium yf-truncate"),
            rx.el.div(progress_bar("Progress", change.percent), class_name="w-[120px]"),
            rx.el.span(f"{change.percent}%", class_name="yf-num"),
            button("Cancel", size="small", on_click=state.cancel_change),
            class_name="yf-selection yf-bulk-bar",
        ),
    )


def _in_bar(action: BarAction) -> rx.Component:
    if action.items is not None:
        shown = rx.dropdown_menu.root(
            rx.dropdown_menu.trigger(button(action.label, size="small")),
            rx.dropdown_menu.content(*action.items()),
            modal=False,
        )
    elif action.on_select is not None:
        kind: Any = "danger" if action.danger else "plain"
        shown = button(action.label, kind=kind, size="small", on_click=action.on_select)
    else:
        shown = button_link(action.label, action.href, size="small")
    return _shown_when(
        action,
        rx.el.span(shown, class_name="yf-bar-action", custom_attrs=_width(action, "data-from")),
    )


def _more(actions: Sequence[BarAction]) -> rx.Component:
    """All that the bar has no room for; not there where it has room for everything."""
    behind = [action.when for action in actions if action.shown_from == "menu"]
    needed: Any = False
    for when in behind:
        needed = when if needed is False else needed | when
    always = rx.cond(needed, "always", "narrow") if behind else "narrow"
    return rx.el.span(
        rx.dropdown_menu.root(
            rx.dropdown_menu.trigger(
                icon_button("ellipsis", "More actions", kind="plain", size="small")
            ),
            rx.dropdown_menu.content(
                *[_in_menu(action) for action in actions if action.shown_from != "phone"]
            ),
            modal=False,
        ),
        class_name="yf-bar-action",
        custom_attrs={"data-more": always},
    )


def _in_menu(action: BarAction) -> rx.Component:
    """The same as an item, hidden where the bar shows it."""
    hidden = {} if action.shown_from == "menu" else _width(action, "data-until")
    if action.items is not None:
        item = rx.dropdown_menu.sub(
            rx.dropdown_menu.sub_trigger(action.label, custom_attrs=hidden),
            rx.dropdown_menu.sub_content(*action.items()),
        )
    elif action.on_select is not None:
        color: Any = {"color_scheme": "red"} if action.danger else {}
        item = rx.dropdown_menu.item(
            action.label, on_select=action.on_select, custom_attrs=hidden, **color
        )
    else:
        item = rx.dropdown_menu.item(
            action.label, on_select=rx.redirect(action.href), custom_attrs=hidden
        )
    return _shown_when(action, item)


def _width(action: BarAction, name: str) -> dict[str, str]:
    return {name: action.shown_from}


def _shown_when(action: BarAction, shown: rx.Component) -> rx.Component:
    return shown if action.when is True else rx.cond(action.when, shown)
