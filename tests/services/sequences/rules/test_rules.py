"""Rules: whom they enroll when something happens at an event, and whom they don't."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select, text
from sqlmodel import Session, col

from tests.fixtures.records import company
from tests.services.sequences.senders.cast import sender_of
from yardflow import db, jobs
from yardflow.errors import Conflict, Contradictory, NotFound
from yardflow.models import (
    AttendeeStatus,
    AuditEntry,
    Contact,
    Enrollment,
    EnrollmentSource,
    Event,
    Import,
    ImportKind,
    ImportStatus,
    RecordKind,
    RuleOccurrence,
    RuleTrigger,
    Stage,
)
from yardflow.services import imports
from yardflow.services.records import accounts, attendees, bulk_changes, deletion, targets
from yardflow.services.records.bulk_changes.kinds import SetStage
from yardflow.services.records.selection import Selection
from yardflow.services.sequences import enrollments, rules
from yardflow.services.sequences.enrollments import Enrolling
from yardflow.services.sequences.lifecycle import drafts, status
from yardflow.services.sequences.rules import NewRule, OutcomeQuery

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
QUALIFIED, MET, IMPORTED = RuleTrigger


@pytest.fixture
def rule(session, alice, publish, sender) -> Callable[..., int]:
    """``rule(MET)``: a rule of a sequence of its own, unless one is given; its id."""
    names = iter("ABCDEFGH")

    def added(trigger: RuleTrigger, sequence: int = 0, event_id: int | None = None) -> int:
        new = NewRule(trigger, (sender,), event_id)
        view = rules.add(session, alice, sequence or publish(next(names)), new)
        session.commit()
        return view.id

    return added


def meet(session: Session, event: Event, *contacts: int) -> None:
    statement = text(
        "UPDATE attendee SET status = 'Met' WHERE event_id = :event AND contact_id = ANY(:contacts)"
    )
    session.execute(statement, {"event": event.id, "contacts": [*contacts]})
    session.commit()


def acted(batch: int = 1_000) -> None:
    """Workers do all there is to do."""
    for _ in range(50):
        with db.session() as session:
            rules.act(session, batch)
        with db.session() as session:
            if session.scalars(select(RuleOccurrence)).first() is None:
                return
    raise AssertionError("it goes round and round")


def enrolled(session: Session) -> set[str]:
    session.expire_all()
    names = select(col(Contact.first_name)).join(Enrollment, Contact.id == Enrollment.contact_id)
    return set(session.scalars(names))


def brought(session: Session, who, event: Event, folder: Path, *lines: str) -> int:
    """Imports contacts into an event; the import's id."""
    path = folder / "list.csv"
    path.write_text("\n".join(["Name,Company,Email,Stage", *lines]) + "\n")
    view = imports.upload_file(session, who, path, path.name, ImportKind.CONTACTS, event.id)
    job_id = imports.start(session, who, view.id).id
    session.commit()
    jobs.perform(job_id, imports.run)
    return view.id


def skipped(session: Session, who, rule_id: int) -> dict[str, str]:
    page = rules.search(session, who, OutcomeQuery(rule_id, skipped=True))
    return {row.contact_name: row.words for row in page.items}


def test_who_is_met_enters_at_the_event_and_who_is_not_does_not(
    session, alice, works_at, acme, techexpo, rule, sender
):
    ann, _ = (works_at(acme, name, email=f"{name.lower()}@acme.com") for name in ("Ann", "Ben"))
    rule_id = rule(MET)
    attendees.set_status(session, alice, techexpo.id, ann, None, AttendeeStatus.MET)
    session.commit()
    acted()
    (enrollment,) = session.scalars(select(Enrollment))
    assert (enrollment.contact_id, enrollment.event_id) == (ann, techexpo.id)
    assert (enrollment.source, enrollment.sender_id) == (EnrollmentSource.RULE, sender)
    assert enrollment.enrolled_by is None
    (change,) = enrollments.changes(session, alice, enrollment.id)
    assert change.what == "Enrolled by a rule"
    (view,) = rules.of_sequence(session, alice, enrollment.sequence_id)
    assert (view.id, view.enrolled, view.skipped, view.on) == (rule_id, 1, 0, True)
    (row,) = rules.search(session, alice, OutcomeQuery(rule_id)).items
    assert (row.contact_name, row.words, row.event_name) == ("Ann", "Enrolled", techexpo.name)


def test_attendees_of_an_account_that_becomes_qualified_enter(
    session, alice, works_at, acme, techexpo, rule
):
    other = Event(name="Other Show")
    session.add(other)
    session.flush()
    works_at(acme, "Ann", email="ann@acme.com")
    globex = company(session, other, "Globex")
    works_at(globex, "Elsewhere", email="else@globex.com")
    rule(QUALIFIED)
    targets.set_stage(session, alice, techexpo.id, acme.id, None, Stage.QUALIFIED)
    # An import adds accounts with their stage, and their people behind them.
    initech = company(session, techexpo, "Initech", Stage.QUALIFIED)
    works_at(initech, "Ida", email="ida@initech.com")
    session.commit()
    acted()
    assert enrolled(session) == {"Ann", "Ida"}


def test_who_an_import_adds_to_an_event_enters_and_who_was_there_does_not(
    session, alice, works_at, acme, techexpo, rule, tmp_path
):
    works_at(acme, "Ann Lee", email="ann@acme.com")
    imported = rule(IMPORTED)
    lines = ("Ann Lee,Acme,ann@acme.com,", "Ben Moss,Acme,ben@acme.com,", "No Address,Acme,,")
    brought(session, alice, techexpo, tmp_path, *lines)
    acted()
    assert enrolled(session) == {"Ben"}
    assert skipped(session, alice, imported) == {"No Address": "No email address"}


def test_a_person_enters_once_by_a_rule_and_who_was_skipped_may_the_next_time(
    session, alice, works_at, acme, techexpo, rule
):
    ann, no_one = works_at(acme, "Ann", email="ann@acme.com"), works_at(acme, "Nora")
    rule_id = rule(MET)
    for _ in range(2):
        meet(session, techexpo, ann, no_one)
        acted()
        # It went to its end meanwhile, and everyone is met again.
        session.execute(
            text(
                "UPDATE enrollment SET status = 'finished', ended_at = now(), due_at = NULL;"
                "UPDATE attendee SET status = 'Listed';"
                "UPDATE contact SET email = 'nora@acme.com', email_status = 'given'"
                " WHERE first_name = 'Nora'"
            )
        )
        session.commit()
    in_turn = select(Enrollment.contact_id).order_by(col(Enrollment.id))
    assert session.scalars(in_turn).all() == [ann, no_one]
    assert skipped(session, alice, rule_id) == {}


def test_a_rule_acts_only_on_what_happens_while_it_is_on_and_at_its_event(
    session, alice, works_at, acme, techexpo, rule, publish
):
    other = Event(name="Other Show")
    session.add(other)
    session.commit()
    people = [works_at(acme, f"P{n}", email=f"p{n}@acme.com") for n in range(5)]
    meet(session, techexpo, people[0])
    of_event = publish("Of an event")
    drafts.update(session, alice, of_event, None, {"event_id": other.id})
    for about in (rule(MET, event_id=other.id), rule(MET, of_event)):
        meet(session, techexpo, people[1])
        assert session.scalars(select(RuleOccurrence)).all() == [], about
    rule_id = rule(MET)
    meet(session, techexpo, people[2])
    rules.turn(session, alice, rule_id, on=False)
    session.commit()
    meet(session, techexpo, people[3])
    acted()
    rules.turn(session, alice, rule_id, on=True)
    session.commit()
    acted()
    assert enrolled(session) == set()
    meet(session, techexpo, people[4])
    acted()
    assert enrolled(session) == {"P4"}


def test_what_an_undo_puts_back_has_not_happened(session, alice, works_at, acme, techexpo, rule):
    ann = works_at(acme, "Ann", email="ann@acme.com")
    targets.set_stage(session, alice, techexpo.id, acme.id, None, Stage.QUALIFIED)
    meet(session, techexpo, ann)
    rule(QUALIFIED)
    rule(MET)
    lost = SetStage(techexpo.id, Stage.LOST)
    change = bulk_changes.start(session, alice, Selection(RecordKind.ACCOUNT, (acme.id,)), lost)
    session.commit()
    bulk_changes.undo(session, alice, change.id)
    session.commit()
    deletion_id = accounts.delete(session, alice, acme.id, None)
    session.commit()
    deletion.undo(session, alice, deletion_id)
    session.commit()
    assert session.scalars(select(RuleOccurrence)).all() == []
    assert session.scalar(text("SELECT stage FROM target")) == "Qualified"


def test_several_workers_and_one_that_dies_enroll_each_person_once(
    session, alice, works_at, acme, techexpo, rule
):
    people = [works_at(acme, f"P{n}", email=f"p{n}@acme.com") for n in range(60)]
    first, second = rule(MET), rule(MET)
    meet(session, techexpo, *people)
    with pytest.raises(ZeroDivisionError), db.session() as dying:
        assert rules.act(dying, 20) == 20
        raise ZeroDivisionError
    start = Barrier(3, timeout=20)

    def work() -> None:
        start.wait()
        for _ in range(12):
            with db.session() as current:
                rules.act(current, 7)

    with ThreadPoolExecutor(3) as workers:
        for worker in [workers.submit(work) for _ in range(3)]:
            worker.result()
    acted(7)
    rows = session.scalars(select(Enrollment)).all()
    assert sorted(row.contact_id for row in rows) == people
    counts = [rules.search(session, alice, OutcomeQuery(each)).total for each in (first, second)]
    assert counts == [60, 60]
    assert set(skipped(session, alice, second).values()) == {"In another sequence"}


def test_an_import_larger_than_a_batch_is_gone_through_to_its_end(
    session, alice, work_at, acme, techexpo, rule
):
    rule(IMPORTED)
    row = Import(kind=ImportKind.CONTACTS, event_id=techexpo.id, filename="a", size=1)
    row.status = ImportStatus.RUNNING
    session.add(row)
    session.flush()
    work_at(acme, [f"Person{n}" for n in range(25)])
    session.execute(text("UPDATE attendee SET import_id = :id"), {"id": row.id})
    session.execute(
        text("UPDATE contact SET email = 'p' || id || '@acme.com', email_status = 'given'")
    )
    session.execute(text("UPDATE import SET status = 'done'"))
    session.commit()
    acted(10)
    assert len(enrolled(session)) == 25
    acts = select(AuditEntry).where(AuditEntry.action == "enrolled_by_rule")
    entries = session.scalars(acts.order_by(col(AuditEntry.id)))
    assert [entry.after["contacts"] for entry in entries] == [10, 10, 5]


def test_an_archived_sequence_takes_no_one_and_says_so(
    session, alice, works_at, acme, techexpo, rule, publish
):
    sequence_id = publish()
    rule_id = rule(MET, sequence_id)
    meet(session, techexpo, works_at(acme, "Ann", email="ann@acme.com"))
    status.archive(session, alice, sequence_id)
    session.commit()
    acted()
    assert skipped(session, alice, rule_id) == {"Ann": "The sequence was archived"}
    meet(session, techexpo, works_at(acme, "Ben", email="ben@acme.com"))
    assert session.scalars(select(RuleOccurrence)).all() == []
    with pytest.raises(Conflict, match="archived"):
        rules.turn(session, alice, rule_id, on=True)


def test_whoever_is_deleted_before_it_acts_is_forgotten(
    session, alice, works_at, acme, techexpo, rule
):
    meeting = works_at(acme, "Ann", email="ann@acme.com")
    rule_id = rule(MET)
    meet(session, techexpo, meeting)
    session.execute(text("DELETE FROM attendee"))
    session.commit()
    acted()
    assert rules.search(session, alice, OutcomeQuery(rule_id)).total == 0
    rules.delete(session, alice, rule_id)
    session.commit()
    with pytest.raises(NotFound):
        rules.search(session, alice, OutcomeQuery(rule_id))


def test_a_rule_that_means_nothing_is_refused(session, alice, publish, sender, techexpo):
    other = Event(name="Other Show")
    session.add(other)
    session.flush()
    sequence_id = publish()
    rules.add(session, alice, sequence_id, NewRule(MET, (sender,)))
    draft = drafts.create(session, alice, {"name": "New"}).id
    of_event = publish("Of an event")
    drafts.update(session, alice, of_event, None, {"event_id": other.id})
    for error, sequence, new in [
        (Conflict, sequence_id, NewRule(MET, (sender_of(session),))),
        (Conflict, draft, NewRule(MET, (sender,))),
        (Contradictory, sequence_id, NewRule(QUALIFIED, ())),
        (Contradictory, of_event, NewRule(MET, (sender,), techexpo.id)),
        (NotFound, sequence_id, NewRule(QUALIFIED, (sender, 2**70))),
        (NotFound, sequence_id, NewRule(QUALIFIED, (sender,), 999_999)),
        (NotFound, 2**70, NewRule(MET, (sender,))),
        (NotFound, -1, NewRule(MET, (sender,))),
    ]:
        with pytest.raises(error):
            rules.add(session, alice, sequence, new)
    for rule_id in (0, 999_999, 2**70):
        with pytest.raises(NotFound):
            rules.turn(session, alice, rule_id, on=True)
    # An event of its own beside "any" is another rule.
    assert rules.add(session, alice, sequence_id, NewRule(MET, (sender,), techexpo.id)).event_id


def test_who_a_rule_enrolls_from_now_on_is_emailed_by_the_senders_it_has_now(
    session, alice, works_at, acme, techexpo, rule, sender, sign_in
):
    rule_id = rule(MET)
    first, second = (works_at(acme, f"P{n}", email=f"p{n}@acme.com") for n in (1, 2))
    meet(session, techexpo, first)
    acted()
    other = sender_of(session)
    browser = sign_in(alice)
    path = f"/api/rules/{rule_id}"
    changed = browser.patch(path, json={"senderIds": [other], "byOwner": False}).json()
    assert (changed["senderIds"], changed["byOwner"], changed["on"]) == ([other], False, True)
    assert len(changed["senderNames"]) == 1
    assert browser.patch(path, json={"senderIds": [999_999]}).status_code == 404
    assert browser.patch(path, json={"on": False}).json()["senderIds"] == [other]
    assert browser.patch(path, json={"on": True, "byOwner": True}).json()["byOwner"] is True
    session.expire_all()
    meet(session, techexpo, second)
    acted()
    rows = session.scalars(select(Enrollment).order_by(col(Enrollment.id)))
    assert [(row.contact_id, row.sender_id) for row in rows] == [(first, sender), (second, other)]
    with pytest.raises(Contradictory):
        rules.change_senders(session, alice, rule_id, [])


def test_a_list_of_rules_shows_no_one_enrolled_by_hand(
    session, alice, works_at, acme, rule, publish, sender
):
    sequence_id = publish()
    rule(MET, sequence_id)
    ann = works_at(acme, "Ann", email="ann@acme.com")
    selection = Selection(RecordKind.CONTACT, (ann,))
    enrollments.enroll(session, alice, sequence_id, Enrolling(selection, (sender,)))
    (view,) = rules.of_sequence(session, alice, sequence_id)
    assert (view.enrolled, view.skipped) == (0, 0)
