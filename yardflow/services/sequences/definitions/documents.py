"""What a definition is as JSON: each kind of step with its values and their bounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from yardflow.services.records.values.fields import line, prose
from yardflow.services.sequences.definitions.codecs import (
    FLAG,
    KEY,
    MOMENT,
    TIME,
    Codec,
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
STEP = tagged(
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
    "steps": many(STEP, 0, MOST_STEPS),
    "schedule": _SCHEDULE,
    "entry": _ENTRY,
}
NAME = line(120, needed="Enter the sequence's name.")
DESCRIPTION = prose(1_000)
DOCUMENT = shape(Document, **PARTS)
