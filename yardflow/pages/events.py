"""The events, and which of them is active."""

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, button_link, icon_button
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import confirm_dialog
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_rows, no_matches
from yardflow.components.kit.fields import filter_select, toolbar
from yardflow.components.kit.table import Column, cut, data_table, pager, row_link
from yardflow.components.records.badges import event_badge
from yardflow.components.shell.frame import frame
from yardflow.pages.event_dialogs import copy_dialog, form_drawer
from yardflow.pages.page import Page
from yardflow.state.events import EventItem, EventsState
from yardflow.state.labels import EVENT_STATUSES


def events() -> rx.Component:
    """The list, and the form over it."""
    return frame(
        "Events",
        _tools(),
        card(
            loaded_or(
                EventsState.loaded,
                EventsState.problem,
                EventsState.load,
                loading_rows(3),
                rx.cond(EventsState.rows.length() > 0, _list(), _none()),
            ),
            flush=True,
        ),
        form_drawer(),
        copy_dialog(),
        confirm_dialog(
            f"Delete {EventsState.deleting_name}?",
            EventsState.deleting_text,
            open=EventsState.deleting > 0,
            on_open_change=EventsState.close_delete,
            confirm="Delete event",
            on_confirm=EventsState.delete,
        ),
        actions=button(
            "New event", icon="plus", kind="primary", on_click=EventsState.show_form(True)
        ),
    )


def _tools() -> rx.Component:
    return toolbar(
        filter_select(
            "Status",
            EventsState.query.get("status", "").to(str),
            list(EVENT_STATUSES.items()),
            lambda value: EventsState.narrow("status", value),
            every="All statuses",
        ),
        rx.cond(
            EventsState.narrowed,
            button("Clear", icon="x", kind="ghost", on_click=EventsState.widen),
        ),
    )


def _list() -> rx.Component:
    return rx.fragment(
        _table(),
        rx.cond(
            EventsState.has_next | EventsState.has_previous,
            pager(
                EventsState.summary,
                has_previous=EventsState.has_previous,
                has_next=EventsState.has_next,
                on_previous=EventsState.previous_page,
                on_next=EventsState.next_page,
            ),
        ),
    )


def _table() -> rx.Component:
    return data_table(
        "Events",
        [
            Column("Event", _name, sort="name"),
            Column("Status", lambda row: event_badge(row.status), shown_from="sm"),
            Column("Dates", _days, sort="startsOn", shown_from="md"),
            Column("Booth", lambda row: cut(row.booth, "max-w-[90px]"), shown_from="2xl"),
            Column("Target accounts", lambda row: row.accounts, align="right", shown_from="lg"),
            Column("Attendees", lambda row: row.contacts, align="right", shown_from="lg"),
            Column("Actions", _actions, align="right", label_hidden=True, shown_from="sm"),
        ],
        EventsState.rows,
        key=lambda row: row.id.to(str),
        sort=EventsState.sort,
        on_sort=EventsState.sort_by,
    )


def _name(row: EventItem) -> rx.Component:
    return rx.el.div(
        row_link(row.name, row.href),
        rx.el.div(row.place, class_name="yf-hint yf-truncate"),
        rx.el.div(
            event_badge(row.status),
            _switch(row),
            class_name="flex flex-wrap items-center gap-2 mt-1.5 sm:hidden",
        ),
        class_name="min-w-0 max-w-[min(340px,68vw)]",
    )


def _days(row: EventItem) -> rx.Component:
    return rx.el.span(row.days, class_name="whitespace-nowrap yf-num")


def _actions(row: EventItem) -> rx.Component:
    return rx.el.div(
        _switch(row),
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
        rx.cond(
            EventsState.me.is_admin,
            icon_button(
                "trash-2",
                f"Delete {row.name}",
                size="small",
                on_click=EventsState.ask_delete(row.id, row.name),
            ),
        ),
        class_name="flex items-center justify-end gap-2",
    )


def _switch(row: EventItem) -> rx.Component:
    return rx.cond(
        row.active,
        badge("Active event", "indigo"),
        button("Switch to this event", size="small", on_click=EventsState.work_on(row.id)),
    )


def _none() -> rx.Component:
    return rx.cond(EventsState.narrowed, no_matches("events", EventsState.widen), _no_events())


def _no_events() -> rx.Component:
    return empty_state(
        "calendar-days",
        "No events yet",
        "An event is a trade show with its target accounts and attendees.",
        button("New event", icon="plus", kind="primary", on_click=EventsState.show_form(True)),
    )


PAGES = (Page("/events", "Events", events, (EventsState.load,)),)
