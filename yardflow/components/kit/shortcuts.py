"""Which keys do what on a page, for those who have a keyboard."""

from collections.abc import Sequence

import reflex as rx


def shortcuts(keys: Sequence[tuple[Sequence[str], str]], class_name: str = "") -> rx.Component:
    """The keys, each with what it does. What listens to them is a script of the page's."""
    return rx.el.dl(
        *[
            rx.el.div(rx.el.dt(*[rx.el.kbd(key) for key in names]), rx.el.dd(meaning))
            for names, meaning in keys
        ],
        aria_label="Keyboard shortcuts",
        class_name=f"yf-keys {class_name}".strip(),
    )
