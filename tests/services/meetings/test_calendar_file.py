"""Meetings as files that calendars read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from yardflow.models import MeetingKind, MeetingOutcome
from yardflow.services.meetings.calendar_file import file_of, filename
from yardflow.services.meetings.views import MeetingRow

NINE = datetime(2027, 3, 9, 15, tzinfo=UTC)
MEETING = MeetingRow(
    id=1,
    version=1,
    uid="8c2f",
    contact_id=1,
    contact_name="Ann Lee",
    account_id=1,
    account_name="Acme",
    event_id=None,
    event_name="",
    owner_id=1,
    owner_name="Bob Ray",
    owner_address="bob@yardflow.test",
    kind=MeetingKind.BOOTH,
    outcome=MeetingOutcome.SCHEDULED,
    starts_at=NINE,
    minutes=30,
    timezone="America/Chicago",
    location="Hall 3, booth 12",
    next_step="Send the offer",
    guest_name="",
    guest_address="",
    guest_note="",
    created_at=NINE,
    updated_at=NINE,
)
# What would end the line, the entry or the parameter that it stands in.
HOSTILE = (
    "Ann\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Free money",
    "Ann\nATTACH:https://evil.example",
    'Ann";X-EVIL=1:mailto:x@evil.example',
    "Ann; Lee, PhD\\nEND:VCALENDAR",
    "Ann\x00\x85\u2028\x0b\x0cEND:VEVENT",
    "Änn 李 👩‍💻" * 40,
)


def read(content: bytes) -> Calendar:
    return Calendar.from_ical(content)


def test_it_says_when_where_and_with_whom_in_its_zone():
    calendar = read(file_of(MEETING))
    (event,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("PUBLISH", "CONFIRMED", 0)
    assert event["SUMMARY"] == "Meeting at the booth with Ann Lee (Acme)"
    assert event["LOCATION"] == "Hall 3, booth 12"
    assert event["DTSTART"].params["TZID"] == "America/Chicago"
    assert event["DTSTART"].dt.isoformat() == "2027-03-09T09:00:00-06:00"
    assert event["ORGANIZER"] == "mailto:bob@yardflow.test"
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "America/Chicago"


def test_a_change_has_the_same_uid_and_a_later_sequence_and_a_cancellation_removes_it():
    changed = replace(MEETING, version=4, outcome=MeetingOutcome.CANCELLED)
    calendar = read(file_of(changed))
    (event,) = calendar.walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"]) == ("8c2f", 3)
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")


def test_half_an_hour_is_half_an_hour_where_clocks_change():
    """In Chicago it is 01:45 CST, and 03:15 CDT half an hour later."""
    night = replace(MEETING, starts_at=datetime(2027, 3, 14, 7, 45, tzinfo=UTC))
    (event,) = read(file_of(night)).walk("VEVENT")
    assert event["DTEND"].dt.astimezone(UTC) - night.starts_at == timedelta(minutes=30)
    assert event["DTEND"].dt.hour == 3


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_leaves_its_line(text):
    names = ("contact_name", "account_name", "owner_name", "location", "next_step")
    content = file_of(replace(MEETING, **dict.fromkeys(names, text)))
    calendar = read(content)
    (event,) = calendar.walk("VEVENT")
    assert set(event) == set(read(file_of(MEETING)).walk("VEVENT")[0])
    assert set(event["ORGANIZER"].params) == {"CN"}
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert [line for line in lines if line.startswith((b"BEGIN:VEVENT", b"END:VEVENT"))] == [
        b"BEGIN:VEVENT",
        b"END:VEVENT",
    ]


def test_a_guest_reads_whom_they_meet_and_nothing_that_we_noted():
    content = file_of(MEETING, for_guest=True)
    (event,) = read(content).walk("VEVENT")
    assert event["SUMMARY"] == "Meeting at the booth with Bob Ray"
    assert b"offer" not in content
    assert b"Ann" not in content


def test_no_name_is_in_the_name_of_the_file():
    assert filename(MEETING) == "meeting-2027-03-09.ics"
