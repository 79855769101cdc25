"""HubSpot › Runs: what the sync did, hour by hour and for each that someone asked for."""

from typing import Any

import reflex as rx

from yardflow.components.hubspot.sections import change, further, hubspot_tabs, record_name
from yardflow.components.kit.badges import Tone, badge, by_value, status_badge
from yardflow.components.kit.buttons import button
from yardflow.components.kit.callout import callout
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import confirm_dialog
from yardflow.components.kit.feedback import (
    empty_state,
    loaded_or,
    loading_lines,
    loading_rows,
    record_or,
)
from yardflow.components.kit.table import Column, data_table, row_link
from yardflow.components.kit.times import moment, relative
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.state.hubspot.runs import (
    DecisionItem,
    HubspotRunsState,
    HubspotRunState,
    RunItem,
)

state, run = HubspotRunState, HubspotRunState.run
BACK = ("Runs", "/hubspot/runs/")
_STATUSES: dict[str, Tone] = {
    "running": "blue",
    "paused": "orange",
    "waiting": "orange",
    "succeeded": "green",
    "failed": "red",
}
_ACTIONS: dict[str, Tone] = {
    "write_here": "indigo",
    "write_there": "blue",
    "refuse": "red",
    "ask": "violet",
}


def hubspot_runs() -> rx.Component:
    """The list."""
    return frame(
        "Runs",
        hubspot_tabs("runs"),
        card(
            loaded_or(
                HubspotRunsState.loaded,
                HubspotRunsState.problem,
                HubspotRunsState.load,
                loading_rows(6),
                rx.cond(
                    HubspotRunsState.rows.length() > 0,
                    rx.fragment(
                        data_table(
                            "Runs",
                            [
                                Column("Run", _named),
                                Column("What it did", lambda row: row.did, shown_from="md"),
                                Column("Asked for by", lambda row: row.asked_by, shown_from="lg"),
                                Column("Started", lambda row: relative(row.started_at)),
                            ],
                            HubspotRunsState.rows,
                            key=lambda row: row.id.to(str),
                        ),
                        further(HubspotRunsState, "/hubspot/runs/"),
                    ),
                    empty_state(
                        "refresh-cw",
                        "Nothing has been synced yet",
                        "What the sync does appears here, hour by hour.",
                    ),
                ),
            ),
            flush=True,
        ),
        section="HubSpot",
    )


def _named(row: RunItem) -> rx.Component:
    return rx.el.div(
        row_link(row.title, f"/hubspot/runs/{row.id}/"),
        rx.cond(row.status != "", _status(row)),
        rx.el.div(row.did, class_name="yf-hint md:hidden"),
        class_name="min-w-0 flex flex-col items-start gap-1",
    )


def _status(row: Any) -> rx.Component:
    return status_badge(row.status, row.status_label, _STATUSES)


def hubspot_run() -> rx.Component:
    """One run."""
    return frame(
        "Run",
        record_or(
            state,
            "Run",
            BACK,
            card(loading_lines(7)),
            rx.el.div(_head(), _decisions(), class_name="flex flex-col gap-4"),
        ),
        confirm_dialog(
            "Undo this run?",
            "Every value that it changed goes back to what it was, here and in HubSpot. What "
            "changed since stays as it is.",
            open=state.asking_undo,
            on_open_change=state.ask_undo,
            confirm="Undo run",
            on_confirm=state.undo_run,
        ),
        section="HubSpot",
        back=BACK,
    )


def _head() -> rx.Component:
    can_undo = state.me.is_admin & (run.wrote > 0) & ~run.is_open
    return card(
        rx.el.p(run.did, class_name="font-medium"),
        rx.el.p(
            rx.cond(run.asked_by != "", rx.el.span("Asked for by ", run.asked_by, ", "), ""),
            moment(run.started_at),
            class_name="yf-hint",
        ),
        rx.cond(
            run.note != "",
            rx.el.div(callout("info", "orange", run.note), class_name="mt-3"),
        ),
        rx.cond(
            can_undo,
            rx.el.div(
                button(
                    "Undo run",
                    icon="undo-2",
                    busy=state.undoing,
                    on_click=state.ask_undo(True),
                ),
                rx.el.span(
                    rx.cond(state.undoing, state.undo_progress, ""),
                    role="status",
                    class_name="yf-hint yf-num",
                ),
                class_name="flex items-center gap-3 mt-4",
            ),
        ),
        title=run.title,
        actions=rx.cond(run.status != "", _status(run)),
    )


def _decisions() -> rx.Component:
    return card(
        rx.cond(
            state.rows.length() > 0,
            rx.el.ul(rx.foreach(state.rows, _decision), class_name="yf-rows"),
            empty_state("equal", "Nothing to decide", "Both sides had the same values."),
        ),
        further(state, f"/hubspot/runs/{run.id}/"),
        title="Decisions",
        flush=True,
    )


def _decision(row: DecisionItem) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(record_name(row), class_name="font-medium [overflow-wrap:anywhere]"),
            rx.el.div(row.field, class_name="yf-hint"),
            class_name="min-w-0 basis-full sm:basis-[200px] sm:flex-none",
        ),
        rx.el.div(
            change(row),
            rx.el.div(row.why, class_name="yf-hint"),
            rx.el.div(
                rx.cond(
                    row.ours_at != "",
                    rx.el.span("Ours: ", relative(row.ours_at), " ", row.ours_by, ". "),
                    "",
                ),
                rx.cond(
                    row.theirs_at != "", rx.el.span("HubSpot’s: ", relative(row.theirs_at), "."), ""
                ),
                class_name="yf-hint",
            ),
            class_name="min-w-0 flex-1 basis-[260px]",
        ),
        rx.el.div(
            badge(row.label, by_value(row.action, _ACTIONS, "gray")),
            rx.cond(row.undone, badge("Undone")),
            rx.cond(
                row.can_undo,
                button(
                    "Undo",
                    size="small",
                    aria_label=f"Undo {row.field} of {row.name}",
                    on_click=state.undo_one(row.id),
                ),
            ),
            class_name="flex flex-wrap items-center gap-2",
        ),
        rx.cond(
            (row.kept != "") & ~row.undone,
            rx.el.p("Can’t be undone: ", row.kept, class_name="yf-hint basis-full"),
        ),
        class_name="items-start!",
        key=row.id.to(str),
    )


PAGES = (
    Page("/hubspot/runs", "Runs", hubspot_runs, (HubspotRunsState.load,)),
    Page("/hubspot/runs/[run_id]", "Run", hubspot_run, (HubspotRunState.load,)),
)
