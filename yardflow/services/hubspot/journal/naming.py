"""What records are called and where their pages are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from yardflow.models import Account, Contact, Event, SyncedRecord, Target
from yardflow.services.access import Principal
from yardflow.services.hubspot.links import store as links

Key = tuple[SyncedRecord, int]


@dataclass(frozen=True, slots=True)
class Named:
    """A record's name and the address of its page, empty where it was deleted."""

    name: str = ""
    href: str = ""


# A target is named by its account and event, and its page is its account's.
_NAMES: dict[SyncedRecord, Any] = {
    SyncedRecord.ACCOUNT: select(col(Account.id), col(Account.name), col(Account.id)),
    SyncedRecord.CONTACT: select(col(Contact.id), col(Contact.name), col(Contact.id)),
    SyncedRecord.TARGET: select(
        col(Target.id), func.concat(Account.name, " at ", Event.name), col(Target.account_id)
    )
    .join(Account, col(Account.id) == Target.account_id)
    .join(Event, col(Event.id) == Target.event_id),
}
_KEYS: dict[SyncedRecord, Any] = {
    SyncedRecord.ACCOUNT: col(Account.id),
    SyncedRecord.CONTACT: col(Contact.id),
    SyncedRecord.TARGET: col(Target.id),
}
_PAGES = {
    SyncedRecord.ACCOUNT: "/accounts/{}/",
    SyncedRecord.CONTACT: "/contacts/{}/",
    SyncedRecord.TARGET: "/accounts/{}/",
}


def companies(
    session: Session, principal: Principal, hubspot_ids: Collection[str]
) -> dict[str, Named]:
    """The accounts that these companies of HubSpot's are here, by HubSpot's id: those that are
    known.
    """
    ours = links.owners(session, SyncedRecord.ACCOUNT, hubspot_ids) if hubspot_ids else {}
    named = names(session, [(SyncedRecord.ACCOUNT, each) for each in ours.values()])
    return {each: named[SyncedRecord.ACCOUNT, account_id] for each, account_id in ours.items()}


def names(session: Session, keys: Iterable[Key]) -> dict[Key, Named]:
    """Of each of these records, with one query for each kind."""
    listed = set(keys)
    named = dict.fromkeys(listed, Named())
    for record in {record for record, _ in listed}:
        ids = [key for of, key in listed if of == record]
        for key, name, page in session.execute(_NAMES[record].where(_KEYS[record].in_(ids))):
            named[record, key] = Named(name, _PAGES[record].format(page))
    return named
