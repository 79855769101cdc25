"""The booking link of a sender, and its meeting hours."""

import reflex as rx

from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.cards import card
from yardflow.components.kit.dialogs import dialog
from yardflow.components.kit.fields import checkbox, select_field, text_field
from yardflow.state.labels import MEETING_KINDS, WEEKDAYS
from yardflow.state.senders.booking import DAY_BOX, BookingState

state = BookingState
VARIABLE = "{{ sender.booking_url }}"


def booking_card(
    may_edit: rx.Var[bool], timezone: rx.Var[str], own_page: rx.Var[str]
) -> rx.Component:
    """Whether contacts can book, and when; ``own_page`` is where else they do, empty for nowhere.
    Its page has to call `BookingState.load`.
    """
    has_hours = state.words != ""
    return card(
        rx.cond(own_page != "", _own_page(own_page), _ours(has_hours)),
        _dialog(timezone),
        title="Booking link",
        actions=rx.cond(
            may_edit & (own_page == ""),
            button(
                rx.cond(has_hours, "Change", "Enter meeting hours"),
                size="small",
                on_click=state.ask(True),
            ),
        ),
    )


def _ours(has_hours: rx.Var[bool]) -> rx.Component:
    return rx.cond(
        has_hours,
        rx.fragment(
            rx.el.p(state.words, class_name="font-medium"),
            rx.el.p(state.place, class_name="yf-muted [overflow-wrap:anywhere]"),
            rx.el.p(
                "Write ",
                rx.el.code(VARIABLE),
                " into a template. Each email then has a link of its own to the free times.",
                class_name="yf-hint mt-2",
            ),
        ),
        rx.el.p(
            "Contacts can’t book a meeting with this sender yet. Enter meeting hours to give its "
            "emails a booking link, or the address of your own booking page under Details.",
            class_name="yf-hint",
        ),
    )


def _own_page(address: rx.Var[str]) -> rx.Component:
    return rx.el.div(
        rx.el.p(address, class_name="font-medium [overflow-wrap:anywhere]"),
        rx.el.p(
            "The booking link of this sender’s emails leads there, in place of the page here. "
            "Meetings booked there aren’t tied to the person: they aren’t listed under Meetings "
            "and end no sequence.",
            class_name="yf-hint mt-1",
        ),
    )


def _dialog(timezone: rx.Var[str]) -> rx.Component:
    return dialog(
        "Meeting hours",
        rx.form(
            rx.el.fieldset(
                rx.el.legend("Days", class_name="yf-label mb-1.5"),
                rx.el.div(
                    *[
                        checkbox(label, f"{DAY_BOX}{day}", state.weekdays.contains(day))
                        for day, label in WEEKDAYS.items()
                    ],
                    class_name="flex flex-wrap gap-x-4 gap-y-2",
                ),
                _error("weekdays"),
            ),
            rx.el.div(
                _text("From", "opens", state.opens, type="time"),
                _text("To", "closes", state.closes, type="time"),
                _text("Minutes", "minutes", state.minutes, input_mode="numeric"),
                select_field("Kind", "kind", list(MEETING_KINDS.items()), default_value=state.kind),
                class_name="grid grid-cols-2 gap-4",
            ),
            _text("Place or link", "location", state.location, max_length=300),
            rx.el.div(
                rx.cond(
                    state.words != "",
                    button("Remove link", icon="trash-2", type="button", on_click=state.remove),
                ),
                rx.el.div(
                    button("Cancel", type="button", on_click=state.ask(False)),
                    submit("Save"),
                    class_name="ml-auto flex gap-2",
                ),
                class_name="flex flex-wrap items-center gap-2 mt-1",
            ),
            on_submit=state.save,
            custom_attrs={"data-kept": "booking"},
            key=state.editing.to(str),
            class_name="flex flex-col gap-4",
        ),
        open=state.editing,
        on_open_change=state.ask,
        description=rx.Var.create("By the clock of ") + timezone,
    )


def _text(label: str, name: str, value: rx.Var[str], **props: str | int) -> rx.Component:
    error = state.errors.get(name, "")
    return text_field(label, name, error=error, default_value=value, **props)


def _error(name: str) -> rx.Component:
    error = state.errors.get(name, "")
    return rx.el.div(rx.cond(error != "", rx.el.p(error, class_name="yf-error")), role="alert")
