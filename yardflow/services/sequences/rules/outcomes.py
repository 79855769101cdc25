"""Whom a rule enrolled, and whom it skipped and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from yardflow.errors import NotFound
from yardflow.models import Account, Contact, EnrollmentRule, Event, RuleOutcome
from yardflow.services.access import Principal
from yardflow.services.records.lists.listing import PAGE_SIZE, Page, read_page
from yardflow.services.records.lists.parts import SortKey
from yardflow.services.records.values.fields import LARGEST_ID
from yardflow.services.sequences.enrollments.candidates import REASONS
from yardflow.services.sequences.rules.acting import CLOSED
from yardflow.services.sequences.rules.service import ENROLLED

OUTCOMES = {ENROLLED: "Enrolled", **REASONS, CLOSED: "The sequence was archived"}
_BY_ID = {"id": SortKey(col(RuleOutcome.id), int)}


@dataclass(frozen=True, slots=True)
class OutcomeQuery:
    """The outcomes of a rule; those who were ``skipped``, those who were not, or all."""

    rule_id: int
    skipped: bool | None = None
    limit: int = PAGE_SIZE
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """What a rule did about a contact at an event: a key of `OUTCOMES`, and that in words."""

    id: int
    contact_id: int
    contact_name: str
    account_name: str
    event_name: str
    outcome: str
    words: str
    at: datetime


def search(session: Session, principal: Principal, query: OutcomeQuery) -> Page[OutcomeView]:
    """The outcomes of a rule, of the contacts that it came to last first.

    Raises:
        NotFound: there is no such rule.
        Invalid: a cursor that is none.
    """
    known = 0 < query.rule_id <= LARGEST_ID
    if not known or session.get(EnrollmentRule, query.rule_id) is None:
        raise NotFound.of("rule")
    statement = select(col(RuleOutcome.id)).where(col(RuleOutcome.rule_id) == query.rule_id)
    if query.skipped is not None:
        enrolled = col(RuleOutcome.outcome) == ENROLLED
        statement = statement.where(~enrolled if query.skipped else enrolled)

    def load(ids: list[int]) -> Iterable[OutcomeView]:
        return [_view(row) for row in session.execute(_SHOWN.where(col(RuleOutcome.id).in_(ids)))]

    return read_page(
        session,
        statement,
        _BY_ID,
        "-id",
        col(RuleOutcome.id),
        load,
        limit=query.limit,
        cursor=query.cursor,
    )


_SHOWN: Select = (
    select(
        RuleOutcome,
        col(Contact.name).label("contact_name"),
        col(Account.name).label("account_name"),
        col(Event.name).label("event_name"),
    )
    .join(Contact, col(Contact.id) == col(RuleOutcome.contact_id))
    .join(Account, col(Account.id) == col(Contact.account_id))
    .outerjoin(Event, col(Event.id) == col(RuleOutcome.event_id))
)


def _view(row: Any) -> OutcomeView:
    outcome: RuleOutcome = row.RuleOutcome
    return OutcomeView(
        id=outcome.id or 0,
        contact_id=outcome.contact_id,
        contact_name=row.contact_name,
        account_name=row.account_name,
        event_name=row.event_name or "",
        outcome=outcome.outcome,
        words=OUTCOMES.get(outcome.outcome, outcome.outcome),
        at=outcome.at,
    )
