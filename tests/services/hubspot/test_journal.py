"""The journal: what was decided is written down once, and undone as far as no one changed it."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session, select

from tests.fixtures.hubspot_mapping import ACCOUNT, CONTACT, field_of
from tests.fixtures.hubspot_sync import decide, later, rows, send, sync, title_of
from yardflow import clock
from yardflow.errors import Contradictory, NotFound
from yardflow.models import (
    Account,
    ChangedBy,
    HubSpotChange,
    HubSpotWrite,
    Side,
    SyncAction,
)
from yardflow.services.access import Principal
from yardflow.services.hubspot.changes import marks
from yardflow.services.hubspot.journal import conflicts, store, writes
from yardflow.services.hubspot.mapping import store as mapping_store
from yardflow.services.hubspot.merging.merge import Action
from yardflow.services.hubspot.merging.values import Value
from yardflow.services.records import accounts, contacts, deletion

TITLE, PHONE = field_of(CONTACT, "title"), field_of(CONTACT, "phone")
ASKING = field_of(CONTACT, "title", asks=True)


def test_a_decision_is_written_down_with_both_values_and_why(session: Session, ann: int):
    with clock.at(later(2)):
        sync(session, ann, {"jobtitle": Value("VP", later(-1))}, TITLE)
    (row,) = rows(session)
    assert (row.contact_id, row.field, row.property) == (ann, "title", "jobtitle")
    assert (row.action, row.winner) == (SyncAction.WRITE_HERE, Side.THERE)
    assert (row.ours, row.theirs, row.written) == ("CTO", "VP", "VP")
    assert (row.ours_by, row.ours_at is not None) == (ChangedBy.PERSON, True)
    assert row.why == "It was changed in HubSpot later."
    assert row.run_id is not None


def test_what_hubspot_gets_is_planned_once_as_it_is_by_then(
    session: Session, alice: Principal, ann: int
):
    theirs = {"jobtitle": Value("VP", later(-60))}
    sync(session, ann, theirs, TITLE)
    contacts.update(session, alice, ann, None, {"title": "CEO"})
    session.commit()
    sync(session, ann, theirs, TITLE)
    (write,) = session.exec(select(HubSpotWrite)).all()
    assert (write.value, write.changed_by, write.sent_at) == ("CEO", ChangedBy.PERSON, None)
    assert write.decision_id == rows(session)[-1].id


def test_what_is_on_its_way_is_not_changed_anymore(session: Session, alice: Principal, ann: int):
    sync(session, ann, {"jobtitle": Value("VP", later(-60))}, TITLE)
    write = session.exec(select(HubSpotWrite)).one()
    write.sending_at = clock.now()
    session.commit()
    contacts.update(session, alice, ann, None, {"title": "CEO"})
    session.commit()
    sync(session, ann, {"jobtitle": Value("VP", later(-60))}, TITLE)
    texts = {each.value for each in session.exec(select(HubSpotWrite)).all()}
    assert texts == {"CTO", "CEO"}


def test_that_nothing_is_done_is_not_written_down(session: Session, ann: int):
    sync(session, ann, {"jobtitle": Value("CTO", clock.now())}, TITLE)
    assert rows(session) == []


def test_a_reason_to_do_nothing_is_written_down_once(session: Session, ann: int):
    theirs = {"jobtitle": Value("x" * 201, later(1))}
    with clock.at(later(2)):
        for _ in range(3):
            sync(session, ann, theirs, TITLE)
        assert [row.action for row in rows(session)] == [SyncAction.KEEP]
        sync(session, ann, {"jobtitle": Value("y" * 201, later(2))}, TITLE)
    assert len(rows(session)) == 2


def test_the_ledger_knows_what_was_written_and_what_people_ruled(
    session: Session, alice: Principal, ann: int
):
    sync(session, ann, {"jobtitle": Value("VP", later(-60))}, TITLE)
    theirs = send(session, ann)
    (written,) = writes.ledgers(session, CONTACT, [ann])[ann].written["jobtitle"]
    assert written.text == "CTO"
    assert written.changed_at == marks.read(session, CONTACT, [ann])[ann][marks.CAME_WITH][0]
    assert sync(session, ann, theirs, TITLE)[0].action == Action.NOTHING


def test_old_writes_go_and_the_last_one_of_a_property_stays(
    session: Session, alice: Principal, ann: int
):
    for title in ("CEO", "COO"):
        contacts.update(session, alice, ann, None, {"title": title})
        session.commit()
        sync(session, ann, {"jobtitle": Value("VP", later(-60))}, TITLE)
        send(session, ann)
    with clock.at(clock.now() + timedelta(days=8)):
        writes.forget(session, CONTACT, [ann])
    session.commit()
    assert [each.value for each in session.exec(select(HubSpotWrite)).all()] == ["COO"]


def test_a_conflict_waits_until_a_person_decides_and_the_next_sync_writes_it(
    session: Session, bob: Principal, ann: int
):
    theirs = {"jobtitle": Value("VP", later(-60))}
    sync(session, ann, theirs, ASKING)
    (conflict,) = conflicts.waiting(session, 0, 10)
    session.execute(text("UPDATE hubspot_change SET since = NULL"))
    conflicts.rule(session, bob, conflict.id, Side.THERE)
    session.commit()
    assert conflicts.waiting(session, 0, 10) == []
    assert session.get_one(HubSpotChange, (CONTACT, ann)).since is not None
    assert sync(session, ann, theirs, ASKING)[0].action == Action.WRITE_HERE
    assert title_of(session, ann) == "VP"
    assert sync(session, ann, theirs, ASKING)[0].action == Action.NOTHING


def test_a_conflict_that_is_over_needs_no_decision(session: Session, bob: Principal, ann: int):
    sync(session, ann, {"jobtitle": Value("VP", later(-60))}, ASKING)
    (conflict,) = conflicts.waiting(session, 0, 10)
    sync(session, ann, {"jobtitle": Value("CTO", clock.now())}, ASKING)
    assert conflicts.waiting(session, 0, 10) == []
    with pytest.raises(Contradictory, match="This conflict is over"):
        conflicts.rule(session, bob, conflict.id, Side.HERE)
    with pytest.raises(NotFound):
        conflicts.rule(session, bob, rows(session)[-1].id, Side.HERE)


def test_the_journal_goes_with_its_record_and_comes_back(
    session: Session, alice: Principal, ann: int
):
    sync(session, ann, {"jobtitle": Value("VP", later(-60))}, TITLE)
    deletion_id = contacts.delete(session, alice, ann)
    session.commit()
    assert rows(session) == [] and session.exec(select(HubSpotWrite)).all() == []
    deletion.undo(session, alice, deletion_id)
    session.commit()
    assert len(rows(session)) == 1 and len(session.exec(select(HubSpotWrite)).all()) == 1


def test_a_decision_is_never_changed(session: Session, ann: int):
    sync(session, ann, {"jobtitle": Value("VP", later(-60))}, TITLE)
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text("UPDATE hubspot_decision SET why = 'Because.'"))


@pytest.mark.parametrize(
    "columns",
    [
        "contact_id, action, why) VALUES (1, 'write_here', 'x'",
        "contact_id, action, why) VALUES (1, 'undo', 'x'",
        "contact_id, action, why) VALUES (1, 'keep', ''",
        "contact_id, account_id, action, why) VALUES (1, 1, 'keep', 'x'",
        "action, why) VALUES ('keep', 'x'",
        "contact_id, action, why, decision_id) VALUES (1, 'keep', 'x', 1",
    ],
)
def test_the_database_holds_the_rules_of_decisions(session: Session, ann: int, columns: str):
    names = columns.replace(") VALUES (", ", field, property, ours, theirs, at) VALUES (")
    with pytest.raises(IntegrityError):
        session.execute(
            text(f"INSERT INTO hubspot_decision ({names}, 'title', 'jobtitle', '', '', now())")
        )


def test_accounts_have_a_journal_too(session: Session, alice: Principal, acme: Account):
    mapping_store.add_defaults(session)
    accounts.update(session, alice, acme.id, None, {"industry": "Robots"})
    session.commit()
    industry = field_of(ACCOUNT, "industry")
    decisions = decide(
        session, ACCOUNT, acme.id, {"industry": Value("ACCOUNTING", later(-60))}, industry
    )
    store.write_down(session, store.start_run(session, None), ACCOUNT, {acme.id: decisions})
    (row,) = rows(session)
    assert (row.account_id, row.action) == (acme.id, SyncAction.KEEP)
    assert row.why == "Industry in HubSpot has no value for Robots."
