"""Syncing an event with HubSpot, from the list of events."""

import reflex as rx

from yardflow.components.hubspot.dry_run import counts, progress_and_result
from yardflow.components.kit.buttons import button, icon_button
from yardflow.components.kit.dialogs import dialog, dialog_actions
from yardflow.state.events import EventItem
from yardflow.state.hubspot.asking import DRY_RUN, SYNC
from yardflow.state.hubspot.event import HubspotEvent

state = HubspotEvent


def sync_event_button(row: EventItem) -> rx.Component:
    """Opens `sync_event_dialog`, for administrators while HubSpot is connected. The page has to
    call `HubspotEvent.load`.
    """
    return rx.cond(
        state.connected & state.me.is_admin,
        icon_button(
            "refresh-cw",
            f"Sync {row.name} with HubSpot",
            size="small",
            on_click=state.ask(row.id, row.name),
        ),
    )


def sync_event_dialog() -> rx.Component:
    """What a sync would do, and the sync."""
    busy = state.working != ""
    return dialog(
        f"Sync {state.name} with HubSpot",
        rx.cond(state.off != "", rx.el.p(state.off, class_name="text-[13px]")),
        rx.cond(state.dry_run_open, counts(state)),
        progress_and_result(state),
        dialog_actions(
            button(
                "See what would happen",
                busy=state.working == DRY_RUN,
                disabled=busy,
                on_click=state.look,
            ),
            rx.cond(
                state.off == "",
                button(
                    "Sync now",
                    icon="refresh-cw",
                    kind="primary",
                    busy=state.working == SYNC,
                    disabled=busy,
                    on_click=state.sync,
                ),
            ),
        ),
        open=state.event_id > 0,
        on_open_change=state.close,
        description="Its target accounts, their contacts and the deals of those that qualified.",
    )
