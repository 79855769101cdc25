"""National phone numbers of an import, completed where the person's country is known by now."""

from typing import Any

from yardflow.services.records.countries import region_of
from yardflow.services.records.phones import completed

_NATIONAL = """
    SELECT i.number, i.phone, i.mobile, coalesce(nullif(c.country, ''), i.country), a.headquarters
    FROM person p JOIN incoming i USING (number)
    JOIN account a ON a.id = p.account_id
    LEFT JOIN contact c ON c.id = p.contact_id
    WHERE (i.phone <> '' AND left(i.phone, 1) <> '+')
        OR (i.mobile <> '' AND left(i.mobile, 1) <> '+')
"""
_COMPLETE = """
    UPDATE incoming i SET phone = c.phone, mobile = c.mobile
    FROM unnest(%s::int[], %s::text[], %s::text[]) AS c(number, phone, mobile)
    WHERE i.number = c.number
"""


def complete(cursor: Any) -> None:
    """Rewrites the numbers in ``incoming``; ``person`` says whose they are, and the accounts have
    what the import says of them.
    """
    changed = []
    for number, phone, mobile, country, headquarters in cursor.execute(_NATIONAL).fetchall():
        region = region_of(country, headquarters)
        numbers = completed(phone, region), completed(mobile, region)
        if numbers != (phone, mobile):
            changed.append((number, *numbers))
    if changed:
        cursor.execute(_COMPLETE, tuple(map(list, zip(*changed, strict=True))))
