"""What enrichment cost, and the fields it filled."""

import reflex as rx

from yardflow.components.enrichment.costs_chart import costs_chart
from yardflow.components.enrichment.section_tabs import enrichment_tabs
from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.callout import callout
from yardflow.components.kit.cards import card, stat_grid, stat_tile
from yardflow.components.kit.dates import date_input
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_lines, loading_tiles
from yardflow.components.kit.links import full_load_link, link, text_link
from yardflow.components.kit.table import Column, data_table
from yardflow.components.kit.times import relative
from yardflow.components.shell.frame import frame
from yardflow.counts import counted
from yardflow.pages.page import Page
from yardflow.state.enrichment.costs import (
    DEFAULT_DAYS,
    PATH,
    PERIODS,
    ChargeRow,
    CostRow,
    CostsState,
)

totals = CostsState.totals


def enrichment_costs() -> rx.Component:
    return frame(
        "Costs",
        enrichment_tabs("costs"),
        _tools(),
        loaded_or(
            CostsState.loaded,
            CostsState.problem,
            CostsState.load,
            rx.fragment(loading_tiles(), card(loading_lines(6))),
            rx.fragment(
                _unconfirmed(),
                _tiles(),
                rx.cond(
                    CostsState.active,
                    rx.fragment(costs_chart(), _lines(), _events()),
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
                    counted(days, "day"),
                    href=_period(days),
                    custom_attrs={
                        "aria-current": rx.cond(CostsState.days == str(days), "page", "false")
                    },
                )
                for days in PERIODS
            ],
            aria_label="Period",
            class_name="yf-pills",
        ),
        rx.form(
            date_input("From", "since", CostsState.since),
            rx.el.span("–", class_name="yf-muted", aria_hidden="true"),
            date_input("To", "until", CostsState.until),
            submit("Show", kind="plain"),
            on_submit=CostsState.show_dates,
            class_name="flex flex-wrap items-center gap-2 w-auto!",
        ),
        rx.el.select(
            rx.el.option("All events", value=""),
            rx.foreach(
                CostsState.event_choices,
                lambda event: rx.el.option(event.name, value=event.id),
            ),
            value=CostsState.event_id,
            on_change=CostsState.narrow,
            aria_label="Event",
            class_name="yf-input",
        ),
        full_load_link(
            rx.fragment(rx.icon("download", size=16), "CSV"),
            CostsState.csv,
            class_name="yf-button ml-auto",
            custom_attrs={"data-kind": "plain", "data-size": "medium", "data-square": "false"},
        ),
        rx.el.div(
            rx.cond(
                CostsState.dates_error != "",
                rx.el.p(CostsState.dates_error, class_name="yf-error text-[13px]"),
            ),
            role="alert",
            class_name="basis-full empty:hidden",
        ),
        class_name="yf-toolbar",
    )


def _period(days: int) -> rx.Var[str]:
    query = "" if days == DEFAULT_DAYS else f"days={days}"
    event_id = CostsState.event_id
    return rx.cond(
        event_id == "",
        f"{PATH}?{query}" if query else PATH,
        rx.Var.create(f"{PATH}?{query}&event=" if query else f"{PATH}?event=") + event_id,
    )


def _tiles() -> rx.Component:
    return stat_grid(
        stat_tile("Spent", totals.cost, icon="coins", note="excl. unconfirmed"),
        stat_tile("Accepted fields", totals.accepted, icon="check", note=totals.rate),
        stat_tile("Cost per field", totals.per_field, icon="divide", note="all providers"),
        stat_tile(
            "Needs review",
            totals.waiting,
            icon="inbox",
            note="suggestions",
            href="/enrichment/review/",
        ),
    )


def _lines() -> rx.Component:
    return card(
        data_table(
            "Costs by provider, model and field",
            [
                Column("Field", _field),
                Column("Suggestions", lambda row: row.claims, align="right", shown_from="sm"),
                Column("Accepted", lambda row: row.accepted, align="right"),
                Column("Needs review", lambda row: row.waiting, align="right", shown_from="lg"),
                Column("Rejected", lambda row: row.rejected, align="right", shown_from="md"),
                Column("Corrected", lambda row: row.corrected, align="right", shown_from="lg"),
                Column("Cost", lambda row: row.cost, align="right"),
                Column("Cost per field", lambda row: row.per_field, align="right", shown_from="sm"),
            ],
            CostsState.lines,
            key=lambda row: row.key,
        ),
        title="By provider, model and field",
        flush=True,
    )


def _field(row: CostRow) -> rx.Component:
    return rx.el.div(
        rx.el.div(row.name, class_name="font-medium"),
        rx.el.div(row.provider, class_name="yf-hint [overflow-wrap:anywhere]"),
        class_name="min-w-0",
    )


def _events() -> rx.Component:
    return card(
        data_table(
            "Costs by event",
            [
                Column("Event", _event),
                Column("Suggestions", lambda row: row.claims, align="right", shown_from="sm"),
                Column("Accepted", lambda row: row.accepted, align="right"),
                Column("Cost", lambda row: row.cost, align="right"),
                Column("Cost per field", lambda row: row.per_field, align="right", shown_from="sm"),
            ],
            CostsState.events,
            key=lambda row: row.key,
        ),
        title="By event",
        flush=True,
    )


def _event(row: CostRow) -> rx.Component:
    return rx.cond(row.href != "", text_link(row.name, row.href), rx.el.span(row.name))


def _none() -> rx.Component:
    return empty_state(
        "coins",
        "No activity",
        "Try a different range or event.",
    )


def _unconfirmed() -> rx.Component:
    return rx.cond(
        CostsState.unconfirmed.length() > 0,
        card(
            rx.el.div(
                callout(
                    "circle-alert",
                    "orange",
                    "We couldn't confirm these charges. They count toward the budget until an "
                    "administrator checks OpenAI's usage page.",
                ),
                class_name="p-4",
            ),
            rx.el.ul(rx.foreach(CostsState.unconfirmed, _charge), class_name="yf-rows"),
            title=rx.Var.create("Unconfirmed: ") + CostsState.unconfirmed_usd,
            flush=True,
        ),
    )


def _charge(row: ChargeRow) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.cond(row.href != "", text_link(row.subject, row.href), rx.el.span(row.subject)),
            rx.el.div(row.provider, " · ", relative(row.at), class_name="yf-hint"),
            rx.cond(row.note != "", rx.el.div(row.note, class_name="yf-hint")),
            class_name="min-w-[200px] flex-1",
        ),
        rx.el.div(
            rx.el.div("about ", row.usd, class_name="font-medium"),
            rx.cond(row.most != "", rx.el.div("up to ", row.most, class_name="yf-hint")),
            class_name="yf-num sm:text-right",
        ),
        rx.cond(
            CostsState.me.is_admin,
            rx.el.div(
                button("Charged", size="small", on_click=CostsState.resolve(row.id, True)),
                button("Not charged", size="small", on_click=CostsState.resolve(row.id, False)),
                class_name="flex gap-2",
            ),
        ),
        key=row.id.to(str),
    )


PAGES = (Page("/enrichment/costs", "Costs", enrichment_costs, (CostsState.load,)),)
