"""The events that a record is at."""

from typing import Any

import reflex as rx

from yardflow.components.kit.buttons import icon_button
from yardflow.components.kit.cards import card
from yardflow.components.kit.fields import filter_select
from yardflow.components.kit.times import relative
from yardflow.components.records.event_menu import event_menu
from yardflow.state.records.memberships import MembershipItem


def events_card(state: Any, record: rx.Var[int], what: str, labels: dict[str, str]) -> rx.Component:
    """``state`` mixes in `AtEvents` and shows the record with the id ``record``; ``what`` is called
    what it has at each event: a stage or a status, with its values in ``labels``.
    """

    def row(item: MembershipItem) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.div(item.event, class_name="font-medium yf-truncate", title=item.event),
                rx.el.div(
                    rx.cond(item.source != "", item.source, "Added"),
                    " ",
                    relative(item.since),
                    rx.cond(item.added_by != "", f" · {item.added_by}", ""),
                    class_name="yf-hint yf-truncate",
                    title=rx.cond(item.added_by != "", f"Added by {item.added_by}", ""),
                ),
                class_name="min-w-0 flex-1",
            ),
            filter_select(
                f"{what} at {item.event}",
                item.value,
                list(labels.items()),
                lambda value: state.change_at_event(record, item.event_id, value),
            ),
            icon_button(
                "x",
                f"Remove from {item.event}",
                size="small",
                on_click=state.remove_from_event(record, item.event_id),
            ),
            key=item.event_id,
        )

    return card(
        rx.cond(
            state.memberships.length() > 0,
            rx.el.ul(rx.foreach(state.memberships, row), class_name="yf-rows yf-memberships"),
            rx.el.p("Not on any event's list.", class_name="yf-muted p-4"),
        ),
        title="Events",
        actions=event_menu(
            "Add to event",
            state.other_events,
            lambda event_id: state.add_to_event(record, event_id),
        ),
        flush=True,
    )
