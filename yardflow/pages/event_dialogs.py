"""The form of an event, and the question to which event its lists are copied."""

from zoneinfo import available_timezones

import reflex as rx

from yardflow.components.kit.badges import badge
from yardflow.components.kit.buttons import button, icon_button, submit
from yardflow.components.kit.dates import date_field, date_input
from yardflow.components.kit.dialogs import dialog, dialog_actions, drawer
from yardflow.components.kit.fields import form_error, select_field, text_area_field, text_field
from yardflow.components.kit.links import outside_link
from yardflow.components.kit.table import pager
from yardflow.components.kit.times import moment
from yardflow.components.records.contact_cells import PERSONAS
from yardflow.state.event_form import HallDay, MoveItem
from yardflow.state.events import EventsState
from yardflow.state.labels import EVENT_STATUSES

_REGIONS = ("America/", "Europe/", "Asia/", "Australia/", "Africa/", "Pacific/", "UTC")
TIMEZONES = sorted(zone for zone in available_timezones() if zone.startswith(_REGIONS))


def form_drawer() -> rx.Component:
    """A new event, or the one that the address names."""
    form = EventsState.form
    return drawer(
        rx.cond(form.id > 0, "Edit event", "New event"),
        rx.form(
            rx.el.input(type="hidden", name="event", default_value=form.id),
            rx.el.div(
                form_error(EventsState.errors.get("form", "").to(str)),
                _text("Name", "name", form.name, required=True, auto_focus=True),
                rx.el.div(
                    _date("Starts", "starts_on", form.starts_on),
                    _date("Ends", "ends_on", form.ends_on),
                    class_name="grid grid-cols-2 gap-4",
                ),
                _hall_hours(),
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
            custom_attrs={"data-kept": "event"},
            key=form.id.to(str),
        ),
        open=EventsState.form_open,
        on_open_change=EventsState.show_form,
    )


def moving_dialog() -> rx.Component:
    """Asks before an event is saved whose new days change when people in sequences are emailed."""
    return dialog(
        "Save the new days?",
        rx.el.p(EventsState.moved, class_name="font-medium"),
        rx.el.ul(
            rx.foreach(EventsState.moves, _move),
            class_name="yf-rows yf-moves",
            tab_index=0,
            aria_label="Steps at other times",
        ),
        rx.cond(
            EventsState.moves_before | EventsState.moves_behind,
            pager(
                EventsState.moves_shown,
                has_previous=EventsState.moves_before,
                has_next=EventsState.moves_behind,
                on_previous=EventsState.previous_moves,
                on_next=EventsState.next_moves,
                name="Pages of steps",
            ),
        ),
        dialog_actions(
            button("Back", on_click=EventsState.close_moving(False)),
            button("Save event", kind="primary", on_click=EventsState.save_moved),
        ),
        open=EventsState.moved != "",
        on_open_change=EventsState.close_moving,
        description="Steps that are timed by the event move with it.",
    )


def _move(move: MoveItem) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            outside_link(move.name, move.href),
            rx.el.span(" · ", move.account, class_name="yf-muted"),
            class_name="[overflow-wrap:anywhere]",
        ),
        rx.el.div(f"{move.sequence}: {move.step}", class_name="yf-hint [overflow-wrap:anywhere]"),
        rx.el.div(
            rx.cond(move.was != "", moment(move.was), "Not in the next 90 days"),
            rx.icon("arrow-right", size=14, aria_label="becomes", role="img"),
            rx.cond(
                move.late,
                badge("Missed", "red"),
                rx.cond(move.becomes != "", moment(move.becomes), "After 90 days"),
            ),
            class_name="flex flex-wrap items-center gap-x-2 gap-y-1",
        ),
        key=f"{move.href} {move.step} {move.was}",
    )


def copy_dialog() -> rx.Component:
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


def _hall_hours() -> rx.Component:
    error = EventsState.errors.get("hall_days", "").to(str)
    return rx.el.fieldset(
        rx.el.legend("Hall hours, in the venue's time zone", class_name="yf-label mb-1.5"),
        rx.el.div(
            _text("Opens", "hall_opens", EventsState.form.hall_opens, type="time"),
            _text("Closes", "hall_closes", EventsState.form.hall_closes, type="time"),
            class_name="grid grid-cols-2 gap-4",
        ),
        rx.cond(
            EventsState.hall_days.length() > 0,
            rx.el.p(
                "Days with other hours; without times the hall stays closed.", class_name="yf-hint"
            ),
        ),
        rx.foreach(EventsState.hall_days, _hall_day),
        rx.cond(error != "", rx.el.span(error, class_name="yf-error", role="alert")),
        rx.el.div(
            button(
                "Add a day with other hours",
                icon="plus",
                size="small",
                on_click=EventsState.add_hall_day,
            )
        ),
        class_name="flex flex-col gap-2",
    )


def _hall_day(day: rx.Var[HallDay]) -> rx.Component:
    return rx.el.div(
        date_input("Day", f"hall-{day.key}-day", day.day),
        *[
            rx.el.input(
                type="time",
                name=f"hall-{day.key}-{name}",
                default_value=value,
                aria_label=label,
                class_name="yf-input",
            )
            for label, name, value in (
                ("Opens", "opens", day.opens),
                ("Closes", "closes", day.closes),
            )
        ],
        icon_button(
            "x", "Remove this day", size="small", on_click=EventsState.remove_hall_day(day.key)
        ),
        key=day.key.to(str),
        class_name="yf-hall-day",
    )


def _date(label: str, name: str, value: rx.Var[str]) -> rx.Component:
    error = EventsState.errors.get(name, "").to(str)
    return date_field(label, name, value, error=error)


def _text(label: str, name: str, value: rx.Var[str], **props: object) -> rx.Component:
    error = EventsState.errors.get(name, "").to(str)
    return text_field(label, name, error=error, default_value=value, **props)
