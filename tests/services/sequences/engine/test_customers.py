"""Once an account is a customer, its people pause, stop or continue, as their sequence says."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlmodel import Session

from tests.services.sequences.engine.conftest import EMAIL, NOW
from tests.services.sequences.engine.test_sending_once import drained
from yardflow import clock, db
from yardflow.errors import Conflict, NotFound
from yardflow.models import Enrollment, OnColleague, Sequence
from yardflow.services.sequences.definitions.steps import Duration, EntryRules, Unit, Wait
from yardflow.services.sequences.engine import why
from yardflow.services.sequences.engine.claiming import claim
from yardflow.services.sequences.engine.deciding import decide_all
from yardflow.services.sequences.engine.sending import begin
from yardflow.services.sequences.enrollments import customers

pytestmark = [
    pytest.mark.usefixtures("database", "first_touches_at_once"),
    pytest.mark.slow,
]
WAIT = Wait("wait", Duration(3, Unit.DAYS), next="intro")


def says(session: Session, number: int, on_colleague: OnColleague) -> None:
    session.get_one(Sequence, number).on_colleague = on_colleague
    session.commit()


def sell(session: Session, stage: str = "Won") -> None:
    session.execute(text("UPDATE target SET stage = :stage"), {"stage": stage})
    session.commit()


def only(session: Session) -> Enrollment:
    session.expire_all()
    return session.scalars(select(Enrollment)).one()


def test_they_pause_with_the_reason_and_one_click_resumes_them(
    session, bob, book, publish, people, start
):
    start(publish(WAIT, EMAIL), people(1))
    drained()
    sell(session)
    number = only(session).id
    drained()
    said = why(session, bob, number)
    assert said.gates[0].words == "The account is a customer: Acme was won at TechExpo 2026."
    with clock.at(NOW + timedelta(days=4)):
        drained()
        assert book() == []
        customers.resume(session, bob, number)
        customers.resume(session, bob, number)
        session.commit()
        drained()
    assert len(book()) == 1 and only(session).status == "finished"
    with pytest.raises(Conflict):
        customers.resume(session, bob, number)
    for unknown in (0, -1, 2**70):
        with pytest.raises(NotFound):
            customers.resume(session, bob, unknown)


def test_who_is_no_customer_any_more_continues(session, book, publish, people, start):
    start(publish(EMAIL), people(1))
    sell(session)
    drained()
    assert book() == []
    sell(session, "Lead")
    with clock.at(NOW + timedelta(minutes=1)):
        drained()
    assert len(book()) == 1


def test_they_stop_at_once_with_the_reason(session, book, publish, people, start):
    number = publish(WAIT, EMAIL)
    says(session, number, OnColleague.STOP)
    start(number, people(1))
    drained()
    sell(session)
    # What they waited for was days away.
    drained()
    row = only(session)
    assert row.exit_reason == "The account became a customer: Acme was won at TechExpo 2026."
    assert book() == []


def test_they_continue_and_customers_may_enter(session, book, publish, people, start):
    number = publish(EMAIL, entry=EntryRules(beside_others=True))
    says(session, number, OnColleague.CONTINUE)
    first, second = people(2)
    sender = start(number, [first])
    sell(session)
    drained()
    start(number, [second], sender)
    drained()
    assert len(book()) == 2


def test_the_last_look_before_sending_goes_by_the_sequence(session, publish, people, start):
    number = publish(EMAIL)
    start(number, people(1))
    with db.session() as current:
        outgoing = decide_all(current, claim(current, clock.now(), 10), clock.now())
    sell(session)
    goes = {}
    for what in OnColleague:
        with Session(db.engine()) as current:
            current.execute(text("UPDATE sequence SET on_colleague = :what"), {"what": what.value})
            goes[what] = len(begin(current, outgoing, clock.now()))
            current.rollback()
    assert goes == {OnColleague.CONTINUE: 1, OnColleague.PAUSE: 0, OnColleague.STOP: 0}


def test_resuming_over_http(session, sign_in, bob, publish, people, start):
    start(publish(EMAIL), people(1))
    sell(session)
    browser = sign_in(bob)
    assert browser.post(f"/api/enrollments/{only(session).id}/resume").status_code == 204
    assert only(session).resumed_at is not None
    assert browser.post("/api/enrollments/999999/resume").status_code == 404
