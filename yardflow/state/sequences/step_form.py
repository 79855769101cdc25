"""The form of a step in the side panel, filled from the step (`sent_step` reads it back)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from yardflow.services.sequences.definitions import wording
from yardflow.services.sequences.definitions.comparable import FIELDS, NUMBERS, WITHOUT_VALUE
from yardflow.services.sequences.definitions.reading import write_step
from yardflow.services.sequences.definitions.steps import Operator, Step

DURATION, TIME, EVENT, MOMENT = "duration", "time", "event", "moment"


@dataclass
class TestForm:
    """A test of a condition. ``number`` tells it from the others of the form; ``operators`` are how
    its field can be compared, ``choices`` what it can be: none where that is any text.
    """

    number: int
    of_email: bool = False
    operators: list[tuple[str, str]] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)
    asks_value: bool = True
    field: str = ""
    operator: str = ""
    value: str = ""
    step: str = ""
    happened: str = ""


@dataclass
class WayForm:
    """A branch of a split."""

    number: int
    weight: str = "1"
    target: str = ""


@dataclass
class StepForm:
    """The form as it is filled; empty while no step is open. What another choice would ask for has
    what is usual.

    ``until`` is what a wait goes by (`DURATION`, `TIME`, `EVENT`), ``not_after`` what an email does
    (`MOMENT`, `EVENT` or nothing).
    """

    kind: str = ""
    key: str = ""
    next: str = ""
    template: str = ""
    not_after: str = ""
    moment_day: str = ""
    moment_time: str = ""
    late: str = "skip"
    outside_hall_hours: bool = False
    threaded: bool = True
    until: str = DURATION
    amount: str = "1"
    unit: str = "days"
    weekday: str = ""
    at: str = ""
    anchor: str = "first_day"
    days: str = "0"
    business_days: bool = False
    tests: list[TestForm] = field(default_factory=list)
    any_of: bool = False
    within_amount: str = ""
    within_unit: str = "days"
    yes: str = ""
    no: str = ""
    ways: list[WayForm] = field(default_factory=list)
    winner: str = ""
    least: str = "30"
    chance: str = "95"
    task: str = "call"
    title: str = ""
    due_amount: str = ""
    due_unit: str = "days"
    expires_amount: str = ""
    expires_unit: str = "days"
    holds: bool = False
    reason: str = ""


def field_test(number: int, name: str, operator: str = "", value: str = "") -> TestForm:
    """The form of a test of the field of this name; without an operator as one is added."""
    compared = FIELDS.get(name)
    known = compared.values if compared else {}
    choices = [(each, said[:1].upper() + said[1:]) for each, said in known.items()]
    if known:
        choices.insert(0, ("", "Choose a value"))
        if value and value not in known:  # a part of one
            choices.append((value, f"“{value}”"))
    is_number = compared is not None and compared.is_number
    usual = Operator.IS if known else Operator.AT_LEAST if is_number else Operator.CONTAINS
    operator = operator or usual.value
    return TestForm(
        number,
        operators=[
            (each.value, words)
            for each, words in wording.operators(compared).items()
            if each not in NUMBERS or is_number or each == operator
        ],
        choices=choices,
        asks_value=operator not in WITHOUT_VALUE,
        field=name,
        operator=operator,
        value=value,
    )


def form_of(step: Step) -> StepForm:
    """The form of a step that is there."""
    written = write_step(step)
    form = StepForm(kind=written["type"], key=written["key"], next=written.get("next") or "")
    filled: dict[str, Any] = _FILLED[form.kind](written)
    return replace(form, **filled)


def part_field(part: str) -> str:
    """The field of the form that a part of a step's JSON is entered in, as in ``tests.0.value``."""
    path = part.split(".")
    if path[0] in ("tests", "weights") and len(path) > 1:
        return f"{'value' if path[0] == 'tests' else 'weight'}-{path[1]}"
    return _FIELDS.get(path[-1]) or _FIELDS.get(path[0]) or path[0]


_FIELDS = {
    "templateId": "template",
    "notAfter": "not_after",
    "days": "days",
    "at": "at",
    "until": "amount",
    "within": "within_amount",
    "weights": "weight-0",
    "least": "least",
    "chance": "chance",
    "due": "due_amount",
    "expires": "expires_amount",
}


def _email(written: Mapping[str, Any]) -> dict[str, Any]:
    late = written["notAfter"]
    by = "" if late is None else MOMENT if isinstance(late, str) else EVENT
    day, _, time = late.partition("T") if by == MOMENT else ("", "", "")
    return {
        "template": str(written["templateId"] or ""),
        "not_after": by,
        "moment_day": day,
        "moment_time": time[:5],
        "late": written["late"],
        "outside_hall_hours": written["outsideHallHours"],
        "threaded": written["threaded"],
        **(_event_moment(late) if by == EVENT else {}),
    }


def _wait(written: Mapping[str, Any]) -> dict[str, Any]:
    until = written["until"]
    filled: dict[str, Any] = {"until": until["type"]}
    if until["type"] == DURATION:
        return {**filled, "amount": str(until["amount"]), "unit": until["unit"]}
    if until["type"] == EVENT:
        return {**filled, **_event_moment(until)}
    weekday = until["weekday"]
    return {**filled, "at": until["at"], "weekday": "" if weekday is None else str(weekday)}


def _event_moment(moment: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "anchor": moment["anchor"],
        "days": str(moment["days"]),
        "at": moment["at"] or "",
        "business_days": moment["businessDays"],
    }


def _condition(written: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "tests": [_test(number, test) for number, test in enumerate(written["tests"])],
        "any_of": written["anyOf"],
        "yes": written["yes"] or "",
        "no": written["no"] or "",
        **_duration("within", written["within"]),
    }


def _test(number: int, test: Mapping[str, Any]) -> TestForm:
    if test["type"] == "field":
        return field_test(number, test["field"], test["operator"], test["value"])
    happened = f"{'not ' if test['negated'] else ''}{test['happened']}"
    return TestForm(number, True, step=test["step"], happened=happened)


def _split(written: Mapping[str, Any]) -> dict[str, Any]:
    weights = [*written["weights"], *[""] * len(written["ways"])]
    ways = [
        WayForm(number, str(weights[number]), way or "")
        for number, way in enumerate(written["ways"])
    ]
    winner = written["winner"]
    if winner is None:
        return {"ways": ways}
    terms = {"winner": winner["metric"], "least": winner["least"], "chance": winner["chance"]}
    return {"ways": ways, **{name: str(value) for name, value in terms.items()}}


def _task(written: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "task": written["kind"],
        "title": written["title"],
        "holds": written["holds"],
        **_duration("due", written["due"]),
        **_duration("expires", written["expires"]),
    }


def _duration(name: str, written: Mapping[str, Any] | None) -> dict[str, str]:
    if written is None:
        return {}
    return {f"{name}_amount": str(written["amount"]), f"{name}_unit": written["unit"]}


_FILLED = {
    "email": _email,
    "wait": _wait,
    "condition": _condition,
    "split": _split,
    "task": _task,
    "exit": lambda written: {"reason": written["reason"]},
}
