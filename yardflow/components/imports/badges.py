"""Where an import stands."""

import reflex as rx

from yardflow.components.kit.badges import Tone, status_badge

_TONES: dict[str, Tone] = {
    "reading": "blue",
    "refused": "red",
    "running": "blue",
    "done": "green",
    "failed": "red",
    "undoing": "blue",
}


def import_badge(status: rx.Var[str], label: rx.Var[str]) -> rx.Component:
    """Where an import stands; ``label`` is what the badge says."""
    return status_badge(status, label, _TONES)
