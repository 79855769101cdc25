"""A sequence that skips accounts with an open deal begins with no one there."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session

from tests.services.sequences.engine.conftest import EMAIL, NOW
from tests.services.sequences.engine.test_sending_once import drained
from yardflow import clock, db
from yardflow.models import Enrollment, Event, RecordKind, Sequence, Stage, Target
from yardflow.services.records.selection import Selection
from yardflow.services.sequences.definitions.steps import Duration, Unit, Wait
from yardflow.services.sequences.engine import why
from yardflow.services.sequences.engine.claiming import claim
from yardflow.services.sequences.engine.deciding import decide_all
from yardflow.services.sequences.engine.sending import begin
from yardflow.services.sequences.enrollments import Enrolling, customers, preview

pytestmark = [
    pytest.mark.usefixtures("database", "first_touches_at_once"),
    pytest.mark.slow,
]


@pytest.fixture
def elsewhere(session: Session, acme) -> Target:
    """Acme at another event."""
    event = Event(name="MODEX")
    session.add(event)
    session.flush()
    target = Target(event_id=event.id, account_id=acme.id)
    session.add(target)
    session.commit()
    return target


def skips(session: Session, number: int, event_id: int | None = None) -> int:
    row = session.get_one(Sequence, number)
    row.skip_open_deals, row.event_id = True, event_id
    session.commit()
    return number


def stands(session: Session, target: Target, stage: Stage) -> None:
    target.stage = stage
    session.add(target)
    session.commit()


def skipped(session: Session, bob, number: int, contacts: list[int]) -> dict[str, int]:
    selection = Selection(RecordKind.CONTACT, tuple(contacts))
    return dict(preview(session, bob, number, Enrolling(selection, None)).skipped)


def test_they_are_skipped_while_the_deal_is_open_and_only_where_the_sequence_says_so(
    session, bob, publish, people, elsewhere
):
    number, contacts = publish(EMAIL), people(1)
    stands(session, elsewhere, Stage.BOOKED)
    assert "open_deal" not in skipped(session, bob, number, contacts)
    skips(session, number)
    for stage in Stage:
        stands(session, elsewhere, stage)
        is_open = stage in (Stage.BOOKED, Stage.CHECKED_IN)
        assert skipped(session, bob, number, contacts).get("open_deal", 0) == is_open, stage


def test_the_event_that_the_emails_are_about_is_no_deal_elsewhere(
    session, bob, publish, people, elsewhere, book, start
):
    stands(session, elsewhere, Stage.CHECKED_IN)
    number = skips(session, publish(EMAIL), elsewhere.event_id)
    start(number, people(1))
    drained()
    assert len(book()) == 1


def test_a_first_email_waits_for_a_deal_that_opens_later_until_someone_resumes_it(
    session, bob, publish, people, elsewhere, book, start
):
    number = skips(session, publish(EMAIL))
    start(number, people(1))
    stands(session, elsewhere, Stage.BOOKED)
    drained()
    assert book() == []
    enrollment = session.scalars(select(Enrollment)).one()
    (gate,) = why(session, bob, enrollment.id or 0).gates
    assert gate.words == "The account has an open deal: Booked at MODEX."
    customers.resume(session, bob, enrollment.id or 0)
    session.commit()
    drained()
    assert len(book()) == 1


def test_who_got_an_email_gets_the_next(session, publish, people, elsewhere, book, start):
    wait = Wait("wait", Duration(1, Unit.DAYS), next="second")
    steps = replace(EMAIL, next="wait"), wait, replace(EMAIL, key="second")
    start(skips(session, publish(*steps)), people(1))
    drained()
    stands(session, elsewhere, Stage.BOOKED)
    with clock.at(NOW + timedelta(days=1)):
        drained()
    assert len(book()) == 2


def test_the_last_look_before_sending_sees_a_deal(session, publish, people, elsewhere, start):
    number = skips(session, publish(EMAIL))
    start(number, people(1))
    with db.session() as current:
        outgoing = decide_all(current, claim(current, clock.now(), 10), clock.now())
    goes = {}
    for stage in (Stage.LEAD, Stage.BOOKED):
        stands(session, elsewhere, stage)
        with Session(db.engine()) as current:
            goes[stage] = len(begin(current, outgoing, clock.now()))
            current.rollback()
    assert goes == {Stage.LEAD: 1, Stage.BOOKED: 0}
