"""Where a bulk run stands, how each of its contacts ended, and how far a claim can be believed."""

import reflex as rx

from yardflow.components.kit.badges import Tone, badge, status_badge

_BULK_TONES: dict[str, Tone] = {
    "running": "blue",
    "waiting": "orange",
    "paused": "orange",
    "finished": "green",
}
_OUTCOME_TONES: dict[str, Tone] = {
    "filled_in": "green",
    "needs_review": "orange",
    "failed": "red",
    "running": "blue",
}


def bulk_badge(status: rx.Var[str], label: rx.Var[str]) -> rx.Component:
    """Where a bulk run stands; ``label`` is what the badge says."""
    return status_badge(status, label, _BULK_TONES)


def outcome_badge(outcome: rx.Var[str], label: rx.Var[str]) -> rx.Component:
    """How the run of one contact ended; ``label`` is what the badge says."""
    return status_badge(outcome, label, _OUTCOME_TONES)


def confidence_badge(percent: rx.Var[int]) -> rx.Component:
    """The confidence in percent: green from 80, orange from 50."""
    tone = rx.cond(percent >= 80, "green", rx.cond(percent >= 50, "orange", "red"))
    return badge(rx.fragment(percent, "%"), tone, title="Confidence")
