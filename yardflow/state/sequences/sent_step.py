"""What the form of a step sent, as the step's JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from yardflow.services.sequences.definitions.documents import MOST_TESTS, MOST_WAYS
from yardflow.state.sequences.step_form import (
    DURATION,
    EVENT,
    MOMENT,
    StepForm,
    TestForm,
    field_test,
)

_LONGEST = 400
# What a choice that was just made asks for, until something else is entered.
_USUAL_HOUR = "09:00"


def step_json(opened: StepForm, sent: Mapping[str, Any], usual_limit: datetime) -> dict[str, Any]:
    """The JSON of the step that a form was sent for. What wasn't there to be entered is as it
    opened; what is no number stays the text it is, and is refused by whoever reads it. A limit
    whose date wasn't entered yet is the ``usual_limit``.
    """
    form = _Sent(sent, opened, usual_limit)
    step: dict[str, Any] = {"type": opened.kind, "key": opened.key}
    if opened.kind in ("email", "wait", "task"):
        step["next"] = form.text("next") or None
    return {**step, **_READ[opened.kind](opened, form)}


@dataclass(frozen=True)
class _Sent:
    values: Mapping[str, Any]
    opened: StepForm
    usual_limit: datetime

    def text(self, name: str) -> str:
        return str(self.values.get(name, getattr(self.opened, name, ""))).strip()[:_LONGEST]

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
    if form.text("not_after") == MOMENT:
        usual = form.usual_limit.astimezone(UTC)
        day = form.text("moment_day")
        at = form.text("moment_time") or (_USUAL_HOUR if day else f"{usual:%H:%M}")
        late = f"{day or usual.date()}T{at}:00Z"
    elif form.text("not_after") == EVENT:
        late = form.event_moment()
    return {
        "templateId": form.number("template") or 0,
        "notAfter": late,
        "late": form.text("late") or "skip",
        "outsideHallHours": form.ticked("outside_hall_hours"),
        "threaded": form.ticked("threaded"),
    }


def _read_wait(opened: StepForm, form: _Sent) -> dict[str, Any]:
    until: dict[str, Any] = {"type": form.text("until")}
    if form.text("until") == DURATION:
        until |= {"amount": form.number("amount"), "unit": form.text("unit")}
    elif form.text("until") == EVENT:
        until |= form.event_moment()
    else:
        weekday = form.number("weekday")
        at = form.text("at") or _USUAL_HOUR
        until |= {"at": at, "weekday": None if weekday == "" else weekday}
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
    field = form.text(f"field-{number}")
    if field != test.field:
        chosen = field_test(number, field)
        return {"type": "field", "field": field, "operator": chosen.operator, "value": ""}
    return {
        "type": "field",
        "field": field,
        "operator": form.text(f"operator-{number}"),
        "value": form.text(f"value-{number}"),
    }


def _read_split(opened: StepForm, form: _Sent) -> dict[str, Any]:
    ways = opened.ways[:MOST_WAYS]
    terms = {
        "metric": form.text("winner"),
        "least": form.number("least"),
        "chance": form.number("chance"),
    }
    return {
        "weights": [form.number(f"weight-{way.number}") for way in ways],
        "ways": [form.text(f"way-{way.number}") or None for way in ways],
        "winner": terms if form.text("winner") else None,
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
