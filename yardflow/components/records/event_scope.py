"""Which records a list is about: those of the active event or all; and what it has in place of a
stage or status when it is about all.
"""

from typing import Any

import reflex as rx

from yardflow.components.records.list_cells import text_cell
from yardflow.state.records.event_list import ALL


def event_scope(state: Any) -> rx.Component:
    """The switch above a list; without an active event there is nothing to switch."""
    in_event = state.listed_event != ""
    return rx.cond(
        state.active_event_id != "",
        rx.el.div(
            *[
                rx.el.button(
                    label,
                    type="button",
                    aria_pressed=rx.cond(pressed, "true", "false"),
                    on_click=state.list_event(scope),
                )
                for label, scope, pressed in (("This event", "", in_event), ("All", ALL, ~in_event))
            ],
            role="group",
            aria_label="Records shown",
            class_name="yf-switch",
            custom_attrs={"data-words": ""},
        ),
    )


def events_cell(row: Any) -> rx.Component:
    """Which events a record is at."""
    return text_cell(row.event_names)
