"""A menu of events to put records on the list of."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from yardflow.components.kit.buttons import button
from yardflow.state.workplace import EventChoice


def event_menu(
    label: str, events: rx.Var[list[EventChoice]], on_choose: Callable[[Any], Any]
) -> rx.Component:
    """A button that opens the menu; nothing while there is no event to choose.

    ``on_choose`` takes the id of the chosen event.
    """
    return rx.cond(
        events.length() > 0,
        rx.dropdown_menu.root(
            rx.dropdown_menu.trigger(button(label, icon="calendar-plus", size="small")),
            rx.dropdown_menu.content(
                rx.foreach(
                    events,
                    lambda event: rx.dropdown_menu.item(
                        event.name, on_select=on_choose(event.id), key=event.id
                    ),
                ),
            ),
            modal=False,
        ),
    )
