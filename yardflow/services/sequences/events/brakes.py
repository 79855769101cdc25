"""Brakes: a sequence or a sender that does harm is paused, with the numbers that say so.

Bounces of 5 % and complaints of 0.1 % are what mail hosts stop tolerating (Gmail and Yahoo ask bulk
senders for complaints well under 0.3 %). Blocks speak of the sender's reputation, whatever sequence
it mails for, so they pause senders only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import TextClause, text
from sqlmodel import Session

from yardflow import clock
from yardflow.counts import counted
from yardflow.services.access import Principal
from yardflow.services.records.values.fields import LARGEST_ID
from yardflow.services.sequences.events import notices
from yardflow.services.sequences.lifecycle import status
from yardflow.services.sequences.senders import service as senders

WINDOW = timedelta(days=7)
# With fewer, one unlucky address would stop everything.
ENOUGH = 50
BOUNCES, COMPLAINTS = 0.05, 0.001
# One strict company refuses a few, so it takes some blocks; but before `ENOUGH` emails not so many,
# or a new sender that most hosts refuse would go on for days of its warm-up.
FIRST_BLOCKS, BLOCKS = 5, 10
WHEN = (
    f"From {ENOUGH} emails on, it is paused automatically at {BOUNCES:.0%} bounced, "
    f"{COMPLAINTS:.1%} marked as spam or {BLOCKS} blocked; before that, at {FIRST_BLOCKS} blocked."
)

# What someone has seen and resumed is not held against it again.
_COUNTED = """
SELECT w.id, count(*) AS sent,
    count(*) FILTER (WHERE m.bounce IN ('hard', 'soft', 'full')) AS bounced,
    count(*) FILTER (WHERE m.bounce = 'policy') AS blocked,
    count(*) FILTER (WHERE m.complained_at IS NOT NULL) AS complained
FROM {watched} w JOIN message m ON m.{watched}_id = w.id
WHERE w.id = ANY(:ids) AND m.sent_at IS NOT NULL
    AND m.sending_at > greatest(:since, w.resumed_at) GROUP BY 1"""


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of the emails of a week."""

    sent: int
    bounced: int
    blocked: int
    complained: int

    @property
    def words(self) -> str:
        """The numbers, whatever they mean: ``2 of 60 emails bounced``."""
        if not self.sent:
            return "No emails went out in the last 7 days."
        of = f"Of {counted(self.sent, 'email')} in the last 7 days"
        spam = f"{self.complained:,} marked as spam"
        return f"{of}, {self.bounced:,} bounced, {self.blocked:,} blocked and {spam}."

    @property
    def reason(self) -> str:
        """Why it is to pause, in a sentence; empty while all is well."""
        if self.sent < ENOUGH:
            return ""
        of = f"of {counted(self.sent, 'email')} in the last 7 days"
        if self.bounced >= BOUNCES * self.sent:
            return f"{self.bounced:,} {of} bounced. Check where the addresses come from."
        if self.complained >= COMPLAINTS * self.sent:
            return f"{self.complained:,} {of} were marked as spam. Check who gets them, and why."
        return ""

    @property
    def sender_reason(self) -> str:
        """`reason`, and what speaks of a sender alone."""
        if self.reason or self.blocked < (FIRST_BLOCKS if self.sent < ENOUGH else BLOCKS):
            return self.reason
        of = f"of {counted(self.sent, 'email')} in the last 7 days"
        return f"{self.blocked:,} {of} were blocked by mail hosts. Check the sender's domain."


def of_sender(session: Session, principal: Principal, sender_id: int) -> Tally:
    """What came of a sender's emails since the brake counts them."""
    tallies = _tallies(session, "sender", [min(sender_id, LARGEST_ID)], clock.now())
    return tallies.get(sender_id, Tally(0, 0, 0, 0))


def check(session: Session, messages: Iterable[Any], now: datetime) -> None:
    """Looks at the sequences and senders of these messages, which bounced or were complained of."""
    troubled = [*messages]
    for kind in ("sequence", "sender"):
        ids = sorted({number for m in troubled if (number := getattr(m, f"{kind}_id"))})
        if ids:
            _check(session, kind, ids, now)


def _check(session: Session, kind: str, ids: list[int], now: datetime) -> None:
    for number, tally in _tallies(session, kind, ids, now).items():
        if kind == "sequence":
            if tally.reason and status.pause(session, None, number, tally.reason):
                notices.of_sequence(session, number)
        elif tally.sender_reason and senders.brake(session, number, tally.sender_reason):
            notices.of_sender(session, number)


def _tallies(session: Session, kind: str, ids: list[int], now: datetime) -> dict[int, Tally]:
    """Of those that have sent anything."""
    statement: TextClause = text(_COUNTED.format(watched=kind))
    rows = session.execute(statement, {"ids": ids, "since": now - WINDOW}).all()
    return {row.id: Tally(row.sent, row.bounced, row.blocked, row.complained) for row in rows}
