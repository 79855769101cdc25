"""Choices of an owner, for lists and for records."""

from typing import Any

import reflex as rx

from yardflow.components.kit.fields import filter_select

Owners = rx.Var[list[tuple[str, str]]]


def owner_filter(value: rx.Var[str], owners: Owners, on_change: Any) -> rx.Component:
    """Narrows a list to the records of one owner, or to those that have none."""
    return rx.el.select(
        rx.el.option("All owners", value=""),
        rx.el.option("Mine", value="me"),
        rx.el.option("Unassigned", value="none"),
        rx.foreach(owners, lambda owner: rx.el.option(owner[1], value=owner[0])),
        value=value,
        on_change=on_change,
        aria_label="Owner",
        class_name="yf-input",
    )


def owner_select(value: rx.Var[str], owners: Owners, on_change: Any) -> rx.Component:
    """Sets the owner of a record, or leaves it without."""
    return filter_select("Owner", value, owners, on_change, every="Unassigned")
