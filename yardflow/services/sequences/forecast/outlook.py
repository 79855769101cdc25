"""The dates at which whoever enters a draft now comes to its steps, for an event, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from sqlmodel import Session

from yardflow import clock
from yardflow.day_times import day_time
from yardflow.models import Event
from yardflow.services.access import Principal
from yardflow.services.records.load import row_of
from yardflow.services.sequences.decisions import zones
from yardflow.services.sequences.decisions.earliest import Passage, earliest
from yardflow.services.sequences.decisions.facts import ShowFacts
from yardflow.services.sequences.definitions import wording
from yardflow.services.sequences.definitions.steps import (
    Definition,
    Email,
    Late,
    ShowMoment,
    Step,
    StepKey,
    Wait,
)
from yardflow.services.sequences.engine.situation import show_facts

_USUAL_HOUR = time(9)
NO_DATES = "This event has no dates yet."


@dataclass(frozen=True, slots=True)
class StepDates:
    """When a step is over at the earliest and when its time limit is, each in a sentence or empty;
    ``late`` says that the limit is over before anyone comes there.
    """

    when: str = ""
    limit: str = ""
    late: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """The dates of steps, by key; ``note`` says why there are none. ``usual_limit`` is the moment
    that a time limit is set to before anything else is entered, always ahead.
    """

    steps: Mapping[StepKey, StepDates] = field(default_factory=dict)
    note: str = ""
    usual_limit: datetime = field(default_factory=lambda: _tomorrow(UTC))


def outlook(
    session: Session, principal: Principal, definition: Definition, event_id: int | None
) -> Outlook:
    """The dates of a definition's steps for an event, in the time of its venue. Without one it only
    says which time limits have passed.
    """
    event = row_of(session, Event, event_id or 0)
    now = clock.now()
    show = show_facts(event) if event is not None else None
    if event is None or show is None:
        return Outlook(_passed(definition, now), NO_DATES if event is not None else "")
    words = _Words(show.zone, event.location.partition(",")[0].strip(), now)
    passages = earliest(definition, show, zones.country_of("", event.location), now)
    return Outlook(
        {
            key: dates
            for key, passage in passages.items()
            if (dates := _dates(definition.steps[key], passage, words))
        },
        usual_limit=_usual_limit(show, now),
    )


def _usual_limit(show: ShowFacts, now: datetime) -> datetime:
    opening = datetime.combine(show.starts_on, _USUAL_HOUR, show.zone)
    return opening if opening > now else _tomorrow(show.zone)


def _tomorrow(zone: tzinfo) -> datetime:
    day = clock.now().astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, _USUAL_HOUR, zone)


def _passed(definition: Definition, now: datetime) -> dict[StepKey, StepDates]:
    return {
        key: StepDates(late=_over(step, wording.moment(step.not_after)))
        for key, step in definition.steps.items()
        if isinstance(step, Email) and isinstance(step.not_after, datetime)
        if step.not_after <= now
    }


@dataclass(frozen=True)
class _Words:
    zone: ZoneInfo
    place: str
    now: datetime

    def of(self, moment: datetime) -> str:
        """``Tue Dec 1, 10:00 AM in Las Vegas``."""
        local = moment.astimezone(self.zone)
        year = f", {local.year}" if local.year != self.now.astimezone(self.zone).year else ""
        where = f"in {self.place}" if self.place else "at the venue"
        return f"{local:%a %b} {local.day}{year}, {day_time(local)} {where}"


def _dates(step: Step, passage: Passage, words: _Words) -> StepDates | None:
    limit = words.of(passage.deadline) if passage.deadline else ""
    leaves = words.of(passage.left_at) if passage.left_at else ""
    reached = words.of(passage.reached_at)
    match step:
        case Email():
            return StepDates(
                f"At the earliest {leaves}" if leaves and not passage.late else "",
                limit,
                _late(step, passage, words) if passage.late else "",
            )
        case Wait(until=ShowMoment()):
            over = f"{limit} is over before anyone comes here: the earliest is {reached}."
            return StepDates(limit, "", over if passage.late else "")
        case Wait():
            return StepDates(f"Until {leaves}, for whoever enters now" if leaves else "")
        case _:
            return None


def _late(email: Email, passage: Passage, words: _Words) -> str:
    """The limit has passed, or is over before anyone comes there, or nothing may go out by then."""
    reached = words.of(passage.reached_at)
    limit = words.of(passage.deadline) if passage.deadline else ""
    if passage.deadline is not None and passage.deadline <= words.now:
        return _over(email, limit)
    if passage.deadline is None or passage.deadline <= passage.reached_at:
        return (
            f"{_would(email)}: the earliest is {reached}, and its limit {limit}. Shorten the waits "
            "before it or change the limit."
        )
    hours = "Hall hours and the sending window" if email.outside_hall_hours else "Sending hours"
    return (
        f"{_would(email)}: nothing can go out between {reached} and its limit, {limit}. {hours} "
        "leave no time. Change them or the limit."
    )


def _over(email: Email, limit: str) -> str:
    return f"{_would(email)}: its limit, {limit}, has passed. Change the limit."


def _would(email: Email) -> str:
    return f"It would be {'skipped' if email.late is Late.SKIP else 'sent late'}"
