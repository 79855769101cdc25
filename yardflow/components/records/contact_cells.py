"""What tells one contact from another at a glance: personas, address, and choices of them."""

import reflex as rx

from yardflow.components.kit.badges import badge

PERSONAS = [
    ("ExecOps", "ExecOps"),
    ("Ops", "Ops"),
    ("Procurement", "Procurement"),
    ("Sales", "Sales"),
    ("Tech", "Tech"),
    ("NonOps", "NonOps"),
]
SENIORITIES = [
    ("C-Level", "C-Level"),
    ("VP", "VP"),
    ("Director", "Director"),
    ("Manager", "Manager"),
    ("Staff", "Staff"),
]
EMAIL_STATUSES = [
    ("none", "No address"),
    ("given", "Given"),
    ("guessed", "Guessed"),
    ("verified", "Verified"),
    ("bounced", "Bounced"),
]
_PERSONA_TONES = [
    ("ExecOps", "indigo"),
    ("Ops", "blue"),
    ("Procurement", "violet"),
    ("Sales", "cyan"),
    ("Tech", "green"),
]


def persona_badges(personas: rx.Var[list[str]]) -> rx.Component:
    """A small mark for each persona."""
    return rx.el.div(
        rx.foreach(
            personas, lambda one: badge(one, rx.match(one, *_PERSONA_TONES, "gray"), key=one)
        ),
        class_name="flex flex-wrap gap-1",
    )


def address(email: rx.Var[str], status: rx.Var[str], *, whole: bool = False) -> rx.Component:
    """An address, with a mark where it is not simply given; or that there is none.

    It is cut where there is no room for it, unless ``whole``.
    """
    shown = (
        rx.el.span(email, class_name="[overflow-wrap:anywhere]")
        if whole
        else rx.el.span(email, class_name="yf-truncate", title=email)
    )
    return rx.cond(
        email != "",
        rx.el.span(
            shown,
            rx.match(
                status,
                ("guessed", badge("Guessed", "orange")),
                ("verified", badge("Verified", "green")),
                ("bounced", badge("Bounced", "red")),
                rx.fragment(),
            ),
            class_name="inline-flex flex-wrap items-center gap-1.5 min-w-0 max-w-full"
            if whole
            else "inline-flex items-center gap-1.5 min-w-0 max-w-full",
        ),
        rx.el.span("No email", class_name="yf-muted"),
    )
