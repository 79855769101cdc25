"""The question of a forecast: about whom, how many of them reply, and what would be otherwise."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any

from yardflow.errors import Contradictory, Invalid
from yardflow.services.records.selection import Selection
from yardflow.services.records.values import fields
from yardflow.services.records.values.fields import Cleaner, or_empty
from yardflow.services.sequences.definitions.checks import CLOSES_FIRST
from yardflow.services.sequences.senders.sender_fields import MOST_A_DAY, whole

MOST_REPLIES, MOST_SENDERS = 30, 20
A_YEAR = timedelta(days=365)
_HOURS = "Enter both when sending hours begin and when they end."
_FAR_AWAY = "Enter a first day of the event from a year ago to three years from now."


class Version(StrEnum):
    """What whoever enrolls would go through. A sequence that was never published has a draft only;
    whoever is enrolled stays on their version.
    """

    PUBLISHED = "published"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Question:
    """Who is in the sequence, and the contacts of a ``selection`` who could enroll; ``event_id`` is
    the event of these where the sequence has none. ``replies`` of a hundred reply to an email.

    What would be otherwise: each sender's ``daily_cap``, so many ``more_senders``, the sending
    hours from ``opens`` until ``closes``, and the event's first day, ``starts_on``.
    """

    selection: Selection | None = None
    event_id: int | None = None
    replies: int = 0
    daily_cap: int | None = None
    more_senders: int = 0
    opens: time | None = None
    closes: time | None = None
    starts_on: date | None = None
    version: Version = Version.PUBLISHED

    @property
    def changes(self) -> bool:
        """Whether anything would be otherwise."""
        return any((self.daily_cap, self.more_senders, self.opens, self.starts_on))

    def unchanged(self) -> "Question":
        """About the same people, as everything is."""
        return replace(
            self, daily_cap=None, more_senders=0, opens=None, closes=None, starts_on=None
        )

    def as_json(self) -> dict[str, Any]:
        """For a JSON column."""
        hours = {
            name: f"{at:%H:%M}" if at else None
            for name, at in (("opens", self.opens), ("closes", self.closes))
        }
        day = self.starts_on.isoformat() if self.starts_on else None
        chosen = self.selection.as_json() if self.selection else None
        plain = asdict(replace(self, selection=None))
        return {**plain, **hours, "starts_on": day, "selection": chosen}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Question":
        """The question that `as_json` was made of."""
        chosen = document.get("selection")
        return read_question(document, Selection.of(chosen) if chosen else None)


CLEANERS: dict[str, Cleaner] = {
    "event_id": or_empty(None, fields.key),
    "replies": or_empty(0, whole(0, MOST_REPLIES, "The share of replies, in percent,")),
    "daily_cap": or_empty(None, whole(1, MOST_A_DAY, "The daily limit")),
    "more_senders": or_empty(0, whole(0, MOST_SENDERS, "The number of added senders")),
    "opens": or_empty(None, fields.time_of_day),
    "closes": or_empty(None, fields.time_of_day),
    "starts_on": or_empty(None, fields.day),
    "version": or_empty(Version.PUBLISHED, fields.one_of(Version)),
}


def read_question(values: Mapping[str, object], selection: Selection | None = None) -> Question:
    """What was entered about the contacts of a selection.

    Raises:
        Invalid: a value is not valid, with what is wrong by field.
        Contradictory: sending hours without a beginning or an end.
    """
    clean: dict[str, Any] = fields.cleaned(
        {name: value for name, value in values.items() if name in CLEANERS}, CLEANERS
    )
    read = Question(selection, **clean)
    if (read.opens is None) != (read.closes is None):
        missing = "closes" if read.closes is None else "opens"
        raise Contradictory(_HOURS, {missing: _HOURS})
    return read


def check(question: Question, today: date) -> None:
    """Refuses what no forecast can be made of; of one that was made before it may have come true.

    Raises:
        Invalid: the event would be on a day that is too far away.
        Contradictory: sending hours that no sequence may have.
    """
    opens, closes, first_day = question.opens, question.closes, question.starts_on
    if opens is not None and closes is not None and closes <= opens:
        raise Contradictory(CLOSES_FIRST, {"closes": CLOSES_FIRST})
    if first_day is not None and not -A_YEAR <= first_day - today <= 3 * A_YEAR:
        raise Invalid(_FAR_AWAY, {"starts_on": _FAR_AWAY})
