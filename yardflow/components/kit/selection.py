"""Choosing several contacts of a list, and what can be done with them."""

from typing import Any

import reflex as rx

from yardflow.components.kit.buttons import button, button_link, icon_button
from yardflow.state.contacts.index import ContactsState


def tick(name: str | rx.Var[str], chosen: rx.Var[bool], on_change: Any) -> rx.Component:
    """A checkbox without words beside it; ``name`` says aloud what it chooses."""
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=chosen,
            on_change=on_change,
            aria_label=name,
            class_name="size-4 accent-(--accent-9) cursor-pointer block",
        ),
        class_name="yf-tick",
    )


def selection_bar() -> rx.Component:
    """What is chosen and what to do with it, in sight while anything is."""
    every, count = ContactsState.every_match, ContactsState.selected.length()
    return rx.el.div(
        rx.cond(
            every | (count > 0),
            rx.el.div(
                rx.el.span(
                    rx.cond(
                        every,
                        rx.fragment("All ", ContactsState.matching, " that match"),
                        rx.fragment(count, " selected"),
                    ),
                    class_name="font-medium yf-num whitespace-nowrap",
                ),
                rx.cond(
                    every | (ContactsState.matching == count.to(str)),
                    rx.fragment(),
                    button(
                        rx.fragment("Select all ", ContactsState.matching, " that match"),
                        kind="ghost",
                        size="small",
                        on_click=ContactsState.select_matching,
                    ),
                ),
                button_link(
                    rx.match(
                        rx.cond(every, 0, count),
                        (0, rx.fragment("Enrich ", ContactsState.matching, " contacts")),
                        (1, rx.fragment("Enrich 1 contact")),
                        rx.fragment("Enrich ", count, " contacts"),
                    ),
                    ContactsState.enrich_selected,
                    icon="sparkles",
                    kind="primary",
                    size="small",
                ),
                icon_button("x", "Select nobody", size="small", on_click=ContactsState.select_none),
                class_name="yf-selection",
            ),
        ),
        role="status",
        class_name="yf-selection-place",
    )
