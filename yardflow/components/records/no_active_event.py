"""What stands in place of an event's records before the person has chosen an event."""

import reflex as rx

from yardflow.components.kit.buttons import button_link
from yardflow.components.kit.feedback import empty_state
from yardflow.state.workplace import Workplace


def no_active_event() -> rx.Component:
    """Leads to the events, where there may be none yet."""
    link = button_link("Go to events", "/events/", kind="primary")
    return rx.cond(
        Workplace.event_choices.length() > 0,
        empty_state(
            "calendar-days",
            "Choose an event",
            "Pick the event you're working on. Each event has its own lists and imports.",
            link,
        ),
        empty_state(
            "calendar-days",
            "No events yet",
            "An event is a trade show with its target accounts and attendees. Add the first one.",
            link,
        ),
    )
