"""What stands in place of a page whose own code failed in the browser."""

import reflex as rx
from reflex_components_core.base.error_boundary import ErrorBoundary

from yardflow.components.kit.links import full_load_link


def failure_boundary() -> rx.Component:
    """Catches a failing page; the error goes to the server's log and is not shown."""
    fallback = rx.el.main(
        rx.el.div(
            rx.el.h1("This page stopped working", class_name="text-[16px] font-semibold"),
            rx.el.p(
                "Something went wrong on our end. Your saved data is safe.",
            ),
            full_load_link("Reload", "", class_name="yf-link mt-3"),
            class_name="yf-empty",
        ),
        class_name="min-h-dvh grid place-items-center",
    )
    return ErrorBoundary.create(fallback_render=rx.Var.create(fallback))
