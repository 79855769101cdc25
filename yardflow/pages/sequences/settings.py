"""The form of a sequence's name, event, owner, sending window and entry rules."""

import reflex as rx

from yardflow.components.kit.buttons import button, submit
from yardflow.components.kit.dialogs import dialog_actions, drawer
from yardflow.components.kit.fields import (
    checkbox,
    form_error,
    select_field,
    text_area_field,
    text_field,
)
from yardflow.services.sequences.definitions.wording import DAYS
from yardflow.state.labels import ON_COLLEAGUE, ON_REPLY
from yardflow.state.sequences.record import SequenceState

state, sequence = SequenceState, SequenceState.sequence


def settings_drawer() -> rx.Component:
    """The form, as it is when it opens."""
    return drawer(
        "Settings",
        rx.form(
            rx.el.input(type="hidden", name="sequence", default_value=sequence.id),
            rx.el.div(
                form_error(state.errors.get("form", "").to(str)),
                text_field(
                    "Name",
                    "name",
                    error=state.errors.get("name", "").to(str),
                    default_value=sequence.name,
                    required=True,
                ),
                text_area_field(
                    "Description",
                    "description",
                    error=state.errors.get("description", "").to(str),
                    default_value=sequence.description,
                ),
                _select(
                    "Event",
                    "event_id",
                    sequence.event_id,
                    "Each contact's own event",
                    rx.foreach(
                        state.event_choices,
                        lambda event: rx.el.option(event.name, value=event.id),
                    ),
                ),
                _select(
                    "Owner",
                    "owner_id",
                    sequence.owner_id,
                    "Unassigned",
                    rx.foreach(
                        state.owner_choices, lambda owner: rx.el.option(owner[1], value=owner[0])
                    ),
                ),
                _window(),
                _entry(),
                _replies(),
                class_name="flex flex-col gap-4",
            ),
            dialog_actions(
                button("Cancel", on_click=state.ask_settings(False)), submit("Save settings")
            ),
            on_submit=state.save_settings,
            custom_attrs={"data-kept": "settings"},
        ),
        open=state.settings_open,
        on_open_change=state.ask_settings,
    )


def _window() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend("Sending window, in the contact's time", class_name="yf-label mb-1.5"),
        rx.el.div(
            *[
                checkbox(name[:3], f"day-{day}", sequence.weekdays.contains(day))
                for day, name in enumerate(DAYS)
            ],
            class_name="grid grid-cols-4 gap-2",
        ),
        _error("schedule.weekdays"),
        rx.el.div(
            _time("Opens", "opens", sequence.opens),
            _time("Closes", "closes", sequence.closes),
            class_name="grid grid-cols-2 gap-4",
        ),
        checkbox("Not on public holidays", "skip_holidays", sequence.skip_holidays),
        class_name="flex flex-col gap-3",
    )


def _entry() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend("Who can enter", class_name="yf-label mb-1.5"),
        checkbox("Also contacts in other sequences", "beside_others", sequence.beside_others),
        text_field(
            "Contacts of an account at a time",
            "account_limit",
            error=state.errors.get("entry.accountLimit", "").to(str),
            default_value=sequence.account_limit,
            input_mode="numeric",
            placeholder="Any number",
        ),
        rx.el.div(
            checkbox(
                "Skip accounts with an open deal", "skip_open_deals", sequence.skip_open_deals
            ),
            rx.el.p(
                "Booked or Checked In at another event. Applies until the first email.",
                class_name="yf-hint",
            ),
        ),
        class_name="flex flex-col gap-3",
    )


def _replies() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend("When someone replies", class_name="yf-label mb-1.5"),
        select_field(
            "The contact", "on_reply", list(ON_REPLY.items()), default_value=sequence.on_reply
        ),
        select_field(
            "Colleagues, and everyone once the account is a customer",
            "on_colleague",
            list(ON_COLLEAGUE.items()),
            default_value=sequence.on_colleague,
        ),
        class_name="flex flex-col gap-3",
    )


def _time(label: str, name: str, value: rx.Var[str]) -> rx.Component:
    return text_field(
        label,
        name,
        error=state.errors.get(f"schedule.{name}", "").to(str),
        default_value=value,
        type="time",
        required=True,
    )


def _select(
    label: str, name: str, value: rx.Var[str], none: str, options: rx.Component
) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=f"field-{name}"),
        rx.el.select(
            rx.el.option(none, value=""),
            options,
            id=f"field-{name}",
            name=name,
            default_value=value,
            class_name="yf-input",
        ),
        class_name="yf-field",
    )


def _error(name: str) -> rx.Component:
    message = state.errors.get(name, "").to(str)
    return rx.cond(message != "", rx.el.span(message, class_name="yf-error", role="alert"))
