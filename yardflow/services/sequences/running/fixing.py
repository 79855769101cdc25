"""What a contact or an account lacks for their next email, filled in where it is missed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock
from yardflow.errors import Contradictory, NotFound
from yardflow.services.access import Principal
from yardflow.services.records import accounts, contacts
from yardflow.services.records.values.fields import LARGEST_ID
from yardflow.services.sequences.decisions import Gate, Reason
from yardflow.services.sequences.enrollments import progress
from yardflow.services.sequences.templates.variables import VARIABLES, labeled

_NAMES = {labeled(variable.name): variable.name for variable in VARIABLES}
# What can be filled in, with what it is called; the first part says whose it is.
FIELDS: Mapping[str, str] = {
    "contact.email": "Email",
    "contact.first_name": "First name",
    "contact.last_name": "Last name",
    "contact.title": "Job title",
    "contact.country": "Country",
    "contact.lawful_basis": "Lawful basis",
    "account.domain": "Domain",
    "account.industry": "Industry",
}
_OF_GATES = {
    Gate.NO_ADDRESS: "contact.email",
    Gate.NO_LAWFUL_BASIS: "contact.lawful_basis",
    Gate.NO_TIME_ZONE: "contact.country",
}
_ROW = text("""
SELECT e.id, e.contact_id, c.account_id, c.email, c.first_name, c.last_name, c.title, c.country,
    c.lawful_basis, a.domain, a.industry
FROM enrollment e JOIN contact c ON c.id = e.contact_id JOIN account a ON a.id = c.account_id
WHERE e.id = :id""")
# Whoever the field is of, in every sequence.
_WAITING = text("""
SELECT e.id FROM enrollment e JOIN contact c ON c.id = e.contact_id
WHERE e.status = 'active' AND CASE WHEN :of_account THEN c.account_id = :id ELSE c.id = :id END""")


@dataclass(frozen=True, slots=True)
class Need:
    """A field that is to be filled in: its name in `FIELDS`, its label, and what it says now."""

    field: str
    label: str
    value: str


def needs(row: Any, reasons: Iterable[Reason]) -> tuple[Need, ...]:
    """The fields that open these gates, of a row of a situation."""
    names: dict[str, None] = {}
    for reason in reasons:
        if reason.gate in _OF_GATES:
            names[_OF_GATES[reason.gate]] = None
        elif reason.gate is Gate.NO_VALUE:
            labels = reason.detail.split(", ")
            names |= dict.fromkeys(_NAMES[label] for label in labels if label in _NAMES)
    return tuple(
        Need(name, FIELDS[name], getattr(row, _column(name)) or "")
        for name in names
        if name in FIELDS
    )


def fix(session: Session, principal: Principal, enrollment_id: int, field: str, value: str) -> str:
    """Fills in a field of the contact or the account, and has everyone whom it is of looked at
    again; what it said before.

    Raises:
        NotFound: there is no such enrollment.
        Contradictory: that is no field of `FIELDS`.
        Invalid, Conflict: as in `contacts.update` and `accounts.update`.
    """
    if field not in FIELDS:
        raise Contradictory("Choose one of: " + ", ".join(FIELDS.values()) + ".")
    known = 0 < enrollment_id <= LARGEST_ID
    row = session.execute(_ROW, {"id": enrollment_id}).one_or_none() if known else None
    if row is None:
        raise NotFound.of("enrollment")
    of_account = field.startswith("account.")
    number = row.account_id if of_account else row.contact_id
    update: Any = accounts.update if of_account else contacts.update
    before = getattr(row, _column(field)) or ""
    update(session, principal, number, None, {_column(field): value})
    waiting = session.scalars(_WAITING, {"of_account": of_account, "id": number})
    progress.wake(session, [*waiting], clock.now())
    return str(before)


def _column(field: str) -> str:
    return field.partition(".")[2]
