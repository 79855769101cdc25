"""What follows from an assumed reaction to an email, as from a real one
(conversations/outcomes.py): for who reacts, and for their colleagues.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from yardflow.models import OnColleague, OnReply
from yardflow.services.sequences.decisions import Hold, HoldLevel
from yardflow.services.sequences.definitions.steps import StepKey
from yardflow.services.sequences.engine.situation import Situation
from yardflow.services.sequences.forecast.assumptions import AWAY, Assumed

REPLIED = "They replied"
COLLEAGUE_REPLIED = "A colleague replied"
OUT_OF_OFFICE = "Out of the office"


class Reactions:
    """Notes in a situation what the people of its rows do."""

    def __init__(self, situation: Situation, rows: Mapping[int, Any]) -> None:
        self._situation, self._rows = situation, rows
        self._at_account: dict[int, list[int]] = defaultdict(list)
        for row in rows.values():
            self._at_account[row.account_id].append(row.id)

    def of(self, row: Any, step: StepKey, assumed: Assumed) -> dict[int, str]:
        """Does what follows; why which enrollments end by it."""
        match assumed:
            case Assumed.OPENED:
                self._note(row, step, "opened_at")
            case Assumed.CLICKED:
                self._note(row, step, "opened_at", "clicked_at")
            case Assumed.OUT_OF_OFFICE:
                until = self._situation.now + AWAY
                self._hold(HoldLevel.CONTACT, row.contact_id, OUT_OF_OFFICE, until)
            case Assumed.REPLIED:
                return dict(self._reply(row))
        return {}

    def _note(self, row: Any, step: StepKey, *names: str) -> None:
        email = self._situation.emails[row.id][step]
        for name in names:
            setattr(email, name, self._situation.now)

    def _reply(self, row: Any) -> Iterator[tuple[int, str]]:
        known = self._situation.answers.get(row.contact_id)
        meeting = known.meeting if known is not None else None
        self._situation.answers[row.contact_id] = SimpleNamespace(meeting=meeting, reply="human")
        for number in self._at_account[row.account_id]:
            other = self._rows[number]
            own = other.contact_id == row.contact_id
            if own and other.on_reply == OnReply.END:
                yield number, REPLIED
            elif own:
                self._wait_for_a_person(number, REPLIED)
            elif other.on_colleague == OnColleague.STOP:
                yield number, COLLEAGUE_REPLIED
            elif other.on_colleague == OnColleague.PAUSE:
                self._wait_for_a_person(number, COLLEAGUE_REPLIED)

    def _wait_for_a_person(self, number: int, reason: str) -> None:
        """Once, however many reply."""
        known = self._situation.holds.get((HoldLevel.ENROLLMENT, number), ())
        if all(hold.until is not None for hold in known):
            self._hold(HoldLevel.ENROLLMENT, number, reason)

    def _hold(
        self, level: HoldLevel, number: int, reason: str, until: datetime | None = None
    ) -> None:
        hold = Hold(level, reason, until, self._situation.now)
        self._situation.holds.setdefault((level, number), []).append(hold)
