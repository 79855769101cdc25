"""Meetings with contacts."""

from sqlmodel import col

from yardflow.models import Meeting
from yardflow.registry import LIST, Domain, Handlers, NavigationEntry, Subject

DOMAIN = Domain(
    name="meetings",
    routers=("yardflow.api.meetings.routes:router",),
    pages=("yardflow.pages.meetings.index",),
    navigation=(NavigationEntry("Meetings", "/meetings/", "calendar-check"),),
    handlers=(
        Handlers(
            "yardflow.state.meetings.index.MeetingsState",
            member=LIST,
        ),
        Handlers(
            "yardflow.state.meetings.form.MeetingFormState",
            member=("ask_new", "ask_edit", "close", "save", "delete"),
        ),
        Handlers("yardflow.state.meetings.of_contact.ContactMeetings", member=("load",)),
    ),
    subjects=(Subject("meeting", col(Meeting.id), (), page="/meetings/"),),
    undo_actions={"undo_meeting": "yardflow.state.meetings.undo_actions:restore"},
    refresh=(
        ("/meetings", "yardflow.state.meetings.index:MeetingsState.load"),
        ("/contacts/*", "yardflow.state.meetings.of_contact:ContactMeetings.load"),
    ),
)
