"""The reason of a suppression as a badge."""

import reflex as rx

from yardflow.components.kit.badges import Tone, badge, by_value

_TONES: dict[str, Tone] = {
    "unsubscribed": "orange",
    "complained": "red",
    "objected": "orange",
    "bounced": "red",
}


def reason_badge(reason: rx.Var[str], label: rx.Var[str]) -> rx.Component:
    """Red where mailing again does harm at once, orange where the recipient asked for it."""
    return badge(label, by_value(reason, _TONES, "gray"))
