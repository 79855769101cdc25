"""Emails, replies and meetings are logged in HubSpot's timeline: each once, also where an answer
was lost, and nothing else changes by that.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from tests.fixtures.hubspot import Portal
from tests.fixtures.rows import each_row
from yardflow import clock, db
from yardflow.errors import Contradictory, Forbidden, NotFound
from yardflow.integrations.errors import AccountError, TemporaryError
from yardflow.models import (
    Answer,
    AnswerStatus,
    Contact,
    HubSpotConnection,
    HubSpotDecision,
    HubSpotLink,
    HubSpotTimelineEntry,
    HubSpotWrite,
    Message,
    MessageStatus,
    PlacedBy,
    Reply,
    ReplyKind,
    TimelineKind,
)
from yardflow.services.hubspot.links import tombstones
from yardflow.services.hubspot.timeline import entries, refused, switch
from yardflow.services.hubspot.timeline.round import Logging
from yardflow.services.meetings import service as meetings
from yardflow.services.meetings.views import MeetingRow
from yardflow.services.records import contacts

EMAIL, REPLY, MEETING = TimelineKind
NAMES = "hs_timestamp,hs_email_direction,hs_email_status,hs_email_subject,hs_email_text"
BATCH = "emails/batch/create"
_VISITS = count(2)


@pytest.fixture
def log() -> Callable[[], int]:
    """Goes round until nothing waits; how many entries that took."""
    logging = Logging(timedelta(0))

    def go_round() -> int:
        total = 0
        while did := logging.round():
            total += did
            assert total < 1_000, "nothing comes to rest"
        return total

    return go_round


@pytest.fixture
def turn(session: Session, alice) -> Callable[..., None]:
    """Turns kinds on or off."""

    def turned(*kinds: TimelineKind, on: bool = True) -> None:
        for kind in kinds:
            switch.turn(session, alice, kind, on)
        session.commit()

    return turned


@pytest.fixture
def ann(rounds, message_to) -> Message:
    """An email to Ann, who is linked, before anything was logged."""
    message = message_to("Ann", subject="First")
    rounds()
    return message


def there(**of: int) -> str:
    with db.session() as session:
        return session.exec(select(HubSpotLink.hubspot_id).filter_by(**of)).one()


def logged(portal: Portal, of: str, kind: str = "emails", names: str = NAMES) -> list[dict]:
    """What HubSpot's timeline shows of a contact."""
    path = f"crm/v4/objects/contacts/{of}/associations/{kind}"
    ids = [str(each["toObjectId"]) for each in portal.say("GET", path)["results"]]
    return [portal.read(each, kind, properties=names)["properties"] for each in ids]


def in_all(portal: Portal, kind: str = "emails") -> int:
    return int(portal.control("GET")["records"].get(kind, {"live": 0})["live"])


def again(session: Session, message: Message, subject: str) -> None:
    """Another email to the same contact, now."""
    copied = ("enrollment_id", "sequence_id", "contact_id", "account_id", "sender_id", "address")
    values = {name: getattr(message, name) for name in copied}
    now = clock.now()
    session.add(
        Message(
            **values,
            step="intro",
            visit=next(_VISITS),
            subject=subject,
            status=MessageStatus.DELIVERED,
            sending_at=now,
            sent_at=now,
        )
    )
    session.commit()


def reply_of(session: Session, message: Message, kind: ReplyKind, said: str) -> None:
    now = clock.now()
    session.add(
        Reply(
            fingerprint=said,
            kind=kind,
            sender="ann@acme.com",
            sender_name="Ann",
            recipients=["sales@yardflow.com"],
            subject="Re: First",
            text=said,
            received_at=now,
            placed_by=PlacedBy.ADDRESS,
            placed_at=now,
            contact_id=message.contact_id,
        )
    )
    session.commit()


def entry_count(session: Session) -> int:
    session.expire_all()
    return len(session.exec(select(HubSpotTimelineEntry)).all())


def test_emails_are_logged_from_when_it_is_turned_on(session, portal, ann, turn, log):
    assert log() == 0 and entry_count(session) == 0
    turn(EMAIL)
    assert log() == 0, "what is past stays unlogged"
    again(session, ann, "Second")
    assert log() == 1 and log() == 0
    (shown,) = logged(portal, there(contact_id=ann.contact_id))
    assert shown["hs_email_subject"] == "Second"
    assert (shown["hs_email_direction"], shown["hs_email_status"]) == ("EMAIL", "SENT")
    company = there(account_id=ann.account_id)
    path = f"crm/v4/objects/companies/{company}/associations/emails"
    assert len(portal.say("GET", path)["results"]) == 1
    turn(EMAIL, on=False)
    again(session, ann, "After it")
    assert log() == 0 and in_all(portal) == 1


def test_what_a_teammate_answers_is_logged_with_its_text(session, portal, ann, turn, log):
    turn(EMAIL)
    session.add(
        Answer(
            contact_id=ann.contact_id,
            message_id=ann.id,
            sender_id=ann.sender_id,
            address="ann@acme.com",
            subject="Re: First",
            text="See you there",
            status=AnswerStatus.SENT,
            sent_at=clock.now(),
        )
    )
    session.commit()
    assert log() == 1
    (shown,) = logged(portal, there(contact_id=ann.contact_id))
    assert shown["hs_email_text"] == "See you there"


@each_row(
    ("kind", "number"),
    [(kind, int(kind in (ReplyKind.HUMAN, ReplyKind.STOP))) for kind in ReplyKind],
)
def test_replies_of_people_are_logged_and_those_of_machines_are_not(
    session, portal, ann, turn, log, kind, number
):
    turn(REPLY, on=False)
    turn(REPLY)
    reply_of(session, ann, kind, f"It is {kind}")
    assert log() == number


def test_a_reply_is_an_email_that_came_in(session, portal, ann, turn, log):
    turn(REPLY)
    reply_of(session, ann, ReplyKind.HUMAN, "Yes, please")
    log()
    (shown,) = logged(portal, there(contact_id=ann.contact_id))
    assert (shown["hs_email_direction"], shown["hs_email_text"]) == (
        "INCOMING_EMAIL",
        "Yes, please",
    )


def test_a_meeting_is_logged_and_follows_what_becomes_of_it(
    session, alice, portal, ann, turn, log, techexpo
):
    turn(MEETING)
    values: dict[str, Any] = {
        "starts_at": clock.now() + timedelta(days=1),
        "minutes": 30,
        "timezone": "UTC",
        "event_id": techexpo.id,
        "next_step": "Send the offer",
    }
    row = meetings.create(session, alice, ann.contact_id, values)
    session.commit()
    assert log() == 1
    names = "hs_meeting_title,hs_meeting_outcome,hs_internal_meeting_notes"
    of = there(contact_id=ann.contact_id)
    (shown,) = logged(portal, of, "meetings", names)
    assert shown["hs_meeting_title"] == f"Meeting at the booth with Ann (Acme) at {techexpo.name}"
    assert shown["hs_meeting_outcome"] == "SCHEDULED"
    assert shown["hs_internal_meeting_notes"] == "Next step: Send the offer"
    meetings.update(session, alice, row.id, None, {"outcome": "no_show"})
    session.commit()
    assert log() == 1 and log() == 0
    (shown,) = logged(portal, of, "meetings", names)
    assert shown["hs_meeting_outcome"] == "NO_SHOW" and in_all(portal, "meetings") == 1


@pytest.fixture
def meeting(session: Session, alice, ann, turn, log) -> MeetingRow:
    """With Ann, and logged."""
    turn(MEETING)
    values = {"starts_at": clock.now() + timedelta(days=1), "minutes": 30, "timezone": "UTC"}
    row = meetings.create(session, alice, ann.contact_id, values)
    session.commit()
    assert log() == 1
    return row


def test_a_meeting_that_is_deleted_leaves_the_timeline_and_is_logged_again_when_it_comes_back(
    session, alice, portal, ann, log, meeting
):
    removed = meetings.delete(session, alice, meeting.id)
    session.commit()
    assert log() == 1 and log() == 0
    assert in_all(portal, "meetings") == 0
    with clock.at(clock.now() + timedelta(days=5)):
        meetings.restore(session, alice, removed)
        session.commit()
        assert log() == 1 and log() == 0
    of = there(contact_id=ann.contact_id)
    assert in_all(portal, "meetings") == 1 == len(logged(portal, of, "meetings"))


@each_row("fault", ["lost", "drop"])
def test_a_meeting_that_is_deleted_on_its_way_is_not_left_there(
    session, alice, portal, sandbox, ann, log, meeting, fault
):
    before = in_all(portal, "meetings")
    values = {"starts_at": clock.now() + timedelta(days=2), "minutes": 30, "timezone": "UTC"}
    row = meetings.create(session, alice, ann.contact_id, values)
    session.commit()
    sandbox.fail(fault, "hubspot", path="meetings/batch/create")
    with pytest.raises(TemporaryError):
        log()
    meetings.delete(session, alice, row.id)
    session.commit()
    assert log() == 0, "no one knows yet what became of it"
    with clock.at(clock.now() + entries.LEASE):
        assert log() == 1 + (fault == "lost") and log() == 0
    assert in_all(portal, "meetings") == before


def test_what_is_at_the_same_moment_stays(session, alice, portal, sandbox, ann, log, meeting):
    values = {"starts_at": meeting.starts_at, "minutes": 30, "timezone": "UTC"}
    row = meetings.create(session, alice, ann.contact_id, values)
    session.commit()
    sandbox.fail("lost", "hubspot", path="meetings/batch/create")
    with pytest.raises(TemporaryError):
        log()
    removed = meetings.delete(session, alice, row.id)
    session.commit()
    meetings.restore(session, alice, removed)
    session.commit()
    log()
    with clock.at(clock.now() + 2 * entries.LEASE):
        log()
        log()
    assert in_all(portal, "meetings") == 2


def test_a_removal_without_an_answer_is_repeated(session, alice, portal, sandbox, log, meeting):
    meetings.delete(session, alice, meeting.id)
    session.commit()
    sandbox.fail("lost", "hubspot", path="meetings/batch/archive")
    with pytest.raises(TemporaryError):
        log()
    assert log() == 1 and in_all(portal, "meetings") == 0


def test_a_removal_that_hubspot_refuses_holds_up_nothing(
    session, alice, portal, sandbox, ann, log, meeting
):
    meetings.delete(session, alice, meeting.id)
    values = {"starts_at": clock.now() + timedelta(days=2), "minutes": 30, "timezone": "UTC"}
    meetings.create(session, alice, ann.contact_id, values)
    session.commit()
    sandbox.fail("error", "hubspot", path="meetings/batch/archive", status=400, message="No.")
    assert log() == 2 and log() == 0
    assert in_all(portal, "meetings") == 2


def test_meetings_of_a_contact_who_is_deleted_stay_in_the_timeline(
    session, alice, portal, ann, log, meeting
):
    contacts.delete(session, alice, ann.contact_id)
    session.commit()
    assert log() == 0 and in_all(portal, "meetings") == 1


@each_row("fault", ["lost", "drop", "down"])
def test_what_had_no_answer_is_looked_for_and_is_never_there_twice(
    session, portal, sandbox, ann, turn, log, fault
):
    turn(EMAIL)
    before = in_all(portal)
    again(session, ann, fault)
    sandbox.fail(fault, "hubspot", path=BATCH)
    with pytest.raises(TemporaryError):
        log()
    assert log() == 0, "no one knows yet what became of it"
    with clock.at(clock.now() + entries.LEASE):
        assert log() == 1
    assert in_all(portal) == before + 1
    turn(EMAIL, on=False)


def test_a_meeting_that_is_moved_before_its_answer_comes_is_there_once(
    session, alice, portal, sandbox, ann, turn, log
):
    turn(MEETING)
    starts_at = clock.now() + timedelta(days=1)
    values: dict[str, Any] = {"starts_at": starts_at, "minutes": 30, "timezone": "UTC"}
    row = meetings.create(session, alice, ann.contact_id, values)
    session.commit()
    sandbox.fail("lost", "hubspot", path="meetings/batch/create")
    with pytest.raises(TemporaryError):
        log()
    moved_to = starts_at + timedelta(hours=3)
    meetings.update(session, alice, row.id, None, {"starts_at": moved_to})
    session.commit()
    with clock.at(clock.now() + entries.LEASE):
        log()
    (shown,) = logged(portal, there(contact_id=ann.contact_id), "meetings", "hs_timestamp")
    assert in_all(portal, "meetings") == 1
    assert datetime.fromisoformat(shown["hs_timestamp"]) == moved_to.replace(
        second=0, microsecond=0
    )


def test_two_of_the_same_moment_are_told_apart(session, portal, sandbox, ann, turn, log):
    turn(EMAIL)
    with clock.at(clock.now() + timedelta(seconds=1)):
        again(session, ann, "One")
        again(session, ann, "Three")
    sandbox.fail("lost", "hubspot", path=BATCH)
    with pytest.raises(TemporaryError):
        log()
    with clock.at(clock.now() + entries.LEASE):
        assert log() == 2
    shown = logged(portal, there(contact_id=ann.contact_id))
    assert sorted(each["hs_email_subject"] for each in shown) == ["One", "Three"]


def test_while_hubspot_takes_nothing_it_waits_and_comes_late(
    session, portal, sandbox, ann, turn, log
):
    turn(EMAIL)
    again(session, ann, "Late")
    sandbox.fail("rate_limited", "hubspot", path=BATCH)
    with pytest.raises(TemporaryError):
        log()
    session.execute(text("UPDATE provider_state SET open_until = NULL"))
    session.commit()
    assert log() == 1 and in_all(portal) == 1


def test_whom_hubspot_does_not_have_is_skipped_but_who_is_about_to_come_is_not(
    session, portal, rounds, message_to, turn, log
):
    rounds()
    turn(EMAIL)
    bob = message_to("Bob", subject="To Bob")
    log()
    assert in_all(portal) == 0
    rounds()
    assert log() == 1
    session.execute(text("DELETE FROM hubspot_link WHERE contact_id IS NOT NULL"))
    session.commit()
    again(session, bob, "Unlinked")
    assert log() == 0 and entry_count(session) == 1


def test_who_was_erased_or_deleted_is_skipped(session, portal, ann, turn, log):
    turn(EMAIL)
    again(session, ann, "Erased")
    tombstones.add(session, ["ann@acme.com"])
    session.commit()
    log()
    assert in_all(portal) == 0 and entry_count(session) == 0
    session.delete(session.get_one(Contact, ann.contact_id))
    session.commit()
    assert log() == 0


def test_what_hubspot_refuses_stands_alone_and_is_tried_again(
    session, alice, bob, portal, rounds, message_to, turn, log
):
    first, second = message_to("Ann"), message_to("Joe")
    rounds()
    turn(EMAIL)
    gone = there(contact_id=first.contact_id)
    portal.ask("DELETE", f"crm/v3/objects/contacts/{gone}")
    again(session, first, "To no one")
    again(session, second, "To Joe")
    log()
    assert in_all(portal) == 1
    (row,) = refused.search(session, bob)
    assert (row.kind, row.name, row.contact_id) == (EMAIL, "Ann", first.contact_id) and row.why
    assert refused.number(session, bob) == 1 and log() == 0
    with pytest.raises(Forbidden):
        refused.retry_all(session, bob)
    with pytest.raises(NotFound):
        refused.retry(session, bob, row.id + 10**6)
    portal.control("POST", f"records/contacts/{gone}/restore")
    refused.retry(session, bob, row.id)
    session.commit()
    assert log() == 1 and in_all(portal) == 2 and refused.search(session, bob) == []


def test_a_refusal_of_a_whole_batch_is_halved_until_each_is_judged(
    session, alice, portal, sandbox, ann, turn, log
):
    turn(EMAIL)
    for subject in ("One", "Three", "Sixsix", "Sevenxx"):
        again(session, ann, subject)
    sandbox.fail("error", "hubspot", path=BATCH, times=2, status=400)
    log()
    assert in_all(portal) == 4 and refused.number(session, alice) == 0
    again(session, ann, "Refused in the end")
    sandbox.fail("error", "hubspot", path=BATCH, status=400)
    log()
    assert [each.why for each in refused.search(session, alice)] == [
        "HubSpot refused this (error 400)."
    ]
    sandbox.fail("error", "hubspot", path=BATCH, status=403)
    refused.retry_all(session, alice)
    session.commit()
    with pytest.raises(AccountError):
        log()
    assert log() == 1, "it waited, and HubSpot takes it"


def test_our_own_logging_trips_no_gate_and_changes_nothing(
    session, alice, portal, rounds, ann, turn, log
):
    turn(EMAIL, MEETING)
    contact = session.get_one(Contact, ann.contact_id)
    version, of = contact.version, there(contact_id=ann.contact_id)
    enrollment = "SELECT status, due_at, step FROM enrollment ORDER BY id"
    enrolled = session.execute(text(enrollment)).all()
    decided = len(session.exec(select(HubSpotDecision)).all())
    written = len(session.exec(select(HubSpotWrite)).all())
    again(session, ann, "Second")
    log()
    assert portal.values(of, "notes_last_contacted") != [None], "HubSpot notes the activity"
    rounds()
    session.expire_all()
    assert session.get_one(Contact, ann.contact_id).version == version
    assert session.execute(text(enrollment)).all() == enrolled
    assert len(session.exec(select(HubSpotDecision)).all()) == decided
    assert len(session.exec(select(HubSpotWrite)).all()) == written
    assert log() == 0


def test_an_administrator_turns_it_on_while_records_sync(session, alice, bob, connect, rounds):
    with pytest.raises(Forbidden):
        switch.turn(session, bob, EMAIL, True)
    session.execute(text("DELETE FROM hubspot_sync"))
    with pytest.raises(Contradictory, match="hasn't started"):
        switch.turn(session, alice, EMAIL, True)
    session.rollback()
    switch.turn(session, alice, EMAIL, True)
    since = switch.get(session, bob).since
    assert since[EMAIL] is not None and since[REPLY] is None
    switch.turn(session, alice, EMAIL, True)
    assert switch.get(session, bob).since == since, "it is on since the first time"
    switch.turn(session, alice, EMAIL, False)
    assert switch.get(session, bob).since[EMAIL] is None


def test_a_scope_that_is_missing_is_named_and_nothing_is_asked(session, alice, ann, turn, log):
    turn(EMAIL)
    connection = session.exec(select(HubSpotConnection)).one()
    lacking = "crm.objects.contacts.write"
    connection.scopes = [each for each in connection.scopes if each != lacking]
    session.commit()
    again(session, ann, "Second")
    assert log() == 0
    assert [scope.name for scope in switch.get(session, alice).missing] == [lacking]


def test_what_waits_is_dropped_when_it_is_turned_off(session, portal, ann, turn, log, sandbox):
    turn(EMAIL)
    again(session, ann, "Second")
    sandbox.fail("rate_limited", "hubspot", path=BATCH)
    with pytest.raises(TemporaryError):
        log()
    session.execute(text("UPDATE provider_state SET open_until = NULL"))
    session.commit()
    turn(EMAIL, on=False)
    turn(EMAIL)
    assert log() == 0 and in_all(portal) == 0
