"""Definitions as JSON: read, and written back.

What was published has to load for ever, so each document says its format, and a later one is read
beside this one. Reading is strict: what it doesn't know it refuses. It looks at each value by
itself; whether the steps make sense together is for `checks`.
"""

import json
from dataclasses import dataclass
from typing import Any

from yardflow.services.sequences.definitions.codecs import LONGEST_KEY, Codec, Misread
from yardflow.services.sequences.definitions.documents import DOCUMENT, FORMAT, STEP, Document
from yardflow.services.sequences.definitions.steps import Definition, Step

LARGEST_FILE = 256 * 1024
TOO_LARGE = "This file is larger than 256 KB. Choose a smaller one."


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
    return STEP.write(step)


def document_of(definition: Definition) -> Document:
    """A definition as it is written."""
    steps = tuple(definition.steps.values())
    return Document(FORMAT, definition.start, steps, definition.schedule, definition.entry)


def read_step(value: object) -> Step:
    """One step.

    Raises:
        Unreadable: it is none, with all that is wrong.
    """
    return read_as(STEP, value)


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
