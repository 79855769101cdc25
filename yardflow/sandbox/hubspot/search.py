"""The search: filters that become a query on the index, which lags behind the records."""

import fnmatch
import json
import re
import sqlite3
from collections.abc import Callable
from typing import Any, NamedTuple

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yardflow.sandbox.hubspot.bodies import number_in, objects_in, text_in, texts_in
from yardflow.sandbox.hubspot.definitions import Definitions
from yardflow.sandbox.hubspot.index import Index
from yardflow.sandbox.hubspot.kinds import ID, Kind, kind_named
from yardflow.sandbox.hubspot.moments import iso, milliseconds_of
from yardflow.sandbox.hubspot.records import Record, Source
from yardflow.sandbox.hubspot.refusals import Refusal
from yardflow.sandbox.hubspot.routing import Call, Routing
from yardflow.sandbox.hubspot.shapes import names_in, shown

MOST, MOST_IN_ALL = 200, 10_000
MOST_GROUPS, MOST_FILTERS, MOST_FILTERS_IN_ALL, LONGEST_QUERY = 5, 6, 18, 3_000
_ASSOCIATED = "associations."
_TOKENS = re.compile(r"[^\W_]+(?:[.@'-][^\W_]+)*")
_LONGEST_VALUE = 65_536
# What each record has in a column of its own.
_STAMPS = ("id", "created_at", "updated_at")


class _Column(NamedTuple):
    """What a property is in SQL, and how a value to compare with becomes one."""

    sql: str
    of: Callable[[str], str | int | float]


class Condition(NamedTuple):
    """A part of a query and its values."""

    sql: str
    values: list[Any]


class Search:
    """The handler, and what it makes of filters."""

    def __init__(
        self, database: sqlite3.Connection, definitions: Definitions, index: Index
    ) -> None:
        self._database, self._definitions, self._index = database, definitions, index
        database.create_function("has_token", 2, _has_token, deterministic=True)

    def routes(self, routing: Routing) -> list[Route]:
        """One for all kinds."""
        return [routing.route("/crm/v3/objects/{kind}/search", self._search, "POST", searches=True)]

    def _search(self, call: Call) -> Response:
        kind, body = call.kind(), call.fields()
        self._index.catch_up()
        limit, after = number_in(body, "limit", 10), number_in(body, "after")
        if not 0 <= limit <= MOST:
            raise Refusal(400, f"limit must be between 0 and {MOST}.")
        if after + limit > MOST_IN_ALL:
            raise Refusal(400, f"A search ends at {MOST_IN_ALL} results.")
        columns = self._columns(kind)
        where = _where(kind, body, columns)
        for name in _equal(body):
            if columns[name].sql not in _STAMPS:
                self._index.keep_by(name, columns[name].sql)
        total = self._database.execute(
            f"SELECT count(*) FROM indexed WHERE {where.sql}",  # noqa: S608 - our own SQL
            where.values,
        ).fetchone()[0]
        rows = self._database.execute(
            f"SELECT * FROM indexed WHERE {where.sql} ORDER BY {_order(body, columns)}"  # noqa: S608
            " LIMIT ? OFFSET ?",
            [*where.values, limit, after],
        )
        names = names_in(texts_in(body, "properties"))
        results = [shown(kind, _record(row), names, known=columns) for row in rows]
        end = after + len(results)
        more = {"paging": {"next": {"after": str(end)}}} if end < total and results else {}
        return JSONResponse({"total": total, "results": results, **more})

    def _columns(self, kind: Kind) -> dict[str, _Column]:
        definitions = self._definitions.live(kind)
        columns = {name: _column(name, each["type"]) for name, each in definitions.items()}
        return columns | {
            ID: _Column(_STAMPS[0], _as_number),
            kind.created: _Column(_STAMPS[1], _as_moment),
            kind.modified: _Column(_STAMPS[2], _as_moment),
        }


def _column(name: str, type_: str) -> _Column:
    # Names are of definitions, which have only letters, digits and underscores.
    stored = f"json_extract(properties, '$.{name}')"
    if type_ == "number":
        return _Column(f"CAST({stored} AS REAL)", _as_number)
    if type_ == "date":
        return _Column(stored, lambda value: iso(_as_moment(value))[:10])
    if type_ == "datetime":
        return _Column(stored, lambda value: iso(_as_moment(value)))
    return _Column(f"lower({stored})", str.lower)


def _where(kind: Kind, body: dict[str, Any], columns: dict[str, _Column]) -> Condition:
    groups = objects_in(body, "filterGroups")
    _check(groups)
    parts = [Condition("kind = ?", [kind.name])]
    if groups:
        parts.append(_joined(" OR ", [_group(group, columns) for group in groups]))
    if query := text_in(body, "query")[:LONGEST_QUERY]:
        like = f"%{query.lower()}%"
        searched = [columns[name].sql for name in kind.searched]
        parts.append(_joined(" OR ", [Condition(f"{sql} LIKE ?", [like]) for sql in searched]))
    return _joined(" AND ", parts)


def _equal(body: dict[str, Any]) -> set[str]:
    """The properties of which a search names values."""
    return {
        each["propertyName"]
        for group in objects_in(body, "filterGroups")
        for each in group["filters"]
        if each["operator"] in ("EQ", "IN") and not each["propertyName"].startswith(_ASSOCIATED)
    }


def _check(groups: list[dict[str, Any]]) -> None:
    if len(groups) > MOST_GROUPS:
        raise Refusal(400, f"A search has at most {MOST_GROUPS} filter groups.")
    sizes = [len(objects_in(group, "filters")) for group in groups]
    if not all(0 < size <= MOST_FILTERS for size in sizes):
        raise Refusal(400, f"A filter group has 1 to {MOST_FILTERS} filters.")
    if sum(sizes) > MOST_FILTERS_IN_ALL:
        raise Refusal(400, f"A search has at most {MOST_FILTERS_IN_ALL} filters.")


def _joined(word: str, parts: list[Condition]) -> Condition:
    values = [value for part in parts for value in part.values]
    return Condition(f"({word.join(part.sql for part in parts)})", values)


def _group(group: dict[str, Any], columns: dict[str, _Column]) -> Condition:
    return _joined(" AND ", [_filter(each, columns) for each in group["filters"]])


def _filter(given: dict[str, Any], columns: dict[str, _Column]) -> Condition:
    if (name := text_in(given, "propertyName")).startswith(_ASSOCIATED):
        return _associated(given, name.removeprefix(_ASSOCIATED))
    column, operator = _known(given, columns), text_in(given, "operator")
    if operator in ("HAS_PROPERTY", "NOT_HAS_PROPERTY"):
        if "value" in given or "values" in given:
            raise Refusal(400, f"{operator} takes no value.")
        return Condition(f"{column.sql} IS {'NOT ' * (operator[0] == 'H')}NULL", [])
    if operator in ("IN", "NOT_IN"):
        return _among(column, given, negated=operator == "NOT_IN")
    value = _text(given, "value")
    if operator == "BETWEEN":
        between = [column.of(value), column.of(_text(given, "highValue"))]
        return Condition(f"{column.sql} BETWEEN ? AND ?", between)
    if operator not in _OPERATORS:
        raise Refusal(400, f"The operator {operator} is not known.")
    return Condition(_OPERATORS[operator].format(column.sql), [column.of(value)])


# What is not equal to a value, or lacks a word, may have no value at all.
_OPERATORS = {
    "EQ": "{0} = ?",
    "NEQ": "{0} IS NOT ?",
    "LT": "{0} < ?",
    "LTE": "{0} <= ?",
    "GT": "{0} > ?",
    "GTE": "{0} >= ?",
    "CONTAINS_TOKEN": "has_token({0}, ?)",
    "NOT_CONTAINS_TOKEN": "NOT has_token({0}, ?)",
}


def _among(column: _Column, given: dict[str, Any], *, negated: bool) -> Condition:
    values = given.get("values")
    if not isinstance(values, list) or not 1 <= len(values) <= MOST_IN_ALL:
        raise Refusal(400, f"{given['operator']} needs values.")
    texts = [column.of(_text({"value": value}, "value")) for value in values]
    listed = f"{column.sql} IN ({', '.join('?' * len(texts))})"
    return Condition(f"({column.sql} IS NULL OR NOT {listed})" if negated else listed, texts)


def _text(given: dict[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or len(value) > _LONGEST_VALUE:
        raise Refusal(400, f"A filter's {name} must be a string.")
    return value


def _order(body: dict[str, Any], columns: dict[str, _Column]) -> str:
    sorts = body.get("sorts") or []
    if not isinstance(sorts, list) or len(sorts) > 1:
        raise Refusal(400, "A search has at most one sort.")
    if not sorts:
        return "id"
    given = sorts[0]
    if not isinstance(given, dict):
        name = str(given)
        direction = "DESCENDING" if name.startswith("-") else ""
        given = {"propertyName": name.removeprefix("-"), "direction": direction}
    backwards = given.get("direction") == "DESCENDING"
    return f"{_known(given, columns).sql} {'DESC' if backwards else 'ASC'}, id"


def _associated(given: dict[str, Any], name: str) -> Condition:
    """Those that belong to a record, by its id."""
    other, value = kind_named(name), _text(given, "value")
    if other is None or text_in(given, "operator") != "EQ":
        raise Refusal(400, "Records are searched by whom they belong to with EQ and an id.")
    sql = "id IN (SELECT from_id FROM association WHERE to_kind = ? AND to_id = ?)"
    return Condition(sql, [other.name, _as_number(value)])


def _known(given: dict[str, Any], columns: dict[str, _Column]) -> _Column:
    column = columns.get(text_in(given, "propertyName"))
    if column is None:
        raise Refusal(400, "There was a problem with the request.")
    return column


def _as_number(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise Refusal(400, f"{value} is not a number.") from None


def _as_moment(value: str) -> int:
    moment = milliseconds_of(value)
    if moment is None:
        raise Refusal(400, f"{value} is not a moment.")
    return moment


def _has_token(text: str | None, pattern: str) -> bool:
    if text is None:
        return False
    words = _TOKENS.findall(str(text)[:_LONGEST_VALUE])
    parts = [part for word in words for part in {word, *re.split(r"[.@'-]", word)}]
    return any(fnmatch.fnmatchcase(part, pattern) for part in parts)


def _record(row: sqlite3.Row) -> Record:
    properties = json.loads(row["properties"])
    stamps = row["created_at"], row["updated_at"]
    return Record(row["id"], row["kind"], properties, {}, Source(), *stamps, None, None)
