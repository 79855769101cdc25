"""Brakes: a sequence or a sender that does harm is paused, with the numbers that say so.

Bounces of 5 % and complaints of 0.1 % are what mail hosts stop tolerating (Gmail and Yahoo ask bulk
senders for complaints well under 0.3 %); blocks speak of the sender's reputation.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import TextClause, text
from sqlmodel import Session

from yardflow.counts import counted
from yardflow.services.sequences.events import notices
from yardflow.services.sequences.lifecycle import status
from yardflow.services.sequences.senders import service as senders

WINDOW = timedelta(days=7)
# With fewer, one unlucky address would stop everything.
ENOUGH = 50
BOUNCES, COMPLAINTS = 0.05, 0.001
BLOCKS = 10

# What someone has seen and resumed is not held against it again.
_COUNTED = """
SELECT w.id, count(*) AS sent,
    count(*) FILTER (WHERE m.bounce IN ('hard', 'soft', 'full')) AS bounced,
    count(*) FILTER (WHERE m.bounce = 'policy') AS blocked,
    count(*) FILTER (WHERE m.complained_at IS NOT NULL) AS complained
FROM {watched} w JOIN message m ON m.{watched}_id = w.id
WHERE w.id = ANY(:ids) AND m.sent_at > greatest(:since, w.resumed_at) GROUP BY 1"""


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of the emails of a week."""

    sent: int
    bounced: int
    blocked: int
    complained: int

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
        if self.blocked >= BLOCKS:
            return f"{self.blocked:,} {of} were blocked by mail hosts. Check the sender's domain."
        return ""


def check(session: Session, messages: Iterable[Any], now: datetime) -> None:
    """Looks at the sequences and senders of these messages, which bounced or were complained of."""
    troubled = [*messages]
    for kind in ("sequence", "sender"):
        ids = sorted({number for m in troubled if (number := getattr(m, f"{kind}_id"))})
        if ids:
            _check(session, kind, ids, now)


def _check(session: Session, kind: str, ids: list[int], now: datetime) -> None:
    counted: TextClause = text(_COUNTED.format(watched=kind))
    for row in session.execute(counted, {"ids": ids, "since": now - WINDOW}).all():
        reason = Tally(row.sent, row.bounced, row.blocked, row.complained).reason
        if reason and kind == "sequence":
            if status.pause(session, None, row.id, reason):
                notices.of_sequence(session, row.id)
        elif reason and senders.brake(session, row.id, reason):
            notices.of_sender(session, row.id)
