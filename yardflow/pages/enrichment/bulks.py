"""The list of bulk runs, under today's budget."""

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
from yardflow.components.kit.times import relative
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.state.enrichment.bulk_view import BulkItem
from yardflow.state.enrichment.bulks import BulksState


def enrichment() -> rx.Component:
    return frame(
        "Enrichment",
        enrichment_tabs("runs"),
        provider_problems(BulksState.provider_problems),
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
        actions=button_link("Bulk enrich", "/enrichment/new/", icon="sparkles", kind="primary"),
    )


def _list() -> rx.Component:
    return rx.fragment(
        data_table(
            "Bulk runs",
            [
                Column("Bulk run", _label),
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


def _label(row: BulkItem) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            row_link(row.label, row.href),
            rx.cond(row.economy, badge("Economy", "violet")),
            class_name="flex items-center gap-2 min-w-0",
        ),
        rx.el.div(
            rx.cond(row.started_by != "", f"by {row.started_by}", ""),
            rx.cond((row.started_by != "") & (row.trigger != ""), " · ", ""),
            row.trigger,
            class_name="yf-hint",
        ),
        rx.cond(row.note != "", rx.el.div(row.note, class_name="yf-hint")),
        # On a phone there is no room for the columns that show these.
        rx.el.div(
            bulk_badge(row.status, row.status_label),
            rx.el.span(row.done, " of ", row.total, class_name="yf-hint yf-num"),
            rx.el.span(row.cost, class_name="yf-hint yf-num"),
            class_name="sm:hidden flex flex-wrap items-center gap-2 mt-1.5",
        ),
        class_name="min-w-0 max-w-[min(420px,75vw)] [overflow-wrap:anywhere] py-1",
    )


def _status(row: BulkItem) -> rx.Component:
    return bulk_badge(row.status, row.status_label)


def _progress(row: BulkItem) -> rx.Component:
    tone = rx.match(row.status, ("finished", "green"), ("running", "accent"), "gray")
    return rx.el.div(
        progress_bar(f"Progress of {row.label}", row.percent, tone=tone),
        rx.el.span(
            row.done,
            " of ",
            row.total,
            rx.cond(row.time_left != "", f" · {row.time_left}", ""),
            class_name="yf-hint yf-num whitespace-nowrap",
        ),
        class_name="flex flex-col gap-1",
    )


def _cost(row: BulkItem) -> rx.Component:
    return rx.el.span(row.cost, title=row.average_cost)


def _started(row: BulkItem) -> rx.Component:
    return relative(row.created_at)


def _none() -> rx.Component:
    return empty_state(
        "sparkles",
        "No runs yet",
        "Enrich a whole event, a filtered list or selected contacts. You'll see the cost first.",
        button_link("Bulk enrich", "/enrichment/new/", icon="sparkles", kind="primary"),
        button_link("Select contacts", "/contacts/"),
    )


PAGES = (Page("/enrichment", "Enrichment", enrichment, (BulksState.load,)),)
