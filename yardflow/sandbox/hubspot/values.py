"""What HubSpot stores of a value that it is given, and which values it refuses."""

import math
import re
from collections.abc import Callable
from typing import Any

from yardflow.sandbox.hubspot.default_properties import READ_ONLY, STAGES
from yardflow.sandbox.hubspot.moments import DAY_MS, iso, milliseconds_of
from yardflow.sandbox.hubspot.refusals import Refusal, invalid

LONGEST = 65_536
STAGE = "lifecyclestage"
_STAGE_PLACES = {stage: place for place, stage in enumerate(STAGES)}
_EMAIL = re.compile(r"[^@\s;,<>]{1,64}@[^@\s;,<>.]{1,63}(?:\.[^@\s;,<>.]{1,63}){1,9}")
_MULTIPLE = "checkbox"


class _WrongValueError(ValueError):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def stored(
    given: dict[str, Any],
    definitions: dict[str, dict[str, Any]],
    options: Callable[[str], set[str] | None],
) -> dict[str, str]:
    """The values as they are stored, an empty text where one is cleared; ``options`` are those of
    a property that has them elsewhere.

    Raises:
        Refusal: there is no such property, or its value can't be stored; all problems are in it.
    """
    kept, problems = {}, []
    for name, value in given.items():
        if not isinstance(value, str):
            raise Refusal(422, f"Invalid input JSON: the value of {name} must be a string.")
        try:
            definition = definitions.get(name.lower())
            kept[name.lower()] = _stored(name.lower(), value, definition, options)
        except _WrongValueError as error:
            problems.append((name, error.code, str(error)))
    if problems:
        raise invalid(problems)
    return kept


def is_step_back(now: str, then: str) -> bool:
    """Whether this lifecycle stage is lower than the one that a record has."""
    return bool(now and then) and _STAGE_PLACES.get(then, 99) < _STAGE_PLACES.get(now, 0)


def furthest(stages: list[str]) -> str:
    """The highest of the stages."""
    return max(stages, key=lambda stage: _STAGE_PLACES.get(stage, -1))


def emails_in(text: str) -> list[str]:
    """The addresses of a list with semicolons."""
    return [each.strip().lower() for each in text.split(";") if each.strip()]


def _stored(
    name: str,
    value: str,
    definition: dict[str, Any] | None,
    options: Callable[[str], set[str] | None],
) -> str:
    if definition is None:
        message = f'Property "{name}" does not exist'
        raise _WrongValueError("PROPERTY_DOESNT_EXIST", message)
    if name in READ_ONLY and definition.get("hubspotDefined"):
        message = f'"{name}" is a read only property; its value cannot be set.'
        raise _WrongValueError("READ_ONLY_VALUE", message)
    if len(value) > LONGEST:
        message = f"{name} is longer than {LONGEST} characters."
        raise _WrongValueError("PROPERTY_VALUE_TOO_LONG", message)
    value = value.strip()
    if not value:
        return ""
    if name == "email":
        return _emails([value.lower()])
    if name == "hs_additional_emails":
        return _emails(emails_in(value))
    if name == "domain":
        return value.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.")
    if definition["type"] in ("enumeration", "bool"):
        allowed = options(name) if definition.get("externalOptions") else _values(definition)
        return _chosen(value, definition, allowed)
    return _TYPES.get(definition["type"], str)(value)


def _values(definition: dict[str, Any]) -> set[str]:
    return {option["value"] for option in definition.get("options", ())}


def _chosen(value: str, definition: dict[str, Any], allowed: set[str] | None) -> str:
    multiple = definition["fieldType"] == _MULTIPLE
    for each in value.split(";") if multiple else [value]:
        if allowed is not None and each not in allowed:
            message = f"{each} was not one of the allowed options: [{', '.join(sorted(allowed))}]"
            raise _WrongValueError("INVALID_OPTION", message)
    return value


def _emails(emails: list[str]) -> str:
    for email in emails:
        if len(email) > 320 or not _EMAIL.fullmatch(email):
            raise _WrongValueError("INVALID_EMAIL", f"Email address {email} is invalid")
    return ";".join(emails)


def _number(value: str) -> str:
    try:
        good = math.isfinite(float(value))
    except ValueError:
        good = False
    if not good:
        raise _WrongValueError("INVALID_NUMBER", f"{value} was not a valid number.")
    return value


def _moment(value: str) -> int:
    moment = milliseconds_of(value)
    if moment is None:
        raise _WrongValueError("INVALID_DATE", f"{value} was not a valid date.")
    return moment


def _date(value: str) -> str:
    moment = _moment(value)
    if moment % DAY_MS:
        message = f"{value} is at {iso(moment)[11:19]} UTC, not midnight!"
        raise _WrongValueError("INVALID_DATE", message)
    return iso(moment)[:10]


def _datetime(value: str) -> str:
    return iso(_moment(value))


_TYPES: dict[str, Callable[[str], str]] = {"number": _number, "date": _date, "datetime": _datetime}
