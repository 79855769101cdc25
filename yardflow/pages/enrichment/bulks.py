"""Enrichment of many contacts: what is under way, and what came of it."""

import reflex as rx

from yardflow.components.enrichment.badges import bulk_badge
from yardflow.components.enrichment.budget_bar import spend_bar
from yardflow.components.enrichment.provider_problems import provider_problems
from yardflow.components.enrichment.section_tabs import enrichment_tabs
from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, button_link
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_rows, progress_bar
from yardflow.components.kit.table import Column, data_table, row_link
from yardflow.components.kit.times import moment
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.state.enrichment.bulk_view import BulkFacts
from yardflow.state.enrichment.bulks import BulksState


def enrichment() -> rx.Component:
    """The list, followed live, under what today costs."""
    return frame(
        "Enrichment",
        enrichment_tabs("runs"),
        provider_problems(BulksState.resting),
        loaded_or(
            BulksState.loaded,
            BulksState.problem,
            BulksState.load,
            card(loading_rows(5), flush=True),
            rx.fragment(
                card(spend_bar(BulksState.spend)),
                card(rx.cond(BulksState.rows.length() > 0, _list(), _none()), flush=True),
            ),
        ),
        actions=button_link("Enrich many…", "/enrichment/new/", icon="sparkles", kind="primary"),
    )


def _list() -> rx.Component:
    return rx.fragment(
        data_table(
            "Enrichment of many contacts",
            [
                Column("Contacts", _what),
                Column("Status", _status, shown_from="sm"),
                Column("Progress", _progress, shown_from="md", width="190px"),
                Column("Cost", _cost, align="right", shown_from="sm"),
                Column("Started", _started, shown_from="lg"),
            ],
            BulksState.rows,
            key=lambda row: row.id.to(str),
        ),
        rx.cond(
            BulksState.has_more,
            rx.el.div(
                button("Show older", on_click=BulksState.show_more),
                class_name="flex justify-center p-3 border-t border-(--gray-4)",
            ),
        ),
    )


def _what(row: BulkFacts) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            row_link(row.label, row.href),
            rx.cond(row.economy, badge("Economy", "violet")),
            class_name="flex items-center gap-2 min-w-0",
        ),
        rx.el.div(
            rx.cond(row.asked_by != "", f"by {row.asked_by}", ""),
            rx.cond((row.asked_by != "") & (row.told != ""), " · ", ""),
            row.told,
            class_name="yf-hint",
        ),
        rx.cond(row.note != "", rx.el.div(row.note, class_name="yf-hint")),
        # On a phone there is no room for the columns that show these.
        rx.el.div(
            bulk_badge(row.status, row.word),
            rx.el.span(row.done, " of ", row.total, class_name="yf-hint yf-num"),
            rx.el.span(row.cost, class_name="yf-hint yf-num"),
            class_name="sm:hidden flex flex-wrap items-center gap-2 mt-1.5",
        ),
        class_name="min-w-0 max-w-[min(420px,75vw)] [overflow-wrap:anywhere] py-1",
    )


def _status(row: BulkFacts) -> rx.Component:
    return bulk_badge(row.status, row.word)


def _progress(row: BulkFacts) -> rx.Component:
    tone = rx.match(row.status, ("finished", "green"), ("running", "accent"), "gray")
    return rx.el.div(
        progress_bar(f"Progress of {row.label}", row.percent, tone=tone),
        rx.el.span(
            row.done,
            " of ",
            row.total,
            rx.cond(row.left != "", f" · {row.left}", ""),
            class_name="yf-hint yf-num whitespace-nowrap",
        ),
        class_name="flex flex-col gap-1",
    )


def _cost(row: BulkFacts) -> rx.Component:
    return rx.el.span(row.cost, title=row.each)


def _started(row: BulkFacts) -> rx.Component:
    return moment(row.created_at)


def _none() -> rx.Component:
    return empty_state(
        "sparkles",
        "Nobody enriched many contacts yet",
        "Find out titles, addresses and companies of a whole event, a filtered list, or whom you "
        "choose. What it would cost is shown before it starts.",
        button_link("Enrich many…", "/enrichment/new/", icon="sparkles", kind="primary"),
        button_link("Choose in the list", "/contacts/"),
    )


PAGES = (Page("/enrichment", "Enrichment", enrichment, (BulksState.load,)),)
