"""Where an account stands in the sale, and an event in its life."""

import reflex as rx

from yardflow.components.kit.badges import Tone, by_value, status_badge
from yardflow.state.labels import EVENT_STATUSES, STAGES

STAGE_TONES: dict[str, Tone] = {
    "Lead": "gray",
    "Qualified": "blue",
    "Booked": "indigo",
    "Checked In": "cyan",
    "No Show": "orange",
    "Won": "green",
    "Lost": "red",
}
_EVENT_TONES: dict[str, Tone] = {
    "PLANNING": "gray",
    "ACTIVE": "green",
    "COMPLETED": "blue",
    "CANCELLED": "red",
}


def stage_badge(stage: rx.Var[str]) -> rx.Component:
    """Where an account stands in the sale."""
    return status_badge(stage, by_value(stage, STAGES, stage), STAGE_TONES)


def event_badge(status: rx.Var[str]) -> rx.Component:
    """Where an event stands: ``PLANNING ACTIVE COMPLETED CANCELLED``."""
    return status_badge(status, by_value(status, EVENT_STATUSES, status), _EVENT_TONES)
