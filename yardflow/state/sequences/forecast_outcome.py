"""What a forecast came to, in words: the main thing first, then how many stand where."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from yardflow.counts import counted
from yardflow.services.sequences.forecast.result import Blocked, People, Result


@dataclass
class Group:
    """A number of contacts, who can be listed by its ``key``."""

    key: str
    label: str
    count: str
    note: str = ""


@dataclass
class Outcome:
    """A forecast in words: the main thing first, then how many stand where."""

    headline: str = ""
    note: str = ""
    groups: list[Group] = field(default_factory=list)
    blocked: list[Group] = field(default_factory=list)
    skipped: list[Group] = field(default_factory=list)


def outcome_of(result: Result) -> Outcome:
    """A forecast in words."""
    by_kind: dict[str, list[Group]] = {"group": [], "blocked": [], "skipped": []}
    for key, label, who, note in parts(result):
        by_kind[key.partition("-")[0]].append(Group(key, label, f"{who.count:,}", note))
    return Outcome(
        _headline(result),
        " ".join(_notes(result)),
        by_kind["group"],
        by_kind["blocked"],
        by_kind["skipped"],
    )


def _headline(result: Result) -> str:
    if not result.people:
        return "No one is in this sequence. Choose contacts to see what enrolling them does."
    people, emails = counted(result.people, "contact"), counted(result.emails, "email")
    if result.show_on is None:
        return f"{emails} to {people}"
    verb = "is" if result.before_event == 1 else "are"
    return f"{result.before_event:,} of {people} {verb} reached before the event"


def _notes(result: Result) -> Iterator[str]:
    if result.show_on is not None:
        yield f"{counted(result.emails, 'email')} in all."
    if result.last_at is not None:
        yield f"The last goes out on {result.last_at:%b} {result.last_at.day}."
    if result.replies:
        verb = "reply" if result.replies != 1 else "replies"
        yield f"{counted(result.replies, 'contact')} {verb}."
    if not result.complete:
        yield "There is more than one forecast can look at, so more may go out."


def parts(result: Result) -> Iterator[tuple[str, str, People, str]]:
    """Every group with people: its key, label, people and what it means."""
    groups = result.groups
    if result.show_on is not None:
        yield "group-done", "Done before the event", groups.done, "Through all steps"
        yield "group-reached", "Emailed before the event", groups.reached, "Not through all steps"
        yield "group-missed", "Not reached", groups.missed, "No email before the event"
    if groups.no_event.count:
        yield "group-none", "Without an event", groups.no_event, "No event with dates"
    if result.late.count:
        yield "group-late", "Miss an email", result.late, "It can't go out in time"
    yield from _blocked("blocked", result.waiting)
    yield from _blocked("skipped", result.skipped)


def _blocked(kind: str, listed: list[Blocked]) -> Iterator[tuple[str, str, People, str]]:
    for place, each in enumerate(listed):
        yield f"{kind}-{place}", each.why, each.people, ""
