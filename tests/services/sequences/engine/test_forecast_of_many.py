"""Of two thousand people, over the change of the clocks, holidays and caps, the engine sends each
email at the moment that was forecast.
"""

import json
from collections import Counter
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session

from tests.services.sequences.engine.test_forecast import gone_through
from tests.services.sequences.senders.cast import sender_of
from yardflow import clock
from yardflow.services.sequences.decisions import Send
from yardflow.services.sequences.definitions.steps import (
    Duration,
    Email,
    Schedule,
    Unit,
    Wait,
)
from yardflow.services.sequences.forecast import job, reading
from yardflow.services.sequences.forecast.question import Question

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]
PEOPLE = 2_000
# Maundy Thursday of 2027; the clocks of Europe change on Easter Sunday.
THURSDAY = datetime(2027, 3, 25, 6, tzinfo=UTC)
HOURS = Schedule(frozenset(range(5)), time(9), time(11), skip_holidays=True)
STEPS = (
    Email("intro", 1, next="wait"),
    Wait("wait", Duration(3, Unit.BUSINESS_DAYS), next="again"),
    Email("again", 1),
)
COUNTRIES = ("Germany", "United Kingdom", "Japan", "India")
_PEOPLE = """
INSERT INTO account (name, name_key, domain, website, industry, size, headquarters, icp_score,
    version, created_at, updated_at)
SELECT 'C' || n, 'c' || n, 'c' || n || '.com', '', '', '', '', 0, 1, now(), now()
FROM generate_series(1, CAST(:count AS int) / 2) n;
INSERT INTO contact (account_id, account_sort, first_name, last_name, name_key, title, email,
    email_status, phone, linkedin_url, country, version, created_at, updated_at)
SELECT a.id, a.sort_name, 'Ann' || k, 'Lee', 'ann' || k || ' lee', '', 'ann' || k || '@' || domain,
    'given', '', '', CAST(:countries AS jsonb) ->> CAST(a.id % 4 AS int), 1, now(), now()
FROM account a, generate_series(1, 2) k"""
_ENROLLED = text("""
INSERT INTO enrollment (sequence_id, version_id, contact_id, sender_id, status, exit_reason, step,
    visit, entered_at, due_at, source, enrolled_at)
SELECT s.id, s.version_id, c.id, (CAST(:senders AS bigint[]))[c.id % 4 + 1], 'active', '', 'intro',
    1, :now, :now, 'person', :now FROM contact c, sequence s WHERE s.id = :sequence""")
_SENT = text("SELECT contact_id, step, sent_at FROM message WHERE sent_at IS NOT NULL")


@pytest.fixture
def many(session: Session, publish) -> int:
    """The sequence in which they all are, two of each account, with four senders."""
    for statement in _PEOPLE.split(";"):
        values = {"count": PEOPLE, "countries": json.dumps(COUNTRIES)}
        known = {name: value for name, value in values.items() if f":{name}" in statement}
        session.execute(text(statement), known)
    session.commit()
    with clock.at(THURSDAY):
        sequence_id = publish(*STEPS, schedule=HOURS)
    zones = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "UTC")
    senders = [sender_of(session, timezone=zone, daily_cap=300) for zone in zones]
    about = {"sequence": sequence_id, "senders": senders, "now": THURSDAY}
    session.execute(_ENROLLED, about)
    session.commit()
    return sequence_id


def test_the_engine_sends_each_of_thousands_of_emails_when_it_was_forecast(session, bob, many):
    with clock.at(THURSDAY):
        known = reading.read(session, bob, many, Question(), THURSDAY)
        simulation = job.simulated(known, Question(), THURSDAY)
        session.commit()
    rows = simulation.situation.rows
    forecast = {
        (rows[each.enrollment_id].contact_id, each.step): each.at
        for each in simulation.taken
        if isinstance(each.decision, Send)
    }
    assert simulation.complete and len(forecast) == 2 * PEOPLE
    gone_through(session, THURSDAY + timedelta(days=40))
    sent = {(row.contact_id, row.step): row.sent_at for row in session.execute(_SENT)}
    assert sent == forecast
    days = Counter(at.date() for at in sent.values())
    assert len(days) > 3, days
