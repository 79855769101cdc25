"""The meetings of the team, those of today first."""

import reflex as rx

from yardflow.components.kit.buttons import icon_button
from yardflow.components.kit.feedback import empty_state
from yardflow.components.kit.links import full_load_link
from yardflow.components.kit.table import Column, row_link
from yardflow.components.meetings.badges import outcome_mark
from yardflow.components.records.list_cells import owner_cell, row_actions, text_cell
from yardflow.components.records.list_page import list_page
from yardflow.pages.meetings.dialog import meeting_dialog
from yardflow.pages.page import Page
from yardflow.state.meetings.form import MeetingFormState
from yardflow.state.meetings.index import MeetingsState
from yardflow.state.meetings.items import MeetingItem

COLUMNS = [
    Column("Contact", lambda row: _contact(row), width="190px", grows=True),
    Column("Time", lambda row: _time(row), sort="startsAt", name="time", width="130px"),
    Column("Kind", lambda row: text_cell(row.kind), name="kind", width="110px"),
    Column("Place", lambda row: text_cell(row.location), name="place", width="150px", grows=True),
    Column("Outcome", lambda row: outcome_mark(row.outcome), name="outcome", width="120px"),
    Column("Owner", owner_cell, name="owner", width="140px"),
    Column("Event", lambda row: text_cell(row.event), name="event", width="150px", shown=False),
    Column(
        "Next step",
        lambda row: text_cell(row.next_step),
        name="next-step",
        width="170px",
        grows=True,
    ),
]


def meetings() -> rx.Component:
    """The list, and the form over it."""
    return list_page(
        "Meetings",
        MeetingsState,
        COLUMNS,
        meeting_dialog(),
        empty=empty_state(
            "calendar-check",
            "No meetings to come",
            "Open a contact and choose Add meeting, or put a sender’s booking link into an email.",
        ),
        phone=_on_phone,
        row_actions=_actions,
        group=lambda row: row.heading,
    )


def _contact(row: MeetingItem) -> rx.Component:
    return rx.el.div(
        row_link(row.name, row.href),
        rx.el.div(row.account, class_name="yf-hint yf-truncate max-sm:hidden"),
        rx.el.div(row.kind, " · ", row.account, class_name="yf-hint yf-truncate sm:hidden"),
        class_name="min-w-0",
    )


def _time(row: MeetingItem) -> rx.Component:
    return rx.el.div(
        rx.el.div(row.time, class_name="font-medium yf-num whitespace-nowrap"),
        rx.el.div(row.here, class_name="yf-hint yf-num whitespace-nowrap empty:hidden"),
    )


def _actions(row: MeetingItem) -> rx.Component:
    return row_actions(
        full_load_link(
            rx.icon("calendar-plus", size=14),
            row.file_href,
            title="Add to calendar",
            aria_label=rx.Var.create("Add to calendar: ") + row.name,
        ),
        _edit(row),
    )


def _on_phone(row: MeetingItem) -> rx.Component:
    return rx.fragment(
        outcome_mark(row.outcome, words=False),
        _time(row),
        _edit(row),
    )


def _edit(row: MeetingItem) -> rx.Component:
    return icon_button(
        "pencil",
        rx.Var.create("Edit the meeting with ") + row.name,
        size="small",
        on_click=MeetingFormState.ask_edit(row.id),
    )


PAGES = (
    Page("/meetings", "Meetings", meetings, (MeetingFormState.close(False), MeetingsState.load)),
)
