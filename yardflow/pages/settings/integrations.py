"""The integrations and whether each is connected."""

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, button_link
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import loaded_or, loading_rows
from yardflow.state.settings.integrations import IntegrationsState, ProviderRow


def integrations() -> rx.Component:
    """A row for each integration."""
    return card(
        loaded_or(
            IntegrationsState.loaded,
            IntegrationsState.problem,
            IntegrationsState.load,
            loading_rows(3),
            rx.el.ul(rx.foreach(IntegrationsState.rows, _row), class_name="yf-rows"),
        ),
        title="Integrations",
        actions=rx.cond(
            IntegrationsState.sandboxed,
            button_link("Sandbox log", "/sandbox/", icon="flask-conical"),
        ),
        flush=True,
    )


def _row(row: ProviderRow) -> rx.Component:
    result = IntegrationsState.results[row.name]
    return rx.el.li(
        rx.el.div(
            rx.el.div(row.name, class_name="font-medium"),
            rx.el.div(row.purpose, class_name="yf-hint"),
            rx.el.div(
                rx.cond(
                    result.message,
                    rx.el.div(
                        rx.cond(
                            result.ok,
                            rx.icon("circle-check", size=14, class_name="shrink-0 mt-0.5"),
                            rx.icon("circle-alert", size=14, class_name="shrink-0 mt-0.5"),
                        ),
                        rx.el.div(
                            result.message,
                            rx.cond(
                                result.details != "",
                                rx.el.div(
                                    f"Details for support: {result.details}",
                                    class_name="yf-num [overflow-wrap:anywhere]",
                                ),
                            ),
                            class_name="min-w-0",
                        ),
                        class_name="yf-hint flex items-start gap-1.5 mt-1",
                    ),
                ),
                role="status",
            ),
            class_name="flex flex-col gap-0.5 min-w-[200px] flex-1",
        ),
        rx.match(
            row.state,
            ("live", badge("Connected", "green", dot=True)),
            ("sandbox", badge("Sandbox", "orange", dot=True)),
            rx.cond(
                row.needs != "",
                rx.el.span(
                    "Set ",
                    rx.el.code(row.needs, class_name="yf-code px-1.5! py-0.5!"),
                    " to connect",
                    class_name="yf-hint",
                ),
                button_link("Connect", "/settings/?tab=hubspot", size="small"),
            ),
        ),
        rx.cond(
            row.state != "not_configured",
            button(
                "Test",
                size="small",
                on_click=IntegrationsState.try_out(row.name),
                aria_label=f"Test {row.name}",
            ),
        ),
        key=row.name,
    )
