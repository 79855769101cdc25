"""How many emails the engine sends a second, with a provider that answers at once and one that
takes 50 ms, beside a bare loop with the same statements and posts; how many steps of all kinds it
takes people through; and the memory it needs.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from bench import sequence_people
from bench.figures import Figure
from bench.sequence_people import LATER, STEPS, Workplace, enroll
from tests.fixtures.product import ROOT
from tests.fixtures.sandbox import call
from yardflow import clock, db
from yardflow.config import settings
from yardflow.domains.sequences import DOMAIN
from yardflow.integrations.sendgrid import sending
from yardflow.models.message import new_key
from yardflow.services.sequences.engine.round import A_PART, A_REQUEST, AT_ONCE, BATCH

PROCESSES = next(loop.processes for loop in DOMAIN.loops if loop.name == "sequences")
IN_FLIGHT = PROCESSES * AT_ONCE
# So many that beginning and ending, when not all engines are at work, are little of it.
PEOPLE = 20_000
SLOW_S = 0.05
_FLOOR_BEFORE = text("""
INSERT INTO message (key, enrollment_id, sequence_id, step, visit, contact_id, account_id,
    sender_id, address, subject, status, error, provider_id, attempts, first_touch, due_at,
    sending_at)
SELECT r.key, NULL, :sequence, 'floor', r.visit, r.contact_id, r.account_id, :sender, r.address, '',
    'sending', '', '', 1, true, :now, :now
FROM jsonb_to_recordset(CAST(:rows AS jsonb))
    r (key text, visit int, contact_id bigint, account_id bigint, address text)
RETURNING id""")
_FLOOR_AFTER = text("""
UPDATE message m SET status = 'accepted', sent_at = :now, provider_id = r.provider_id
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) r (id bigint, provider_id text)
WHERE m.id = r.id""")
_FLOOR_MOVE = text("""
UPDATE enrollment SET status = 'finished', ended_at = :now, due_at = NULL, leased_until = NULL
WHERE contact_id = ANY(:contacts)""")


def measure() -> list[Figure]:
    with sequence_people.opened(PEOPLE) as workplace:
        single = _bare(workplace, 1)
        singly, _ = _engine(workplace, 1)
        batch = _bare(workplace, A_REQUEST)
        batched, memory = _engine(workplace, A_REQUEST)
        with _slow_provider():
            slow_batch = _bare(workplace, A_REQUEST)
            slowly, _ = _engine(workplace, A_REQUEST)
    with sequence_people.opened(PEOPLE, further=True) as workplace, _slow_provider():
        steps = _steps(workplace)
    return [
        Figure("emails a second, one a request", singly, "/s", single, "ratio >= 0.6"),
        Figure("emails a second, in batches", batched, "/s", batch),
        Figure("emails a second, provider of 50 ms", slowly, "/s", slow_batch, "value >= 5000"),
        Figure("steps a second, with follow-ups", steps, "/s", None, "value >= 5000"),
        Figure("worker memory while it sends", memory, "MB", None, "value <= 200"),
    ]


def _engine(workplace: Workplace, a_request: int) -> tuple[float, float]:
    """Emails a second, from enrollments that are due to their end; and the memory of the largest
    engine, in MB.
    """
    enroll(workplace)
    spent, memory = _go_round(workplace, a_request)
    assert _count("message WHERE status = 'accepted'") == workplace.people
    return workplace.people / spent, memory


def _steps(workplace: Workplace) -> float:
    """Steps a second: emails that go out, and a day later the ends of waits, follow-ups that name
    the emails before, and conditions.
    """
    enroll(workplace)
    now, _ = _go_round(workplace, A_REQUEST)
    later, _ = _go_round(workplace, A_REQUEST, LATER)
    assert _count("enrollment WHERE status = 'finished'") == workplace.people
    return workplace.people * STEPS / (now + later)


def _go_round(
    workplace: Workplace, a_request: int, later: timedelta = timedelta()
) -> tuple[float, float]:
    """How many seconds as many engines as a worker has take for all that is due, and the memory
    of the largest.
    """
    began = workplace.began - later
    command = [sys.executable, "-m", "bench.engine_process", began.isoformat(), str(a_request)]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    engines = [subprocess.Popen(command, cwd=ROOT, **pipes) for _ in range(PROCESSES)]
    for engine in engines:
        engine.stdout.readline()
    for engine in engines:
        engine.stdin.write(b"\n")
        engine.stdin.flush()
    took = [json.loads(engine.communicate(timeout=300)[0]) for engine in engines]
    spent = max(each["ended"] for each in took) - min(each["began"] for each in took)
    return spent, max(each["mb"] for each in took)


def _count(what: str) -> int:
    with db.session() as session:
        return int(session.execute(text(f"SELECT count(*) FROM {what}")).scalar_one())


@contextmanager
def _slow_provider() -> Iterator[None]:
    url = (settings().sendgrid_base_url or "").removesuffix("/sendgrid")
    slow = {"provider": "sendgrid", "fault": "slow", "seconds": SLOW_S, "times": 1_000_000}
    call("POST", f"{url}/control", json=slow)
    yield
    call("DELETE", f"{url}/control")


def _bare(workplace: Workplace, a_request: int) -> float:
    """The same rows written, posted and ended, by nothing that decides or renders; as many at once
    as the engines begin.
    """
    enroll(workplace)
    with db.session() as session:
        people = session.execute(text("SELECT id, account_id, email FROM contact")).all()
    known = {
        "sequence": workplace.sequence_id,
        "sender": workplace.sender_id,
        "now": clock.now(),
    }
    at_once = PROCESSES * min(A_PART * a_request, BATCH)
    with ThreadPoolExecutor(IN_FLIGHT) as threads:
        began = time.perf_counter()
        for start in range(0, len(people), at_once):
            _bare_batch(threads, people[start : start + at_once], a_request, known)
        return len(people) / (time.perf_counter() - began)


def _bare_batch(
    threads: ThreadPoolExecutor, some: Sequence[Any], a_request: int, known: dict[str, Any]
) -> None:
    rows = [
        {
            "key": new_key(),
            "visit": 1,
            "contact_id": person.id,
            "account_id": person.account_id,
            "address": person.email,
        }
        for person in some
    ]
    with db.session() as session:
        ids = session.scalars(_FLOOR_BEFORE, {"rows": json.dumps(rows), **known}).all()
    requests = [rows[start : start + a_request] for start in range(0, len(rows), a_request)]
    answers = [*threads.map(sending.send, map(_payload, requests))]
    taken = [getattr(answer, "message_id", "") for answer in answers for _ in range(a_request)]
    results = [
        {"id": number, "provider_id": message_id}
        for number, message_id in zip(ids, taken, strict=False)
    ]
    with db.session() as session:
        session.execute(_FLOOR_AFTER, {"rows": json.dumps(results), "now": clock.now()})
        contacts = [person.id for person in some]
        session.execute(_FLOOR_MOVE, {"contacts": contacts, "now": clock.now()})


def _payload(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    body = "thank you for the visit at our booth. " * 20
    return {
        "from": {"email": "ann@yardflow.example", "name": "Ann"},
        "subject": "Hello Ann",
        "content": [
            {"type": "text/plain", "value": body},
            {"type": "text/html", "value": f"<p>{body}</p>"},
        ],
        "personalizations": [
            {"to": [{"email": row["address"]}], "custom_args": {"message_key": row["key"]}}
            for row in rows
        ],
    }
