"""Choices that several pages offer."""

from typing import Any

import reflex as rx

from yardflow.components.kit.fields import filter_select

STAGES = [
    ("Lead", "Lead"),
    ("Qualified", "Qualified"),
    ("Booked", "Booked"),
    ("Checked In", "Checked In"),
    ("No Show", "No Show"),
    ("Won", "Won"),
    ("Lost", "Lost"),
]


def owner_filter(value: rx.Var[str], people: rx.Var[list[tuple[str, str]]], on_change: Any) -> Any:
    """Narrows a list to what one person, oneself or nobody owns."""
    return rx.el.select(
        rx.el.option("Any owner", value=""),
        rx.el.option("Mine", value="me"),
        rx.el.option("Nobody's", value="none"),
        rx.foreach(people, lambda one: rx.el.option(one[1], value=one[0])),
        value=value,
        on_change=on_change,
        aria_label="Owner",
        class_name="yf-input",
    )


def owner_select(value: rx.Var[str], people: rx.Var[list[tuple[str, str]]], on_change: Any) -> Any:
    """Makes somebody the owner of a record, or nobody."""
    return filter_select("Owner", value, people, on_change, every="Nobody")
