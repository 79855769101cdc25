"""The outcome of a meeting."""

import reflex as rx

from yardflow.components.kit.badges import Tone, by_value, status_mark
from yardflow.state.labels import MEETING_OUTCOMES

_TONES: dict[str, Tone] = {
    "scheduled": "blue",
    "completed": "green",
    "no_show": "orange",
    "cancelled": "gray",
}


def outcome_mark(outcome: rx.Var[str], *, words: bool = True) -> rx.Component:
    """What became of it, or that it is to come, as a dot."""
    return status_mark(outcome, by_value(outcome, MEETING_OUTCOMES, outcome), _TONES, words=words)
