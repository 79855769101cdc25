"""Enrolling: who enters a sequence, and who is left out for which reason."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select, text
from sqlmodel import col

from tests.fixtures.product import until
from tests.fixtures.records import company
from tests.fixtures.sequences import FOLLOW_UP
from tests.services.sequences.senders.cast import sender_of
from yardflow import clock, db
from yardflow.errors import Conflict, Contradictory, NotFound
from yardflow.models import (
    EmailStatus,
    Enrollment,
    EnrollmentChange,
    EnrollmentStatus,
    Hold,
    RecordKind,
    Stage,
    SuppressionReason,
    SuppressionSource,
)
from yardflow.services.records.contact_query import ContactQuery
from yardflow.services.records.selection import Selection
from yardflow.services.sequences.definitions.steps import EntryRules
from yardflow.services.sequences.enrollments import (
    Enrolling,
    EnrollmentCounts,
    EnrollmentQuery,
    changes,
    enroll,
    preview,
    search,
)
from yardflow.services.sequences.lifecycle import drafts, status
from yardflow.services.sequences.senders import email_settings
from yardflow.services.sequences.suppressions.service import suppress

pytestmark = pytest.mark.usefixtures("database")


def of(*contacts: int, senders: tuple[int, ...]) -> Enrolling:
    return Enrolling(Selection(RecordKind.CONTACT, contacts), senders)


def test_who_can_be_mailed_enters_at_the_first_step(
    session, alice, works_at, acme, publish, sender
):
    ann = works_at(acme, "Ann", email="ann@acme.com")
    sequence_id = publish()
    assert preview(session, alice, sequence_id, of(ann, senders=(sender,))).ready == 1
    assert session.scalar(select(func.count()).select_from(Enrollment)) == 0
    assert enroll(session, alice, sequence_id, of(ann, senders=(sender,))).ready == 1
    (row,) = search(session, alice, EnrollmentQuery(sequence_id=sequence_id)).items
    assert (row.contact_id, row.step, row.status) == (ann, "intro", EnrollmentStatus.ACTIVE)
    assert [change.what for change in changes(session, alice, row.id)] == ["Enrolled"]


def test_each_who_is_skipped_has_the_reason(
    session, alice, works_at, acme, techexpo, publish, sender
):
    sequence_id, other = publish(), publish("Nurture")
    won = company(session, techexpo, "Globex", Stage.WON, domain="globex.com")
    held = company(session, techexpo, "Initech", domain="initech.com")
    session.add(Hold(account_id=held.id, reason="Hands off"))
    suppress(session, "sue@acme.com", SuppressionReason.BOUNCED, SuppressionSource.SENDGRID)
    people = {
        "ready": works_at(acme, "Ann", email="ann@acme.com"),
        "no_address": works_at(acme, "Nora"),
        "bounced": works_at(acme, "Bo", email="bo@acme.com", email_status=EmailStatus.BOUNCED),
        "suppressed": works_at(acme, "Sue", email="sue@acme.com"),
        "no_lawful_basis": works_at(acme, "Obi", email="obi@acme.com", lawful_basis="No basis"),
        "customer": works_at(won, "Cy", email="cy@globex.com"),
        "held": works_at(held, "Hal", email="hal@initech.com"),
        "already": works_at(acme, "Al", email="al@acme.com"),
        "before": works_at(acme, "Bea", email="bea@acme.com"),
        "in_another": works_at(acme, "Ian", email="ian@acme.com"),
    }
    enroll(session, alice, sequence_id, of(people["already"], people["before"], senders=(sender,)))
    enroll(session, alice, other, of(people["in_another"], senders=(sender,)))
    session.execute(
        Enrollment.__table__.update()
        .where(col(Enrollment.contact_id) == people["before"])
        .values(status="finished", ended_at=clock.now(), due_at=None)
    )
    counts = preview(session, alice, sequence_id, of(*people.values(), senders=(sender,)))
    assert counts.ready == 1
    assert counts.skipped == dict.fromkeys(set(people) - {"ready"}, 1)


def test_where_the_workplace_demands_a_basis_only_who_has_one_enters(
    session, alice, works_at, acme, publish, sender
):
    email_settings.save(session, alice, None, {"lawful_bases": ["Consent", "Contract"]})
    people = [
        works_at(acme, f"P{number}", email=f"p{number}@acme.com", lawful_basis=basis)
        for number, basis in enumerate(("Consent", "Contract", "Legitimate interest", ""))
    ]
    counts = enroll(session, alice, publish(), of(*people, senders=(sender,)))
    assert (counts.ready, counts.skipped) == (2, {"no_lawful_basis": 2})


def test_a_hold_that_has_ended_keeps_nobody_out(session, alice, works_at, acme, publish, sender):
    ann = works_at(acme, "Ann", email="ann@acme.com")
    ended = clock.now() - timedelta(minutes=1)
    session.add(Hold(contact_id=ann, reason="On leave", until=ended))
    assert enroll(session, alice, publish(), of(ann, senders=(sender,))).ready == 1


def test_of_people_who_share_a_mailbox_one_enters(session, alice, works_at, acme, publish, sender):
    sequence_id = publish()
    people = [
        works_at(acme, name, email="info@acme.com", email_shared=True)
        for name in ("Ann", "Ben", "Cho")
    ]
    counts = enroll(session, alice, sequence_id, of(*people[:2], senders=(sender,)))
    assert (counts.ready, counts.skipped) == (1, {"address_taken": 1})
    counts = enroll(session, alice, sequence_id, of(*people, senders=(sender,)))
    assert (counts.ready, counts.skipped) == (0, {"already": 1, "address_taken": 2})


def test_so_many_of_an_account_are_in_it_as_its_rules_say(
    session, alice, works_at, acme, techexpo, publish, sender
):
    sequence_id = publish(definition=replace(FOLLOW_UP, entry=EntryRules(account_limit=2)))
    globex = company(session, techexpo, "Globex", domain="globex.com")
    ours = [works_at(acme, f"P{n}", email=f"p{n}@acme.com") for n in range(3)]
    theirs = works_at(globex, "Cy", email="cy@globex.com")
    counts = enroll(session, alice, sequence_id, of(*ours, theirs, senders=(sender,)))
    assert (counts.ready, counts.skipped) == (3, {"account_full": 1})
    counts = enroll(session, alice, sequence_id, of(*ours, theirs, senders=(sender,)))
    assert (counts.ready, counts.skipped) == (0, {"already": 3, "account_full": 1})


def test_a_sequence_beside_others_takes_who_is_in_another(
    session, alice, works_at, acme, publish, sender
):
    ann = works_at(acme, "Ann", email="ann@acme.com")
    enroll(session, alice, publish(), of(ann, senders=(sender,)))
    beside = publish("Nurture", replace(FOLLOW_UP, entry=EntryRules(beside_others=True)))
    assert enroll(session, alice, beside, of(ann, senders=(sender,))).ready == 1


def test_all_that_a_list_shows_enter(session, alice, works_at, acme, techexpo, publish, sender):
    for n in range(5):
        works_at(acme, f"P{n}", email=f"p{n}@acme.com")
    selection = Selection(RecordKind.CONTACT, (), ContactQuery(event_id=techexpo.id))
    enrolling = Enrolling(selection, (sender,), techexpo.id)
    assert enroll(session, alice, publish(), enrolling).ready == 5
    assert {row.event_id for row in session.scalars(select(Enrollment))} == {techexpo.id}


def test_senders_share_who_enters_evenly_also_over_time(
    session, alice, works_at, acme, publish, sender
):
    second = sender_of(session)
    people = [works_at(acme, f"P{n}", email=f"p{n}@acme.com") for n in range(7)]
    sequence_id = publish()
    for some in (people[:3], people[3:]):
        enroll(session, alice, sequence_id, of(*some, senders=(sender, second)))
    loads = session.execute(
        select(col(Enrollment.sender_id), func.count()).group_by(col(Enrollment.sender_id))
    ).all()
    assert sorted(count for _, count in loads) == [3, 4]


def test_two_who_enroll_the_same_person_at_once_enroll_them_once(
    session, alice, works_at, acme, publish, sender
):
    ann = works_at(acme, "Ann", email="ann@acme.com")
    sequence_id, meet = publish(), Barrier(2, timeout=20)

    def one_of_them() -> int:
        with db.session() as current:
            preview(current, alice, sequence_id, of(ann, senders=(sender,)))
            meet.wait()
            return enroll(current, alice, sequence_id, of(ann, senders=(sender,))).ready

    with ThreadPoolExecutor(2) as threads:
        both = [threads.submit(one_of_them) for _ in range(2)]
        assert sorted(one.result() for one in both) == [0, 1]
    assert session.scalar(select(func.count()).select_from(Enrollment)) == 1
    assert session.scalar(select(func.count()).select_from(EnrollmentChange)) == 1


def test_a_draft_an_archived_and_an_unknown_sequence_take_no_one(
    session, alice, works_at, acme, publish, sender
):
    ann = works_at(acme, "Ann", email="ann@acme.com")
    draft = drafts.create(session, alice, {"name": "New"}).id
    with pytest.raises(Conflict, match="Publish"):
        enroll(session, alice, draft, of(ann, senders=(sender,)))
    sequence_id = publish()
    status.archive(session, alice, sequence_id)
    with pytest.raises(Conflict, match="archived"):
        enroll(session, alice, sequence_id, of(ann, senders=(sender,)))
    with pytest.raises(NotFound):
        enroll(session, alice, 999_999, of(ann, senders=(sender,)))
    with pytest.raises(Contradictory, match="sender"):
        enroll(session, alice, publish("Third"), of(ann, senders=()))


def test_two_who_enroll_the_same_person_at_once_put_them_in_one_sequence(
    session, alice, publish, acme, works_at
):
    """The later one waits for the earlier, and sees what it did."""
    ann = works_at(acme, "Ann Lee", email="ann@acme.com")
    enrolling = Enrolling(Selection(RecordKind.CONTACT, (ann,)), (sender_of(session),))
    first, second = publish("First"), publish("Second")

    def enroll_in_second() -> EnrollmentCounts:
        with db.session() as current:
            return enroll(current, alice, second, enrolling)

    with ThreadPoolExecutor(1) as threads:
        assert enroll(session, alice, first, enrolling).ready == 1
        later = threads.submit(enroll_in_second)
        assert until(
            lambda: session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))
        )
        session.commit()
        assert later.result(10).skipped == {"in_another": 1}
