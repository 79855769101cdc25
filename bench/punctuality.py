"""How punctual emails are: 1,000 a minute fall due for some minutes of real time, a worker as it is
deployed sends them, and the provider takes 50 ms for each. And how much memory the worker takes.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time as time_of_day
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session

from bench import own_workplace
from bench.figures import Figure, memory_mb, percentile
from tests.fixtures.product import ROOT, until
from tests.fixtures.records import copy
from tests.fixtures.sandbox import call
from yardflow import clock, db
from yardflow.config import settings
from yardflow.launch import preflight
from yardflow.models import Account, Contact, Role, Sender, Setting, Template, TemplateVersion, User
from yardflow.services.access import Principal
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.definitions.steps import Definition, Email, EntryRules, Schedule
from yardflow.services.sequences.lifecycle import drafts, publishing

A_MINUTE, MINUTES = 1_000, int(os.environ.get("MINUTES", "3"))
PROVIDER_S = 0.05
# Before the first is due, so that the worker is there; after the last, so that what is late counts.
LEAD, GRACE_S = timedelta(seconds=10), 90
HTML = (
    "<p>Hello {{ contact.first_name }} of {{ account.name }}, "
    + "thank you for the visit at our booth. " * 20
    + '<a href="{{ unsubscribe_url }}">No more</a> {{ workplace.postal_address }}</p>'
)
_ENROLL = text("""
INSERT INTO enrollment (sequence_id, version_id, contact_id, sender_id, status, exit_reason, step,
    visit, entered_at, due_at, source, enrolled_at)
SELECT s.id, s.version_id, c.id, f.id, 'active', '', 'intro', 1, :now,
    :now + row_number() OVER (ORDER BY c.id) * CAST(:gap AS interval), 'person', :now
FROM contact c, sequence s, sender f""")
_LATE = text("SELECT extract(epoch FROM sent_at - due_at) FROM message WHERE sent_at IS NOT NULL")
_TO_SEND = text("SELECT count(*) FROM enrollment WHERE status = 'active'")


def measure() -> list[Figure]:
    people = A_MINUTE * MINUTES
    with own_workplace.opened(), db.session() as session:
        _set_up(session, people)
        base = settings().sendgrid_base_url.removesuffix("/sendgrid")
        slow = {"provider": "sendgrid", "fault": "slow", "seconds": PROVIDER_S, "times": 1_000_000}
        call("POST", f"{base}/control", json=slow)
        with _worker() as worker:
            gap = timedelta(minutes=1) / A_MINUTE
            session.execute(_ENROLL, {"now": clock.now() + LEAD, "gap": gap})
            session.commit()
            memory = _watched(session, worker)
        late = [float(seconds) for seconds in session.scalars(_LATE)]
    punctual = sum(seconds <= 60 for seconds in late) / people * 100
    return [
        Figure("emails within 60 s of their due time", punctual, "%", None, "value >= 99"),
        Figure("lateness of emails, p50", percentile(late, 0.5), "s"),
        Figure("lateness of emails, p99", percentile(late, 0.99), "s"),
        Figure("memory of the worker's largest process", memory, "MB", None, "value <= 200"),
    ]


def _watched(session: Session, worker: subprocess.Popen) -> float:
    """The most memory that one of the worker's processes took until all was sent."""
    most = 0.0

    def over() -> bool:
        nonlocal most
        time.sleep(0.5)
        most = max([most, *map(memory_mb, _processes(worker))])
        session.rollback()
        return not session.scalars(_TO_SEND).one()

    until(over, LEAD.total_seconds() + MINUTES * 60 + GRACE_S)
    return most


def _processes(worker: subprocess.Popen) -> list[int]:
    children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text()
    return [worker.pid, *map(int, children.split())]


@contextmanager
def _worker() -> Iterator[subprocess.Popen]:
    """``python -m actors``, which says that it is well."""
    port = preflight.free_port()
    own = {"WORKER_PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", "actors"], cwd=ROOT, env=os.environ | own)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(40)


def _set_up(session: Session, people: int) -> None:
    """People of a company each, a sender without limits, and a sequence of one email."""
    user = User(email="ann@yardflow.example", name="Ann", password_hash="", role=Role.ADMIN)
    value = {"person_per_week": 50, "first_touches_per_day": None, "postal_address": "1 Main St"}
    account = Account(name="C0", name_key="c0", domain="c0.com")
    sender = Sender(
        name="Ann", address="ann@yardflow.example", timezone="Europe/Berlin", daily_cap=100_000
    )
    template = Template(name="T")
    session.add_all([user, Setting(key="email", value=value), account, sender, template])
    session.flush()
    row = TemplateVersion(template_id=template.id or 0, number=1, subject="Hello", html=HTML)
    contact = Contact(
        account_id=account.id or 0,
        first_name="Ann",
        name_key="ann",
        email="ann@c0.com",
        email_status="given",
        country="Germany",
    )
    session.add_all([row, contact])
    session.flush()
    copy(session, contact, people - 1, email="'ann' || n || '@c0.com'", name_key="'ann' || n")
    principal = Principal(user.id or 0, Role.ADMIN, user.name, user.email)
    day = time_of_day(0), time_of_day(23, 59)
    schedule = Schedule(frozenset(range(7)), *day, skip_holidays=False)
    definition = Definition(
        "intro", {"intro": Email("intro", template.id or 0)}, schedule, EntryRules()
    )
    made = drafts.create(session, principal, {"name": "S", "draft": reading.write(definition)})
    publishing.publish(session, principal, made.id, pin=lambda ids: dict.fromkeys(ids, row.id or 0))
    session.commit()
