"""Stages, attendees' statuses and events' statuses as badges."""

import reflex as rx

from yardflow.components.kit.badges import Tone, by_value, status_badge, status_mark
from yardflow.state.labels import ATTENDEE_STATUSES, EVENT_STATUSES, STAGES

STAGE_TONES: dict[str, Tone] = {
    "Lead": "gray",
    "Qualified": "blue",
    "Booked": "indigo",
    "Checked In": "cyan",
    "No Show": "orange",
    "Won": "green",
    "Lost": "red",
}
ATTENDEE_TONES: dict[str, Tone] = {
    "Listed": "gray",
    "Invited": "blue",
    "Registered": "indigo",
    "Met": "green",
    "Missed": "orange",
}
_EVENT_TONES: dict[str, Tone] = {
    "PLANNING": "gray",
    "ACTIVE": "green",
    "COMPLETED": "blue",
    "CANCELLED": "red",
}


def stage_badge(stage: rx.Var[str]) -> rx.Component:
    """The stage of an account at an event; nothing while it is empty."""
    badge = status_badge(stage, by_value(stage, STAGES, stage), STAGE_TONES)
    return rx.cond(stage != "", badge)


def attendee_badge(status: rx.Var[str]) -> rx.Component:
    """The status of a contact at an event."""
    return status_badge(status, by_value(status, ATTENDEE_STATUSES, status), ATTENDEE_TONES)


def stage_mark(stage: rx.Var[str], *, words: bool = True) -> rx.Component:
    """The stage of an account in a row of a list; nothing while it is empty."""
    mark = status_mark(stage, by_value(stage, STAGES, stage), STAGE_TONES, words=words)
    return rx.cond(stage != "", mark)


def attendee_mark(status: rx.Var[str], *, words: bool = True) -> rx.Component:
    """The status of a contact in a row of a list."""
    label = by_value(status, ATTENDEE_STATUSES, status)
    return status_mark(status, label, ATTENDEE_TONES, words=words)


def event_mark(status: rx.Var[str], *, words: bool = True) -> rx.Component:
    """Where an event stands, in a row of a list."""
    label = by_value(status, EVENT_STATUSES, status)
    return status_mark(status, label, _EVENT_TONES, words=words)


def event_badge(status: rx.Var[str]) -> rx.Component:
    """Where an event stands: ``PLANNING ACTIVE COMPLETED CANCELLED``."""
    return status_badge(status, by_value(status, EVENT_STATUSES, status), _EVENT_TONES)
