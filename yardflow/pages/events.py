"""The events, and which of them is active."""

import reflex as rx

from yardflow.components.hubspot.event_dialog import sync_event_button, sync_event_dialog
from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, button_link, icon_button
from yardflow.components.kit.dialogs import confirm_dialog
from yardflow.components.kit.feedback import empty_state
from yardflow.components.kit.table import Column
from yardflow.components.records.badges import event_mark
from yardflow.components.records.list_cells import name_cell, row_actions, text_cell
from yardflow.components.records.list_page import list_page
from yardflow.pages.event_dialogs import copy_dialog, form_drawer, moving_dialog
from yardflow.pages.page import Page
from yardflow.state.events import EventItem, EventsState
from yardflow.state.hubspot.event import HubspotEvent

_SWITCH = "Switch to this event"
COLUMNS = [
    Column(
        "Event",
        lambda row: name_cell(row, row.days, _active(row), square=True),
        sort="name",
        width="240px",
        grows=True,
    ),
    Column("Place", lambda row: text_cell(row.place), name="place", width="180px", grows=True),
    Column("Status", lambda row: event_mark(row.status), name="status", width="120px"),
    Column("Dates", lambda row: text_cell(row.days), sort="startsOn", name="dates", width="160px"),
    Column(
        "Hall hours",
        lambda row: text_cell(row.hall_hours),
        name="hall-hours",
        width="150px",
        shown=False,
    ),
    Column("Booth", lambda row: text_cell(row.booth), name="booth", width="90px", shown=False),
    Column(
        "Target accounts", lambda row: row.accounts, align="right", name="accounts", width="120px"
    ),
    Column("Attendees", lambda row: row.contacts, align="right", name="attendees", width="100px"),
]


def events() -> rx.Component:
    """The list, and the form over it."""
    return list_page(
        "Events",
        EventsState,
        COLUMNS,
        form_drawer(),
        copy_dialog(),
        moving_dialog(),
        sync_event_dialog(),
        confirm_dialog(
            f"Delete {EventsState.deleting_name}?",
            EventsState.deleting_text,
            open=EventsState.deleting > 0,
            on_open_change=EventsState.close_delete,
            confirm="Delete event",
            on_confirm=EventsState.delete,
        ),
        empty=_none(),
        phone=_on_phone,
        row_actions=_actions,
        actions=button(
            "New event", icon="plus", kind="primary", on_click=EventsState.show_form(True)
        ),
    )


def _actions(row: EventItem) -> rx.Component:
    return row_actions(
        rx.cond(
            ~row.active,
            button(_SWITCH, size="small", on_click=EventsState.work_on(row.id)),
        ),
        rx.cond(
            row.contacts != "0",
            button_link(
                "Enrich",
                row.enrich_href,
                icon="sparkles",
                size="small",
                aria_label=f"Enrich the contacts of {row.name}",
            ),
        ),
        rx.cond(
            EventsState.event_choices.length() > 1,
            icon_button(
                "copy",
                f"Copy lists of {row.name}",
                size="small",
                on_click=EventsState.ask_copy(row.id),
            ),
        ),
        sync_event_button(row),
        rx.cond(
            EventsState.me.is_admin,
            icon_button(
                "trash-2",
                f"Delete {row.name}",
                size="small",
                on_click=EventsState.ask_delete(row.id, row.name),
            ),
        ),
    )


def _on_phone(row: EventItem) -> rx.Component:
    return rx.fragment(
        event_mark(row.status, words=False),
        _menu(row),
    )


def _menu(row: EventItem) -> rx.Component:
    """The actions of a row, for a finger."""
    item, copy = rx.dropdown_menu.item, EventsState.ask_copy(row.id)
    return rx.dropdown_menu.root(
        rx.dropdown_menu.trigger(icon_button("ellipsis", f"More actions for {row.name}")),
        rx.dropdown_menu.content(
            rx.cond(~row.active, item(_SWITCH, on_select=EventsState.work_on(row.id))),
            rx.cond(row.contacts != "0", item("Enrich", on_select=rx.redirect(row.enrich_href))),
            rx.cond(EventsState.event_choices.length() > 1, item("Copy lists…", on_select=copy)),
            rx.cond(
                EventsState.me.is_admin,
                item(
                    "Delete event…",
                    color_scheme="red",
                    on_select=EventsState.ask_delete(row.id, row.name),
                ),
            ),
            align="end",
        ),
        modal=False,
    )


def _active(row: EventItem) -> rx.Component:
    return rx.cond(row.active, badge("Active event", "indigo"))


def _none() -> rx.Component:
    return empty_state(
        "calendar-days",
        "No events yet",
        "An event is a trade show with its target accounts and attendees.",
        button("New event", icon="plus", kind="primary", on_click=EventsState.show_form(True)),
    )


PAGES = (Page("/events", "Events", events, (EventsState.load, HubspotEvent.load)),)
