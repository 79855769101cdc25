"""How many emails the engine sends a second, beside a bare loop with the same statements and posts;
how long a claim takes among a million enrollments; and how many reports are applied a second.
"""

import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from bench import own_workplace
from bench.figures import Figure, percentile
from yardflow import clock, db
from yardflow.integrations.sendgrid import sending
from yardflow.models import Role, User
from yardflow.models.message import new_key
from yardflow.services.access import Principal
from yardflow.services.sequences import events
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.definitions.steps import Definition, Email, EntryRules, Schedule
from yardflow.services.sequences.engine.claiming import claim
from yardflow.services.sequences.engine.round import IN_FLIGHT, Engine
from yardflow.services.sequences.lifecycle import drafts, publishing

PEOPLE, REPORTS, CLAIMS = 3_000, 10_000, 40
# A Tuesday afternoon in Berlin.
NOW = datetime(2027, 3, 9, 15, tzinfo=UTC)
_ALWAYS = Schedule(frozenset(range(7)), time_of_day(0), time_of_day(23, 59), skip_holidays=False)
_MANY = 1_000

_PEOPLE = """
INSERT INTO account (name, name_key, domain, website, industry, size, headquarters, icp_score,
    version, created_at, updated_at)
SELECT 'C' || n, 'c' || n, 'c' || n || '.com', '', '', '', '', 0, 1, now(), now()
FROM generate_series(1, :count) n;
INSERT INTO contact (account_id, account_sort, first_name, last_name, name_key, title, email,
    email_status, phone, linkedin_url, country, version, created_at, updated_at)
SELECT id, sort_name, 'Ann', 'Lee', 'ann lee', '', 'ann@' || domain, 'given', '', '', 'Germany', 1,
    now(), now()
FROM account"""
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
_LATER = text("""
UPDATE enrollment SET due_at = :later, leased_until = NULL WHERE id = ANY(:ids)""")
_FLOOR_MOVE = text("""
UPDATE enrollment SET status = 'finished', ended_at = :now, due_at = NULL, leased_until = NULL
WHERE contact_id = ANY(:contacts)""")


def measure() -> list[Figure]:
    with own_workplace.opened(), clock.at(lambda: NOW + (datetime.now(UTC) - began)):
        began = datetime.now(UTC)
        with db.session() as session:
            sequence_id, sender_id = _set_up(session)
        _enroll(sequence_id, sender_id)
        floor = _bare(sequence_id, sender_id)
        _enroll(sequence_id, sender_id)
        sent = _engine()
        applied = _reports()
        claimed = _claims(sequence_id, sender_id)
    return [
        Figure("emails a second, provider at once", sent, "/s", floor, "ratio >= 0.6"),
        Figure("reports applied", applied, "/s"),
        Figure("claim of 500 of a million, p95", claimed * 1_000, "ms", None, "value <= 50"),
    ]


def _set_up(session: Session) -> tuple[int, int]:
    """People of a company each, a template, a sender without limits, a sequence of one email."""
    for statement in _PEOPLE.split(";"):
        session.execute(text(statement), {"count": PEOPLE} if ":count" in statement else {})
    user = User(email="ann@yardflow.example", name="Ann", password_hash="", role=Role.ADMIN)
    session.add(user)
    session.flush()
    principal = Principal(user.id or 0, Role.ADMIN, user.name, user.email)
    setting = {"person_per_week": 50, "first_touches_per_day": None, "postal_address": "1 Main St"}
    session.execute(
        text("INSERT INTO setting (key, value, updated_at) VALUES ('email', :value, now())"),
        {"value": json.dumps(setting)},
    )
    template_id, version_id = _template(session)
    sender_id = session.execute(
        text("""INSERT INTO sender (name, address, timezone, daily_cap, warmup_first, warmup_step,
            pace_s, jitter_s, signature_html, signature_text, pause_reason, created_at, updated_at)
            VALUES ('Ann', 'ann@yardflow.example', 'Europe/Berlin', 100000, 0, 0, 0, 0, '', '', '',
            now(), now()) RETURNING id""")
    ).scalar_one()
    email = Email("intro", template_id)
    definition = Definition("intro", {"intro": email}, _ALWAYS, EntryRules())
    row = drafts.create(session, principal, {"name": "S", "draft": reading.write(definition)})
    publishing.publish(session, principal, row.id, pin=lambda ids: dict.fromkeys(ids, version_id))
    return row.id, sender_id


def _template(session: Session) -> tuple[int, int]:
    template_id = session.execute(
        text(
            "INSERT INTO template (name, created_at, updated_at) VALUES ('T', now(), now())"
            " RETURNING id"
        )
    ).scalar_one()
    version_id = session.execute(
        text("""INSERT INTO template_version (template_id, number, subject, preheader, html, text,
            created_at) VALUES (:template, 1, 'Hello {{ contact.first_name }}', '', :html, '',
            now()) RETURNING id"""),
        {
            "template": template_id,
            "html": "<p>Hello {{ contact.first_name }} of {{ account.name }}, "
            + "thank you for the visit at our booth. " * 20
            + '<a href="{{ unsubscribe_url }}">No more</a></p>',
        },
    ).scalar_one()
    return template_id, version_id


def _enroll(sequence_id: int, sender_id: int) -> None:
    with db.session() as session:
        session.execute(text("DELETE FROM message"))
        session.execute(text("DELETE FROM enrollment"))
        session.execute(
            text("""INSERT INTO enrollment (sequence_id, version_id, contact_id, sender_id, status,
                exit_reason, step, visit, entered_at, due_at, source, enrolled_at)
                SELECT :sequence, s.version_id, c.id, :sender, 'active', '', 'intro', 1, :now, :now,
                'person', :now FROM contact c, sequence s WHERE s.id = :sequence"""),
            {"sequence": sequence_id, "sender": sender_id, "now": NOW},
        )


def _engine() -> float:
    """Emails a second, from enrollments that are due to their end."""
    engine, began = Engine(), time.perf_counter()
    while engine.round():
        pass
    spent = time.perf_counter() - began
    with db.session() as session:
        sent = session.execute(text("SELECT count(*) FROM message WHERE status = 'accepted'"))
        assert sent.scalar_one() == PEOPLE
    return PEOPLE / spent


def _bare(sequence_id: int, sender_id: int) -> float:
    """The same rows written, posted and ended, by nothing that decides or renders."""
    with db.session() as session:
        people = session.execute(text("SELECT id, account_id, email FROM contact")).all()
    known = {"sequence": sequence_id, "sender": sender_id, "now": clock.now()}
    with ThreadPoolExecutor(IN_FLIGHT) as threads:
        began = time.perf_counter()
        for start in range(0, len(people), IN_FLIGHT):
            _bare_batch(threads, people[start : start + IN_FLIGHT], known)
        return len(people) / (time.perf_counter() - began)


def _bare_batch(threads: ThreadPoolExecutor, some: Sequence[Any], known: dict[str, Any]) -> None:
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
    answers = [*threads.map(sending.send, [_payload(row) for row in rows])]
    results = [
        {"id": number, "provider_id": getattr(answer, "message_id", "")}
        for number, answer in zip(ids, answers, strict=True)
    ]
    with db.session() as session:
        session.execute(_FLOOR_AFTER, {"rows": json.dumps(results), "now": clock.now()})
        contacts = [person.id for person in some]
        session.execute(_FLOOR_MOVE, {"contacts": contacts, "now": clock.now()})


def _payload(row: dict[str, Any]) -> dict[str, Any]:
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
        ],
    }


def _reports() -> float:
    """Opens and deliveries of what was sent: stored, judged and applied."""
    with db.session() as session:
        keys = session.scalars(text("SELECT key FROM message ORDER BY id")).all()
    kinds = ("delivered", "open", "click")
    reports = [
        events.Report(
            f"{kind}{n}",
            keys[n % len(keys)],
            kind,
            NOW + timedelta(minutes=len(kind)),
            {"url": "https://yardflow.example"} if kind == "click" else {},
        )
        for n in range(REPORTS // len(kinds))
        for kind in kinds
    ]
    began = time.perf_counter()
    for start in range(0, len(reports), 1_000):
        with db.session() as session:
            events.store(session, reports[start : start + 1_000])
    applied = count = 0
    while count or not applied:
        with db.session() as session:
            count = events.apply(session)
        applied += count
    assert applied == len(reports)
    return applied / (time.perf_counter() - began)


def _claims(sequence_id: int, sender_id: int) -> float:
    """The 95th percentile of claims of 500, in seconds, when a million people are in sequences."""
    with db.session() as session:
        session.execute(text("DELETE FROM enrollment"))
        session.execute(
            text("""INSERT INTO sequence (name, description, status, draft, version_id,
                pause_reason, created_at, updated_at)
                SELECT 'S' || n, '', 'active', '{}', s.version_id, '', now(), now()
                FROM generate_series(1, :many) n, sequence s WHERE s.id = :sequence"""),
            {"many": _MANY, "sequence": sequence_id},
        )
        session.execute(
            text("""INSERT INTO enrollment (sequence_id, version_id, contact_id, sender_id, status,
                exit_reason, step, visit, entered_at, due_at, source, enrolled_at)
                SELECT s.id, s.version_id, c.id, :sender, 'active', '', 'intro', 1, :now,
                    :now + (c.id % 100) * interval '1 minute' - interval '20 minutes', 'person',
                    :now
                FROM sequence s, (SELECT id FROM contact ORDER BY id LIMIT :many) c
                WHERE s.name <> 'S'"""),
            {"sender": sender_id, "now": NOW, "many": _MANY},
        )
    spent = []
    for _ in range(CLAIMS):
        with db.session() as session:
            began = time.perf_counter()
            ids = claim(session, clock.now(), 500)
            spent.append(time.perf_counter() - began)
            assert len(ids) == 500
            session.execute(_LATER, {"ids": ids, "later": NOW + timedelta(days=1)})
    return percentile(spent, 0.95)
