"""Settings › HubSpot: the connection, what it may do, and how much of HubSpot's limits is used."""

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.callout import callout
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import confirm_dialog
from yardflow.components.kit.feedback import loaded_or, loading_lines, progress_bar
from yardflow.components.kit.field_list import field_list
from yardflow.components.kit.fields import text_field
from yardflow.components.kit.native_form import native_form
from yardflow.components.kit.times import clock_time, moment, relative
from yardflow.pages.hubspot.former import former
from yardflow.pages.hubspot.guide import guide
from yardflow.pages.hubspot.webhooks import webhooks
from yardflow.state.hubspot.connection import HubspotState, MeterRow, ScopeRow

_KEPT = (
    "YardFlow stops syncing. Your contacts, accounts and deals stay as they are, here and in "
    "HubSpot."
)


def connection() -> rx.Component:
    """How it stands; where it isn't connected, the ways to connect."""
    state = HubspotState
    return loaded_or(
        state.loaded,
        state.problem,
        state.load,
        card(loading_lines(5)),
        rx.el.div(
            _note(),
            rx.cond(
                state.connection.status == "not_connected",
                _not_connected(),
                rx.fragment(_connected(), guide(), webhooks(), _limits(), _scopes()),
            ),
            class_name="flex flex-col gap-4",
        ),
    )


def _note() -> rx.Component:
    state = HubspotState
    return rx.el.div(
        rx.cond(
            state.note != "",
            rx.cond(
                state.note_is_good,
                callout("circle-check", "gray", state.note),
                callout("circle-alert", "red", state.note),
            ),
        ),
        role="status",
        class_name="empty:hidden",
    )


def _connected() -> rx.Component:
    state, connection = HubspotState, HubspotState.connection
    is_lost = connection.status == "lost"
    return card(
        rx.cond(is_lost, _lost()),
        rx.cond(state.former_account != "", former()),
        field_list(
            ("Account", connection.account),
            ("Connected with", connection.kind),
            ("Connected by", connection.connected_by),
            ("Connected", moment(connection.connected_at)),
            ("Last success", relative(connection.succeeded_at)),
        ),
        _result(),
        rx.cond(
            state.me.is_admin,
            rx.el.div(
                rx.cond(is_lost, None, button("Test", on_click=state.test)),
                rx.cond(
                    connection.by_oauth & ~is_lost, button("Reconnect", on_click=state.connect)
                ),
                button("Disconnect", on_click=state.ask_disconnect(True)),
                class_name="flex flex-wrap gap-2 mt-5",
            ),
        ),
        confirm_dialog(
            "Disconnect HubSpot?",
            _KEPT,
            open=state.asking,
            on_open_change=state.ask_disconnect,
            confirm="Disconnect",
            on_confirm=state.disconnect,
        ),
        title="HubSpot",
        actions=_status(is_lost),
    )


def _status(is_lost: rx.Var[bool]) -> rx.Component:
    return rx.fragment(
        rx.cond(HubspotState.connection.sandbox, badge("Sandbox", "orange", dot=True)),
        rx.cond(is_lost, badge("Disconnected by HubSpot", "red", dot=True)),
        rx.cond(is_lost, None, badge("Connected", "green", dot=True)),
    )


def _lost() -> rx.Component:
    state = HubspotState
    return rx.el.div(
        callout(
            "unplug",
            "red",
            rx.el.p(state.connection.problem),
            rx.cond(state.me.is_admin, None, rx.el.p("Ask an administrator to reconnect it.")),
        ),
        rx.cond(state.me.is_admin, rx.el.div(_ways(), class_name="my-5")),
        class_name="mb-4",
    )


def _result() -> rx.Component:
    state = HubspotState
    return rx.el.div(
        rx.cond(
            (state.result != "") & (state.connection.status == "connected"),
            rx.el.div(
                rx.cond(
                    state.result_is_good,
                    rx.icon("circle-check", size=14, class_name="shrink-0 mt-0.5"),
                    rx.icon("circle-alert", size=14, class_name="shrink-0 mt-0.5"),
                ),
                rx.el.div(
                    state.result,
                    rx.cond(
                        state.result_details != "",
                        rx.el.div(
                            f"Details for support: {state.result_details}",
                            class_name="yf-num [overflow-wrap:anywhere]",
                        ),
                    ),
                    class_name="min-w-0",
                ),
                class_name="yf-hint flex items-start gap-1.5 mt-4",
            ),
        ),
        role="status",
    )


def _not_connected() -> rx.Component:
    state = HubspotState
    return card(
        rx.el.p(
            "Connect an account to keep contacts, companies and deals in step with HubSpot. "
            "Connecting alone changes nothing, here or there.",
            class_name="mb-4",
        ),
        rx.cond(
            state.me.is_admin,
            _ways(),
            rx.el.p("Ask an administrator to connect it.", class_name="yf-hint"),
        ),
        title="HubSpot",
        actions=badge("Not connected"),
    )


def _ways() -> rx.Component:
    state, connection = HubspotState, HubspotState.connection
    return rx.el.div(
        rx.el.div(
            rx.cond(
                connection.by_oauth,
                button("Connect HubSpot", icon="plug", kind="primary", on_click=state.connect),
                rx.el.p(
                    "To connect with one click, set HUBSPOT_CLIENT_ID and HUBSPOT_CLIENT_SECRET on "
                    "the server.",
                    class_name="yf-hint",
                ),
            ),
            rx.cond(
                connection.by_server_token,
                button("Use the server's token", on_click=state.connect_with_server_token),
            ),
            class_name="flex flex-wrap gap-2",
        ),
        native_form(
            text_field(
                "Or a private app's access token",
                "token",
                type="password",
                required=True,
                max_length=300,
                placeholder="pat-na1-…",
                auto_complete="off",
                hint="In HubSpot under Settings › Integrations › Private apps. It is stored "
                "encrypted and never shown again.",
            ),
            submit("Connect with token", kind="plain", class_name="self-start"),
            action="/api/hubspot/connection/token",
            class_name="flex flex-col gap-3 max-w-sm mt-5",
        ),
    )


def _limits() -> rx.Component:
    state = HubspotState
    return card(
        rx.cond(
            state.waits_because != "",
            rx.el.div(
                callout(
                    "hourglass",
                    "orange",
                    rx.el.span(state.waits_because, " YardFlow continues at "),
                    clock_time(state.waits_until),
                    ".",
                ),
                class_name="mb-4",
            ),
        ),
        rx.el.div(
            rx.foreach(state.meters, _meter), class_name="grid sm:grid-cols-3 gap-x-6 gap-y-4"
        ),
        title="Limits",
        actions=rx.cond(
            state.limits_at != "",
            rx.el.span("As of ", relative(state.limits_at), class_name="yf-hint"),
        ),
    )


def _meter(meter: MeterRow) -> rx.Component:
    return rx.el.div(
        rx.el.div(meter.label, class_name="yf-label"),
        rx.el.div(
            rx.cond(
                meter.used != "",
                rx.el.span(meter.used, class_name="yf-num"),
                rx.el.span("Not reported by HubSpot", class_name="yf-hint"),
            ),
            class_name="my-1",
        ),
        rx.cond(meter.used.contains(" of "), progress_bar(meter.label, meter.percent)),
    )


def _scopes() -> rx.Component:
    state = HubspotState
    return card(
        rx.cond(
            state.scopes_hint != "",
            rx.el.p(state.scopes_hint, class_name="yf-hint px-4 py-3"),
        ),
        rx.el.ul(rx.foreach(state.scopes, _scope), class_name="yf-rows"),
        title="Scopes",
        flush=True,
    )


def _scope(scope: ScopeRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.code(scope.name, class_name="yf-num [overflow-wrap:anywhere]"),
            rx.cond(scope.granted, None, rx.el.div(scope.without, class_name="yf-hint")),
            class_name="min-w-0 flex-1",
        ),
        rx.cond(scope.granted, badge("Granted", "green"), badge("Missing", "orange")),
        key=scope.name,
    )
