"""The order of a list, and a part of it: so many rows from a place on, along the index."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ARRAY, CTE, Select, column, func, or_, select, union_all

from yardflow.errors import Contradictory
from yardflow.services.records.lists.cursors import Cursor
from yardflow.services.records.lists.shapes import named


@dataclass(frozen=True, slots=True)
class SortKey:
    """What a list can be sorted by. ``falling`` is the order of the index behind it."""

    expression: Any
    read: Callable[[Any], Any] = str
    falling: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """So many ``rows`` of a list (None: all) in an order, from a cursor on."""

    sort_key: SortKey
    falling: bool
    ident: Any
    at: Cursor | None
    rows: int | None

    @property
    def sorted_by(self) -> str:
        """The name of the column that it is sorted by."""
        return str(self.sort_key.expression.key)

    @property
    def value_falls(self) -> bool:
        """Whether it is read from the largest value on."""
        return self.falling != (self.at is not None and self.at.backwards)

    @property
    def id_falls(self) -> bool:
        """Whether of rows with the same value the one with the largest id comes first."""
        return self.value_falls != self.sort_key.falling

    def of(self, value: Any, ident: Any) -> "Part":
        """The same part of what has its value and id in these columns."""
        return replace(self, sort_key=replace(self.sort_key, expression=value), ident=ident)

    def reaches(self, value: Any) -> Any:
        """Rows that come before this value in the order, or have it."""
        expression = self.sort_key.expression
        return expression >= value if self.value_falls else expression <= value


def sorts(*lists: Mapping[str, SortKey]) -> list[str]:
    """All that these lists can be sorted by."""
    names = dict.fromkeys(name for keys in lists for name in keys)
    return [f"{sign}{name}" for name in names for sign in ("", "-")]


def sort_of(keys: Mapping[str, SortKey], sort: str) -> tuple[SortKey, bool]:
    """What a list of these keys is sorted by, and whether from the largest value on.

    Raises:
        Invalid: an unknown sort.
    """
    sort_key = keys.get(sort.removeprefix("-"))
    if sort_key is None:
        allowed = ", ".join(keys)
        raise Contradictory(f"Sort by one of: {allowed}.", {"sort": f"Choose one of: {allowed}."})
    return sort_key, sort.startswith("-")


def in_order(statement: Select, keys: Mapping[str, SortKey], sort: str) -> Select:
    """All rows of a ``statement`` that gives ids, in the order of the list's pages: what they
    are sorted by as ``sort_value``, and ``sort_id``.

    Raises:
        Invalid: an unknown sort.
    """
    sort_key, falling = sort_of(keys, sort)
    (ident,) = statement.selected_columns
    part = Part(sort_key, falling, ident, at=None, rows=None)
    return in_part(statement, part)


def in_part(statement: Select, part: Part) -> Select:
    """The rows of a part of what a statement gives: ``sort_value`` and ``sort_id``."""
    return positioned(places(statement, part), part)


def gathered_beside(statement: Select, part: Part, *, has_read: bool) -> Select:
    """`in_part` of a statement and of rows that were read of others (``read_values``, ``read_ids``,
    if there are any), but all are found before they are sorted.
    """
    every = places(statement, part)
    if has_read:
        values = named("read_values", ARRAY(part.sort_key.expression.type))
        ids = named("read_ids", ARRAY(part.ident.type))
        beside = select(func.unnest(values), func.unnest(ids))
        every = select(union_all(every, beside).subquery())
    return page_of(every.cte("every").prefix_with("MATERIALIZED"), part)


def places(statement: Select, part: Part) -> Select:
    """What a statement's rows are sorted by, ``sort_value`` and ``sort_id``, in any order."""
    return statement.order_by(None).with_only_columns(
        part.sort_key.expression.label("sort_value"), part.ident.label("sort_id")
    )


def page_of(every: CTE, part: Part) -> Select:
    """The rows of a part, of `places` that were all found before."""
    place = by_name(part)
    return positioned(select(place.sort_key.expression, place.ident).select_from(every), place)


def by_name(part: Part) -> Part:
    """Of `places`, named: to derive the columns takes as long as to send the statement."""
    value = column("sort_value", part.sort_key.expression.type)
    return part.of(value, column("sort_id", part.ident.type))


def positioned(statement: Select, part: Part) -> Select:
    """The rows of a part, along the index: in reverse when the page before is asked for."""
    at, expression, ident = part.at, part.sort_key.expression, part.ident
    if at is not None:
        beyond = expression < at.value if part.value_falls else expression > at.value
        reached = expression <= at.value if part.value_falls else expression >= at.value
        same = ident < at.id if part.id_falls else ident > at.id
        # "reached" alone is what the index can be entered by.
        statement = statement.where(reached, or_(beyond, same))
    return ordered(statement, part).limit(part.rows)


def ordered(statement: Select, part: Part) -> Select:
    """In the order of a part."""
    expression, ident = part.sort_key.expression, part.ident
    return statement.order_by(
        expression.desc() if part.value_falls else expression.asc(),
        ident.desc() if part.id_falls else ident.asc(),
    )


def with_names(part: Part) -> tuple[Part, dict[str, Any]]:
    """A part with names in place of what its cursor holds, and their values."""
    if part.at is None:
        return part, {}
    value = named("at_value", part.sort_key.expression.type)
    ident: Any = named("at_id", part.ident.type)
    at = replace(part.at, start=0, value=value, id=ident)
    return replace(part, at=at), {"at_value": part.at.value, "at_id": part.at.id}
