"""The form of a meeting, over the list and over a contact."""

from typing import Any

import reflex as rx

from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.callout import callout
from yardflow.components.kit.dates import date_field
from yardflow.components.kit.dialogs import dialog
from yardflow.components.kit.fields import (
    field_control,
    form_error,
    labeled,
    select_field,
    text_field,
)
from yardflow.pages.event_dialogs import TIMEZONES
from yardflow.state.labels import MEETING_KINDS, MEETING_OUTCOMES
from yardflow.state.meetings.form import MeetingFormState

state, form = MeetingFormState, MeetingFormState.form


def meeting_dialog() -> rx.Component:
    """Adds a meeting with a contact, or changes one."""
    return dialog(
        rx.cond(state.meeting_id > 0, "Edit meeting", "Add meeting"),
        rx.form(
            rx.el.div(
                date_field("Date", "date", form.date, error=state.errors.get("date", "").to(str)),
                _text("Time", "time", form.time, type="time", required=True),
                _listed(
                    "Length",
                    "minutes",
                    rx.foreach(state.lengths, lambda each: rx.el.option(each[1], value=each[0])),
                    form.minutes,
                ),
                _text("Time zone", "timezone", form.timezone, list="meeting-zones"),
                _choice("Kind", "kind", MEETING_KINDS, form.kind),
                _choice("Outcome", "outcome", MEETING_OUTCOMES, form.outcome),
                _listed(
                    "Event",
                    "event_id",
                    rx.foreach(
                        state.event_choices,
                        lambda each: rx.el.option(each.name, value=each.id),
                    ),
                    form.event_id,
                    none="No event",
                ),
                _listed(
                    "Owner",
                    "owner_id",
                    rx.foreach(state.team, lambda each: rx.el.option(each[1], value=each[0])),
                    form.owner_id,
                    none="Unassigned",
                ),
                class_name="grid grid-cols-2 gap-4",
            ),
            rx.el.datalist(*[rx.el.option(value=zone) for zone in TIMEZONES], id="meeting-zones"),
            _text("Place", "location", form.location, max_length=300),
            _text("Next step", "next_step", form.next_step, max_length=500),
            form_error(state.error),
            _collisions(),
            rx.el.div(
                rx.cond(
                    state.meeting_id > 0,
                    button("Delete", icon="trash-2", type="button", on_click=state.delete),
                ),
                rx.el.div(
                    button("Cancel", type="button", on_click=state.close(False)),
                    submit(
                        rx.cond(
                            state.collisions.length() > 0,
                            rx.cond(state.meeting_id > 0, "Save anyway", "Add anyway"),
                            rx.cond(state.meeting_id > 0, "Save", "Add meeting"),
                        )
                    ),
                    class_name="ml-auto flex gap-2",
                ),
                class_name="flex flex-wrap items-center gap-2 mt-1",
            ),
            on_submit=state.save,
            custom_attrs={"data-kept": f"meeting {state.meeting_id} {state.name}"},
            key=f"{state.meeting_id} {state.is_open}",
            class_name="flex flex-col gap-4",
        ),
        open=state.is_open,
        on_open_change=state.close,
        description=rx.Var.create("With ") + state.name,
    )


def _collisions() -> rx.Component:
    """What else is at that time; it can be saved all the same."""
    return rx.el.div(
        rx.cond(
            state.collisions.length() > 0,
            callout(
                "calendar-x",
                "orange",
                rx.el.p("There is another meeting at this time:", class_name="font-medium"),
                rx.el.ul(rx.foreach(state.collisions, rx.el.li)),
            ),
        ),
        role="alert",
        class_name="empty:hidden",
    )


def _text(label: str, name: str, value: rx.Var[str], **props: Any) -> rx.Component:
    error = state.errors.get(name, "")
    return text_field(label, name, error=error, default_value=value, **props)


def _choice(label: str, name: str, options: dict[str, str], value: rx.Var[str]) -> rx.Component:
    error = state.errors.get(name, "")
    return select_field(label, name, list(options.items()), error=error, default_value=value)


def _listed(
    label: str, name: str, options: rx.Component, value: rx.Var[str], *, none: str = ""
) -> rx.Component:
    """A choice of one of many; or of none, where that has a name."""
    error = state.errors.get(name, "")
    control = rx.el.select(
        rx.el.option(none, value="") if none else None,
        options,
        name=name,
        default_value=value,
        **field_control(name, error, ""),
    )
    return labeled(label, name, control, error, "")
