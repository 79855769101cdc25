"""Who would wait for a value that an email shows without a fallback: how many, and who."""

import reflex as rx

from yardflow.components.kit.dialogs import drawer
from yardflow.components.sequences.named import named_people
from yardflow.state.sequences.lacking import LackingState


def would_wait(template: rx.Var[str]) -> rx.Component:
    """How many would wait: a click lists them."""
    return rx.fragment(
        " ",
        rx.el.button(
            LackingState.said[template],
            type="button",
            class_name="yf-link",
            aria_label=f"Contacts who would wait: {LackingState.said[template]}",
            on_click=LackingState.show(template),
        ),
        " would wait.",
    )


def lacking_drawer() -> rx.Component:
    """Who would wait for a value."""
    return drawer(
        LackingState.listing,
        named_people(LackingState.listed, LackingState.listed_more, LackingState.listing),
        open=LackingState.listing != "",
        on_open_change=LackingState.close,
        description="They lack a value that the email shows. Fill it in, or give it a fallback.",
    )
