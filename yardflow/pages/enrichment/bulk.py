"""One bulk run: its progress, and the result of each contact."""

import reflex as rx

from yardflow.components.enrichment.badges import bulk_badge, outcome_badge
from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button
from yardflow.components.kit.callout import callout
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import confirm_dialog
from yardflow.components.kit.feedback import empty_state, loading_lines, record_or
from yardflow.components.kit.links import link, text_link
from yardflow.components.kit.table import Column, cut, data_table, pager, row_link
from yardflow.components.kit.times import relative
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page, record_title
from yardflow.state.enrichment.bulk import BulkRecord, OutcomeItem
from yardflow.state.enrichment.bulk_view import Part, Skip

BACK = ("Enrichment", "/enrichment/")
bulk = BulkRecord.bulk
TITLE = record_title(bulk.label, "Enrichment")


def enrichment_bulk() -> rx.Component:
    return frame(
        TITLE,
        record_or(
            BulkRecord,
            "Run",
            BACK,
            card(loading_lines(7)),
            rx.fragment(_head(), _waiting(), _progress(), _skipped(), _outcomes()),
        ),
        confirm_dialog(
            "Cancel this run?",
            "Remaining contacts won't be enriched. Requests in flight will finish; results are "
            "kept.",
            open=BulkRecord.confirming,
            on_open_change=BulkRecord.ask_cancel,
            confirm="Cancel run",
            on_confirm=BulkRecord.cancel,
            leave="Keep running",
        ),
        section="Enrichment",
        back=BACK,
    )


def _head() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                bulk_badge(bulk.status, bulk.status_label),
                rx.cond(bulk.economy, badge("Economy", "violet")),
                class_name="flex flex-wrap items-center gap-2",
            ),
            rx.el.p(
                rx.cond(bulk.started_by != "", f"Started by {bulk.started_by}, ", "Started "),
                relative(bulk.created_at),
                rx.cond(bulk.trigger != "", f" · {bulk.trigger}", ""),
                rx.cond(
                    bulk.finished_at != "", rx.fragment(" · ended ", relative(bulk.finished_at))
                ),
                class_name="yf-hint",
            ),
            class_name="min-w-0 flex-1 basis-[260px] flex flex-col gap-1.5",
        ),
        rx.cond(
            BulkRecord.mine & ~bulk.ended,
            rx.el.div(
                rx.cond(bulk.can_pause, button("Pause", icon="pause", on_click=BulkRecord.pause)),
                rx.cond(
                    bulk.can_resume,
                    button(
                        rx.cond(bulk.status == "waiting", "Try now", "Resume"),
                        icon="play",
                        kind="primary",
                        on_click=BulkRecord.resume,
                    ),
                ),
                button("Cancel", icon="x", on_click=BulkRecord.ask_cancel(True)),
                class_name="flex flex-wrap gap-2",
            ),
        ),
        class_name="flex flex-wrap items-center gap-3",
    )


def _waiting() -> rx.Component:
    return rx.el.div(
        rx.cond(
            (bulk.note != "") & ~bulk.ended,
            callout("clock", "orange", bulk.note),
        ),
        role="status",
        class_name="empty:hidden",
    )


def _progress() -> rx.Component:
    return card(
        rx.el.div(
            rx.el.div(
                rx.el.span(bulk.done, class_name="text-[28px] leading-8 font-semibold yf-num"),
                rx.el.span(f"of {bulk.contacts}", class_name="yf-muted yf-num"),
                rx.el.span(
                    BulkRecord.pace,
                    rx.cond((BulkRecord.pace != "") & (bulk.time_left != ""), " · ", ""),
                    bulk.time_left,
                    class_name="yf-muted yf-num ml-auto",
                ),
                class_name="flex flex-wrap items-baseline gap-x-2",
            ),
            rx.el.div(
                rx.foreach(BulkRecord.parts, _part),
                role="progressbar",
                aria_label="Contacts done",
                aria_valuemin=0,
                aria_valuemax=100,
                aria_valuenow=bulk.percent,
                class_name="yf-stack",
            ),
            rx.el.ul(
                rx.foreach(BulkRecord.parts, _legend), class_name="flex flex-wrap gap-x-5 gap-y-1.5"
            ),
            rx.cond(
                bulk.review != "",
                rx.el.p(text_link(bulk.review, "/enrichment/review/?event=all")),
            ),
            rx.el.div(
                rx.el.span("Cost ", rx.el.strong(bulk.cost, class_name="font-semibold")),
                rx.cond(
                    bulk.average_cost != "",
                    rx.el.span("· ", bulk.average_cost, class_name="yf-muted"),
                ),
                rx.cond(
                    ~bulk.ended & (bulk.status != "paused"),
                    rx.el.span("You can leave this page.", class_name="yf-hint ml-auto"),
                ),
                class_name="flex flex-wrap items-baseline gap-x-2 yf-num pt-3 border-t "
                "border-(--gray-4)",
            ),
            class_name="flex flex-col gap-3.5",
        )
    )


def _part(part: Part) -> rx.Component:
    return rx.el.div(
        key=part.outcome,
        style={"width": f"{part.share}%"},
        title=f"{part.label}: {part.count}",
        custom_attrs={"data-tone": part.tone, "data-outcome": part.outcome},
    )


def _legend(part: Part) -> rx.Component:
    return rx.el.li(
        link(
            rx.el.span(
                class_name="yf-key",
                custom_attrs={"data-tone": part.tone, "data-outcome": part.outcome},
            ),
            part.label,
            rx.el.span(part.count, class_name="font-semibold"),
            href=f"{bulk.href}?show={part.outcome}",
            class_name="inline-flex items-center gap-1.5 yf-num text-[13px] hover:underline",
        ),
        key=part.outcome,
    )


def _skipped() -> rx.Component:
    return rx.cond(
        BulkRecord.skips.length() > 0,
        rx.el.p(
            "Skipped: ",
            rx.foreach(BulkRecord.skips, _skip),
            class_name="yf-hint",
        ),
    )


def _skip(skip: Skip, index: rx.Var[int]) -> rx.Component:
    return rx.el.span(rx.cond(index > 0, " · ", ""), skip.count, " ", skip.reason, key=skip.reason)


def _outcomes() -> rx.Component:
    return card(
        rx.cond(
            BulkRecord.rows.length() > 0,
            rx.fragment(
                data_table(
                    "Results",
                    [
                        Column("Contact", _contact),
                        Column("Result", _outcome, shown_from="sm"),
                        Column("Details", _details, shown_from="lg"),
                        Column(
                            "Confidence", lambda row: row.percent, align="right", shown_from="sm"
                        ),
                        Column("Cost", lambda row: row.cost, align="right", shown_from="md"),
                    ],
                    BulkRecord.rows,
                    key=lambda row: row.id.to(str),
                ),
                pager(
                    BulkRecord.summary,
                    has_previous=BulkRecord.has_previous,
                    has_next=BulkRecord.has_next,
                    on_previous=BulkRecord.previous_page,
                    on_next=BulkRecord.next_page,
                ),
            ),
            empty_state("users", "No contacts with this result", "Choose another result above."),
        ),
        title="Results",
        actions=_filters(),
        flush=True,
    )


def _filters() -> rx.Component:
    return rx.el.nav(
        _filter("", "All"),
        rx.foreach(BulkRecord.parts, lambda part: _filter(part.outcome, part.label)),
        aria_label="Filter by result",
        class_name="yf-pills",
    )


def _filter(outcome: str | rx.Var[str], label: str | rx.Var[str]) -> rx.Component:
    href = rx.cond(rx.Var.create(outcome) != "", f"{bulk.href}?show={outcome}", bulk.href)
    return link(
        label,
        href=href,
        custom_attrs={"aria-current": rx.cond(BulkRecord.outcome == outcome, "page", "false")},
    )


def _contact(row: OutcomeItem) -> rx.Component:
    return rx.el.div(
        rx.cond(
            row.href != "",
            row_link(row.name, row.href),
            rx.el.span(row.name, class_name="yf-muted"),
        ),
        rx.el.div(row.account, class_name="yf-hint yf-truncate"),
        rx.el.div(
            outcome_badge(row.outcome, row.label),
            rx.el.span(row.percent, class_name="yf-hint yf-num"),
            class_name="sm:hidden flex flex-wrap items-center gap-2 mt-1.5",
        ),
        rx.el.div(row.details, class_name="lg:hidden yf-hint [overflow-wrap:anywhere]"),
        class_name="min-w-0 max-w-[min(320px,75vw)]",
    )


def _outcome(row: OutcomeItem) -> rx.Component:
    return outcome_badge(row.outcome, row.label)


def _details(row: OutcomeItem) -> rx.Component:
    return cut(row.details, "max-w-[360px]")


PAGES = (Page("/enrichment/[bulk_id]", TITLE, enrichment_bulk, (BulkRecord.load,)),)
