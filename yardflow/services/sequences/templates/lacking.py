"""Who of a sequence's audience lacks a value that a template shows without a fallback.

The audience are those who are in the sequence; before anyone is, the attendees of an event.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlmodel import Session, col

from yardflow.models import Account, Attendee, Contact, Enrollment, EnrollmentStatus
from yardflow.services.access import Principal
from yardflow.services.records.values.fields import LARGEST_ID
from yardflow.services.sequences.definitions.steps import Email
from yardflow.services.sequences.lifecycle import drafts, template_versions
from yardflow.services.sequences.templates import sources
from yardflow.services.sequences.templates.problems import without_fallback

COLUMNS: Mapping[str, Any] = {
    "contact.first_name": Contact.first_name,
    "contact.last_name": Contact.last_name,
    "contact.name": Contact.name,
    "contact.title": Contact.title,
    "contact.email": Contact.email,
    "account.name": Account.name,
    "account.domain": Account.domain,
    "account.industry": Account.industry,
}


@dataclass(frozen=True, slots=True)
class Lacking:
    """How many of an audience of ``total`` lack one of the values of a template."""

    count: int
    total: int


def counts(
    session: Session, principal: Principal, sequence_id: int, event_id: int | None
) -> dict[int, Lacking]:
    """For each template of a draft that shows a value without a fallback, by its id, how many lack
    it; empty where the audience is.

    Raises:
        NotFound: there is no such sequence.
    """
    definition = drafts.definition(session, principal, sequence_id)
    emails = (step for step in definition.steps.values() if isinstance(step, Email))
    shown = _variables(session, {step.template_id for step in emails})
    if not shown:
        return {}
    lack = [func.count().filter(_lacks(each)) for each in shown.values()]
    statement = _audience(session, sequence_id, event_id, func.count(), *lack)
    total, *lacking = session.execute(statement).one()
    pairs = zip(shown, lacking, strict=True)
    return {number: Lacking(count, total) for number, count in pairs} if total else {}


def people(
    session: Session,
    principal: Principal,
    sequence_id: int,
    event_id: int | None,
    template_id: int,
    most: int,
) -> tuple[int, list[int]]:
    """How many lack a value that a template shows without a fallback, and the first of them, by
    their ids.
    """
    shown = _variables(session, {template_id}).get(template_id)
    if shown is None:
        return 0, []
    of_all = _audience(session, sequence_id, event_id, col(Contact.id)).where(_lacks(shown))
    count = session.scalar(select(func.count()).select_from(of_all.subquery())) or 0
    return count, [*session.scalars(of_all.order_by(col(Contact.id)).limit(most))]


def _variables(session: Session, template_ids: Collection[int]) -> dict[int, list[str]]:
    """What templates show of contacts without a fallback, of those that do."""
    versions = template_versions.current(session, template_ids)
    shown = {
        number: without_fallback(sources.load(session, version_id))
        for number, version_id in versions.items()
    }
    return {number: names for number, names in shown.items() if names}


def _audience(session: Session, sequence_id: int, event_id: int | None, *columns: Any) -> Select:
    enrolled = col(Enrollment.sequence_id) == min(sequence_id, LARGEST_ID)
    active = col(Enrollment.status) == EnrollmentStatus.ACTIVE
    of_accounts = select(*columns).join_from(
        Contact, Account, col(Account.id) == col(Contact.account_id)
    )
    anyone = select(col(Enrollment.id)).where(enrolled, active).limit(1)
    if session.scalar(anyone) is not None:
        return of_accounts.join(Enrollment, col(Enrollment.contact_id) == col(Contact.id)).where(
            enrolled, active
        )
    return of_accounts.join(Attendee, col(Attendee.contact_id) == col(Contact.id)).where(
        col(Attendee.event_id) == min(event_id or 0, LARGEST_ID)
    )


def _lacks(variables: Collection[str]) -> ColumnElement[bool]:
    return or_(*(func.btrim(func.coalesce(COLUMNS[name], "")) == "" for name in variables))
