"""The page for an address where there is nothing."""

import reflex as rx

from yardflow.components.kit.buttons import button_link
from yardflow.pages.page import Page


def not_found() -> rx.Component:
    """Says so, and leads back."""
    return rx.el.main(
        rx.el.div(
            rx.el.div(rx.icon("map-pin-off", size=18), class_name="yf-empty-icon"),
            rx.el.h1("There is nothing at this address", class_name="text-[16px] font-semibold"),
            rx.el.p("The link may be old, or the record was removed. The rest is where it was."),
            rx.el.div(button_link("Go to the dashboard", "/", kind="primary"), class_name="mt-3"),
            class_name="yf-empty",
        ),
        class_name="min-h-dvh grid place-items-center",
    )


PAGES = (Page("404", "Page not found", not_found, open_to_all=True),)
