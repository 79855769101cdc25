"""Tabs that the state holds, so that an address can open one of them."""

from typing import Any

import reflex as rx


def tabs(
    name: str, current: rx.Var[str], panels: list[tuple[str, str, Any]], on_change: Any
) -> rx.Component:
    """``panels`` are (value, label, content); ``on_change`` takes the chosen value."""
    return rx.tabs.root(
        rx.tabs.list(
            *[rx.tabs.trigger(label, value=value) for value, label, _ in panels],
            aria_label=name,
        ),
        *[rx.tabs.content(content, value=value, class_name="pt-4") for value, _, content in panels],
        value=current,
        on_change=on_change,
    )
