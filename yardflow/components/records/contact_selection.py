"""The contacts selected in a list, and what can be done with them."""

import reflex as rx

from yardflow.components.kit.buttons import button, button_link, icon_button
from yardflow.state.contacts.index import ContactsState


def selection_bar() -> rx.Component:
    """How many contacts are selected and what to do with them, in sight while any are."""
    every, count = ContactsState.all_selected, ContactsState.selected.length()
    total = ContactsState.total
    return rx.el.div(
        rx.cond(
            every | (count > 0),
            rx.el.div(
                rx.el.span(
                    rx.cond(every, f"All {total} selected", f"{count} selected"),
                    class_name="font-medium yf-num whitespace-nowrap",
                ),
                rx.cond(
                    ContactsState.can_select_all,
                    button(
                        f"Select all {total}",
                        kind="ghost",
                        size="small",
                        on_click=ContactsState.select_matching,
                    ),
                ),
                button_link(
                    ContactsState.enrich_selected_label,
                    ContactsState.enrich_selected,
                    icon="sparkles",
                    kind="primary",
                    size="small",
                ),
                icon_button(
                    "x", "Clear selection", size="small", on_click=ContactsState.select_none
                ),
                class_name="yf-selection",
            ),
        ),
        role="status",
        class_name="yf-selection-place",
    )
