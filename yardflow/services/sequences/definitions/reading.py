"""Definitions as JSON: read, and written back.

What was published has to load for ever, so each document says its format, and a later one is read
beside this one. Reading is strict: what it doesn't know it refuses. It looks at each value by
itself; whether the steps make sense together is for `checks`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from yardflow.services.records.fields import line, prose
from yardflow.services.sequences.definitions.codecs import (
    FLAG,
    KEY,
    LONGEST_KEY,
    MOMENT,
    TIME,
    Codec,
    Misread,
    choice,
    either,
    many,
    optional,
    shape,
    tagged,
    text,
    whole,
)
from yardflow.services.sequences.definitions.kinds import KINDS
from yardflow.services.sequences.definitions.steps import (
    Anchor,
    Condition,
    Definition,
    Duration,
    Email,
    EmailTest,
    EntryRules,
    Exit,
    FieldTest,
    Happened,
    Late,
    Metric,
    NextTime,
    Operator,
    Schedule,
    ShowMoment,
    Split,
    Step,
    Task,
    TaskKind,
    Unit,
    Wait,
    Winning,
)

FORMAT = 1
MOST_STEPS, MOST_TESTS, MOST_WAYS = 200, 10, 10
LARGEST_FILE = 256 * 1024
TOO_LARGE = "This file is larger than 256 KB. Choose a smaller one."
MOST_DAYS_FROM_EVENT = 365
# Of a winner: people in each way, and the chance that it is better, in percent.
LEAST_PEOPLE, MOST_PEOPLE, LEAST_CHANCE = 10, 100_000, 80
MINUTES_A_YEAR = 365 * 24 * 60
_LARGEST_ID = 2**53 - 1
ID = whole(1, _LARGEST_ID)
_NEXT = optional(KEY)
_DURATION = shape(Duration, amount=whole(1, MINUTES_A_YEAR), unit=choice(Unit))
_SHOW: dict[str, Codec] = {
    "anchor": choice(Anchor),
    "days": whole(-MOST_DAYS_FROM_EVENT, MOST_DAYS_FROM_EVENT),
    "at": optional(TIME),
    "business_days": FLAG,
}
_UNTIL = tagged(
    {
        Duration: (
            "duration",
            shape(Duration, "duration", amount=whole(1, MINUTES_A_YEAR), unit=choice(Unit)),
        ),
        NextTime: ("time", shape(NextTime, "time", at=TIME, weekday=optional(whole(0, 6)))),
        ShowMoment: ("event", shape(ShowMoment, "event", **_SHOW)),
    }
)
_WINNING = shape(
    Winning,
    metric=choice(Metric),
    least=whole(LEAST_PEOPLE, MOST_PEOPLE),
    chance=whole(LEAST_CHANCE, 99),
)
_TEST = tagged(
    {
        FieldTest: (
            "field",
            shape(
                FieldTest,
                "field",
                field=text(60, needed="Choose a field."),
                operator=choice(Operator),
                value=text(200),
            ),
        ),
        EmailTest: (
            "email",
            shape(EmailTest, "email", step=KEY, happened=choice(Happened), negated=FLAG),
        ),
    }
)
_PARTS_OF: Mapping[type, Mapping[str, Codec]] = {
    Email: {
        "template_id": whole(0, _LARGEST_ID),
        "template_version_id": optional(ID),
        "not_after": optional(either(MOMENT, shape(ShowMoment, **_SHOW))),
        "late": choice(Late),
        "outside_hall_hours": FLAG,
        "threaded": FLAG,
        "next": _NEXT,
    },
    Wait: {"until": _UNTIL, "next": _NEXT},
    Condition: {
        "tests": many(_TEST, 1, MOST_TESTS),
        "any_of": FLAG,
        "within": optional(_DURATION),
        "yes": _NEXT,
        "no": _NEXT,
    },
    Split: {
        "weights": many(whole(0, 1_000), 2, MOST_WAYS),
        "ways": many(_NEXT, 2, MOST_WAYS),
        "winner": optional(_WINNING),
    },
    Task: {
        "kind": choice(TaskKind),
        "title": text(200),
        "due": optional(_DURATION),
        "expires": optional(_DURATION),
        "holds": FLAG,
        "next": _NEXT,
    },
    Exit: {"reason": text(200)},
}
_STEP = tagged(
    {
        kind: (KINDS[kind].name, shape(kind, KINDS[kind].name, key=KEY, **parts))
        for kind, parts in _PARTS_OF.items()
    }
)
_DAYS = many(whole(0, 6), 1, 7)
_SCHEDULE = shape(
    Schedule,
    weekdays=Codec(lambda value: frozenset(_DAYS.read(value)), sorted, _DAYS.schema),
    opens=TIME,
    closes=TIME,
    skip_holidays=FLAG,
)
_ENTRY = shape(EntryRules, beside_others=FLAG, account_limit=optional(whole(1, 1_000)))
# A sequence that was just made begins nowhere.
_START = Codec(
    lambda value: "" if value == "" else KEY.read(value),
    str,
    {"type": "string", "pattern": "^[A-Za-z0-9_-]{0,40}$", "maxLength": 40},
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a step, or with the whole where ``step`` is empty. ``part`` is where in
    the step, by the names of the JSON with dots between.
    """

    step: str
    sentence: str
    part: str = ""

    def __str__(self) -> str:
        place = ", ".join(filter(None, [self.step, self.part]))
        return f"{place}: {self.sentence}" if place else self.sentence


class Unreadable(ValueError):
    """A document is no definition; ``problems`` are all that is wrong with it.

    ``contradictory``: each value is one that is taken, but two steps have the same key.
    """

    def __init__(self, problems: list[Problem], *, contradictory: bool = False) -> None:
        super().__init__(" ".join(map(str, problems)))
        self.problems = problems
        self.contradictory = contradictory


@dataclass(frozen=True, slots=True)
class Document:
    """A definition with its steps in the order in which they are written."""

    format: int
    start: str
    steps: tuple[Step, ...]
    schedule: Schedule = field(default_factory=Schedule)
    entry: EntryRules = field(default_factory=EntryRules)


PARTS: dict[str, Codec] = {
    "format": whole(FORMAT, FORMAT),
    "start": _START,
    "steps": many(_STEP, 0, MOST_STEPS),
    "schedule": _SCHEDULE,
    "entry": _ENTRY,
}
NAME = line(120, needed="Enter the sequence's name.")
DESCRIPTION = prose(1_000)
DOCUMENT = shape(Document, **PARTS)


def parse(content: bytes | str) -> object:
    """The JSON value in a file of at most 256 KB.

    Raises:
        Unreadable: it is larger, or no JSON.
    """
    size = len(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    if size > LARGEST_FILE:
        raise Unreadable([Problem("", TOO_LARGE)])
    try:
        return json.loads(content, object_pairs_hook=_members, parse_constant=_no_number)
    except (ValueError, RecursionError):
        wrong = "This is not a sequence exported as JSON. Choose another file."
        raise Unreadable([Problem("", wrong)]) from None


def read(document: object) -> Definition:
    """The definition that a JSON value describes.

    Raises:
        Unreadable: it is none, with all that is wrong.
    """
    return definition_of(read_as(DOCUMENT, document))


def write(definition: Definition) -> dict[str, Any]:
    """The definition as JSON, in one way only: what is the same has the same JSON."""
    return DOCUMENT.write(document_of(definition))


def write_step(step: Step) -> dict[str, Any]:
    """One step as JSON."""
    return _STEP.write(step)


def document_of(definition: Definition) -> Document:
    """A definition as it is written."""
    steps = tuple(definition.steps.values())
    return Document(FORMAT, definition.start, steps, definition.schedule, definition.entry)


def read_step(value: object) -> Step:
    """One step.

    Raises:
        Unreadable: it is none, with all that is wrong.
    """
    return read_as(_STEP, value)


def read_as(codec: Codec, value: object) -> Any:
    """What a codec makes of a document or a step.

    Raises:
        Unreadable: it is none, with all that is wrong by step.
    """
    try:
        return codec.read(value)
    except Misread as misread:
        problems = [_located(value, path, sentence) for path, sentence in misread.parts]
        raise Unreadable(problems) from None


def definition_of(document: Document) -> Definition:
    """The definition that a document describes.

    Raises:
        Unreadable: two of its steps have the same key.
    """
    steps = {step.key: step for step in document.steps}
    if len(steps) < len(document.steps):
        keys = [step.key for step in document.steps]
        twice = dict.fromkeys(key for key in keys if keys.count(key) > 1)
        raise Unreadable(
            [Problem(key, "Another step has this key. Choose another key.") for key in twice],
            contradictory=True,
        )
    return Definition(document.start, steps, document.schedule, document.entry)


def _located(document: Any, path: str, sentence: str) -> Problem:
    """Whatever is said of ``steps.3.…`` is said of the step with that place."""
    group, _, rest = path.partition(".")
    place, _, part = rest.partition(".")
    if group != "steps" or not place:
        return Problem("", sentence, path)
    step = document["steps"][int(place)]
    key = step.get("key") if isinstance(step, dict) else None
    if isinstance(key, str) and 0 < len(key) <= LONGEST_KEY:
        return Problem(key, sentence, part)
    return Problem("", sentence, path)


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a name is there twice")
    return members


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no number")
