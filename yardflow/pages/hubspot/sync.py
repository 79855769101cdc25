"""HubSpot › Sync: how the sync stands, and syncing chosen records."""

import reflex as rx

from yardflow.components.hubspot.sections import hubspot_tabs
from yardflow.components.hubspot.timeline import timeline_card
from yardflow.components.kit.badges import Tone, badge, by_value
from yardflow.components.kit.buttons import button, button_link
from yardflow.components.kit.callout import callout
from yardflow.components.kit.cards import card, stat_tile
from yardflow.components.kit.dialogs import confirm_dialog
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_lines, progress_bar
from yardflow.components.kit.links import text_link
from yardflow.components.kit.times import clock_time, moment, relative
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.state.hubspot.sync import HubspotSyncState, OpenRun
from yardflow.state.hubspot.timeline import HubspotTimelineState

state, row = HubspotSyncState, HubspotSyncState.row
SETTINGS = "/settings/?tab=hubspot"
_LABELS = {
    "lost": "Disconnected by HubSpot",
    "not_started": "Not started",
    "paused": "Paused",
    "syncing": "Syncing",
}
_TONES: dict[str, Tone] = {"lost": "red", "paused": "orange", "syncing": "green"}
_DIRECTIONS = [
    ("both", "Both ways"),
    ("to_hubspot", "Only to HubSpot"),
    ("from_hubspot", "Only from HubSpot"),
]


def sync() -> rx.Component:
    """The page."""
    return frame(
        "HubSpot",
        hubspot_tabs("sync"),
        loaded_or(
            state.loaded,
            state.problem,
            state.load,
            card(loading_lines(6)),
            rx.cond(
                row.status == "not_connected",
                _not_connected(),
                rx.el.div(
                    _standing(),
                    rx.cond(row.status == "not_started", None, _figures()),
                    _running(),
                    rx.cond(row.status == "lost", None, _choosing()),
                    rx.cond(row.started_at != "", timeline_card()),
                    class_name="flex flex-col gap-4",
                ),
            ),
        ),
        confirm_dialog(
            "Start syncing?",
            "From now on, changes in YardFlow and HubSpot are synced both ways, as the mapping "
            "says. Records that don't change stay as they are until you sync them.",
            open=state.asking_start,
            on_open_change=state.ask_start,
            confirm="Start syncing",
            on_confirm=state.start,
        ),
    )


def _not_connected() -> rx.Component:
    return card(
        empty_state(
            "plug",
            "HubSpot isn't connected",
            rx.cond(
                state.me.is_admin,
                "Connect it in the settings to sync records.",
                "Ask an administrator to connect it in the settings.",
            ).to(str),
            rx.cond(state.me.is_admin, button_link("Open settings", SETTINGS, kind="primary")),
        )
    )


def _standing() -> rx.Component:
    return card(
        rx.cond(row.status == "lost", _callout("unplug", "red", row.problem)),
        rx.cond(
            row.waits_because != "",
            callout(
                "hourglass",
                "orange",
                rx.el.span(row.waits_because, " YardFlow continues at "),
                clock_time(row.waits_until),
                ".",
            ),
        ),
        rx.el.p(_sentence(), class_name="yf-muted"),
        rx.cond(state.me.is_admin, rx.el.div(_buttons(), class_name="flex flex-wrap gap-2 mt-4")),
        title=rx.cond(row.account != "", row.account, "HubSpot").to(str),
        actions=badge(
            by_value(row.status, _LABELS, ""), by_value(row.status, _TONES, "gray"), dot=True
        ),
    )


def _callout(icon: str, tone: str, text: rx.Var[str]) -> rx.Component:
    settings = text_link("Open settings", SETTINGS)
    return rx.el.div(
        callout(icon, "red" if tone == "red" else "orange", text, " ", settings), class_name="mb-3"
    )


def _sentence() -> rx.Component:
    return rx.match(
        row.status,
        (
            "not_started",
            rx.el.span(
                "Nothing has been synced yet. Do a dry run to see what syncing would change, "
                "then start."
            ),
        ),
        ("paused", rx.el.span("Changes on both sides wait until an administrator resumes.")),
        (
            "syncing",
            rx.el.span(
                "Changes are synced as they happen. HubSpot was last checked ",
                rx.cond(row.looked_at != "", relative(row.looked_at), "never"),
                ".",
                rx.cond(
                    row.started_by != "",
                    rx.el.span(" Started by ", row.started_by, ", ", moment(row.started_at), "."),
                ),
            ),
        ),
        rx.el.span("Nothing is synced until it is connected again."),
    )


def _buttons() -> rx.Component:
    return rx.match(
        row.status,
        ("not_started", button("Start syncing", icon="play", on_click=state.ask_start(True))),
        ("paused", button("Resume", icon="play", kind="primary", on_click=state.resume)),
        ("syncing", button("Pause", icon="pause", on_click=state.pause)),
        rx.fragment(),
    )


def _figures() -> rx.Component:
    return rx.el.div(
        stat_tile("Waiting to sync", row.waiting.to(str), note=row.waiting_kinds),
        stat_tile("Errors", row.errors.to(str), href="/hubspot/errors/"),
        stat_tile("Conflicts", row.conflicts.to(str), href="/hubspot/conflicts/"),
        class_name="grid grid-cols-2 md:grid-cols-3 gap-3 max-md:[&>:first-child]:col-span-2",
    )


def _running() -> rx.Component:
    return rx.cond(
        state.open_runs.length() > 0,
        card(
            rx.el.ul(rx.foreach(state.open_runs, _open_run), class_name="yf-rows"),
            title="Running",
            flush=True,
        ),
    )


def _open_run(run: OpenRun) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            text_link(run.title, f"/hubspot/runs/{run.id}/"),
            rx.el.div(
                run.progress,
                rx.cond(run.paused, " · Paused", ""),
                rx.cond(run.note != "", rx.el.span(" · ", run.note), ""),
                class_name="yf-hint yf-num",
            ),
            progress_bar("Synced", run.percent),
            class_name="min-w-0 flex-1 basis-[240px] flex flex-col gap-1.5",
        ),
        rx.cond(
            run.mine,
            rx.el.div(
                rx.cond(
                    run.paused,
                    button("Resume", size="small", on_click=state.resume_run(run.id)),
                    button("Pause", size="small", on_click=state.pause_run(run.id)),
                ),
                button("Cancel", size="small", on_click=state.cancel_run(run.job_id)),
                class_name="flex gap-2",
            ),
        ),
        key=run.id.to(str),
    )


def _choosing() -> rx.Component:
    is_on = row.status == "syncing"
    return card(
        rx.el.p(
            "Choose records and see what syncing them would change, before anything is written.",
            class_name="yf-muted mb-4",
        ),
        rx.el.div(
            _select(
                "Event",
                "event",
                state.chosen_event,
                rx.fragment(
                    rx.el.option("All records", value=""),
                    rx.foreach(state.event_choices, lambda e: rx.el.option(e.name, value=e.id)),
                ),
            ),
            _select(
                "Account owner",
                "owner",
                state.chosen_owner,
                rx.fragment(
                    rx.el.option("Anyone", value=""),
                    rx.foreach(state.teammates, lambda p: rx.el.option(p[1], value=p[0])),
                ),
            ),
            _select(
                "Direction",
                "direction",
                state.chosen_direction,
                rx.fragment(*[rx.el.option(label, value=value) for value, label in _DIRECTIONS]),
            ),
            class_name="grid gap-4 sm:grid-cols-3",
        ),
        rx.el.label(
            rx.el.input(
                type="checkbox",
                checked=state.linked_only,
                on_change=state.turn_linked_only,
                class_name="size-4 flex-none accent-(--accent-9)",
            ),
            "Only records that are linked with HubSpot already",
            class_name="flex items-center gap-2 cursor-pointer mt-4",
        ),
        rx.el.div(
            button("Dry run", icon="list-checks", kind="primary", on_click=state.dry_run),
            rx.cond(state.me.is_admin & is_on, button("Sync now", on_click=state.sync)),
            class_name="flex flex-wrap gap-2 mt-4",
        ),
        title="Sync records",
    )


def _select(label: str, name: str, value: rx.Var[str], options: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=f"sync-{name}"),
        rx.el.select(
            options,
            id=f"sync-{name}",
            value=value,
            on_change=lambda chosen: state.choose(name, chosen),
            class_name="yf-input",
        ),
        class_name="yf-field",
    )


PAGES = (Page("/hubspot", "HubSpot", sync, (HubspotSyncState.load, HubspotTimelineState.load)),)
