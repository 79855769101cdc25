"""The question of a replay: on which days, and with whom."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from yardflow.errors import Contradictory
from yardflow.services.records.values import fields

_NO_LIST = "Choose the event whose contacts go through the sequence."


@dataclass(frozen=True, slots=True)
class Question:
    """On the days of another event, or from ``starts_on``; without either, as it was. With
    ``attendees`` the contacts on that event's list go through it, instead of those who did.
    """

    event_id: int | None = None
    starts_on: date | None = None
    attendees: bool = False

    def as_json(self) -> dict[str, Any]:
        """For a JSON column."""
        day = self.starts_on.isoformat() if self.starts_on else None
        return {**asdict(self), "starts_on": day}


def read_question(values: Mapping[str, object]) -> Question:
    """What was entered, or stored before.

    Raises:
        Invalid: a value is not valid, with what is wrong by field.
        Contradictory: the attendees of no event.
    """
    clean: dict[str, Any] = fields.cleaned(
        {name: value for name, value in values.items() if name in _CLEANERS}, _CLEANERS
    )
    read = Question(**clean)
    if read.attendees and read.event_id is None:
        raise Contradictory(_NO_LIST, {"event_id": _NO_LIST})
    return read


_CLEANERS: dict[str, fields.Cleaner] = {
    "event_id": fields.or_empty(None, fields.key),
    "starts_on": fields.or_empty(None, fields.day),
    "attendees": bool,
}
