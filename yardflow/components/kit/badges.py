"""Small marks: where something stands, and how sure the product is of it."""

from typing import Any, Literal

import reflex as rx

Tone = Literal["gray", "blue", "indigo", "violet", "cyan", "green", "red", "orange"]

JOB_TONES = [
    ("queued", "gray"),
    ("running", "blue"),
    ("succeeded", "green"),
    ("failed", "red"),
    ("cancelled", "gray"),
    ("waiting", "orange"),
]
STAGE_TONES = [
    ("Lead", "gray"),
    ("Qualified", "blue"),
    ("Booked", "indigo"),
    ("Checked In", "cyan"),
    ("No Show", "orange"),
    ("Won", "green"),
    ("Lost", "red"),
]
IMPORT_TONES = [
    ("reading", "blue"),
    ("refused", "red"),
    ("running", "blue"),
    ("done", "green"),
    ("failed", "red"),
    ("undoing", "blue"),
]
BULK_TONES = [
    ("running", "blue"),
    ("waiting", "orange"),
    ("paused", "orange"),
    ("finished", "green"),
]
OUTCOME_TONES = [
    ("enriched", "green"),
    ("failed", "red"),
    ("running", "blue"),
]
EVENT_TONES = [
    ("PLANNING", "gray"),
    ("ACTIVE", "green"),
    ("COMPLETED", "blue"),
    ("CANCELLED", "red"),
]


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


def job_badge(status: rx.Var[str]) -> rx.Component:
    """Where a job stands: ``queued running succeeded failed cancelled waiting``."""
    return badge(_capitalised(status), _tone(status, JOB_TONES), dot=True)


def stage_badge(stage: rx.Var[str]) -> rx.Component:
    """Where an account stands in the sale."""
    return badge(stage, _tone(stage, STAGE_TONES), dot=True)


def event_badge(status: rx.Var[str]) -> rx.Component:
    """Where an event stands: ``PLANNING ACTIVE COMPLETED CANCELLED``."""
    return badge(_capitalised(status), _tone(status, EVENT_TONES), dot=True)


def import_badge(status: rx.Var[str], word: rx.Var[str]) -> rx.Component:
    """Where an import stands; ``word`` says it as people do."""
    return badge(word, _tone(status, IMPORT_TONES), dot=True)


def bulk_badge(status: rx.Var[str], word: rx.Var[str]) -> rx.Component:
    """Where a bulk stands; ``word`` says it as people do."""
    return badge(word, _tone(status, BULK_TONES), dot=True)


def outcome_badge(outcome: rx.Var[str], word: rx.Var[str]) -> rx.Component:
    """What became of one contact of a bulk."""
    return badge(word, _tone(outcome, OUTCOME_TONES), dot=True)


def confidence_badge(percent: rx.Var[int]) -> rx.Component:
    """How sure the product is, in percent: green from 80, orange from 50."""
    tone = rx.cond(percent >= 80, "green", rx.cond(percent >= 50, "orange", "red"))
    return badge(rx.fragment(percent, " %"), tone, title="Confidence")


def _tone(value: rx.Var[str], tones: list[tuple[str, str]]) -> Any:
    return rx.match(value, *tones, "gray")


def _capitalised(text: rx.Var[str]) -> rx.Var[str]:
    """``queued`` and ``QUEUED`` both as ``Queued``, in the browser."""
    text = text.to(str)
    return text[0:1].upper() + text[1:].lower()
