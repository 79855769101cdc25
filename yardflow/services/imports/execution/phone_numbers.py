"""Phone numbers of an import: those that the record or an earlier row has, written as they are
there, and national ones completed where the person's country is known by now.
"""

from collections.abc import Collection
from typing import Any

from yardflow.services.imports.execution.same_values import is_same_number
from yardflow.services.records.values.countries import regions_of
from yardflow.services.records.values.phones import completed

# The record's word comes before the file's, unless the file overwrites it.
_DOUBTFUL = """
    SELECT i.number, i.phone, i.mobile, coalesce({country}), coalesce({headquarters}),
        coalesce(c.phone, ''), coalesce(c.mobile, ''), l.phone, l.mobile
    FROM (SELECT number, number AS leader FROM person UNION ALL SELECT * FROM duplicate) r
    JOIN person p ON p.number = r.leader
    JOIN incoming i ON i.number = r.number
    JOIN incoming l ON l.number = r.leader
    LEFT JOIN account a ON a.id = p.account_id
    LEFT JOIN incoming_account o ON o.account_id = p.account_id
    LEFT JOIN contact c ON c.id = p.contact_id
    WHERE (i.phone <> '' AND (left(i.phone, 1) <> '+' OR i.phone <> l.phone
            OR i.phone <> nullif(c.phone, '')))
        OR (i.mobile <> '' AND (left(i.mobile, 1) <> '+' OR i.mobile <> l.mobile
            OR i.mobile <> nullif(c.mobile, '')))
"""
_COMPLETE = """
    UPDATE incoming i SET phone = c.phone, mobile = c.mobile
    FROM unnest(%s::int[], %s::text[], %s::text[]) AS c(number, phone, mobile)
    WHERE i.number = c.number
"""


def complete(cursor: Any, overwrites: Collection[str]) -> None:
    """Rewrites the numbers in ``incoming``; ``person`` and ``duplicate`` say whose they are, and
    the country is the one that the contact or the account has after the import.
    """
    doubtful = _DOUBTFUL.format(
        country=_first("c", "l", "country", overwrites),
        headquarters=_first("a", "o", "headquarters", overwrites),
    )
    changed = []
    for number, phone, mobile, country, headquarters, *known in cursor.execute(doubtful):
        regions = regions_of(country, headquarters)
        numbers = _written(phone, known[::2], regions), _written(mobile, known[1::2], regions)
        if numbers != (phone, mobile):
            changed.append((number, *numbers))
    if changed:
        cursor.execute(_COMPLETE, tuple(map(list, zip(*changed, strict=True))))


def _written(number: str, known: list[str], regions: tuple[str, ...]) -> str:
    """A number as one of those is written that are known already, else with its calling code."""
    same = (other for other in known if number and other and is_same_number(number, other))
    return completed(next(same, number), *regions)


def _first(record: str, row: str, name: str, overwrites: Collection[str]) -> str:
    texts = [f"nullif({record}.{name}, '')", f"nullif({row}.{name}, '')"]
    return ", ".join([*(reversed(texts) if name in overwrites else texts), "''"])
