"""How changes in HubSpot come to be known, and what people enter there for it."""

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button
from yardflow.components.kit.callout import callout
from yardflow.components.kit.cards import card
from yardflow.components.kit.times import relative
from yardflow.state.hubspot.connection import HubspotState


def webhooks() -> rx.Component:
    """Whether HubSpot reports changes at once, and what keeps it from doing so."""
    state = HubspotState
    return card(
        rx.cond(
            state.webhooks.problem != "",
            rx.el.div(
                callout(
                    "circle-alert",
                    "orange",
                    state.webhooks.problem,
                    " YardFlow sets them up again within an hour.",
                ),
                class_name="mb-4",
            ),
        ),
        rx.cond(state.webhooks.works, _at_once(), _every_now_and_then()),
        rx.cond(~state.webhooks.automatic & state.me.is_admin, _by_hand()),
        title="Changes in HubSpot",
        actions=rx.cond(
            state.webhooks.works, badge("Webhooks on", "green", dot=True), badge("Webhooks off")
        ),
    )


def _at_once() -> rx.Component:
    reported_at = HubspotState.webhooks.reported_at
    return rx.el.p(
        "HubSpot reports changes at once.",
        rx.cond(reported_at != "", rx.el.span(" Last report ", relative(reported_at), ".")),
    )


def _every_now_and_then() -> rx.Component:
    state = HubspotState
    is_beginning = state.webhooks.automatic & ~state.webhooks.is_checked
    return rx.el.p(
        "YardFlow asks HubSpot for changes every 10 seconds.",
        rx.cond(is_beginning, " Webhooks are set up within a minute.", ""),
    )


def _by_hand() -> rx.Component:
    state = HubspotState
    return rx.el.details(
        rx.el.summary("Set up webhooks in HubSpot", class_name="cursor-pointer"),
        rx.el.div(
            rx.el.p(
                "Open the app's settings in HubSpot, enter this URL under Webhooks and subscribe "
                "to these events. On the server, set HUBSPOT_CLIENT_SECRET to the app's secret.",
            ),
            rx.cond(
                state.connection.of_app,
                rx.el.p(
                    "Or set HUBSPOT_APP_ID and HUBSPOT_DEVELOPER_KEY on the server, and YardFlow "
                    "sets up the webhooks.",
                ),
            ),
            _to_copy("Target URL", state.webhooks.url, "Copy URL"),
            _to_copy("Events", state.webhooks.events, "Copy events"),
            class_name="flex flex-col gap-4 mt-4",
        ),
        class_name="mt-4",
    )


def _to_copy(label: str, value: rx.Var[str], copy: str) -> rx.Component:
    return rx.el.div(
        rx.el.div(label, class_name="yf-label mb-1"),
        rx.el.div(value, class_name="yf-code whitespace-pre-wrap max-h-48 overflow-y-auto"),
        button(copy, icon="copy", on_click=rx.set_clipboard(value), class_name="mt-2"),
    )
