"""What stands around every list: how it is narrowed, and what to say when nothing is left."""

from typing import Any

import reflex as rx

from yardflow.components.kit.buttons import button, button_link
from yardflow.components.kit.feedback import empty_state


def nothing_found(noun: str, on_widen: Any) -> rx.Component:
    """The filters leave nothing."""
    return empty_state(
        "search-x",
        f"No {noun} match",
        "Try fewer words or other filters.",
        button("Clear search and filters", on_click=on_widen),
    )


def no_active_event() -> rx.Component:
    """Lists are about one event; there is none yet."""
    return empty_state(
        "calendar-days",
        "Choose the event you work on",
        "Accounts and contacts belong to an event. Make one of them your active event.",
        button_link("Go to events", "/events/", kind="primary"),
    )
