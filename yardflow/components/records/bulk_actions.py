"""What can be changed on the records that are selected in a list."""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from yardflow.components.records.contact_cells import PERSONAS
from yardflow.components.records.selection_bar import BarAction, Items, ShownFrom
from yardflow.state.labels import ATTENDEE_STATUSES, STAGES

_item = rx.dropdown_menu.item
_separator = rx.dropdown_menu.separator


def account_changes(state: Any) -> tuple[BarAction, ...]:
    """Owner, stage and events of accounts; ``state`` mixes in
    `yardflow.state.records.changing.Changing`.
    """
    stage = _at_event(state, "Stage", STAGES, state.set_stage)
    return (_owner(state), stage, *_event_lists(state))


def contact_changes(state: Any) -> tuple[BarAction, ...]:
    """Owner, status, stage of their accounts, personas and events of contacts, likewise."""
    status = _at_event(state, "Status", ATTENDEE_STATUSES, state.set_status)
    stage = _at_event(state, "Account stage", STAGES, state.set_stage, shown_from="menu")
    return (_owner(state), status, _personas(state), stage, *_event_lists(state))


def _owner(state: Any) -> BarAction:
    def items() -> list[rx.Component]:
        return [
            rx.foreach(
                state.owner_choices,
                lambda owner: _item(owner[1], on_select=state.set_owner(owner[0])),
            ),
            _separator(),
            _item("Unassigned", on_select=state.set_owner("")),
        ]

    return BarAction("Owner", items, shown_from="phone")


def _at_event(
    state: Any,
    label: str,
    values: Mapping[str, str],
    handler: Any,
    *,
    shown_from: ShownFrom = "phone",
) -> BarAction:
    def items() -> list[rx.Component]:
        return [_item(shown, on_select=handler(value)) for value, shown in values.items()]

    return BarAction(label, items, shown_from=shown_from, when=state.listed_event != "")


def _personas(state: Any) -> BarAction:
    def items() -> list[rx.Component]:
        ways = {"add": "Add", "remove": "Remove", "replace": "Only"}
        groups = [
            [
                _item(f"{word} {shown}", on_select=state.change_personas(how, value))
                for value, shown in PERSONAS
            ]
            for how, word in ways.items()
        ]
        first, *others = groups
        return first + [each for group in others for each in (_separator(), *group)]

    return BarAction("Personas", items)


def _event_lists(state: Any) -> tuple[BarAction, ...]:
    def each(handler: Any) -> Items:
        return lambda: [
            rx.foreach(
                state.other_events,
                lambda event: _item(event.name, on_select=handler(event.id)),
            )
        ]

    has_others, is_of_all = state.other_events.length() > 0, state.listed_event == ""
    return (
        BarAction("Add to event", each(state.add_to_event), when=has_others),
        BarAction(
            "Remove from this event",
            on_select=state.remove_from_event(""),
            shown_from="menu",
            when=~is_of_all,
        ),
        BarAction(
            "Remove from event",
            each(state.remove_from_event),
            shown_from="menu",
            when=is_of_all & has_others,
        ),
    )
