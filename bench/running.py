"""The counts of a running sequence of 100,000 people, 300,000 emails and 30,000 replies, and the
lists behind them, with the statistics of before and with fresh ones.

The floor of a list is its page as a person would ask for it in SQL, without how many there are.
"""

import time
from collections.abc import Callable

from sqlalchemy import text
from sqlmodel import Session

from bench import sequence_people
from bench.figures import Figure, percentile
from yardflow import db
from yardflow.models import Role, TallyKind
from yardflow.services.access import Principal
from yardflow.services.sequences.decisions import Gate
from yardflow.services.sequences.running import funnel, people, stuck
from yardflow.services.sequences.running.people import Counted

PEOPLE, TIMES, PAGE = 100_000, 40, 20
STEP = "second"
_BOB = Principal(1, Role.ADMIN, "Bob", "")
# A third of all wait at each email, and a third of them lack a sender.
_ENROLLED = """
INSERT INTO enrollment (sequence_id, version_id, contact_id, status, exit_reason, step, visit,
    entered_at, due_at, source, enrolled_at, reasons)
SELECT s.id, s.version_id, c.id, 'active', '', (ARRAY['intro', 'second', 'third'])[1 + c.id % 3], 1,
    now(), now(), 'person', now(), CASE WHEN c.id % 9 < 3 THEN
        '[{"gate": "no_sender", "opens_at": null, "words": "No sender"}]' ELSE '[]' END::jsonb
FROM contact c, sequence s"""
# Of a hundred one came back, one was refused and one was too late.
_SENT = """
INSERT INTO message (key, enrollment_id, sequence_id, step, visit, contact_id, account_id, address,
    subject, status, error, provider_id, attempts, first_touch, due_at, sent_at)
SELECT e.id || s.key, e.id, e.sequence_id, s.key, 1, c.id, c.account_id, c.email, 'Hello',
    CASE e.id % 100 WHEN 1 THEN 'bounced' WHEN 2 THEN 'failed' WHEN 3 THEN 'missed'
        ELSE 'delivered' END, '', '', 1, false, now(),
    CASE WHEN e.id % 100 NOT IN (2, 3) THEN now() END
FROM enrollment e JOIN contact c ON c.id = e.contact_id
CROSS JOIN unnest(ARRAY['intro', 'second', 'third']) s (key)"""
_ANSWERED = """
INSERT INTO reply (fingerprint, kind, sender, sender_name, subject, mail_id, successor_address,
    successor_name, outcome, contact_id, account_id, enrollment_id, sequence_id, message_id,
    received_at, placed_by, placed_at)
SELECT m.id, 'human', m.address, '', 'Re: Hello', '', '', '', '', m.contact_id, m.account_id,
    m.enrollment_id, m.sequence_id, m.id, now(), 'address', now()
FROM message m WHERE m.id % 10 = 0"""
_PAGE = """
SELECT {0}.id, c.first_name, c.last_name, a.name FROM {0} JOIN contact c ON c.id = {0}.contact_id
JOIN account a ON a.id = c.account_id WHERE {0}.sequence_id = :id AND {1}
ORDER BY {0}.id DESC LIMIT 20"""
_AT_STEP = "step = 'second' AND "
_BY_HAND = {
    TallyKind.WAITING: ("enrollment", _AT_STEP + "status = 'active'"),
    TallyKind.SENT: ("message", _AT_STEP + "sent_at IS NOT NULL"),
    TallyKind.FAILED: ("message", _AT_STEP + "status IN ('failed', 'bounced', 'dropped')"),
    TallyKind.MISSED: ("message", _AT_STEP + "status = 'missed'"),
    TallyKind.REPLIED: ("reply", _AT_STEP + "kind = 'human'"),
    TallyKind.STUCK: ("enrollment", "status = 'active' AND stuck = 'no_sender'"),
}


def measure() -> list[Figure]:
    with sequence_people.opened(PEOPLE, five=True) as workplace:
        _fill()
        stale = _lists(workplace.sequence_id)
        with db.session() as session:
            session.execute(text("ANALYZE"))
        fresh = _lists(workplace.sequence_id)
        by_hand = _by_hand(workplace.sequence_id)
        counts = _p95(lambda session: funnel.of_sequence(session, _BOB, workplace.sequence_id))
    figures = [
        Figure(f"list of {kind} p95", max(stale[kind], fresh[kind]), "ms", floor, "value <= 100")
        for kind, floor in by_hand.items()
    ]
    return [*figures, Figure("counts of a running sequence p95", counts, "ms", None, "value <= 20")]


def _fill() -> None:
    """The rows, and nothing that looks at the tables afterwards."""
    with db.session() as session:
        for name in ("contact", "enrollment", "message", "reply"):
            session.execute(text(f"ALTER TABLE {name} SET (autovacuum_enabled = false)"))
        for statement in (_ENROLLED, _SENT, _ANSWERED):
            session.execute(text(statement))


def _lists(sequence_id: int) -> dict[TallyKind, float]:
    """Milliseconds for the first page of each."""
    return {kind: _p95(lambda session, kind=kind: _list(session, sequence_id, kind))
            for kind in _BY_HAND}  # fmt: skip


def _list(session: Session, sequence_id: int, kind: TallyKind) -> None:
    if kind is TallyKind.STUCK:
        page = stuck.people(session, _BOB, sequence_id, Gate.NO_SENDER, limit=PAGE)
    else:
        page = people.search(session, _BOB, Counted(sequence_id, STEP, kind), limit=PAGE)
    assert len(page.items) == PAGE, kind


def _by_hand(sequence_id: int) -> dict[TallyKind, float]:
    return {
        kind: _p95(
            lambda session, page=_PAGE.format(*what): session.execute(
                text(page), {"id": sequence_id}
            ).all()
        )
        for kind, what in _BY_HAND.items()
    }


def _p95(work: Callable[[Session], object]) -> float:
    spent = []
    for _ in range(TIMES):
        with db.session() as session:
            began = time.perf_counter()
            work(session)
            spent.append((time.perf_counter() - began) * 1000)
    return percentile(spent, 0.95)
