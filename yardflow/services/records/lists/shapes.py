"""What a list is asked for, apart from the values in it.

To put a statement of SQLAlchemy's together takes longer than most pages take the database. All
questions of one shape have the same statement, which is made once, with names in place of values.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache, lru_cache
from typing import Any, TypeVar

from sqlalchemy import BigInteger, BindParameter, Select, String, bindparam

Filters = TypeVar("Filters", bound=Any)

# A list has the type of the column that it is compared with.
_TYPES: dict[type, Any] = {int: BigInteger(), str: String(), list: None}


def apart(filters: Filters) -> tuple[Filters, dict[str, Any]]:
    """The shape of filters, with names in place of their values, and the values by these names.

    ``filters`` is a frozen dataclass. Numbers and texts in it are values, also inside of tuples,
    and so is a list of texts; what is None, empty or a boolean is part of the shape.
    """
    values: dict[str, Any] = {}
    names = {
        each.name: _named(getattr(filters, each.name), each.name, values)
        for each in fields(filters)
    }
    return replace(filters, **names), values


@lru_cache(maxsize=1_000)
def made_once(make: Callable[..., Select], *shapes: Any) -> Select:
    """The statement that a function makes of shapes."""
    return make(*shapes)


def _named(value: Any, name: str, values: dict[str, Any]) -> Any:
    if isinstance(value, tuple):
        each = (_named(part, f"{name}_{at}", values) for at, part in enumerate(value))
        return type(value)(*each) if hasattr(value, "_fields") else tuple(each)
    if not value or value.__class__ not in _TYPES:
        return value
    values[name] = value
    return named(name, _TYPES[value.__class__])


@cache
def named(name: str, kind: Any) -> BindParameter[Any]:
    """The name of a value of this type; the same object each time, as shapes are compared."""
    return bindparam(name, type_=kind)
