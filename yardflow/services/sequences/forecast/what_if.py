"""A situation as it would be with other limits, more senders, or the event on other days."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from yardflow.models import Event
from yardflow.services.records.hall_hours import later_days
from yardflow.services.sequences.engine.reading import standing
from yardflow.services.sequences.engine.situation import Situation
from yardflow.services.sequences.forecast.question import Question

_ADDED = "Added sender"


@dataclass(frozen=True, slots=True)
class Days:
    """When an event is, and when its hall is open; as an event has it."""

    starts_on: date | None
    ends_on: date | None
    timezone: str
    hall_opens: time | None
    hall_closes: time | None
    hall_days: list[dict[str, Any]]


def change(situation: Situation, question: Question, own: Collection[int]) -> None:
    """Makes it so; more senders and other hours are for the ``own`` enrollments."""
    if question.daily_cap is not None:
        _limit(situation, question.daily_cap)
    if question.opens is not None and question.closes is not None:
        _open(situation, question.opens, question.closes, own)
    if question.starts_on is not None:
        _shift(situation, question.starts_on, own)
    if question.more_senders:
        _add_senders(situation, question.more_senders, own)


def move_event(situation: Situation, event_id: int, days: Days) -> None:
    """The event with this id is on other days; whoever waits for one of them is looked at again."""
    moved = {name: getattr(days, name) for name in Days.__slots__}
    moved["due_at"] = situation.now
    situation.rows = {
        number: standing(row, **moved) if row.event_id == event_id else row
        for number, row in situation.rows.items()
    }


def _limit(situation: Situation, most: int) -> None:
    for number, sender in situation.senders.items():
        situation.senders[number] = replace(sender, caps=replace(sender.caps, most=most))


def _open(situation: Situation, opens: time, closes: time, own: Collection[int]) -> None:
    for version_id in {situation.rows[number].version_id for number in own}:
        definition = situation.definitions[version_id]
        schedule = replace(definition.schedule, opens=opens, closes=closes)
        situation.definitions[version_id] = replace(definition, schedule=schedule)


def _shift(situation: Situation, starts_on: date, own: Collection[int]) -> None:
    """As long as before, with the hours of each day."""
    rows: dict[int, Any] = dict(situation.rows)
    for number in own:
        row = rows[number]
        if row.starts_on is not None:
            by = starts_on - row.starts_on
            rows[number] = standing(
                row,
                due_at=situation.now,
                starts_on=starts_on,
                ends_on=(row.ends_on or row.starts_on) + by,
                hall_days=later_days(row.hall_days, by),
            )
    situation.rows = rows


def _add_senders(situation: Situation, count: int, own: Collection[int]) -> None:
    """Like the one with most to do; whoever got no email yet is shared among all evenly."""
    busy = Counter(situation.rows[number].sender_id for number in own)
    busy.pop(None, None)
    busy.pop(0, None)
    if not busy:
        return
    usual = situation.senders[busy.most_common(1)[0][0]]
    added = [-number for number in range(1, count + 1)]
    for number in added:
        name = _ADDED if count == 1 else f"{_ADDED} {-number}"
        pace = usual.pace and replace(usual.pace, sender_id=number)
        situation.sender_sent[number] = {}
        situation.senders[number] = replace(
            usual,
            name=name,
            sent_on=situation.sender_sent[number],
            next_at=None,
            paused="",
            pace=pace,
        )
    _share(situation, added, len(busy), own)


def _share(situation: Situation, added: list[int], before: int, own: Collection[int]) -> None:
    """Of each ``before`` and the added together, the added get their part."""
    rows: dict[int, Any] = dict(situation.rows)
    free = [rows[number] for number in own if _is_free(situation, rows[number])]
    for place, row in enumerate(sorted(free, key=lambda row: (row.rank, row.id))):
        turn = place % (len(added) + before)
        if turn < len(added):
            rows[row.id] = standing(row, sender_id=added[turn])
    situation.rows = rows


def _is_free(situation: Situation, row: Any) -> bool:
    return not row.touched and not situation.emails.get(row.id)


def days_of(event: Event) -> Days:
    """The days of an event, as its fields say."""
    return Days(**{name: getattr(event, name) for name in Days.__slots__})
