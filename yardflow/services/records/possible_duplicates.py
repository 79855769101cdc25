"""Other records that may be the same: their names are two spellings of one, or the same.

What is sure is refused when a record is added. Müller and Mueller may be two companies or people:
both are kept, and whoever adds the second is shown the first.
"""

from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session

from yardflow.models.base import spelling
from yardflow.services.access import Principal

MOST = 5
_OF_ACCOUNT = """
SELECT o.id, o.name FROM account a JOIN account o ON {other} = {own}
WHERE a.id = :id AND o.id <> a.id
    AND (a.domain IS NULL OR o.domain IS NULL OR a.domain = o.domain)
ORDER BY o.id LIMIT :most
"""
_OF_CONTACT = """
SELECT o.id, o.name
FROM contact c JOIN contact o ON o.account_id = c.account_id AND {other} = {own}
WHERE c.id = :id AND o.id <> c.id
ORDER BY o.id LIMIT :most
"""


@dataclass(frozen=True, slots=True)
class PossibleDuplicate:
    """A record with another spelling of the same name."""

    id: int
    name: str


def of_account(session: Session, _: Principal, account_id: int) -> list[PossibleDuplicate]:
    """The first `MOST` accounts that may be this one; two domains are two companies."""
    own = spelling("a.name_key")
    return _read(session, _OF_ACCOUNT.format(other=spelling("o.name_key"), own=own), account_id)


def of_contact(session: Session, _: Principal, contact_id: int) -> list[PossibleDuplicate]:
    """The first `MOST` contacts of the same account that may be this one."""
    own = spelling("c.name_key")
    return _read(session, _OF_CONTACT.format(other=spelling("o.name_key"), own=own), contact_id)


def _read(session: Session, statement: str, record_id: int) -> list[PossibleDuplicate]:
    session.flush()
    rows = session.execute(text(statement), {"id": record_id, "most": MOST})
    return [PossibleDuplicate(row.id, row.name) for row in rows]
