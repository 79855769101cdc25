"""Something that is on or off, with a sentence about what that means."""

from typing import Any

import reflex as rx


def switch_row(
    label: str | rx.Var[str], told: str | rx.Var[str] | rx.Component, on: rx.Var[bool], turn: Any
) -> rx.Component:
    """A switch at the end of its own line; ``turn`` takes a bool."""
    return rx.el.label(
        rx.el.span(
            rx.el.span(label, class_name="font-medium block"),
            rx.el.span(told, class_name="yf-hint block"),
            class_name="min-w-0 flex-1",
        ),
        switch(label, on, turn),
        class_name="yf-switch-row",
    )


def switch(name: str | rx.Var[str], on: rx.Var[bool], turn: Any) -> rx.Component:
    """A switch alone; ``name`` is said aloud."""
    return rx.el.input(
        type="checkbox",
        role="switch",
        checked=on,
        on_change=turn,
        aria_label=name,
        class_name="yf-toggle",
    )
