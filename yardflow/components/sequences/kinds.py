"""The icons of the kinds of steps."""

import reflex as rx

ICONS = {
    "email": "mail",
    "wait": "clock",
    "condition": "git-branch",
    "split": "split",
    "task": "square-check",
    "exit": "log-out",
}


def kind_icon(kind: rx.Var[str], size: int) -> rx.Component:
    """The icon of a kind of steps; of what is none of them, that of an exit."""
    icons = [(name, rx.icon(icon, size=size)) for name, icon in ICONS.items()]
    return rx.match(kind, *icons, rx.icon(ICONS["exit"], size=size))
