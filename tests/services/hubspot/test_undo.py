"""What a sync wrote is undone here and in HubSpot, as far as no one changed it since."""

import pytest
from sqlmodel import Session, col, select

from tests.fixtures.hubspot_mapping import ACCOUNT, CONTACT, TARGET, field_of
from tests.fixtures.hubspot_sync import later, rows, send, sync, title_of
from yardflow import clock
from yardflow.errors import Contradictory, Forbidden, NotFound
from yardflow.models import (
    Account,
    Contact,
    Direction,
    HubSpotWrite,
    SyncAction,
    SyncedRecord,
    Target,
)
from yardflow.services.access import Principal
from yardflow.services.hubspot.changes import reading
from yardflow.services.hubspot.journal import undo, writes
from yardflow.services.hubspot.journal.putting_back import version_of, write
from yardflow.services.hubspot.mapping.properties import LIFECYCLE
from yardflow.services.hubspot.merging.merge import Action
from yardflow.services.hubspot.merging.values import Value
from yardflow.services.records import contacts

TITLE, PHONE = field_of(CONTACT, "title"), field_of(CONTACT, "phone")
ASKING = field_of(CONTACT, "title", asks=True)


def test_an_undo_puts_back_what_was_here_and_it_stays(session: Session, alice: Principal, ann: int):
    theirs = {"jobtitle": Value("VP", later(1))}
    with clock.at(later(2)):
        sync(session, ann, theirs, TITLE)
        assert title_of(session, ann) == "VP"
        undone = undo.undo(session, alice, rows(session)[0].id)
        session.commit()
        assert (undone.kept, undone.in_hubspot) == ("", False)
        assert title_of(session, ann) == "CTO"
        assert sync(session, ann, theirs, TITLE)[0].action == Action.NOTHING
    assert title_of(session, ann) == "CTO"
    last = rows(session)[-1]
    assert (last.action, last.made_by, last.written) == (SyncAction.UNDO, alice.user_id, "CTO")


def test_after_an_undo_a_change_on_either_side_counts_again(
    session: Session, alice: Principal, ann: int
):
    with clock.at(later(2)):
        sync(session, ann, {"jobtitle": Value("VP", later(-1))}, TITLE)
        undo.undo(session, alice, rows(session)[0].id)
        session.commit()
    with clock.at(later(5)):
        decision = sync(session, ann, {"jobtitle": Value("Head", later(-1))}, TITLE)[0]
    assert decision.action == Action.WRITE_HERE


def test_an_undo_in_hubspot_is_a_planned_write_that_expects_what_we_wrote(
    session: Session, alice: Principal, ann: int
):
    sync(session, ann, {"jobtitle": Value("VP", later(-60))}, TITLE)
    send(session, ann)
    undone = undo.undo(session, alice, rows(session)[0].id)
    session.commit()
    assert undone.in_hubspot
    planned = session.exec(select(HubSpotWrite).where(col(HubSpotWrite.sending_at).is_(None))).one()
    assert (planned.value, planned.expected) == ("VP", "CTO")
    theirs = send(session, ann)
    assert sync(session, ann, theirs, TITLE)[0].action == Action.NOTHING
    assert title_of(session, ann) == "CTO"


def test_what_was_not_sent_yet_is_only_cancelled(session: Session, alice: Principal, ann: int):
    sync(session, ann, {"jobtitle": Value("VP", later(-60))}, TITLE)
    undone = undo.undo(session, alice, rows(session)[0].id)
    assert not undone.in_hubspot
    assert session.exec(select(HubSpotWrite)).all() == []


def test_what_changed_here_since_stays_and_is_said(session: Session, alice: Principal, ann: int):
    with clock.at(later(2)):
        sync(session, ann, {"jobtitle": Value("VP", later(-1))}, TITLE)
    contacts.update(session, alice, ann, None, {"title": "Chief of Ops"})
    session.commit()
    undone = undo.undo(session, alice, rows(session)[0].id)
    assert undone.kept == "Title was changed to Chief of Ops here since."
    assert title_of(session, ann) == "Chief of Ops"


def test_what_someone_chose_again_here_stays(session: Session, alice: Principal, ann: int):
    with clock.at(later(2)):
        sync(session, ann, {"jobtitle": Value("VP", later(-1))}, TITLE)
    for title in ("Head", "VP"):
        contacts.update(session, alice, ann, None, {"title": title})
        session.commit()
    assert undo.undo(session, alice, rows(session)[0].id).kept


def test_what_was_written_in_hubspot_again_stays_there(
    session: Session, alice: Principal, ann: int
):
    sync(session, ann, {"jobtitle": Value("VP", later(-60))}, TITLE)
    theirs = send(session, ann)
    contacts.update(session, alice, ann, None, {"title": "CEO"})
    session.commit()
    sync(session, ann, theirs, TITLE)
    undone = undo.undo(session, alice, rows(session)[0].id)
    assert undone.kept == "Title was written in HubSpot again since."


def test_an_undo_is_done_once_and_of_what_wrote_something(
    session: Session, alice: Principal, ann: int
):
    with clock.at(later(2)):
        sync(session, ann, {"jobtitle": Value("VP", later(-1))}, TITLE)
        first = rows(session)[0].id
        undo.undo(session, alice, first)
        session.commit()
        with pytest.raises(Contradictory, match="undone already"):
            undo.undo(session, alice, first)
        with pytest.raises(Contradictory, match="wrote nothing"):
            undo.undo(session, alice, rows(session)[-1].id)
    with pytest.raises(NotFound):
        undo.undo(session, alice, 10**18)


def test_a_run_is_undone_as_far_as_it_goes(
    session: Session, alice: Principal, bob: Principal, ann: int
):
    theirs = {
        "jobtitle": Value("VP", later(1)),
        "phone": Value("+14155550100", later(1)),
    }
    with clock.at(later(2)):
        sync(session, ann, theirs, TITLE, PHONE)
    contacts.update(session, alice, ann, None, {"phone": "+14155550199"})
    session.commit()
    run_id = rows(session)[0].run_id
    with pytest.raises(Forbidden):
        undo.undo_run(session, bob, run_id, most=10)
    first = undo.undo_run(session, alice, run_id, most=1)
    rest = undo.undo_run(session, alice, run_id, before=first[0].decision_id, most=10)
    session.commit()
    assert [each.kept for each in first] == ["Phone was changed to +14155550199 here since."]
    assert [each.kept for each in rest] == [""]
    contact = session.get_one(Contact, ann)
    session.refresh(contact)
    assert (contact.title, contact.phone) == ("CTO", "+14155550199")


def test_what_cannot_be_put_back_keeps_no_other_from_it(
    session: Session, alice: Principal, acme: Account, ann: int, works_at
):
    email = field_of(CONTACT, "email")
    contacts.update(session, alice, ann, None, {"email": "ann@acme.com"})
    session.commit()
    theirs = {"email": Value("ann.lee@acme.com", later(1)), "jobtitle": Value("VP", later(1))}
    with clock.at(later(2)):
        sync(session, ann, theirs, TITLE, email)
    works_at(acme, "Another Ann", email="ann@acme.com")
    undone = undo.undo_run(session, alice, rows(session)[0].run_id, most=10)
    session.commit()
    assert [bool(each.kept) for each in undone] == [True, False]
    assert title_of(session, ann) == "CTO"


@pytest.mark.parametrize(
    ("record", "field", "before", "after"),
    [
        (CONTACT, "personas", "Ops;Tech", "Sales"),
        (CONTACT, "seniority", "VP", ""),
        (CONTACT, "seniority", "", "VP"),
        (CONTACT, "owner_id", "", "alice"),
        (CONTACT, "owner_id", "alice", ""),
        (ACCOUNT, "industry", "Robots", "Drones"),
        (ACCOUNT, "owner_id", "alice", ""),
        (TARGET, "stage", "Lead", "Won"),
    ],
)
def test_each_kind_of_field_can_be_put_back(
    session: Session,
    alice: Principal,
    acme: Account,
    ann: int,
    record: SyncedRecord,
    field: str,
    before: str,
    after: str,
):
    contacts.update(session, alice, ann, None, {"title": ""})  # which implies a seniority
    target = session.exec(select(Target)).one()
    record_id = {CONTACT: ann, ACCOUNT: acme.id, TARGET: target.id}[record]
    for value in (after, before):
        value = alice.email if value == "alice" else value
        version = version_of(session, record, record_id)
        write(session, alice, record, record_id, version, {field: value})
        session.commit()
        assert reading.ours(session, record, [record_id])[record_id][field].text == value


def test_a_stage_that_was_cleared_first_comes_back_as_ours(
    session: Session, alice: Principal, ann: int
):
    """Between the two requests HubSpot is blank, which no one there did."""
    stage = field_of(CONTACT, "stage", Direction.TO_HUBSPOT, may_lower=True)
    sync(session, ann, {"lifecyclestage": Value("customer", later(-60))}, stage)
    assert send(session, ann)["lifecyclestage"].text == "lead"
    texts = [each.text for each in writes.ledgers(session, CONTACT, [ann])[ann].written[LIFECYCLE]]
    assert texts == ["", "lead"]
    blank = sync(session, ann, {"lifecyclestage": Value("", clock.now())}, stage)[0]
    assert (blank.action, blank.text) == (Action.WRITE_THERE, "lead")
