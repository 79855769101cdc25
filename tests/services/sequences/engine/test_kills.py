"""Workers that are killed in the middle, a database that crashes, an emptied Redis, and a provider
that fails in every way: nobody is lost, nobody gets an email twice.

    PEOPLE=10000 KILLS=10 EMPTIES=2 python -m pytest -s -o faulthandler_timeout=0 …/test_kills.py
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from tests.fixtures.product import until
from tests.fixtures.sandbox import call
from tests.fixtures.workers import begun
from tests.services.sequences.engine.conftest import NOW
from tests.services.sequences.engine.fast_worker import A_REQUEST, BATCH, work
from tests.services.sequences.senders.cast import sender_of
from yardflow import clock, db, jobs
from yardflow.models import Account, Contact, Dispatch, Message, RecordKind
from yardflow.services.records.selection import Selection
from yardflow.services.sequences import outbox
from yardflow.services.sequences.definitions.steps import Duration, Email, Unit, Wait
from yardflow.services.sequences.enrollments import Enrolling, enroll
from yardflow.services.sequences.events import Report, apply, store

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]
PEOPLE = int(os.environ.get("PEOPLE", "150"))
KILLS = int(os.environ.get("KILLS", "4"))
# So often Redis is emptied and PostgreSQL crashes in between.
EMPTIES = int(os.environ.get("EMPTIES", "1"))
CRASHES = int(os.environ.get("CRASHES", "1"))
WORKERS = 2
# At least so long, in seconds, between two of these.
BETWEEN = 4 + PEOPLE / 1_000
# In so many seconds an hour passes for them.
SPEED = 600
STEPS = (
    Email("first", 1, next="wait"),
    Wait("wait", Duration(2, Unit.HOURS), next="second"),
    Email("second", 1, next="later"),
    Wait("later", Duration(2, Unit.HOURS), next="third"),
    Email("third", 1),
)
FAULTS = ("lost", "drop", "down", "rate_limited", "error")


@contextmanager
def workers(count: int, since: float):
    """So many engines for which an hour is some seconds; at ``since`` it was Tuesday there."""
    running = [begun(work, NOW, since, SPEED) for _ in range(count)]

    def replace(number: int) -> None:
        running[number].kill()
        running[number].join(10)
        running[number] = begun(work, NOW, since, SPEED)

    try:
        yield replace
    finally:
        for process in running:
            process.kill()
            process.join(10)


def enrolled(session: Session, bob, sequence_id: int) -> list[str]:
    """People of a company each, with the week's limit out of the way; their addresses."""
    session.execute(
        text(
            "INSERT INTO setting (key, value, version, updated_at) VALUES ('email', "
            '\'{"person_per_week": 50, "first_touches_per_day": null}\', 1, now())'
        )
    )
    accounts = [Account(name=f"C{n}", name_key=f"c{n}", domain=f"c{n}.com") for n in range(PEOPLE)]
    session.add_all(accounts)
    session.flush()
    people = [
        Contact(
            account_id=account.id,
            account_sort=account.sort_name,
            first_name="Ann",
            name_key="ann",
            email=f"ann@{account.domain}",
            email_status="given",
            country="Germany",
        )
        for account in accounts
    ]
    session.add_all(people)
    session.flush()
    sender = sender_of(session, daily_cap=100_000)
    ids = tuple(person.id for person in people)
    enrolling = Enrolling(Selection(RecordKind.CONTACT, ids), (sender,))
    assert enroll(session, bob, sequence_id, enrolling).ready == PEOPLE
    session.commit()
    return [person.email for person in people]


def crash(session: Session) -> None:
    """PostgreSQL takes the death of one of its processes for a crash: it cuts every connection and
    recovers what was committed.
    """
    session.rollback()
    backend = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    os.kill(backend, signal.SIGKILL)
    session.invalidate()
    assert until(database_answers, 30)


def database_answers() -> bool:
    try:
        with db.session() as session:
            return session.execute(text("SELECT 1")).scalar_one() == 1
    except OperationalError:
        return False


@pytest.fixture
def commits_last(session: Session) -> Iterator[None]:
    """What is committed outlasts a crash of PostgreSQL, as everywhere but in the tests' servers."""
    with db.session(autocommit=True) as current:
        current.execute(text("ALTER DATABASE yardflow SET synchronous_commit = on"))
    db.dispose()
    yield
    with db.session(autocommit=True) as current:
        current.execute(text("ALTER DATABASE yardflow RESET synchronous_commit"))
    db.dispose()


def settle(session: Session, bob, sandbox) -> int:
    """SendGrid's events settle what is in doubt and arrived, a person the rest; how many."""
    session.rollback()
    doubtful = session.scalars(select(Message).where(Message.status == "unknown")).all()
    for message in doubtful:
        found = call("GET", f"{sandbox.url}/messages", params={"to": message.address}).json()
        mine = [each for each in found["items"] if each["args"]["message_key"] == message.key]
        if not mine:
            outbox.send_again(session, bob, message.id)
        else:
            at = clock.now()
            store(session, [Report(f"settled {message.id}", message.key, "delivered", at, {})])
    session.commit()
    with db.session() as current:
        apply(current)
    return len(doubtful)


def _state(session: Session) -> str:
    rows = session.execute(
        text("SELECT status, step, reasons::text, count(*) FROM enrollment GROUP BY 1, 2, 3")
    )
    return "\n".join(map(str, rows))


def test_kills_crashes_and_faults_lose_no_one_and_send_nothing_twice(
    session, bob, publish, sandbox, commits_last
):
    addresses = enrolled(session, bob, publish(*STEPS))
    dice = random.Random(7)
    harm = ["kill"] * KILLS + ["empty"] * EMPTIES + ["crash"] * CRASHES
    dice.shuffle(harm)
    faults, since = 0, time.time()
    with workers(WORKERS, since) as replace_one:
        for what in harm:
            time.sleep(dice.uniform(BETWEEN, BETWEEN + 2))
            fault, times = dice.choice(FAULTS), dice.randrange(1, 5)
            how = {"status": 503} if fault == "error" else {}
            sandbox.fail(fault, "sendgrid", times=times, **how)
            faults += times
            if what == "kill":
                replace_one(dice.randrange(WORKERS))
            elif what == "empty":
                jobs.broker().client.flushall()
            else:
                crash(session)

        def over() -> bool:
            session.rollback()
            return not session.execute(
                text(
                    "SELECT 1 FROM enrollment e WHERE status = 'active' AND NOT EXISTS (SELECT "
                    "FROM message m WHERE m.enrollment_id = e.id AND m.status = 'unknown')"
                )
            ).first()

        doubtful = 0
        for _ in range(10):
            assert until(over, 120 + PEOPLE / 4), _state(session)
            # At the workers' own time: who goes on later than that is waited for too long.
            with clock.at(NOW + timedelta(seconds=(time.time() - since) * SPEED)):
                count = settle(session, bob, sandbox)
            doubtful += count
            if not count:
                break
    taken = call("GET", f"{sandbox.url}/messages", params={"limit": 1}).json()["total"]
    repeated = call("GET", f"{sandbox.url}/messages/repeated", params={"arg": "message_key"}).json()
    session.rollback()
    statuses = Counter(m.status.value for m in session.scalars(select(Message)))
    print(f"{len(addresses)} people, {taken} taken, in doubt {doubtful}, {dict(statuses)}")
    assert repeated == {"repeated": 0}
    assert session.scalars(select(Dispatch)).all() == []
    assert doubtful <= (KILLS + CRASHES * WORKERS) * BATCH + faults * A_REQUEST
    assert set(statuses) <= {"accepted", "delivered"}
    assert taken == statuses["accepted"] + statuses["delivered"] == len(STEPS[::2]) * PEOPLE
