"""The requests that the sandbox answered in place of the real providers."""

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, button_link, new_tab_button
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_rows
from yardflow.components.kit.fields import filter_select, toolbar
from yardflow.components.kit.times import moment
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.state.sandbox_log import RequestRow, SandboxLogState

PROVIDERS = [
    *(("openai", "OpenAI"), ("hubspot", "HubSpot"), ("sendgrid", "SendGrid")),
    ("website", "Company websites"),
]


def sandbox_log() -> rx.Component:
    """A list whose entries unfold; nothing in it left this machine."""
    return frame(
        "Sandbox log",
        rx.cond(
            (SandboxLogState.me.email == "") | SandboxLogState.me.is_admin,
            rx.fragment(*_log()),
            card(
                empty_state(
                    "lock",
                    "Only administrators can see this",
                    "Ask an administrator if you need the sandbox requests.",
                    button_link("Go to the dashboard", "/"),
                ),
                flush=True,
            ),
        ),
        section="Settings",
        back=("Settings", "/settings/?tab=integrations"),
        width="narrow",
    )


def _log() -> tuple[rx.Component, ...]:
    return (
        rx.el.p(
            "Requests YardFlow would have sent to real providers. None of them left this machine.",
            class_name="yf-muted",
        ),
        toolbar(
            filter_select(
                "Provider",
                SandboxLogState.provider,
                PROVIDERS,
                SandboxLogState.choose,
                every="All providers",
            ),
            button("Refresh", icon="rotate-cw", on_click=SandboxLogState.load),
            rx.cond(
                SandboxLogState.inbox != "",
                new_tab_button("Open inbox", SandboxLogState.inbox),
            ),
        ),
        card(
            loaded_or(
                SandboxLogState.loaded,
                SandboxLogState.problem,
                SandboxLogState.load,
                loading_rows(),
                rx.cond(
                    SandboxLogState.rows.length() > 0,
                    rx.el.ul(rx.foreach(SandboxLogState.rows, _row), class_name="yf-rows"),
                    empty_state(
                        "flask-conical",
                        "No requests yet",
                        "Enrich a contact to see its requests here.",
                    ),
                ),
            ),
            flush=True,
        ),
    )


def _row(row: RequestRow) -> rx.Component:
    return rx.el.li(
        rx.el.details(
            rx.el.summary(
                rx.el.div(
                    badge(row.provider, "indigo"),
                    rx.el.span(row.call, class_name="font-medium min-w-0 wrap-anywhere"),
                    badge(row.status, rx.cond(row.status < 400, "green", "red")),
                    rx.cond(row.fault != "", badge(row.fault, "orange")),
                    rx.el.span(
                        moment(row.at), f" · {row.milliseconds} ms", class_name="yf-hint ml-auto"
                    ),
                    class_name="inline-flex flex-wrap items-center gap-2 w-[calc(100%-20px)]",
                ),
                class_name="cursor-pointer",
            ),
            rx.cond(
                row.body != "",
                rx.el.pre(row.body, class_name="yf-code whitespace-pre-wrap mt-3", tab_index=0),
                rx.el.p("Empty body", class_name="yf-hint mt-3"),
            ),
            class_name="w-full min-w-0",
        ),
        key=row.id.to(str),
    )


PAGES = (Page("/sandbox", "Sandbox log", sandbox_log, (SandboxLogState.load,)),)
