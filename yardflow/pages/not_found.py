"""The page of an address that does not exist."""

import reflex as rx

from yardflow.components.kit.buttons import button_link
from yardflow.pages.page import Page


def not_found() -> rx.Component:
    """Says so, and offers the dashboard."""
    return rx.el.main(
        rx.el.div(
            rx.el.div(rx.icon("map-pin-off", size=18), class_name="yf-empty-icon"),
            rx.el.h1("Page not found", class_name="text-[16px] font-semibold"),
            rx.el.p("The link may be outdated."),
            rx.el.div(button_link("Go to the dashboard", "/", kind="primary"), class_name="mt-3"),
            class_name="yf-empty",
        ),
        class_name="min-h-dvh grid place-items-center",
    )


PAGES = (Page("404", "Page not found", not_found, open_to_all=True),)
