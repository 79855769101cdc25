"""Before many contacts are enriched: who, how, and for how much."""

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
from yardflow.state.enrichment.new_bulk import BulkWish, LeftOut

BACK = ("Enrichment", "/enrichment/")
MODES = (
    ("now", "zap", "Now", "Each contact as soon as its turn comes."),
    ("economy", "leaf", "Economy", "OpenAI's Batch API: half the price, within 24 hours."),
)
outlook = BulkWish.outlook


def enrichment_new() -> rx.Component:
    """Counts first; nothing is asked or paid before the button."""
    return frame(
        "Enrich many",
        loaded_or(
            BulkWish.loaded,
            BulkWish.problem,
            BulkWish.load,
            card(loading_lines(8)),
            rx.cond(
                BulkWish.title == "",
                card(no_active_event(), flush=True),
                rx.fragment(_who(), _obstacles(), rx.cond(outlook.ready > 0, _how(), _nothing())),
            ),
        ),
        section="Enrichment",
        back=BACK,
        width="narrow",
    )


def _who() -> rx.Component:
    return card(
        rx.cond(BulkWish.who != "other", _choice()),
        rx.el.div(
            _figure("To enrich", outlook.ready_told, f"of {outlook.found}"),
            _figure(
                "Likely cost",
                rx.cond(outlook.free, "Free", outlook.likely),
                rx.cond(outlook.free, "nothing is asked that costs", f"at most {outlook.most}"),
            ),
            _figure("Takes", outlook.time, rx.cond(outlook.free, "", outlook.model)),
            _figure("Left of today's budget", BulkWish.spend.left, f"of {BulkWish.spend.budget}"),
            class_name="grid grid-cols-2 md:grid-cols-4 gap-x-6 gap-y-5",
        ),
        rx.cond(
            BulkWish.left_out.length() > 0,
            rx.el.div(
                rx.el.h3(f"{outlook.skipped} left out", class_name="text-[13px] font-semibold"),
                rx.el.ul(
                    rx.foreach(BulkWish.left_out, _left_out),
                    class_name="flex flex-col gap-1 mt-1.5 text-[13px]",
                ),
                class_name="mt-5 pt-4 border-t border-(--gray-4)",
            ),
        ),
        title=BulkWish.title,
        actions=button_link("Choose in the list", "/contacts/", size="small"),
    )


def _choice() -> rx.Component:
    return rx.el.div(
        _event(),
        filter_select(
            "Which contacts",
            BulkWish.who,
            [("", "All its contacts"), ("never", "Only never enriched")],
            BulkWish.choose_who,
        ),
        class_name="grid sm:grid-cols-2 gap-3 mb-5",
    )


def _event() -> rx.Component:
    return rx.el.select(
        rx.foreach(BulkWish.event_choices, lambda event: rx.el.option(event.name, value=event.id)),
        value=BulkWish.event_id,
        on_change=BulkWish.choose_event,
        aria_label="Event",
        class_name="yf-input",
    )


def _figure(label: str, value: rx.Var[str] | rx.Component, note: rx.Var[str] | str) -> rx.Component:
    return rx.el.div(
        rx.el.div(label, class_name="yf-stat-label"),
        rx.el.div(value, class_name="yf-stat-value"),
        rx.el.div(note, class_name="yf-stat-note"),
    )


def _left_out(row: LeftOut) -> rx.Component:
    return rx.el.li(
        rx.el.span(row.count, class_name="yf-num font-medium w-14 text-right flex-none"),
        rx.el.span(row.reason, class_name="yf-muted"),
        key=row.reason,
        class_name="flex gap-3",
    )


def _obstacles() -> rx.Component:
    """What would hold the work up, before somebody waits for it."""
    return rx.fragment(
        rx.cond(
            BulkWish.openai == "not_configured",
            callout(
                "info",
                "gray",
                "OpenAI is not connected, so only addresses and companies' websites are looked "
                "at. An administrator connects it with OPENAI_API_KEY.",
            ),
        ),
        rx.cond(
            BulkWish.openai == "off",
            callout("info", "gray", "OpenAI is switched off in the settings: nothing costs money."),
        ),
        provider_problems(BulkWish.resting),
        rx.cond(
            BulkWish.spend.used_up & ~outlook.free,
            callout(
                "circle-alert",
                "orange",
                "Today's budget is used up. You can start: what costs money waits until 00:00 UTC, "
                "or until an administrator raises the budget.",
            ),
            rx.cond(
                outlook.beyond & ~outlook.free,
                callout(
                    "info",
                    "gray",
                    "This is likely to cost more than today's budget has left. What does not fit "
                    "waits until 00:00 UTC and goes on by itself.",
                ),
            ),
        ),
    )


def _how() -> rx.Component:
    return rx.fragment(
        card(
            rx.el.div(
                rx.el.fieldset(
                    rx.el.legend("When", class_name="yf-hidden-text"),
                    *[_mode(*mode) for mode in MODES],
                    class_name="grid sm:grid-cols-2 gap-2 p-4",
                ),
                rx.el.div(_forced(), class_name="border-t border-(--gray-4)"),
            ),
            title="How",
            flush=True,
        ),
        rx.el.div(
            button_link("Cancel", "/enrichment/"),
            button(
                rx.cond(
                    outlook.ready == 1,
                    "Enrich 1 contact",
                    f"Enrich {outlook.ready_told} contacts",
                ),
                icon="sparkles",
                kind="primary",
                busy=BulkWish.starting,
                on_click=BulkWish.start,
            ),
            class_name="flex justify-end gap-2",
        ),
    )


def _mode(value: str, icon: str, name: str, told: str) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="mode",
            value=value,
            checked=BulkWish.mode == value,
            on_change=BulkWish.choose_mode(value),
        ),
        rx.icon(icon, size=16),
        rx.el.span(
            rx.el.span(name, class_name="font-medium block"),
            rx.el.span(told, class_name="yf-hint block"),
        ),
        class_name="yf-kind",
    )


def _forced() -> rx.Component:
    return switch_row(
        "Also those unchanged",
        "Asks again about contacts that nothing has changed about, and pays again.",
        BulkWish.forced,
        BulkWish.turn_forced,
    )


def _nothing() -> rx.Component:
    return card(
        empty_state(
            "circle-check",
            "Nothing to do",
            "Nobody of them has anything to gain just now; above is why.",
        ),
        rx.el.div(_forced(), class_name="border-t border-(--gray-4)"),
        flush=True,
    )


PAGES = (Page("/enrichment/new", "Enrich many", enrichment_new, (BulkWish.load,)),)
