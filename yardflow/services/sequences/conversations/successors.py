"""Whoever a reply names as the one to write to instead."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from yardflow.errors import Conflict
from yardflow.models import Contact
from yardflow.services.access import Principal
from yardflow.services.records import contacts
from yardflow.services.records.names.person_names import split_name
from yardflow.services.sequences.conversations import placing

_NOT_NAMED = "This reply names no one to write to instead."
_NOT_PLACED = "Place this reply first: it isn't known at which account they are."


@dataclass(frozen=True, slots=True)
class Successor:
    """A contact; ``is_new``: they were added just now."""

    contact_id: int
    name: str
    is_new: bool


def known(session: Session, addresses: Collection[str]) -> dict[str, int]:
    """Which of these addresses contacts have, with the contact."""
    listed = [each for each in addresses if each]
    if not listed:
        return {}
    statement = select(col(Contact.email), col(Contact.id)).where(col(Contact.email).in_(listed))
    return dict(session.execute(statement).tuples().all())


def add(session: Session, principal: Principal, reply_id: int) -> Successor:
    """Adds who a reply names as a contact of the account, with the owner of the one before. Whoever
    is a contact already is that one.

    Raises:
        NotFound: there is no such reply.
        Conflict: it names no one, has no place, or the account has another contact of that name.
        Invalid: what it names is no address.
    """
    reply = placing.load(session, reply_id)
    if not reply.successor_address:
        raise Conflict(_NOT_NAMED)
    there = known(session, [reply.successor_address])
    if number := there.get(reply.successor_address):
        row = contacts.get(session, principal, number)
        return Successor(number, row.name, is_new=False)
    if reply.contact_id is None:
        raise Conflict(_NOT_PLACED)
    before = session.get_one(Contact, reply.contact_id)
    first, last = split_name(reply.successor_name or _name_in(reply.successor_address))
    values = {
        "account_id": before.account_id,
        "first_name": first,
        "last_name": last,
        "email": reply.successor_address,
    }
    row = contacts.create(session, principal, values)
    if before.owner_id is not None:
        contacts.assign(session, principal, row.id, None, before.owner_id)
    return Successor(row.id, row.name, is_new=True)


def _name_in(address: str) -> str:
    """``robin.vale@acme.com`` is Robin Vale's, as far as can be seen."""
    words = address.partition("@")[0].replace("_", ".").replace("-", ".").split(".")
    return " ".join(word.capitalize() for word in words if word.isalpha()) or address
