"""Contacts that a forecast counts, by name."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session

from yardflow.services.access import Principal

_NAMED = text("""
SELECT c.id, c.name,
    a.name AS account
FROM unnest(CAST(:ids AS bigint[])) WITH ORDINALITY x (id, place)
JOIN contact c ON c.id = x.id JOIN account a ON a.id = c.account_id ORDER BY x.place""")


@dataclass(frozen=True, slots=True)
class Person:
    """A contact."""

    contact_id: int
    name: str
    account: str


def named(session: Session, principal: Principal, contact_ids: Sequence[int]) -> list[Person]:
    """Those of them who exist, in their order."""
    rows = session.execute(_NAMED, {"ids": [*contact_ids]})
    return [Person(row.id, row.name, row.account) for row in rows]
