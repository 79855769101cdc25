"""What stands in place of a page whose own code failed in the browser."""

import reflex as rx
from reflex_components_core.base.error_boundary import ErrorBoundary

from yardflow.components.kit.links import full_load_link


def failure_boundary() -> rx.Component:
    """Catches a failing page; what failed goes to the server's log, not to the person."""
    fallback = rx.el.main(
        rx.el.div(
            rx.el.h1("This page stopped working", class_name="text-[16px] font-semibold"),
            rx.el.p(
                "It is a fault of ours and has been reported. Nothing that was saved is lost. "
                "Load the page again to go on."
            ),
            full_load_link("Load again", "", class_name="yf-link mt-3"),
            class_name="yf-empty",
        ),
        class_name="min-h-dvh grid place-items-center",
    )
    return ErrorBoundary.create(fallback_render=rx.Var.create(fallback))
