"""The page for an address where there is nothing."""

import reflex as rx

from yardflow.components.buttons import button_link
from yardflow.components.feedback import empty_state
from yardflow.pages.page import Page


def not_found() -> rx.Component:
    """Says so, and leads back."""
    return rx.el.main(
        rx.el.h1("Page not found", class_name="yf-hidden-text"),
        empty_state(
            "map-pin-off",
            "There is nothing at this address",
            "The link may be old, or the record was removed. Everything else is where it was.",
            button_link("Go to the dashboard", "/", kind="primary"),
        ),
        class_name="min-h-dvh grid place-items-center",
    )


PAGES = (Page("404", "Page not found", not_found, open_to_all=True),)
