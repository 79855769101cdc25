"""The yield ledger: what enrichment cost, and what came of it."""

import reflex as rx

from yardflow.components.enrichment.costs_chart import ledger_chart
from yardflow.components.enrichment.section_tabs import enrichment_tabs
from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.callout import callout
from yardflow.components.kit.cards import card, stat_grid, stat_tile
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_lines, loading_tiles
from yardflow.components.kit.links import full_load_link, link, text_link
from yardflow.components.kit.table import Column, data_table
from yardflow.components.kit.times import moment
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.state.enrichment.costs import PERIODS, USUAL, Doubt, LedgerState, Yield

totals = LedgerState.totals


def ledger() -> rx.Component:
    """Figures, chart and tables of the days that the address names."""
    return frame(
        "Ledger",
        enrichment_tabs("ledger"),
        _tools(),
        loaded_or(
            LedgerState.loaded,
            LedgerState.problem,
            LedgerState.load,
            rx.fragment(loading_tiles(), card(loading_lines(6))),
            rx.fragment(
                _doubts(),
                _tiles(),
                rx.cond(
                    LedgerState.anything,
                    rx.fragment(ledger_chart(), _lines(), _events()),
                    card(_none(), flush=True),
                ),
            ),
        ),
        section="Enrichment",
        back=("Enrichment", "/enrichment/"),
    )


def _tools() -> rx.Component:
    return rx.el.div(
        rx.el.nav(
            *[
                link(
                    f"{days} days",
                    href=_period(days),
                    custom_attrs={
                        "aria-current": rx.cond(LedgerState.days == str(days), "page", "false")
                    },
                )
                for days in PERIODS
            ],
            aria_label="Period",
            class_name="yf-pills",
        ),
        rx.form(
            _date("From", "since", LedgerState.since),
            rx.el.span("–", class_name="yf-muted", aria_hidden="true"),
            _date("To", "until", LedgerState.until),
            submit("Show", kind="plain"),
            on_submit=LedgerState.show_dates,
            class_name="flex flex-wrap items-center gap-2 w-auto!",
        ),
        rx.el.select(
            rx.el.option("All events", value=""),
            rx.foreach(
                LedgerState.event_choices,
                lambda event: rx.el.option(event.name, value=event.id),
            ),
            value=LedgerState.event_id,
            on_change=LedgerState.narrow,
            aria_label="Event",
            class_name="yf-input",
        ),
        full_load_link(
            rx.fragment(rx.icon("download", size=16), "CSV"),
            LedgerState.csv,
            class_name="yf-button ml-auto",
            custom_attrs={"data-kind": "plain", "data-size": "medium", "data-square": "false"},
        ),
        rx.el.div(
            rx.cond(
                LedgerState.dates_error != "",
                rx.el.p(LedgerState.dates_error, class_name="yf-error text-[13px]"),
            ),
            role="alert",
            class_name="basis-full empty:hidden",
        ),
        class_name="yf-toolbar",
    )


def _period(days: int) -> rx.Var[str]:
    told = "" if days == USUAL else f"days={days}"
    event = LedgerState.event_id
    return rx.cond(
        event == "",
        f"/enrichment/ledger/?{told}" if told else "/enrichment/ledger/",
        rx.Var.create(
            f"/enrichment/ledger/?{told}&event=" if told else "/enrichment/ledger/?event="
        )
        + event,
    )


def _date(label: str, name: str, value: rx.Var[str]) -> rx.Component:
    return rx.el.input(
        type="date",
        name=name,
        default_value=value,
        aria_label=label,
        class_name="yf-input w-auto!",
        key=rx.Var.create(f"{name}-") + value,
    )


def _tiles() -> rx.Component:
    return stat_grid(
        stat_tile("Spent", totals.cost, icon="coins", note="without what is in doubt"),
        stat_tile("Accepted fields", totals.accepted, icon="check", note=totals.rate),
        stat_tile(
            "Cost per accepted field", totals.each, icon="divide", note="all providers together"
        ),
        stat_tile(
            "Waiting",
            totals.waiting,
            icon="inbox",
            note="claims for a person to decide",
            href="/enrichment/review/",
        ),
    )


def _lines() -> rx.Component:
    return card(
        data_table(
            "What each provider, model and field brought",
            [
                Column("Field", _what),
                Column("Claims", lambda row: row.claims, align="right", shown_from="sm"),
                Column("Accepted", lambda row: row.accepted, align="right"),
                Column("Waiting", lambda row: row.waiting, align="right", shown_from="lg"),
                Column("Rejected", lambda row: row.rejected, align="right", shown_from="md"),
                Column("Corrected", lambda row: row.corrected, align="right", shown_from="lg"),
                Column("Cost", lambda row: row.cost, align="right"),
                Column("Per accepted", lambda row: row.each, align="right", shown_from="sm"),
            ],
            LedgerState.lines,
            key=lambda row: row.key,
        ),
        title="By provider, model and field",
        flush=True,
    )


def _what(row: Yield) -> rx.Component:
    return rx.el.div(
        rx.el.div(row.name, class_name="font-medium"),
        rx.el.div(row.told, class_name="yf-hint [overflow-wrap:anywhere]"),
        class_name="min-w-0",
    )


def _events() -> rx.Component:
    return card(
        data_table(
            "What each event cost and brought",
            [
                Column("Event", _event),
                Column("Claims", lambda row: row.claims, align="right", shown_from="sm"),
                Column("Accepted", lambda row: row.accepted, align="right"),
                Column("Cost", lambda row: row.cost, align="right"),
                Column("Per accepted", lambda row: row.each, align="right", shown_from="sm"),
            ],
            LedgerState.events,
            key=lambda row: row.key,
        ),
        title="By event",
        flush=True,
    )


def _event(row: Yield) -> rx.Component:
    return rx.cond(row.href != "", text_link(row.name, row.href), rx.el.span(row.name))


def _none() -> rx.Component:
    return empty_state(
        "coins",
        "Nothing happened in these days",
        "Choose other days or all events. What enrichment costs and brings shows here.",
    )


def _doubts() -> rx.Component:
    return rx.cond(
        LedgerState.doubts.length() > 0,
        card(
            rx.el.div(
                callout(
                    "circle-alert",
                    "orange",
                    "OpenAI may have charged for these questions; each line says why that is not "
                    "known. Each counts against its day's budget at its likely cost. Answers from "
                    "a batch settle their own lines when they arrive. OpenAI does not report "
                    "single questions, so an administrator settles the rest, going by OpenAI's "
                    "usage page.",
                ),
                class_name="p-4",
            ),
            rx.el.ul(rx.foreach(LedgerState.doubts, _doubt), class_name="yf-rows"),
            title=rx.Var.create("In doubt: ") + LedgerState.doubts_usd,
            flush=True,
        ),
    )


def _doubt(row: Doubt) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.cond(row.href != "", text_link(row.who, row.href), rx.el.span(row.who)),
            rx.el.div(row.told, " · ", moment(row.at), class_name="yf-hint"),
            rx.cond(row.note != "", rx.el.div(row.note, class_name="yf-hint")),
            class_name="min-w-[200px] flex-1",
        ),
        rx.el.div(
            rx.el.div("likely ", row.usd, class_name="font-medium"),
            rx.cond(row.most != "", rx.el.div("at most ", row.most, class_name="yf-hint")),
            class_name="yf-num sm:text-right",
        ),
        rx.cond(
            LedgerState.me.is_admin,
            rx.el.div(
                button("It was charged", size="small", on_click=LedgerState.resolve(row.id, True)),
                button("It was not", size="small", on_click=LedgerState.resolve(row.id, False)),
                class_name="flex gap-2",
            ),
        ),
        key=row.id.to(str),
    )


PAGES = (Page("/enrichment/ledger", "Ledger", ledger, (LedgerState.load,)),)
