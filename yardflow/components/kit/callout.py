"""A few sentences on a tint, where something should not be overlooked."""

from typing import Any, Literal

import reflex as rx


def callout(icon: str, tone: Literal["gray", "red", "orange"], *children: Any) -> rx.Component:
    """``red``: something stopped; ``orange``: a warning; ``gray``: good to know."""
    return rx.el.div(
        rx.icon(icon, size=16, class_name="flex-none mt-0.5"),
        rx.el.div(*children, class_name="min-w-0"),
        role="note",
        class_name="yf-callout",
        custom_attrs={"data-tone": tone},
    )
