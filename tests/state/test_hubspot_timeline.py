"""The switches of HubSpot's timeline, and what it did not take."""

from datetime import timedelta

from sqlmodel import Session

from tests.fixtures.state_tab import call, tab
from yardflow import clock
from yardflow.models import HubSpotTimelineEntry, Meeting
from yardflow.services.hubspot.timeline import entries
from yardflow.state.hubspot.errors import HubspotErrorsState
from yardflow.state.hubspot.sync import HubspotSyncState
from yardflow.state.hubspot.timeline import HubspotTimelineState


async def test_an_administrator_turns_kinds_on_and_off(session, alice, bob, rounds):
    page = tab(session, alice, HubspotTimelineState, "/hubspot/")
    await call(page, HubspotTimelineState.load)
    assert page.emails.since == "" and page.missing == []
    await call(page, HubspotTimelineState.turn, "reply", True)
    assert page.replies.since and not page.emails.since
    assert page.notice.text == "Replies are logged from now on."
    await call(page, HubspotTimelineState.turn, "reply", False)
    assert not page.replies.since
    await call(page, HubspotTimelineState.turn, "call", True)
    member = tab(session, bob, HubspotTimelineState, "/hubspot/")
    await call(member, HubspotTimelineState.turn, "email", True)
    assert "administrators" in member.notice.text and not member.emails.since


async def test_what_is_not_logged_is_an_error_that_is_tried_again(
    session: Session, alice, bob, rounds, acme, works_at
):
    ann = works_at(acme, "Ann Lee", email="ann@acme.com")
    starts, more = clock.now(), timedelta(minutes=30)
    meeting = Meeting(contact_id=ann, starts_at=starts, ends_at=starts + more, timezone="UTC")
    session.add(meeting)
    session.flush()
    entry = HubSpotTimelineEntry(meeting_id=meeting.id)
    session.add(entry)
    session.flush()
    entries.refused(session, entry.id or 0, "It is too long.", 1)
    session.commit()
    page = tab(session, bob, HubspotErrorsState, "/hubspot/errors/")
    await call(page, HubspotErrorsState.load)
    (row,) = page.unlogged
    assert (row.kind, row.name, row.why) == (
        "Meeting",
        "Ann Lee",
        "HubSpot says: It is too long.",
    )
    assert row.href == f"/contacts/{ann}/"
    counted = tab(session, bob, HubspotSyncState, "/hubspot/")
    await counted._read()
    assert counted.row.errors == 1
    await call(page, HubspotErrorsState.log_all_again)
    assert page.unlogged, "only an administrator tries all of them again"
    await call(page, HubspotErrorsState.log_again, row.id)
    assert page.unlogged == []
