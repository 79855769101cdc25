"""Which contacts a bulk is to be about, and which of them have nothing to gain from it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import (
    BigInteger,
    Select,
    and_,
    any_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from yardflow.errors import Contradictory, Invalid
from yardflow.integrations.connections import connection
from yardflow.models import (
    Account,
    Attendee,
    BulkMode,
    Claim,
    Contact,
    EnrichmentRun,
)
from yardflow.services.access import Principal
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.providers.protocol import FIELDS, OF_ACCOUNT
from yardflow.services.enrichment.providers.registry import PROVIDERS, Need, ProviderEntry
from yardflow.services.enrichment.runs import company_questions
from yardflow.services.enrichment.runs.request import event_in_sight
from yardflow.services.enrichment.runs.snapshot import REAL
from yardflow.services.enrichment.runs.store import OPEN
from yardflow.services.enrichment.settings import EnrichmentSettings
from yardflow.services.records.contact_query import ContactQuery, matching
from yardflow.services.records.lists.listing import COUNTED
from yardflow.services.records.values.fields import LARGEST_ID

# So many contacts are one bulk at most; the list can be narrowed further.
MOST = 100_000
TOO_MANY = f"A bulk run takes at most {MOST:,} contacts. Narrow the list and try again."
READY, UNDER_WAY, COMPLETE, UNCHANGED = "ready", "under_way", "complete", "unchanged"
NO_SOURCE = "no_source"
# Why a contact is skipped, as people read it.
REASONS = {
    UNDER_WAY: "Already being enriched",
    COMPLETE: "Nothing missing",
    UNCHANGED: "Unchanged since last enriched",
    NO_SOURCE: "No source for what's missing",
}
# Of these everything is known that would be asked about.
KNOWN = (UNCHANGED, COMPLETE)
_EMPTY: dict[str, Any] = {
    "email": col(Contact.email).is_(None),
    "title": col(Contact.title) == "",
    "seniority": col(Contact.seniority).is_(None),
    "industry": col(Account.industry) == "",
    "size": col(Account.size) == "",
}
_FILTERS = {field.name for field in fields(ContactQuery)} - {
    "sort",
    "limit",
    "cursor",
    "exact",
    "respelled",
}


@dataclass(frozen=True, slots=True)
class BulkSelection:
    """One of event (its attendees), contacts, accounts (their contacts) or filter (of a contact
    list) says who; the rest says how.

    ``forced``: also those that nothing has changed about since they were enriched.
    """

    event_id: int | None = None
    contact_ids: tuple[int, ...] = ()
    filter: Mapping[str, Any] | None = None
    mode: BulkMode = BulkMode.NOW
    forced: bool = False
    account_ids: tuple[int, ...] = ()

    @property
    def listed_event_id(self) -> int | None:
        """The event whose list it is made from; None where that is no event's."""
        event_id = self.event_id or (self.filter or {}).get("event_id") or 0
        return event_id if 0 < event_id <= LARGEST_ID else None


def selected(session: Session, principal: Principal, selection: BulkSelection) -> Select:
    """The contacts of a selection: id, event_id, account_id, ``state``, which is `READY` or the
    reason why it is skipped, and whether something is missing that is paid for, of the person
    (``asks_person``) or of their company (``asks_company``).

    ``event_id`` is where each is asked about: the event whose list it is, or, of contacts that were
    named themselves or by their accounts, the person's active one if they are attendees there.

    Raises:
        Invalid: it names no contacts, or too many, or has a filter that means nothing.
    """
    ids = _ids(session, principal, selection)
    settings = enrichment_settings.read(session)
    open_question = literal(selection.forced) | ~company_questions.is_known(settings)
    if (
        session.execute(
            select(func.count()).select_from(ids.limit(MOST + 1).subquery())
        ).scalar_one()
        > MOST
    ):
        raise Contradictory(TOO_MANY)
    return (
        select(
            col(Contact.id),
            _event(principal, selection).label("event_id"),
            col(Contact.account_id),
            _state(_gains(settings), forced=selection.forced).label("state"),
            _asks_person().label("asks_person"),
            and_(_asks_company(), open_question).label("asks_company"),
        )
        .join(Account, col(Account.id) == Contact.account_id)
        .where(col(Contact.id).in_(ids))
    )


@dataclass(frozen=True, slots=True)
class ReadyCount:
    """How many have something to gain; ``capped``: not everybody was looked at."""

    count: int = 0
    capped: bool = False


def count_ready(session: Session, event_id: int) -> ReadyCount:
    """Among the `COUNTED` attendees who came to an event's list last: an event can have any number
    of whom none has anything to gain.
    """
    gains = _gains(enrichment_settings.read(session))
    latest = (
        select(col(Attendee.contact_id))
        .where(col(Attendee.event_id) == event_id)
        .order_by(col(Attendee.added_at).desc(), col(Attendee.contact_id))
        .limit(COUNTED + 1)
        .cte("latest")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    statement = (
        select(func.count().filter(_state(gains, forced=False) == READY), func.count())
        .select_from(latest)
        .join(Contact, col(Contact.id) == latest.c.contact_id)
        .join(Account, col(Account.id) == Contact.account_id)
    )
    ready, looked_at = session.execute(statement).one()
    return ReadyCount(min(ready, COUNTED), looked_at > COUNTED)


def _event(principal: Principal, selection: BulkSelection) -> Any:
    if selection.contact_ids or selection.account_ids:
        return event_in_sight(principal, Contact.id).correlate(Contact).scalar_subquery()
    return cast(selection.listed_event_id, BigInteger)


def _ids(session: Session, principal: Principal, selection: BulkSelection) -> Select:
    given = sum(
        choice is not None and choice != ()
        for choice in (
            selection.event_id,
            selection.contact_ids,
            selection.account_ids,
            selection.filter,
        )
    )
    if given != 1:
        raise Contradictory("Say which contacts: one of eventId, contactIds, accountIds or filter.")
    for named, ids in (
        (col(Contact.id), selection.contact_ids),
        (col(Contact.account_id), selection.account_ids),
    ):
        if ids:
            known = [each for each in set(ids) if 0 < each <= LARGEST_ID]
            if len(known) > MOST:
                raise Contradictory(TOO_MANY)
            # As one value: a statement takes 65,535 at most.
            return select(col(Contact.id)).where(named == any_(literal(known, ARRAY(BigInteger))))
    if selection.event_id is not None:
        return matching(session, principal, ContactQuery(event_id=selection.event_id))
    filters = dict(selection.filter or {})
    unknown = sorted(filters.keys() - _FILTERS)
    if unknown:
        raise Invalid(f"Unknown filter: {', '.join(unknown)}.")
    return matching(session, principal, ContactQuery(**filters))


def _any_empty(*names: str) -> Any:
    """Whether any of these fields is empty."""
    return or_(*(_EMPTY[name] for name in sorted(names)))


def _asks_person() -> Any:
    """An address alone is guessed for nothing."""
    return _any_empty("title", "seniority")


def _asks_company() -> Any:
    return _any_empty(*OF_ACCOUNT)


def _gains(settings: EnrichmentSettings) -> Any:
    """Whether a provider that is asked could still add something that is empty."""
    entries = [
        entry
        for entry in PROVIDERS.values()
        if settings.asks(entry.name) and not (entry.paid and not connection(entry.name).usable)
    ]
    return or_(false(), *(_gains_by(entry, settings) for entry in entries))


def _gains_by(entry: ProviderEntry, settings: EnrichmentSettings) -> Any:
    of_person, of_company = entry.fields - OF_ACCOUNT, entry.fields & OF_ACCOUNT
    gains = [_any_empty(*of_person)] if of_person else []
    if of_company:
        gains.append(and_(_any_empty(*of_company), ~company_questions.is_known(settings)))
    has_domain = col(Account.domain).is_not(None)
    conditions = {
        Need.NAME: true(),
        Need.DOMAIN: has_domain,
        Need.DOMAIN_OR_ADDRESS: or_(has_domain, _has_example()),
    }
    return and_(conditions[entry.needs], or_(*gains))


def _has_example() -> Any:
    """Whether an address at the company is known; without a website it tells the domain."""
    colleague = aliased(Contact)
    return exists().where(
        col(colleague.account_id) == Account.id,
        col(colleague.email_status).in_(REAL),
        ~col(colleague.email_shared),
    )


def _state(gains: Any, *, forced: bool) -> Any:
    under_way = exists().where(
        col(EnrichmentRun.contact_id) == Contact.id, col(EnrichmentRun.status).in_(OPEN)
    )
    complete = ~_any_empty(*FIELDS)
    # A run writes the record just before it says that it took place, in the same transaction.
    unchanged = and_(
        col(Contact.enriched_at).is_not(None),
        col(Contact.updated_at) <= Contact.enriched_at,
        or_(col(Account.updated_at) <= Contact.enriched_at, _filled_in_last()),
    )
    reasons = ((unchanged, UNCHANGED), (complete, COMPLETE), (~gains, NO_SOURCE))
    return case((under_way, UNDER_WAY), *(() if forced else reasons), else_=READY)


def _filled_in_last() -> Any:
    """Whether the account's last change was what enrichment filled in, in a colleague's run."""
    return exists().where(
        col(Claim.account_id) == Account.id,
        col(Claim.applied_at) == Account.updated_at,
        col(Claim.settled_by).is_(None),
    )
