"""The records selected in a list, and what can be done with them."""

from typing import Any

import reflex as rx

from yardflow.components.kit.buttons import button, icon_button
from yardflow.components.records.event_menu import event_menu


def selection_bar(state: Any, *actions: rx.Component) -> rx.Component:
    """How many records are selected and what to do with them, in sight while any are.

    ``state`` mixes in `yardflow.state.records.event_list.EventListed`; ``actions`` stand first.
    """
    every, count = state.all_selected, state.selected.length()
    return rx.el.div(
        rx.cond(
            every | (count > 0),
            rx.el.div(
                rx.el.span(
                    rx.cond(every, f"All {state.total} selected", f"{count} selected"),
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
                ),
                rx.el.span(class_name="basis-full sm:hidden"),
                *actions,
                event_menu("Add to event", state.other_events, state.add_to_event),
                rx.cond(
                    state.listed_event != "",
                    button(
                        "Remove from this event",
                        icon="calendar-minus",
                        size="small",
                        on_click=state.remove_from_event,
                    ),
                ),
                class_name="yf-selection",
            ),
        ),
        role="status",
        class_name="yf-selection-place",
    )
