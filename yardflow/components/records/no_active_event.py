"""What stands in place of an event's records before the person has chosen an event."""

import reflex as rx

from yardflow.components.kit.buttons import button_link
from yardflow.components.kit.feedback import empty_state


def no_active_event() -> rx.Component:
    """Leads to the events."""
    return empty_state(
        "calendar-days",
        "Choose an event",
        "Pick the event you're working on. Each event has its own lists and imports.",
        button_link("Go to events", "/events/", kind="primary"),
    )
