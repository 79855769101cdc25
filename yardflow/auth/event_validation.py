"""Whether an event's arguments are what its handler takes.

Reflex passes on whatever the client sent when it can't convert it. So a handler that says ``int``
might be given a list: here such an event ends before its handler begins. Values that only need
converting (``"7"`` for an ``int``) are converted.
"""

import inspect
import json
from collections.abc import Mapping
from functools import cache
from typing import Any, get_origin

from pydantic import ConfigDict, PydanticSchemaGenerationError, TypeAdapter, ValidationError

_FORM = "__reflex_form_data__"


class InvalidArgument(Exception):
    """An argument is missing, unknown or of a wrong type. Holds its name, never its value."""


class BrokenText(InvalidArgument):
    """A text holds half of a character, as one that was cut in the middle of an emoji does."""


def validate(handler: Any, payload: dict[str, Any]) -> None:
    """Checks and converts an event's arguments in place.

    Raises:
        InvalidArgument: the first argument that the handler can't take.
        BrokenText: there is text in them that can't be stored.
    """
    if not is_storable(payload):
        raise BrokenText("a text holds half of a character")
    parameters, takes_any = _parameters(handler.fn)
    for name in payload:
        if name not in parameters and not takes_any:
            raise InvalidArgument("an unknown argument")
    for name, parameter in parameters.items():
        if name in payload:
            payload[name] = _converted(name, payload[name], (handler._type_hints or {}).get(name))
        elif parameter.default is inspect.Parameter.empty:
            raise InvalidArgument(f"{name} is missing")


def is_storable(value: Any) -> bool:
    """Whether all text in a JSON value can be stored and sent on."""
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except (UnicodeEncodeError, RecursionError):
        return False
    return True


def payload_size(value: Any, limit: int) -> int:
    """Roughly how many bytes a JSON value takes; stops counting past the limit."""
    total, rest = 0, [value]
    while rest and total <= limit:
        part = rest.pop()
        if isinstance(part, str):
            total += len(part)
        elif isinstance(part, Mapping):
            total += sum(len(str(key)) for key in part)
            rest.extend(part.values())
        elif isinstance(part, list | tuple):
            rest.extend(part)
        total += 8
    return total


@cache
def _parameters(function: Any) -> tuple[dict[str, inspect.Parameter], bool]:
    kinds = inspect.Parameter
    parameters = list(inspect.signature(function).parameters.values())[1:]
    named = {
        p.name: p for p in parameters if p.kind not in (kinds.VAR_KEYWORD, kinds.VAR_POSITIONAL)
    }
    return named, len(named) < len(parameters)


def _converted(name: str, value: Any, hint: Any) -> Any:
    if hint is None or hint is Any:
        return value
    if isinstance(value, dict) and _FORM in value:
        # Reflex turns a form into a mapping itself, by the same hint.
        if (get_origin(hint) or hint) in (str, int, float, bool, list, tuple, set):
            raise InvalidArgument(f"{name} is of a wrong type")
        return value
    adapter = _adapter(hint)
    if adapter is None:
        return value
    try:
        return adapter.validate_python(value)
    except ValidationError:
        raise InvalidArgument(f"{name} is of a wrong type") from None


def _adapter(hint: Any) -> TypeAdapter | None:
    try:
        return _cached_adapter(hint)
    except TypeError:  # a hint that can't be a key of the cache
        return None


@cache
def _cached_adapter(hint: Any) -> TypeAdapter | None:
    try:
        return TypeAdapter(hint, config=ConfigDict(arbitrary_types_allowed=True))
    except PydanticSchemaGenerationError:
        return None
    except Exception:  # a class with settings of its own takes none from us
        return TypeAdapter(hint)
