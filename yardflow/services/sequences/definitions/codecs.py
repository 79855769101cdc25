"""Kinds of JSON values: each reads one, writes it back, and says in JSON Schema what it takes.

What reads a value also describes it, so that the API's description can't differ from what is taken.
A text's length is looked at before anything else.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import Any

from pydantic.alias_generators import to_camel

from yardflow.services.records.values.fields import Cleaner, bounded, line, printable
from yardflow.services.records.values.fields import shape as shape_of

Schema = dict[str, Any]
_TYPE = "type"
LONGEST_KEY = 40
_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_LONGEST_MOMENT = 40
# Dates that every program reads; the 29th of February is taken as well.
_MOMENT = (
    r"^20[0-9]{2}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])$"
)


class Misread(ValueError):
    """A value is not of its kind. ``parts`` are what is wrong, each with where it is in the value:
    names and places with dots between, "" for the value as a whole.
    """

    def __init__(self, *parts: tuple[str, str]) -> None:
        super().__init__(" ".join(sentence for _, sentence in parts))
        self.parts = parts

    def within(self, name: str) -> tuple[tuple[str, str], ...]:
        """The same, of a value that has this one as its part ``name``."""
        return tuple((f"{name}.{path}".rstrip("."), sentence) for path, sentence in self.parts)


@dataclass(frozen=True, slots=True)
class Codec:
    """A kind of value. ``read`` raises `Misread`."""

    read: Callable[[object], Any]
    write: Callable[[Any], Any]
    schema: Schema


def whole(least: int, most: int) -> Codec:
    """A whole number within these bounds."""

    def read(value: object) -> int:
        # JSON knows one kind of number: 3.0 is 3.
        number = int(value) if isinstance(value, float) and value.is_integer() else value
        if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
            raise Misread(("", f"Enter a whole number from {least:,} to {most:,}."))
        return number

    return Codec(read, int, {"type": "integer", "minimum": least, "maximum": most})


def _read_flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise Misread(("", "Enter true or false."))
    return value


FLAG = Codec(_read_flag, bool, {"type": "boolean"})


def text(most: int, *, needed: str = "") -> Codec:
    """One line of text; ``needed`` is what to enter if it has to have a letter or digit."""
    return cleaned(line(most, needed=needed))


def cleaned(cleaner: Cleaner) -> Codec:
    """A text as the cleaner of a field leaves it."""
    shape = shape_of(cleaner)
    most = shape["maxLength"]

    def read(value: object) -> str:
        if not isinstance(value, str):
            raise Misread(("", "Enter text."))
        if any("\ud800" <= sign <= "\udfff" for sign in value[: most + 1]):
            raise Misread(("", "Remove the broken character, such as half of an emoji."))
        try:
            return str(cleaner(bounded(value, most)))
        except ValueError as error:
            raise Misread(("", str(error))) from None

    return Codec(read, str, {"type": "string", **shape})


def choice(kind: type[StrEnum]) -> Codec:
    """A value of an enumeration."""
    values = [member.value for member in kind]

    def read(value: object) -> StrEnum:
        if not isinstance(value, str) or value not in values:
            raise Misread(("", f"Choose one of: {', '.join(values)}."))
        return kind(value)

    return Codec(read, str, {"type": "string", "enum": values})


def _matching(pattern: re.Pattern[str], most: int, wrong: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str) or len(value) > most or not pattern.fullmatch(value):
            raise Misread(("", wrong))
        return value

    return read


_read_time = _matching(_TIME, 5, "Enter a time of day, for example 18:00.")
KEY = Codec(
    _matching(_KEY, LONGEST_KEY, "Enter a key of at most 40 letters, digits, hyphens and _."),
    str,
    {"type": "string", "pattern": f"^{_KEY.pattern}$", "maxLength": LONGEST_KEY},
)
TIME = Codec(
    lambda value: time.fromisoformat(_read_time(value)),
    lambda at: at.strftime("%H:%M"),
    {"type": "string", "pattern": f"^{_TIME.pattern}$", "maxLength": 5},
)


def _read_moment(value: object) -> datetime:
    wrong = Misread(("", "Enter a moment with its offset, for example 2027-03-02T18:00:00-08:00."))
    if not isinstance(value, str) or len(value) > _LONGEST_MOMENT:
        raise wrong
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None or not 2000 <= moment.year <= 2099:
            raise wrong
        return moment.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        raise wrong from None


MOMENT = Codec(
    _read_moment,
    lambda moment: moment.astimezone(UTC).isoformat().replace("+00:00", "Z"),
    {"type": "string", "pattern": _MOMENT, "maxLength": _LONGEST_MOMENT},
)


def optional(codec: Codec) -> Codec:
    """A value or null."""
    return Codec(
        lambda value: None if value is None else codec.read(value),
        lambda value: None if value is None else codec.write(value),
        {"anyOf": [codec.schema, {"type": "null"}]},
    )


def many(codec: Codec, least: int, most: int) -> Codec:
    """A list of values, read as a tuple."""

    def read(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise Misread(("", "Enter a list."))
        if not least <= len(value) <= most:
            raise Misread(("", f"Enter from {least} to {most} of these; this has {len(value):,}."))
        return tuple(_each(enumerate(value), lambda _: codec).values())

    return Codec(
        read,
        lambda values: [codec.write(value) for value in values],
        {"type": "array", "items": codec.schema, "minItems": least, "maxItems": most},
    )


def either(of_text: Codec, other: Codec) -> Codec:
    """What is a text is of one kind, what is none of another."""
    return Codec(
        lambda value: (of_text if isinstance(value, str) else other).read(value),
        lambda value: (of_text if isinstance(value, datetime) else other).write(value),
        {"anyOf": [of_text.schema, other.schema]},
    )


def shape(kind: type, tag: str = "", /, **parts: Codec) -> Codec:
    """An object with a part for each field of the dataclass, named in camelCase. A field with a
    default may be missing; what is no field is refused. ``tag`` is the value of ``type`` in it.
    """
    names = {to_camel(name): name for name in parts}
    needed = [
        to_camel(each.name)
        for each in fields(kind)
        if each.default is MISSING and each.default_factory is MISSING
    ]

    def read(value: object) -> Any:
        if not isinstance(value, dict):
            raise Misread(("", "Enter an object."))
        problems = _missing_and_unknown(value, {*names, *([_TYPE] if tag else [])}, needed)
        sent = [(name, part) for name, part in value.items() if name in names]
        read_parts = _each(sent, lambda name: parts[names[name]], problems)
        return kind(**{names[name]: part for name, part in read_parts.items()})

    def write(value: Any) -> dict[str, Any]:
        written = {name: parts[field].write(getattr(value, field)) for name, field in names.items()}
        return {_TYPE: tag, **written} if tag else written

    properties = {name: parts[field].schema for name, field in names.items()}
    return Codec(
        read,
        write,
        {
            "type": "object",
            "properties": {_TYPE: {"const": tag}, **properties} if tag else properties,
            "required": ([_TYPE] if tag else []) + needed,
            "additionalProperties": False,
        },
    )


def tagged(kinds: Mapping[type, tuple[str, Codec]]) -> Codec:
    """An object of one of several kinds, which its ``type`` names."""
    by_tag = dict(kinds.values())
    known = ", ".join(by_tag)

    def read(value: object) -> Any:
        tag = value.get(_TYPE) if isinstance(value, dict) else None
        if not isinstance(tag, str) or tag not in by_tag:
            raise Misread((_TYPE, f"Choose one of: {known}."))
        return by_tag[tag].read(value)

    return Codec(
        read,
        lambda value: kinds[type(value)][1].write(value),
        {"oneOf": [codec.schema for codec in by_tag.values()]},
    )


def _missing_and_unknown(
    value: dict[str, object], known: set[str], needed: list[str]
) -> list[tuple[str, str]]:
    problems = [(name, "This is missing.") for name in needed if name not in value]
    unknown = [name for name in value if name not in known]
    if unknown:
        named = ", ".join(f"“{printable(str(name)[:LONGEST_KEY])}”" for name in unknown[:3])
        more = f" and {len(unknown) - 3:,} more" if len(unknown) > 3 else ""
        problems.append(("", f"Remove {named}{more}: we don't know what it means."))
    return problems


def _each(
    items: Iterable[tuple[Any, object]],
    codec_of: Callable[[Any], Codec],
    problems: Sequence[tuple[str, str]] = (),
) -> dict[Any, Any]:
    """All parts, read; or all that is wrong with them, after the ``problems`` that there are."""
    read: dict[Any, Any] = {}
    problems = [*problems]
    for name, value in items:
        try:
            read[name] = codec_of(name).read(value)
        except Misread as misread:
            problems.extend(misread.within(str(name)))
    if problems:
        raise Misread(*problems)
    return read
