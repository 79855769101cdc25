"""HubSpot › Dry run: what syncing some records would do, in figures and field by field."""

import reflex as rx

from yardflow.components.hubspot.dry_run import would_change
from yardflow.components.hubspot.sections import further, record_name
from yardflow.components.kit.badges import Tone, badge, by_value
from yardflow.components.kit.buttons import button
from yardflow.components.kit.callout import callout
from yardflow.components.kit.cards import card
from yardflow.components.kit.feedback import empty_state, loading_lines, progress_bar, record_or
from yardflow.components.kit.links import link
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.state.hubspot.dry_run import DryItem, Figure, HubspotDryRunState

state = HubspotDryRunState
BACK = ("HubSpot", "/hubspot/")
_TONES: dict[str, Tone] = {"created": "green", "linked": "blue", "not_synced": "gray"}


def dry_run() -> rx.Component:
    """The page."""
    return frame(
        "Dry run",
        record_or(
            state,
            "Dry run",
            BACK,
            card(loading_lines(7)),
            rx.el.div(
                _head(),
                rx.cond(state.figures.length() > 0, _figures()),
                rx.cond(state.figures.length() > 0, _records()),
                class_name="flex flex-col gap-4",
            ),
        ),
        section="HubSpot",
        back=BACK,
    )


def _head() -> rx.Component:
    return card(
        rx.cond(state.failed != "", callout("circle-alert", "red", state.failed)),
        rx.cond(
            state.ended,
            rx.el.p(
                "Nothing has been written. Syncing these records takes ",
                state.effort,
                ".",
                class_name="yf-muted",
                role="status",
            ),
            _progress(),
        ),
        rx.cond(
            state.ended & state.me.is_admin & (state.failed == ""),
            rx.el.div(
                button(
                    rx.cond(
                        state.started, "Sync these records", "Start syncing with these records"
                    ),
                    icon="play",
                    kind="primary",
                    on_click=state.sync,
                ),
                class_name="mt-4",
            ),
        ),
        title=rx.cond(state.title != "", state.title, "Dry run").to(str),
    )


def _progress() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.span("Looking at records: ", state.progress, class_name="yf-muted yf-num"),
            button("Cancel", size="small", on_click=state.cancel),
            class_name="flex flex-wrap items-center justify-between gap-2",
        ),
        progress_bar("Looked at", state.percent),
        rx.cond(state.note != "", rx.el.p(state.note, class_name="yf-hint")),
        class_name="flex flex-col gap-2",
    )


def _figures() -> rx.Component:
    return rx.el.nav(
        rx.foreach(state.figures, _figure),
        aria_label="What would happen",
        class_name="grid grid-cols-2 md:grid-cols-4 xl:grid-cols-7 gap-3",
    )


def _figure(figure: Figure) -> rx.Component:
    return link(
        rx.el.div(figure.label, class_name="yf-stat-label"),
        rx.el.div(figure.number, class_name="yf-stat-value"),
        href=figure.href,
        class_name="yf-card yf-stat yf-stat-link",
        custom_attrs={"aria-current": rx.cond(figure.shown, "true", "false")},
        key=figure.outcome,
    )


def _records() -> rx.Component:
    return card(
        rx.cond(
            state.rows.length() > 0,
            rx.el.ul(rx.foreach(state.rows, _record), class_name="yf-rows"),
            empty_state("circle-check", "No such records", "Choose another figure above."),
        ),
        further(state, f"/hubspot/dry-run/{state.job_id}/"),
        title="Records",
        actions=rx.el.span(state.unchanged, " unchanged", class_name="yf-hint yf-num"),
        flush=True,
    )


def _record(row: DryItem) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(record_name(row), class_name="font-medium [overflow-wrap:anywhere]"),
            rx.el.div(
                rx.el.span(row.kind, class_name="yf-hint"),
                badge(row.label, by_value(row.what, _TONES, "indigo")),
                class_name="flex flex-wrap items-center gap-2",
            ),
            class_name="min-w-0 basis-full sm:basis-[260px] sm:flex-none",
        ),
        rx.el.div(
            rx.cond(row.note != "", rx.el.p(row.note, class_name="yf-muted")),
            rx.foreach(row.fields, would_change),
            class_name="min-w-0 flex-1 basis-[260px] flex flex-col gap-1",
        ),
        class_name="items-start!",
        key=row.id.to(str),
    )


PAGES = (Page("/hubspot/dry-run/[job_id]", "Dry run", dry_run, (HubspotDryRunState.load,)),)
