"""The form of a step: filled from a step, and read back as its JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from yardflow.services.sequences.definitions.reading import MOST_TESTS, MOST_WAYS, write_step
from yardflow.services.sequences.definitions.steps import Step

_LONGEST = 400
DURATION, TIME, EVENT, MOMENT = "duration", "time", "event", "moment"


@dataclass
class TestForm:
    """A test of a condition. ``number`` tells it from the others of the form."""

    number: int
    of_email: bool = False
    field: str = "contact.title"
    operator: str = "contains"
    value: str = ""
    step: str = ""
    happened: str = "opened"


@dataclass
class WayForm:
    """A branch of a split."""

    number: int
    weight: str = "1"
    target: str = ""


@dataclass
class StepForm:
    """The form as it opens. ``key`` is empty for a new step, which comes behind ``after``.

    ``until`` is what a wait goes by (`DURATION`, `TIME`, `EVENT`), ``not_after`` what an email does
    (`MOMENT`, `EVENT` or nothing).
    """

    kind: str = ""
    key: str = ""
    after: str = ""
    next: str = ""
    template: str = ""
    not_after: str = ""
    moment: str = ""
    late: str = "skip"
    outside_hall_hours: bool = False
    threaded: bool = False
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
    task: str = "call"
    title: str = ""
    due_amount: str = ""
    due_unit: str = "days"
    expires_amount: str = ""
    expires_unit: str = "days"
    holds: bool = False
    reason: str = ""


def new_form(kind: str, after: str, following: str) -> StepForm:
    """The form of a new step, whose branches lead to what came next."""
    return StepForm(
        kind=kind,
        after=after,
        next=following,
        yes=following,
        no=following,
        tests=[TestForm(0)],
        ways=[WayForm(0, target=following), WayForm(1, target=following)],
    )


def form_of(step: Step) -> StepForm:
    """The form of a step that is there."""
    written = write_step(step)
    form = StepForm(kind=written["type"], key=written["key"], next=written.get("next") or "")
    filled: dict[str, Any] = _FILLED[form.kind](written)
    return replace(form, **filled)


def _email(written: Mapping[str, Any]) -> dict[str, Any]:
    late = written["notAfter"]
    by = "" if late is None else MOMENT if isinstance(late, str) else EVENT
    return {
        "template": str(written["templateId"]),
        "not_after": by,
        "moment": late.removesuffix("Z")[:16] if by == MOMENT else "",
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
        return TestForm(number, False, test["field"], test["operator"], test["value"])
    happened = f"{'not ' if test['negated'] else ''}{test['happened']}"
    return TestForm(number, True, step=test["step"], happened=happened)


def _split(written: Mapping[str, Any]) -> dict[str, Any]:
    weights = [*written["weights"], *[""] * len(written["ways"])]
    ways = enumerate(written["ways"])
    return {"ways": [WayForm(number, str(weights[number]), way or "") for number, way in ways]}


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


def step_json(opened: StepForm, key: str, sent: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON of the step that a form was sent for; what is no number stays the text it is, and is
    refused by whoever reads it.
    """
    form = _Sent(sent)
    step: dict[str, Any] = {"type": opened.kind, "key": key}
    if opened.kind in ("email", "wait", "task"):
        step["next"] = form.text("next") or None
    return {**step, **_READ[opened.kind](opened, form)}


@dataclass(frozen=True)
class _Sent:
    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        return str(self.values.get(name, "")).strip()[:_LONGEST]

    def number(self, name: str) -> int | str:
        text = self.text(name)
        digits = text.removeprefix("-")
        return int(text) if digits.isascii() and digits.isdigit() and len(text) < 17 else text

    def ticked(self, name: str) -> bool:
        return bool(self.values.get(name))

    def duration(self, name: str) -> dict[str, Any] | None:
        if not self.text(f"{name}_amount"):
            return None
        return {"amount": self.number(f"{name}_amount"), "unit": self.text(f"{name}_unit")}

    def event_moment(self) -> dict[str, Any]:
        return {
            "anchor": self.text("anchor"),
            "days": self.number("days"),
            "at": self.text("at") or None,
            "businessDays": self.ticked("business_days"),
        }


def _read_email(opened: StepForm, form: _Sent) -> dict[str, Any]:
    late: Any = None
    if opened.not_after == MOMENT:
        late = f"{form.text('moment')}:00Z"
    elif opened.not_after == EVENT:
        late = form.event_moment()
    return {
        "templateId": form.number("template"),
        "notAfter": late,
        "late": form.text("late") or "skip",
        "outsideHallHours": form.ticked("outside_hall_hours"),
        "threaded": form.ticked("threaded"),
    }


def _read_wait(opened: StepForm, form: _Sent) -> dict[str, Any]:
    until: dict[str, Any] = {"type": opened.until}
    if opened.until == DURATION:
        until |= {"amount": form.number("amount"), "unit": form.text("unit")}
    elif opened.until == EVENT:
        until |= form.event_moment()
    else:
        weekday = form.number("weekday")
        until |= {"at": form.text("at"), "weekday": None if weekday == "" else weekday}
    return {"until": until}


def _read_condition(opened: StepForm, form: _Sent) -> dict[str, Any]:
    return {
        "tests": [_read_test(test, form) for test in opened.tests[:MOST_TESTS]],
        "anyOf": form.text("any_of") == "any",
        "within": form.duration("within"),
        "yes": form.text("yes") or None,
        "no": form.text("no") or None,
    }


def _read_test(test: TestForm, form: _Sent) -> dict[str, Any]:
    number = test.number
    if test.of_email:
        happened = form.text(f"happened-{number}")
        return {
            "type": "email",
            "step": form.text(f"step-{number}"),
            "happened": happened.removeprefix("not "),
            "negated": happened.startswith("not "),
        }
    return {
        "type": "field",
        "field": form.text(f"field-{number}"),
        "operator": form.text(f"operator-{number}"),
        "value": form.text(f"value-{number}"),
    }


def _read_split(opened: StepForm, form: _Sent) -> dict[str, Any]:
    ways = opened.ways[:MOST_WAYS]
    return {
        "weights": [form.number(f"weight-{way.number}") for way in ways],
        "ways": [form.text(f"way-{way.number}") or None for way in ways],
    }


def _read_task(opened: StepForm, form: _Sent) -> dict[str, Any]:
    return {
        "kind": form.text("task"),
        "title": form.text("title"),
        "due": form.duration("due"),
        "expires": form.duration("expires"),
        "holds": form.ticked("holds"),
    }


_READ = {
    "email": _read_email,
    "wait": _read_wait,
    "condition": _read_condition,
    "split": _read_split,
    "task": _read_task,
    "exit": lambda opened, form: {"reason": form.text("reason")},
}
