"""Targets and attendees: what is refused, what is audited, and how many at once."""

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from tests.fixtures.records import company, copy
from yardflow.errors import Conflict, NotFound
from yardflow.models import (
    Account,
    Attendee,
    AttendeeStatus,
    AuditEntry,
    Contact,
    Event,
    Stage,
    Target,
)
from yardflow.services.records import attendees, contacts, event_lists, memberships, targets
from yardflow.services.records.membership_fields import TARGET

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def later(session: Session) -> Event:
    """A second show."""
    event = Event(name="Modex 2027")
    session.add(event)
    session.commit()
    return event


def test_an_account_is_a_target_once_and_keeps_its_stage(session, bob, acme, techexpo, later):
    targets.set_stage(session, bob, techexpo.id, acme.id, None, "Won")
    globex = company(session, None, "Globex")
    assert targets.add(session, bob, techexpo.id, [acme.id, globex.id, 999_999, -1, 10**30]) == 1
    assert targets.add(session, bob, techexpo.id, [acme.id, globex.id]) == 0
    targets.add(session, bob, later.id, [acme.id])
    stages = {
        row.event_name: row.stage for row in memberships.events_of(session, bob, TARGET, acme.id)
    }
    assert stages == {"TechExpo 2026": Stage.WON, "Modex 2027": Stage.LEAD}


def test_the_second_of_two_who_change_a_status_or_a_stage_is_refused(
    session, bob, alice, acme, techexpo, works_at
):
    ann = works_at(acme, "Ann Lee")
    row = attendees.set_status(session, bob, techexpo.id, ann, 1, "Met")
    assert (row.status, row.version) == (AttendeeStatus.MET, 2)
    with pytest.raises(Conflict, match="Someone else just changed"):
        attendees.set_status(session, alice, techexpo.id, ann, 1, "Missed")
    targets.set_stage(session, bob, techexpo.id, acme.id, 1, "Booked")
    with pytest.raises(Conflict, match="Someone else just changed"):
        targets.set_stage(session, alice, techexpo.id, acme.id, 1, "Lost")


@pytest.mark.parametrize("event_id", [0, -1, 999_999, 10**30])
def test_an_event_that_is_not_there_has_no_list(session, bob, acme, event_id):
    for change in (targets.add, targets.remove, attendees.add, attendees.remove):
        with pytest.raises(NotFound):
            change(session, bob, event_id, [acme.id])


@pytest.mark.parametrize("missing", [0, 999_999, 10**30])
def test_lists_are_copied_between_events_that_are_there(session, bob, techexpo, missing):
    for pair in ((techexpo.id, missing), (missing, techexpo.id)):
        with pytest.raises(NotFound):
            event_lists.copy(session, bob, *pair)


@pytest.mark.slow
def test_more_records_than_a_statement_takes_parameters(session, bob, acme, techexpo, later):
    session.execute(text("SET LOCAL session_replication_role = replica"))  # only rows, and at once
    copy(session, acme, 65_600, name="'A' || n", name_key="'a' || n", domain="NULL")
    ids = session.exec(select(Account.id)).all()
    assert targets.add(session, bob, later.id, ids) == 65_601
    assert targets.remove(session, bob, later.id, ids) == 65_601


def test_the_audit_log_says_how_many_and_of_which_event(session, bob, acme, later, works_at):
    ann = works_at(acme, "Ann Lee")
    attendees.add(session, bob, later.id, [ann])
    attendees.add(session, bob, later.id, [ann])
    attendees.remove(session, bob, later.id, [ann])
    entries = session.exec(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.action, entry.record_id, entry.after) for entry in entries] == [
        ("targets.added", later.id, {"targets": 1}),
        ("attendees.added", later.id, {"attendees": 1}),
        ("attendees.removed", later.id, {"attendees": 1}),
    ]


def test_a_deleted_record_leaves_every_list(session, bob, acme, techexpo, later, works_at):
    ann = works_at(acme, "Ann Lee")
    attendees.add(session, bob, later.id, [ann])
    contacts.delete(session, bob, ann)
    assert session.exec(select(Attendee.id)).all() == []
    assert len(session.exec(select(Target.id)).all()) == 2
    assert session.exec(select(Contact.id)).all() == []
