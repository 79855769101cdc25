"""Small marks: a short word on a tint."""

from collections.abc import Mapping
from typing import Any, Literal

import reflex as rx

Tone = Literal["gray", "blue", "indigo", "violet", "cyan", "green", "red", "orange", "outline"]


def badge(
    text: Any, tone: Tone | rx.Var = "gray", *, dot: bool = False, **props: Any
) -> rx.Component:
    """A short word on a tint. With ``dot`` it reads as a status."""
    return rx.el.span(
        text,
        class_name="yf-badge",
        custom_attrs={"data-tone": tone, "data-dot": "true" if dot else "false"},
        **props,
    )


def status_badge(status: rx.Var[str], label: Any, tones: Mapping[str, Tone]) -> rx.Component:
    """A status as a badge; one that ``tones`` does not name is gray."""
    return badge(label, by_value(status, tones, "gray"), dot=True)


def status_mark(
    status: rx.Var[str], label: Any, tones: Mapping[str, Tone], *, words: bool = True
) -> rx.Component:
    """A status as a colored dot with the word beside it, or with the word on hover alone."""
    return rx.el.span(
        rx.el.span(label, class_name="" if words else "yf-hidden-text"),
        title=label,
        class_name="yf-mark",
        custom_attrs={"data-tone": by_value(status, tones, "gray")},
    )


def by_value(value: rx.Var[str], results: Mapping[str, str], other: Any) -> Any:
    """What ``results`` names for the value, chosen in the browser."""
    return rx.match(value, *results.items(), other)
