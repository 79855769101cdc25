"""Parts of a body, of the type that they must have."""

from typing import Any

from yardflow.sandbox.hubspot.refusals import Refusal

Given = dict[str, Any]


def text_in(given: Given, name: str) -> str:
    """A text; empty where there is none."""
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise _wrong(name, "a string")
    return value or ""


def texts_in(given: Given, name: str) -> list[str]:
    """A list of texts; empty where there is none."""
    value = given.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise _wrong(name, "a list of strings")
    return value


def objects_in(given: Given, name: str) -> list[Given]:
    """A list of objects; empty where there is none."""
    value = given.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise _wrong(name, "a list of objects")
    return value


def number_in(given: Given, name: str, default: int = 0) -> int:
    """A number that is not negative, which may be a text."""
    text = str(default if given.get(name) in (None, "") else given[name])
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise _wrong(name, "a number")
    return int(text)


def _wrong(name: str, shape: str) -> Refusal:
    return Refusal(400, f"Invalid input JSON: {name} must be {shape}")
