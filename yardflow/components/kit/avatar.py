"""Initials as a picture."""

import reflex as rx


def avatar(
    initials: rx.Var[str] | str, *, large: bool = False, square: bool = False
) -> rx.Component:
    """One or two letters in a circle (a person) or a square (a company).

    It repeats what stands beside it, so it is hidden from screen readers.
    """
    letters = initials.to(str)[0:2] if isinstance(initials, rx.Var) else initials[:2]
    return rx.el.span(
        letters,
        class_name="yf-avatar",
        aria_hidden="true",
        custom_attrs={
            "data-size": "large" if large else "medium",
            "data-shape": "square" if square else "round",
        },
    )
