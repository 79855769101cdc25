"""National phone numbers of an import, completed where the person's country is known by now."""

from typing import Any

from yardflow.services.records.countries import region_of
from yardflow.services.records.phones import completed

_NATIONAL = """
    SELECT i.number, i.phone, coalesce(nullif(c.country, ''), i.country), a.headquarters
    FROM person p JOIN incoming i USING (number)
    JOIN account a ON a.event_id = %(event)s AND a.id = p.account_id
    LEFT JOIN contact c ON c.event_id = %(event)s AND c.id = p.contact_id
    WHERE i.phone <> '' AND left(i.phone, 1) <> '+'
"""
_COMPLETE = """
    UPDATE incoming i SET phone = c.phone FROM unnest(%s::int[], %s::text[]) AS c(number, phone)
    WHERE i.number = c.number
"""


def complete(cursor: Any, event_id: int) -> None:
    """Rewrites the numbers in ``incoming``; ``person`` says whose they are, and the accounts have
    what the import says of them.
    """
    rows = cursor.execute(_NATIONAL, {"event": event_id}).fetchall()
    numbers = [
        (number, phone, completed(phone, region_of(country, headquarters)))
        for number, phone, country, headquarters in rows
    ]
    changed = [(number, new) for number, old, new in numbers if new != old]
    if changed:
        cursor.execute(_COMPLETE, tuple(map(list, zip(*changed, strict=True))))
