"""A record's fields, as a list of names and values."""

from typing import Any

import reflex as rx


def field_list(*pairs: tuple[str, Any]) -> rx.Component:
    """Names on the left, values on the right; an empty text shows as a dash."""
    return rx.el.dl(
        *[rx.fragment(rx.el.dt(name), rx.el.dd(value_or_dash(value))) for name, value in pairs],
        class_name="yf-facts",
    )


def value_or_dash(value: Any) -> Any:
    """A text var, or a muted dash while it is empty; anything else as it is."""
    if isinstance(value, rx.Var):
        return rx.cond(value, value, rx.el.span("–", class_name="yf-muted"))
    return value
