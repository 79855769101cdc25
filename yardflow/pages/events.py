"""The events, which of them is active, and the form of an event."""

from zoneinfo import available_timezones

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, button_link, icon_button, submit
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import confirm_dialog, dialog, dialog_actions, drawer
from yardflow.components.kit.feedback import empty_state, loaded_or, loading_rows, no_matches
from yardflow.components.kit.fields import (
    filter_select,
    form_error,
    select_field,
    text_area_field,
    text_field,
    toolbar,
)
from yardflow.components.kit.table import Column, cut, data_table, pager, row_link
from yardflow.components.records.badges import event_badge
from yardflow.components.records.contact_cells import PERSONAS
from yardflow.components.shell.frame import frame
from yardflow.pages.page import Page
from yardflow.state.events import EventItem, EventsState
from yardflow.state.labels import EVENT_STATUSES

_REGIONS = ("America/", "Europe/", "Asia/", "Australia/", "Africa/", "Pacific/", "UTC")
TIMEZONES = sorted(zone for zone in available_timezones() if zone.startswith(_REGIONS))


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
        _form_drawer(),
        _copy_dialog(),
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


def _form_drawer() -> rx.Component:
    form = EventsState.form
    return drawer(
        rx.cond(form.id > 0, "Edit event", "New event"),
        rx.form(
            rx.el.div(
                form_error(EventsState.errors.get("form", "").to(str)),
                _text("Name", "name", form.name, required=True, auto_focus=True),
                rx.el.div(
                    _text("Starts", "starts_on", form.starts_on, type="date"),
                    _text("Ends", "ends_on", form.ends_on, type="date"),
                    class_name="grid grid-cols-2 gap-4",
                ),
                select_field(
                    "Status", "status", list(EVENT_STATUSES.items()), default_value=form.status
                ),
                _text("Location", "location", form.location, placeholder="Las Vegas, NV"),
                rx.el.div(
                    _text("Venue", "venue", form.venue),
                    _text("Booth", "booth", form.booth),
                    class_name="grid grid-cols-2 gap-4",
                ),
                _text(
                    "Time zone",
                    "timezone",
                    form.timezone,
                    list="timezones",
                    auto_complete="off",
                ),
                rx.el.datalist(*[rx.el.option(value=zone) for zone in TIMEZONES], id="timezones"),
                _personas(),
                _text("Budget (USD)", "cost", form.cost, input_mode="decimal"),
                text_area_field(
                    "Description",
                    "description",
                    error=EventsState.errors.get("description", "").to(str),
                    default_value=form.description,
                ),
                class_name="flex flex-col gap-4",
            ),
            dialog_actions(
                button("Cancel", on_click=EventsState.show_form(False)), submit("Save event")
            ),
            on_submit=EventsState.save,
            key=form.id.to(str),
        ),
        open=EventsState.form_open,
        on_open_change=EventsState.show_form,
    )


def _copy_dialog() -> rx.Component:
    """Asks for the event that gets the lists of another one."""
    return dialog(
        f"Copy lists of {EventsState.copying_name}",
        rx.form(
            rx.el.div(
                form_error(EventsState.copy_error),
                rx.el.div(
                    rx.el.label("Copy to", html_for="field-to_event"),
                    rx.el.select(
                        rx.foreach(
                            EventsState.event_choices,
                            lambda event: rx.cond(
                                event.id != EventsState.copying,
                                rx.el.option(event.name, value=event.id),
                            ),
                        ),
                        id="field-to_event",
                        name="to_event",
                        class_name="yf-input",
                    ),
                    class_name="yf-field",
                ),
                class_name="flex flex-col gap-4",
            ),
            dialog_actions(
                button("Cancel", on_click=EventsState.close_copy(False)), submit("Copy lists")
            ),
            on_submit=EventsState.copy,
        ),
        open=EventsState.copying != "",
        on_open_change=EventsState.close_copy,
        description=EventsState.copying_text,
    )


def _personas() -> rx.Component:
    selected = EventsState.form.target_personas
    return rx.el.fieldset(
        rx.el.legend("Target personas", class_name="yf-label mb-1.5"),
        *[
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    name=value,
                    default_checked=selected.contains(value),
                    class_name="size-4 accent-(--accent-9)",
                ),
                label,
                class_name="flex items-center gap-2 cursor-pointer",
            )
            for value, label in PERSONAS
        ],
        class_name="grid grid-cols-2 gap-2",
    )


def _text(label: str, name: str, value: rx.Var[str], **props: object) -> rx.Component:
    error = EventsState.errors.get(name, "").to(str)
    return text_field(label, name, error=error, default_value=value, **props)


PAGES = (Page("/events", "Events", events, (EventsState.load,)),)
