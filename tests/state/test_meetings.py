"""The list of meetings by day, and the form over it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from tests.fixtures import state_tab
from tests.fixtures.product_in_process import cookie_of
from tests.fixtures.socket_tab import full_name
from tests.fixtures.state_tab import call
from yardflow import clock
from yardflow.models import Account, Meeting
from yardflow.services.access import Principal
from yardflow.services.meetings import service
from yardflow.state.meetings.form import MeetingFormState
from yardflow.state.meetings.index import MeetingsState
from yardflow.state.meetings.of_contact import ContactMeetings

# A Tuesday, 9:00 in Chicago.
NOW = datetime(2027, 3, 9, 15, tzinfo=UTC)


@pytest.fixture
def ann(works_at, acme: Account) -> int:
    return int(works_at(acme, "Ann Lee", email="ann@acme.com"))


def sent(time: str, owner: Principal, **more: str) -> dict[str, Any]:
    """What the form posts for a meeting today in Chicago."""
    return {
        "date": "2027-03-09",
        "time": time,
        "timezone": "America/Chicago",
        "minutes": "30",
        "kind": "booth",
        "outcome": "scheduled",
        "owner_id": str(owner.user_id),
        **more,
    }


async def test_meetings_stand_under_the_reader_s_days_in_the_order_of_their_times(
    session: Session, bob: Principal, ann: int
) -> None:
    # In Tokyo it is Wednesday already; the reader is in Chicago, or their browser doesn't say.
    for starts_at, zone in (
        ("2027-03-09T16:00Z", "America/Chicago"),
        ("2027-03-10T00:30Z", "Asia/Tokyo"),
        ("2027-03-10T01:00Z", "America/Chicago"),
        ("2027-03-12T16:00Z", "America/Chicago"),
    ):
        service.create(session, bob, ann, {"starts_at": starts_at, "timezone": zone})
    session.commit()
    with clock.at(NOW):
        for reader, today, expected in (
            (
                "America/Chicago",
                3,
                [
                    ("Today · Tue, Mar 9", "10:00 AM CST", ""),
                    ("", "9:30 AM JST", "6:30 PM your time"),
                    ("", "7:00 PM CST", ""),
                    ("Fri, Mar 12", "10:00 AM CST", ""),
                ],
            ),
            (
                "Nowhere/There",
                1,
                [
                    ("Today · Tue, Mar 9", "10:00 AM CST", "4:00 PM your time"),
                    ("Tomorrow · Wed, Mar 10", "9:30 AM JST", "12:30 AM your time"),
                    ("", "7:00 PM CST", "1:00 AM your time"),
                    ("Fri, Mar 12", "10:00 AM CST", "4:00 PM your time"),
                ],
            ),
        ):
            page = state_tab.tab(session, bob, MeetingsState, "/meetings/", reader)
            await call(page, MeetingsState.load)
            assert [(row.heading, row.time, row.here) for row in page.rows] == expected
            state_tab.move(page, "/meetings/?when=today")
            await call(page, MeetingsState.load)
            assert len(page.rows) == today


async def test_a_contact_s_meetings_name_the_reader_s_day(
    session: Session, bob: Principal, ann: int
) -> None:
    values = {"starts_at": "2027-03-10T00:30Z", "timezone": "Asia/Tokyo"}
    service.create(session, bob, ann, values)
    session.commit()
    with clock.at(NOW):
        path = f"/contacts/{ann}/"
        page = state_tab.tab(session, bob, ContactMeetings, path, "America/Chicago")
        await call(page, ContactMeetings.load)
    (row,) = page.rows
    assert (row.day, row.time, row.here) == ("Today", "9:30 AM JST", "6:30 PM your time")


async def test_a_collision_is_said_once_and_the_meeting_is_saved_all_the_same(
    session: Session, bob: Principal, ann: int
) -> None:
    with clock.at(NOW):
        page = state_tab.tab(session, bob, MeetingFormState, "/meetings/")
        for time, texts in (
            ("11:00", []),
            ("11:15", ["Ann Lee with Bob, Tue, Mar 9, 11:00 AM–11:30 AM CST"]),
        ):
            await call(page, MeetingFormState.ask_new, ann, "Ann Lee")
            await call(page, MeetingFormState.save, sent(time, bob))
            assert (page.collisions, page.is_open) == (texts, bool(texts))
        # Who was warned of that meeting knows what they do.
        await call(page, MeetingFormState.save, sent("11:20", bob))
        assert not page.is_open
        (late,) = session.scalars(select(Meeting.id).order_by(Meeting.id.desc()).limit(1))
        await call(page, MeetingFormState.ask_edit, late)
        assert page.collisions == []
        await call(page, MeetingFormState.save, sent("11:20", bob, next_step="Send the plan"))
        assert not page.is_open, "it stays where it is"
        await call(page, MeetingFormState.ask_edit, late)
        await call(page, MeetingFormState.save, sent("11:10", bob))
        assert page.is_open and len(page.collisions) == 1, "it was moved"
        await call(page, MeetingFormState.save, sent("11:10", bob, date="1999-03-09"))
        assert "date and time" in page.errors["date"]
    assert session.scalar(select(func.count()).select_from(Meeting)) == 2


async def test_a_form_that_one_page_left_open_is_closed_on_the_next(
    tab, bob: Principal, ann: int
) -> None:
    browser = await tab(cookie_of(bob))
    here = f"/contacts/{ann}/"
    await browser.open_page(here)
    ask = full_name("MeetingFormState", "ask_new")
    await browser.call(ask, here, contact_id=ann, name="Ann Lee")
    form = ask.rpartition(".")[0]

    def shown() -> bool:
        deltas = [(packet.get("delta") or {}).get(form) or {} for packet in browser.received]
        return [delta["is_open_rx_state_"] for delta in deltas if "is_open_rx_state_" in delta][-1]

    assert shown()
    await browser.open_page("/meetings/")
    assert not shown()
