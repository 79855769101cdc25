"""Providers that enrichment leaves alone for a while."""

import reflex as rx

from yardflow.components.kit.callout import callout


def provider_problems(messages: rx.Var[list[str]]) -> rx.Component:
    """A line for each provider that does not work at the moment; nothing while all do."""
    return rx.el.div(
        rx.foreach(messages, lambda message: callout("circle-alert", "orange", message)),
        role="status",
        class_name="flex flex-col gap-2 empty:hidden",
    )
