"""What we do ourselves about a person closes no gate: limits count emails of sequences alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlmodel import Session

from tests.fixtures.claims import says, settled
from tests.services.sequences.engine.conftest import EMAIL, NOW
from tests.services.sequences.engine.test_sending_once import drained
from yardflow import clock, jobs
from yardflow.models import Answer, Enrollment, Message
from yardflow.models.reply import AnswerStatus
from yardflow.services.access import Principal
from yardflow.services.records import contacts
from yardflow.services.sequences import test_emails as trials
from yardflow.services.sequences.definitions.steps import EntryRules
from yardflow.services.sequences.engine import why
from yardflow.services.sequences.engine.why import Why
from yardflow.services.sequences.events import HELD_BACK, Report, apply, store

pytestmark = [pytest.mark.usefixtures("database", "sandbox"), pytest.mark.slow]


@pytest.fixture
def ann(session: Session, publish, people, start) -> int:
    """A contact who got an email eight days ago and may get the next now: the only one of this week
    and, at the account, of this day.
    """
    (contact,) = people(1)
    with clock.at(NOW - timedelta(days=8)):
        start(publish(EMAIL), [contact])
        drained()
    start(publish(EMAIL), [contact])
    strict = '{"person_per_week": 1, "first_touches_per_day": 1}'
    session.execute(
        text(
            "INSERT INTO setting (key, value, version, updated_at) VALUES ('email', :it, 1, now())"
        ),
        {"it": strict},
    )
    session.commit()
    return contact


def trial(session: Session, bob: Principal, contact: int) -> None:
    message = session.scalars(select(Message)).one()
    template = session.scalar(text("SELECT id FROM template"))
    asked = trials.ask(session, bob, int(template or 0), message.sender_id or 0, contact)
    session.commit()
    jobs.perform(asked.job_id, trials.run)


def answer(session: Session, bob: Principal, contact: int) -> None:
    message = session.scalars(select(Message)).one()
    row = Answer(
        contact_id=contact,
        message_id=message.id,
        sender_id=message.sender_id,
        address=message.address,
        subject="Re: Hello",
        text="Gladly.",
        status=AnswerStatus.SENT,
        written_by=bob.user_id,
        sent_at=clock.now(),
    )
    session.add(row)


def enrichment(session: Session, bob: Principal, contact: int) -> None:
    settled(contact, says("title", "CEO"), says("phone", "+49 30 1234567"))


def sync(session: Session, bob: Principal, contact: int) -> None:
    contacts.update(session, bob, contact, None, {"title": "Head of Yard", "notes": ""})


def report(session: Session, bob: Principal, contact: int) -> None:
    message = session.scalars(select(Message)).one()
    machine = {"machine": True}
    reports = [("delivered", {}), ("open", machine), ("click", {"url": "https://x.de", **machine})]
    store(session, [Report(kind, message.key, kind, clock.now(), about) for kind, about in reports])
    session.commit()
    with clock.at(clock.now() + HELD_BACK):
        apply(session)


@pytest.mark.parametrize("does", [trial, answer, enrichment, sync, report])
def test_what_we_do_ourselves_leaves_all_gates_as_they_are(
    session, bob, ann, does: Callable[[Session, Principal, int], None]
):
    def gates() -> Why:
        session.commit()
        session.expire_all()
        active = "SELECT id FROM enrollment WHERE status = 'active'"
        return why(session, bob, int(session.scalar(text(active)) or 0))

    before = gates()
    assert before.next == "Continues now"
    does(session, bob, ann)
    assert gates() == before


def test_an_email_of_a_sequence_counts(session, bob, ann, publish, start):
    start(publish(EMAIL, entry=EntryRules(beside_others=True)), [ann])
    drained()
    (waits,) = [
        said
        for row in session.scalars(select(Enrollment))
        if (said := why(session, bob, row.id or 0)).next == "Waits"
    ]
    assert [gate.gate for gate in waits.gates] == ["person_limit"]
