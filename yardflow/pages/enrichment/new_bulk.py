"""Before a bulk run: which contacts, how fast, and at which cost."""

import reflex as rx

from yardflow.components.enrichment.provider_problems import provider_problems
from yardflow.components.kit.buttons import button, button_link
from yardflow.components.kit.callout import callout
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_lines
from yardflow.components.kit.fields import filter_select
from yardflow.components.kit.switches import switch_row
from yardflow.components.records.no_active_event import no_active_event
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.state.enrichment.bulk_view import Skip
from yardflow.state.enrichment.new_bulk import NewBulk
from yardflow.state.records.event_list import ALL

BACK = ("Enrichment", "/enrichment/")
MODES = (
    ("now", "zap", "Now", "Results in minutes."),
    ("economy", "leaf", "Economy", "Half price, within 24 hours."),
)
forecast = NewBulk.forecast


def enrichment_new() -> rx.Component:
    return frame(
        "Bulk enrich",
        loaded_or(
            NewBulk.loaded,
            NewBulk.problem,
            NewBulk.load,
            card(loading_lines(8)),
            rx.cond(
                NewBulk.title == "",
                card(no_active_event(), flush=True),
                rx.fragment(
                    _selection(),
                    _obstacles(),
                    rx.cond(forecast.ready > 0, _speed(), _nothing()),
                ),
            ),
        ),
        section="Enrichment",
        back=BACK,
        width="narrow",
    )


def _selection() -> rx.Component:
    return card(
        rx.cond(NewBulk.selection != "other", _choice()),
        rx.el.div(
            _figure("To enrich", forecast.ready_text, f"of {forecast.contacts}"),
            _figure(
                "Estimated cost",
                rx.cond(forecast.free, "Free", forecast.likely),
                rx.cond(forecast.free, "only free providers", f"up to {forecast.most}"),
            ),
            _figure("Time", forecast.time, rx.cond(forecast.free, "", forecast.model)),
            _figure("Budget left today", NewBulk.spend.left, f"of {NewBulk.spend.budget}"),
            class_name="grid grid-cols-2 md:grid-cols-4 gap-x-6 gap-y-5",
        ),
        rx.cond(
            NewBulk.skips.length() > 0,
            rx.el.div(
                rx.el.h3("Skipped", class_name="text-[13px] font-semibold"),
                rx.el.ul(
                    rx.foreach(NewBulk.skips, _skip),
                    class_name="flex flex-col gap-1 mt-1.5 text-[13px]",
                ),
                rx.cond(forecast.known != "", rx.el.p(forecast.known, class_name="yf-hint mt-2")),
                class_name="mt-5 pt-4 border-t border-(--gray-4)",
            ),
        ),
        title=NewBulk.title,
        actions=button_link("Select contacts", "/contacts/", size="small"),
    )


def _choice() -> rx.Component:
    return rx.el.div(
        _event(),
        filter_select(
            "Contacts",
            NewBulk.selection,
            [("", "All contacts"), ("never", "Never enriched")],
            NewBulk.choose_contacts,
        ),
        class_name="grid sm:grid-cols-2 gap-3 mb-5",
    )


def _event() -> rx.Component:
    return rx.el.select(
        rx.el.option("All events", value=ALL),
        rx.foreach(NewBulk.event_choices, lambda event: rx.el.option(event.name, value=event.id)),
        value=NewBulk.event_id,
        on_change=NewBulk.choose_event,
        aria_label="Event",
        class_name="yf-input",
    )


def _figure(label: str, value: rx.Var[str] | rx.Component, note: rx.Var[str] | str) -> rx.Component:
    return rx.el.div(
        rx.el.div(label, class_name="yf-stat-label"),
        rx.el.div(value, class_name="yf-stat-value"),
        rx.el.div(note, class_name="yf-stat-note"),
    )


def _skip(row: Skip) -> rx.Component:
    return rx.el.li(
        rx.el.span(row.count, class_name="yf-num font-medium min-w-6 flex-none"),
        rx.el.span(row.reason, class_name="yf-muted"),
        key=row.reason,
        class_name="flex gap-3",
    )


def _obstacles() -> rx.Component:
    """What would hold the bulk run up, shown before it starts."""
    return rx.fragment(
        rx.cond(
            NewBulk.openai == "not_configured",
            callout(
                "info",
                "gray",
                "OpenAI isn't connected. Only free providers will run. An administrator can "
                "connect it with OPENAI_API_KEY.",
            ),
        ),
        rx.cond(
            NewBulk.openai == "off",
            callout("info", "gray", "OpenAI is off. Only free providers will run."),
        ),
        provider_problems(NewBulk.provider_problems),
        rx.cond(
            NewBulk.spend.used_up & ~forecast.free,
            callout(
                "circle-alert",
                "orange",
                "Today's budget is used up. You can start now: paid requests wait until midnight "
                "UTC or until an administrator raises the budget.",
            ),
            rx.cond(
                forecast.over_budget & ~forecast.free,
                callout(
                    "info",
                    "gray",
                    "This may exceed today's budget. The rest continues automatically after "
                    "midnight UTC.",
                ),
            ),
        ),
    )


def _speed() -> rx.Component:
    return rx.fragment(
        card(
            rx.el.div(
                rx.el.fieldset(
                    rx.el.legend("Speed", class_name="yf-hidden-text"),
                    *[_mode(*mode) for mode in MODES],
                    class_name="grid sm:grid-cols-2 gap-2 p-4",
                ),
                rx.el.div(_forced(), class_name="border-t border-(--gray-4)"),
            ),
            title="Speed",
            flush=True,
        ),
        rx.el.div(
            button_link("Cancel", "/enrichment/"),
            button(
                forecast.start_label,
                icon="sparkles",
                kind="primary",
                busy=NewBulk.starting,
                on_click=NewBulk.start,
            ),
            class_name="flex justify-end gap-2",
        ),
    )


def _mode(value: str, icon: str, name: str, description: str) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="mode",
            value=value,
            checked=NewBulk.mode == value,
            on_change=NewBulk.choose_mode(value),
        ),
        rx.icon(icon, size=16),
        rx.el.span(
            rx.el.span(name, class_name="font-medium block"),
            rx.el.span(description, class_name="yf-hint block"),
        ),
        class_name="yf-kind",
    )


def _forced() -> rx.Component:
    return switch_row(
        "Re-run unchanged contacts",
        "You'll be charged again.",
        NewBulk.forced,
        NewBulk.turn_forced,
    )


def _nothing() -> rx.Component:
    return card(
        empty_state(
            "circle-check",
            "Nothing to enrich",
            rx.cond(
                NewBulk.skips.length() > 0,
                "These contacts are complete or were enriched already.",
                "No contacts match.",
            ),
        ),
        rx.el.div(_forced(), class_name="border-t border-(--gray-4)"),
        flush=True,
    )


PAGES = (Page("/enrichment/new", "Bulk enrich", enrichment_new, (NewBulk.load,)),)
