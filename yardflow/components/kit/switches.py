"""Something that is on or off."""

from typing import Any

import reflex as rx


def switch_row(
    label: str | rx.Var[str], text: str | rx.Var[str] | rx.Component, on: rx.Var[bool], turn: Any
) -> rx.Component:
    """A switch at the end of its own line; ``text`` explains it, ``turn`` takes a bool."""
    return rx.el.label(
        rx.el.span(
            rx.el.span(label, class_name="font-medium block"),
            rx.el.span(text, class_name="yf-hint block"),
            class_name="min-w-0 flex-1",
        ),
        switch(label, on, turn),
        class_name="yf-switch-row",
    )


def switch(name: str | rx.Var[str], on: rx.Var[bool], turn: Any) -> rx.Component:
    """A switch without words beside it; ``name`` is for screen readers."""
    return rx.el.input(
        type="checkbox",
        role="switch",
        checked=on,
        on_change=turn,
        aria_label=name,
        class_name="yf-toggle",
    )
