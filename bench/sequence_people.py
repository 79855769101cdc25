"""A workplace in which everyone is due for the one email of a sequence, or for the first of its
steps.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day

from sqlalchemy import text
from sqlmodel import Session

from bench import own_workplace
from yardflow import clock, db
from yardflow.models import Role, User
from yardflow.services.access import Principal
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.definitions.steps import (
    Condition,
    Definition,
    Duration,
    Email,
    EmailTest,
    EntryRules,
    Happened,
    Schedule,
    Step,
    Unit,
    Wait,
)
from yardflow.services.sequences.lifecycle import drafts, publishing

PEOPLE = 5_000
# A Tuesday afternoon in Berlin.
NOW = datetime(2027, 3, 9, 15, tzinfo=UTC)
_ALWAYS = Schedule(frozenset(range(7)), time_of_day(0), time_of_day(23, 59), skip_holidays=False)

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


# Where more than an email is asked for: an email, a wait, a follow-up in its thread, a condition.
STEPS, LATER = 4, timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Workplace:
    """The sequence, and whose emails they are; ``began`` is when it was Tuesday there."""

    sequence_id: int
    sender_id: int
    began: datetime
    people: int


@contextmanager
def opened(
    people: int = PEOPLE, *, further: bool = False, five: bool = False
) -> Iterator[Workplace]:
    """People of a company each, a template, a sender without limits, a sequence of one email, or
    with steps ``further`` than that, or with three emails in ``five`` steps.
    """
    began = datetime.now(UTC)
    with own_workplace.opened(), clock.at(lambda: NOW + (datetime.now(UTC) - began)):
        with db.session() as session:
            sequence_id, sender_id = _set_up(session, people, further=further, five=five)
        yield Workplace(sequence_id, sender_id, began, people)


def enroll(workplace: Workplace) -> None:
    """Everyone, as if for the first time."""
    with db.session() as session:
        session.execute(text("TRUNCATE message, enrollment, sender_day CASCADE"))
        session.execute(
            text("""INSERT INTO enrollment (sequence_id, version_id, contact_id, sender_id, status,
                exit_reason, step, visit, entered_at, due_at, source, enrolled_at)
                SELECT :sequence, s.version_id, c.id, :sender, 'active', '', 'intro', 1, :now, :now,
                'person', :now FROM contact c, sequence s WHERE s.id = :sequence"""),
            {"sequence": workplace.sequence_id, "sender": workplace.sender_id, "now": NOW},
        )
        session.execute(text("ANALYZE"))


def _set_up(session: Session, people: int, *, further: bool, five: bool) -> tuple[int, int]:
    for statement in _PEOPLE.split(";"):
        session.execute(text(statement), {"count": people} if ":count" in statement else {})
    user = User(email="ann@yardflow.example", name="Ann", password_hash="", role=Role.ADMIN)
    session.add(user)
    session.flush()
    principal = Principal(user.id or 0, Role.ADMIN, user.name, user.email)
    setting = {"person_per_week": 50, "first_touches_per_day": None, "postal_address": "1 Main St"}
    setting["reply_host"] = "reply.yardflow.example"
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
    steps: tuple[Step, ...] = (
        Email("intro", template_id, next="wait" if further else None),
        Wait("wait", Duration(LATER.days, Unit.DAYS), next="again"),
        Email("again", template_id, next="opened"),
        Condition("opened", (EmailTest("intro", Happened.OPENED),)),
    )[: STEPS if further else 1]
    if five:
        steps = five_steps(template_id)
    definition = Definition("intro", {step.key: step for step in steps}, _ALWAYS, EntryRules())
    row = drafts.create(session, principal, {"name": "S", "draft": reading.write(definition)})
    publishing.publish(session, principal, row.id, pin=lambda ids: dict.fromkeys(ids, version_id))
    return row.id, sender_id


def five_steps(template_id: int) -> tuple[Step, ...]:
    """Three emails, with days between them."""
    days = Duration(3, Unit.DAYS)
    return (
        Email("intro", template_id, next="wait"),
        Wait("wait", days, next="second"),
        Email("second", template_id, next="later"),
        Wait("later", days, next="third"),
        Email("third", template_id),
    )


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
            + '<a href="{{ unsubscribe_url }}">No more</a> {{ workplace.postal_address }}</p>',
        },
    ).scalar_one()
    return template_id, version_id
