"""The status of a sequence, of an enrollment and of a message."""

import reflex as rx

from yardflow.components.kit.badges import Tone, by_value, status_badge, status_mark
from yardflow.state.labels import ENROLLMENT_STATUSES, MESSAGE_STATUSES, SEQUENCE_STATUSES

_TONES: dict[str, Tone] = {
    "draft": "gray",
    "active": "green",
    "paused": "orange",
    "archived": "blue",
}
_ENROLLMENT_TONES: dict[str, Tone] = {"active": "green", "finished": "blue", "exited": "gray"}
_MESSAGE_TONES: dict[str, Tone] = {
    "queued": "gray",
    "sending": "blue",
    "unknown": "orange",
    "accepted": "blue",
    "delivered": "green",
    "bounced": "red",
    "dropped": "red",
    "failed": "red",
    "cancelled": "gray",
    "missed": "orange",
}


_REPLY_TONES: dict[str, Tone] = {
    "human": "green",
    "to_place": "orange",
    "unsure": "orange",
    "out_of_office": "blue",
    "left": "orange",
    "stop": "red",
    "bounce": "red",
    "acknowledgement": "gray",
    "challenge": "gray",
}


def sequence_badge(status: rx.Var[str]) -> rx.Component:
    """The status as a badge."""
    return status_badge(status, by_value(status, SEQUENCE_STATUSES, status), _TONES)


def sequence_mark(status: rx.Var[str], *, words: bool = True) -> rx.Component:
    """The status as a dot, for lists."""
    return status_mark(status, by_value(status, SEQUENCE_STATUSES, status), _TONES, words=words)


def enrollment_badge(status: rx.Var[str]) -> rx.Component:
    """The status of an enrollment as a badge."""
    label = by_value(status, ENROLLMENT_STATUSES, status)
    return status_badge(status, label, _ENROLLMENT_TONES)


def message_mark(status: rx.Var[str], *, words: bool = True) -> rx.Component:
    """The status of a message as a dot, for lists."""
    label = by_value(status, MESSAGE_STATUSES, status)
    return status_mark(status, label, _MESSAGE_TONES, words=words)


def reply_mark(kind: rx.Var[str], label: rx.Var[str], *, words: bool = True) -> rx.Component:
    """The kind of a reply as a dot, for lists."""
    return status_mark(kind, label, _REPLY_TONES, words=words)
