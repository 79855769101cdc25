"""The meetings with a contact, in a card of its record."""

import reflex as rx

from yardflow.components.kit.buttons import button, icon_button
from yardflow.components.kit.cards import card
from yardflow.components.kit.links import full_load_link
from yardflow.components.meetings.badges import outcome_mark
from yardflow.state.meetings.form import MeetingFormState
from yardflow.state.meetings.items import MeetingItem
from yardflow.state.meetings.of_contact import ContactMeetings


def meetings_card(contact_id: rx.Var[int], name: rx.Var[str]) -> rx.Component:
    """The latest first; its page has to call `ContactMeetings.load` and show the dialog."""
    return card(
        rx.cond(
            ContactMeetings.rows.length() > 0,
            rx.el.ul(
                rx.foreach(ContactMeetings.rows, _meeting),
                class_name="yf-rows",
                aria_label="Meetings",
            ),
            rx.el.p("No meetings yet.", class_name="yf-hint p-4"),
        ),
        title="Meetings",
        actions=button(
            "Add meeting",
            icon="plus",
            size="small",
            on_click=MeetingFormState.ask_new(contact_id, name),
        ),
        flush=True,
    )


def _meeting(meeting: MeetingItem) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.span(meeting.day, " · ", meeting.time, class_name="font-medium yf-num"),
                rx.el.span(meeting.here, class_name="yf-hint yf-num empty:hidden"),
                outcome_mark(meeting.outcome),
                class_name="flex flex-wrap items-center gap-x-3",
            ),
            rx.el.div(
                meeting.kind,
                rx.cond(meeting.location != "", rx.fragment(" · ", meeting.location)),
                rx.cond(meeting.owner != "", rx.fragment(" · ", meeting.owner)),
                class_name="yf-hint [overflow-wrap:anywhere]",
            ),
            rx.cond(
                meeting.next_step != "",
                rx.el.div(
                    "Next step: ",
                    meeting.next_step,
                    class_name="text-[13px] [overflow-wrap:anywhere]",
                ),
            ),
            rx.el.div(meeting.guest, class_name="yf-hint [overflow-wrap:anywhere] empty:hidden"),
            rx.el.div(
                meeting.guest_note,
                class_name="yf-hint whitespace-pre-wrap [overflow-wrap:anywhere] empty:hidden",
            ),
            rx.match(
                meeting.outcome,
                ("scheduled", _file("Add to calendar", meeting)),
                ("cancelled", _file("Remove from calendar", meeting)),
                rx.fragment(),
            ),
            class_name="min-w-0 flex-1",
        ),
        icon_button(
            "pencil",
            rx.Var.create("Edit the meeting: ") + meeting.day + ", " + meeting.time,
            size="small",
            on_click=MeetingFormState.ask_edit(meeting.id),
        ),
        key=meeting.id.to(str),
    )


def _file(text: str, meeting: MeetingItem) -> rx.Component:
    return full_load_link(text, meeting.file_href, class_name="yf-link text-[13px]")
