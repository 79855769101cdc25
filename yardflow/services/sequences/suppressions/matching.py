"""Whether an address is suppressed: one rule, which PostgreSQL's function `suppression_keys` holds.

An address is suppressed by itself, by its domain, or by any domain above that. Statements check a
column by `suppressed`, pages and services ask about addresses by `of_addresses`.

**For a transaction that sends.** What commits before the check begins is always seen, if the check
1. runs under READ COMMITTED, PostgreSQL's default, in which each statement sees what has been
   committed when it begins, and
2. is a statement of its own *after* the one that locks what is to be sent. A statement that waits
   for a lock still sees the other tables as they were when it began to wait.
So: lock the messages (``FOR UPDATE SKIP LOCKED``), then read which of them are `suppressed`, then
mark the others as being sent and commit. A suppression that commits later than the check can't
call back what is on its way.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, any_, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from yardflow import db
from yardflow.models import Suppression, SuppressionReason, SuppressionSource
from yardflow.services.records.values import normalize

# Of each address what is most specific.
_CLOSEST = text("""
SELECT each.address, closest.*, u.name AS person
FROM jsonb_array_elements_text(CAST(:addresses AS jsonb)) each (address)
CROSS JOIN LATERAL (SELECT * FROM suppression WHERE value = ANY(suppression_keys(each.address))
    ORDER BY length(value) DESC LIMIT 1) closest
LEFT JOIN app_user u ON u.id = closest.added_by""")


@dataclass(frozen=True, slots=True)
class SuppressionView:
    """What suppresses an address. ``value`` is the address itself or a domain; ``added_by`` is a
    name, empty where no one on the team added it.
    """

    id: int
    value: str
    reason: SuppressionReason
    source: SuppressionSource
    note: str
    added_by: str
    added_at: datetime


def suppressed(address: Any) -> ColumnElement[bool]:
    """A condition of a statement: the address in this column is suppressed. A column without an
    address is not. It reads the unique index a few times for each row, however long the list is.
    """
    rows = select(1).select_from(Suppression).where(_covers(address))
    return rows.correlate_except(Suppression).exists()


def of_addresses(session: Session, addresses: Iterable[str]) -> dict[str, SuppressionView]:
    """Those of the addresses that are suppressed, each with what is most specific: itself before
    its domain, that before the domain above. One statement, for thousands too.

    Addresses are known however they are written, and named in the answer as they were given.
    """
    spellings: dict[str, list[str]] = {}
    for address in addresses:
        spellings.setdefault(normalize.email_of(address) or address, []).append(address)
    views = of_stored(session, list(spellings))
    return {address: view for stored, view in views.items() for address in spellings[stored]}


def of_stored(session: Session, addresses: Sequence[str]) -> dict[str, SuppressionView]:
    """The same of addresses as contacts have them, which takes less time."""
    if not addresses:
        return {}
    rows = db.rows(session, _CLOSEST, {"addresses": json.dumps([*addresses])})
    return {row.address: _view(row) for row in rows}


def _covers(address: Any) -> ColumnElement[bool]:
    keys: Any = func.suppression_keys(address, type_=ARRAY(Text))
    return col(Suppression.value) == any_(keys)


def _view(row: Any) -> SuppressionView:
    return SuppressionView(
        id=row.id,
        value=row.value,
        reason=SuppressionReason(row.reason),
        source=SuppressionSource(row.source),
        note=row.note,
        added_by=row.person or "",
        added_at=row.added_at,
    )
