"""HubSpot › Errors: what was refused, in the words of who refused it, to be tried again."""

import reflex as rx

from yardflow.components.hubspot.sections import further, hubspot_tabs, record_name
from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_rows
from yardflow.components.kit.times import moment, relative
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.state.hubspot.errors import ErrorItem, HubspotErrorsState, UnloggedItem

state = HubspotErrorsState


def errors() -> rx.Component:
    """The list."""
    return frame(
        "Errors",
        hubspot_tabs("errors"),
        card(
            loaded_or(
                state.loaded,
                state.problem,
                state.load,
                loading_rows(6),
                rx.cond(
                    state.rows.length() > 0,
                    rx.fragment(
                        rx.el.ul(rx.foreach(state.rows, _error), class_name="yf-rows"),
                        further(state, "/hubspot/errors/"),
                    ),
                    empty_state(
                        "circle-check",
                        "No errors",
                        "Values that HubSpot or YardFlow refuses appear here, with the reason.",
                    ),
                ),
            ),
            title="Refused values",
            actions=rx.cond(
                state.me.is_admin & (state.rows.length() > 0),
                button("Retry all", icon="rotate-cw", size="small", on_click=state.retry_all),
            ),
            flush=True,
        ),
        rx.cond(state.unlogged.length() > 0, _unlogged()),
        section="HubSpot",
    )


def _error(row: ErrorItem) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(record_name(row), class_name="font-medium [overflow-wrap:anywhere]"),
            rx.el.div(row.kind, " · ", row.fields, class_name="yf-hint"),
            class_name="min-w-0 basis-full sm:basis-[220px] sm:flex-none",
        ),
        rx.el.div(
            rx.el.p(row.why, class_name="[overflow-wrap:anywhere]"),
            rx.el.p(
                "Refused: ",
                row.value,
                " · ",
                relative(row.at),
                class_name="yf-hint [overflow-wrap:anywhere]",
            ),
            class_name="min-w-0 flex-1 basis-[260px]",
        ),
        rx.cond(
            row.retrying,
            badge("Retrying", "blue", dot=True),
            button(
                "Retry",
                size="small",
                aria_label=f"Retry {row.name}",
                on_click=state.retry(row.id),
            ),
        ),
        class_name="items-start!",
        key=row.id.to(str),
    )


def _unlogged() -> rx.Component:
    return card(
        rx.el.ul(rx.foreach(state.unlogged, _entry), class_name="yf-rows"),
        title="Not logged in HubSpot's timeline",
        actions=rx.cond(
            state.me.is_admin,
            button("Retry all", icon="rotate-cw", size="small", on_click=state.log_all_again),
        ),
        flush=True,
    )


def _entry(row: UnloggedItem) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(record_name(row), class_name="font-medium [overflow-wrap:anywhere]"),
            rx.el.div(row.kind, " · ", moment(row.happened_at), class_name="yf-hint"),
            class_name="min-w-0 basis-full sm:basis-[220px] sm:flex-none",
        ),
        rx.el.div(
            rx.el.p(row.why, class_name="[overflow-wrap:anywhere]"),
            rx.el.p(relative(row.at), class_name="yf-hint"),
            class_name="min-w-0 flex-1 basis-[260px]",
        ),
        button(
            "Retry",
            size="small",
            aria_label=f"Retry the {row.kind} with {row.name}",
            on_click=state.log_again(row.id),
        ),
        class_name="items-start!",
        key=row.id.to(str),
    )


PAGES = (Page("/hubspot/errors", "Errors", errors, (HubspotErrorsState.load,)),)
