"""National phone numbers of an import, completed where the person's country is known by now."""

from collections.abc import Collection
from typing import Any

from yardflow.services.records.countries import region_of
from yardflow.services.records.phones import completed

# The record's word comes before the file's, unless the file overwrites it.
_NATIONAL = """
    SELECT i.number, i.phone, i.mobile, coalesce({country}), coalesce({headquarters})
    FROM (SELECT number, number AS leader FROM person UNION ALL SELECT * FROM duplicate) r
    JOIN person p ON p.number = r.leader
    JOIN incoming i ON i.number = r.number
    JOIN incoming l ON l.number = r.leader
    LEFT JOIN account a ON a.id = p.account_id
    LEFT JOIN incoming_account o ON o.account_id = p.account_id
    LEFT JOIN contact c ON c.id = p.contact_id
    WHERE (i.phone <> '' AND left(i.phone, 1) <> '+')
        OR (i.mobile <> '' AND left(i.mobile, 1) <> '+')
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
    national = _NATIONAL.format(
        country=_first("c", "l", "country", overwrites),
        headquarters=_first("a", "o", "headquarters", overwrites),
    )
    changed = []
    for number, phone, mobile, country, headquarters in cursor.execute(national).fetchall():
        region = region_of(country, headquarters)
        numbers = completed(phone, region), completed(mobile, region)
        if numbers != (phone, mobile):
            changed.append((number, *numbers))
    if changed:
        cursor.execute(_COMPLETE, tuple(map(list, zip(*changed, strict=True))))


def _first(record: str, row: str, name: str, overwrites: Collection[str]) -> str:
    texts = [f"nullif({record}.{name}, '')", f"nullif({row}.{name}, '')"]
    return ", ".join([*(reversed(texts) if name in overwrites else texts), "''"])
