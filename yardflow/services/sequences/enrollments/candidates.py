"""Which of the selected contacts can enter a sequence, and why the others are skipped.

One statement says it for all of them; looking before and enrolling build on the same one.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from yardflow.errors import Contradictory
from yardflow.models import (
    Account,
    Contact,
    EmailStatus,
    Enrollment,
    EnrollmentStatus,
    Hold,
    Stage,
    Target,
)
from yardflow.services.access import Principal
from yardflow.services.records.selection import Selection, selected
from yardflow.services.sequences.definitions.steps import EntryRules
from yardflow.services.sequences.suppressions.matching import suppressed

# So many contacts are enrolled at once at most; the list can be narrowed further.
MOST = 100_000
TOO_MANY = f"At most {MOST:,} contacts are enrolled at once. Narrow the list and try again."
READY = "ready"
# Why a contact is skipped, as people read it, in the order in which it is decided.
REASONS = {
    "already": "Already in this sequence",
    "before": "Was in this sequence before",
    "no_address": "No email address",
    "bounced": "Their address bounced",
    "suppressed": "Suppressed",
    "no_lawful_basis": "No lawful basis to email them",
    "customer": "Their account is a customer",
    "open_deal": "Their account has an open deal",
    "held": "Held back",
    "address_taken": "Someone with the same address is in this sequence",
    "in_another": "In another sequence",
    "account_full": "Enough people of their account are in this sequence",
    "no_sender": "No sender for them",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """Into which sequence, by which rules: its own, and the workplace's lawful bases. It may be
    ``of_customers``, too. With ``skip_open_deals`` no one of an account with a deal that is open at
    another event than ``event_id``, which the emails are about.
    """

    sequence_id: int
    rules: EntryRules
    lawful_bases: frozenset[str]
    of_customers: bool
    skip_open_deals: bool
    event_id: int | None


def limited(session: Session, principal: Principal, selection: Selection) -> Select:
    """The ids of the selected contacts.

    Raises:
        Invalid: a filter that means nothing.
        Contradictory: too many are selected.
    """
    ids = selected(session, principal, selection)
    counted = select(func.count()).select_from(ids.limit(MOST + 1).subquery())
    if session.execute(counted).scalar_one() > MOST:
        raise Contradictory(TOO_MANY)
    return ids


def candidates(ids: Select, entry: Entry) -> Select:
    """The contacts with these ids: id, account_id, owner_id, and ``state``, which is `READY` or a
    key of `REASONS`.
    """
    alone = (
        select(
            col(Contact.id),
            col(Contact.account_id),
            col(Contact.owner_id),
            col(Contact.email),
            _state(entry).label("state"),
        )
        .join(Account, col(Account.id) == col(Contact.account_id))
        .where(col(Contact.id).in_(ids))
    ).subquery()
    return _among_themselves(alone, entry)


def _state(entry: Entry) -> ColumnElement[str]:
    """Of a contact by itself, whoever else is selected."""
    conditions = {
        "already": _enrolled(col(Enrollment.sequence_id) == entry.sequence_id, _ACTIVE),
        "before": _enrolled(col(Enrollment.sequence_id) == entry.sequence_id),
        "no_address": col(Contact.email).is_(None),
        "bounced": col(Contact.email_status) == EmailStatus.BOUNCED,
        "suppressed": suppressed(col(Contact.email)),
        "no_lawful_basis": col(Contact.lawful_basis).not_in(entry.lawful_bases),
        "customer": exists().where(
            col(Target.account_id) == col(Contact.account_id), col(Target.stage) == Stage.WON
        ),
        "open_deal": func.open_deal(Contact.account_id, entry.event_id).is_not(None),
        "held": exists().where(
            or_(
                col(Hold.contact_id) == col(Contact.id),
                col(Hold.account_id) == col(Contact.account_id),
            ),
            or_(col(Hold.until).is_(None), col(Hold.until) > func.now()),
        ),
        "address_taken": _address_taken(entry.sequence_id),
    }
    if entry.of_customers:
        del conditions["customer"]
    if not entry.skip_open_deals:
        del conditions["open_deal"]
    if not entry.rules.beside_others:
        conditions["in_another"] = _enrolled(_ACTIVE)
    return case(*((condition, state) for state, condition in conditions.items()), else_=READY)


_ACTIVE = col(Enrollment.status) == EnrollmentStatus.ACTIVE


def _enrolled(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(col(Enrollment.contact_id) == col(Contact.id), *conditions)


def _address_taken(sequence_id: int) -> ColumnElement[bool]:
    """By someone else, in a mailbox that they share."""
    other = aliased(Contact)
    return and_(
        col(Contact.email_shared),
        exists()
        .where(col(other.email) == col(Contact.email), col(other.email_shared))
        .where(col(other.id) != col(Contact.id))
        .where(
            col(Enrollment.contact_id) == col(other.id),
            col(Enrollment.sequence_id) == sequence_id,
        ),
    )


def _among_themselves(alone: Any, entry: Entry) -> Select:
    """Who comes second: at an address, or where an account has no place left."""
    ready = alone.c.state == READY
    place = func.row_number().over(partition_by=(alone.c.email, ready), order_by=alone.c.id)
    state = case((and_(ready, place > 1), "address_taken"), else_=alone.c.state)
    columns = (alone.c.id, alone.c.account_id, alone.c.owner_id)
    if entry.rules.account_limit is None:
        return select(*columns, state.label("state"))
    once = select(*columns, state.label("state")).subquery()
    beside = aliased(Contact)
    in_it = (
        select(func.count())
        .select_from(Enrollment)
        .join(beside, col(beside.id) == col(Enrollment.contact_id))
        .where(
            col(beside.account_id) == once.c.account_id,
            col(Enrollment.sequence_id) == entry.sequence_id,
            _ACTIVE,
        )
        .correlate(once)
        .scalar_subquery()
    )
    ready = once.c.state == READY
    place = func.row_number().over(partition_by=(once.c.account_id, ready), order_by=once.c.id)
    full = and_(ready, in_it + place > entry.rules.account_limit)
    return select(
        once.c.id,
        once.c.account_id,
        once.c.owner_id,
        case((full, "account_full"), else_=once.c.state).label("state"),
    )
