"""What in HubSpot a new record of ours belongs to: contacts and deals to companies, and a deal to
the contacts of its account who attend its event.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from yardflow import db
from yardflow.integrations.hubspot import writing
from yardflow.integrations.hubspot.app import Access
from yardflow.models import Contact, LinkState, SyncedRecord, Target
from yardflow.services.hubspot.changes import pending
from yardflow.services.hubspot.links import store as links

_BELONGING: dict[SyncedRecord, Any] = {SyncedRecord.CONTACT: Contact, SyncedRecord.TARGET: Target}
# The contacts of an account at an event, each with the deal that the account is there.
_ATTENDING = """
SELECT {0}.id, l.hubspot_id FROM target
JOIN contact ON contact.account_id = target.account_id
JOIN attendee a ON a.contact_id = contact.id AND a.event_id = target.event_id
JOIN hubspot_link l ON l.{1}_id = {1}.id AND l.state = 'linked'
WHERE {0}.id = ANY(CAST(:ids AS bigint[])) ORDER BY l.id"""
_SYNCED_BEFORE = text("""
SELECT c.id FROM contact c JOIN hubspot_link l ON l.contact_id = c.id AND l.state = 'linked'
WHERE c.account_id = ANY(CAST(:ids AS bigint[]))""")
_NEVER_SYNCED = """
SELECT DISTINCT r.account_id FROM {0} r
LEFT JOIN hubspot_change c ON c.record = 'account' AND c.record_id = r.account_id
LEFT JOIN hubspot_link l ON l.account_id = r.account_id
WHERE r.id = ANY(CAST(:ids AS bigint[])) AND c.synced_at IS NULL AND l.id IS NULL
    AND r.account_id IS NOT NULL"""
# Who came to an event after both were there: what was associated at once is not again.
_LATER = text("""
SELECT lt.hubspot_id, l.hubspot_id FROM contact
JOIN attendee a ON a.contact_id = contact.id
JOIN target ON target.event_id = a.event_id AND target.account_id = contact.account_id
JOIN hubspot_link l ON l.contact_id = contact.id AND l.state = 'linked'
JOIN hubspot_link lt ON lt.target_id = target.id AND lt.state = 'linked'
WHERE contact.id = ANY(CAST(:ids AS bigint[])) AND a.added_at > greatest(l.linked_at, lt.linked_at)
ORDER BY lt.id, l.id""")
_OTHERS = {
    SyncedRecord.CONTACT: text(_ATTENDING.format("contact", "target")),
    SyncedRecord.TARGET: text(_ATTENDING.format("target", "contact")),
}


def companies(session: Session, record: SyncedRecord, ids: Iterable[int]) -> dict[int, str]:
    """The company of each of these contacts or deals, by our id."""
    of = _BELONGING.get(record)
    if of is None:
        return {}
    rows = session.exec(select(of.id, of.account_id).where(col(of.id).in_(set(ids)))).all()
    linked = links.of(session, SyncedRecord.ACCOUNT, {row[1] for row in rows})
    return {
        int(record_id or 0): linked[account_id].hubspot_id
        for record_id, account_id in rows
        if account_id in linked and linked[account_id].state == LinkState.LINKED
    }


def accounts_never_synced(session: Session, record: SyncedRecord, ids: Iterable[int]) -> list[int]:
    """The accounts of these contacts or targets that no sync has looked at yet."""
    statement = text(_NEVER_SYNCED.format(record))
    return list(session.scalars(statement, {"ids": db.ids_of(sorted(ids))}))


def put_into_deals(access: Access, record: SyncedRecord, ids: Iterable[int]) -> None:
    """Associates contacts who came to an event with the deal that their account is there.

    Raises:
        ProviderError: HubSpot takes nothing now, or did not answer.
    """
    if record == SyncedRecord.CONTACT:
        with db.session() as session:
            pairs = session.execute(_LATER, {"ids": db.ids_of(sorted(ids))}).tuples().all()
        writing.put_into_deals(access, pairs)


def look_at_contacts(session: Session, record: SyncedRecord, ids: Iterable[int]) -> None:
    """Whoever was synced before their account was linked waits to be put into its company."""
    if record == SyncedRecord.ACCOUNT:
        waiting = session.scalars(_SYNCED_BEFORE, {"ids": db.ids_of(sorted(ids))}).all()
        pending.add(session, SyncedRecord.CONTACT, waiting)


def others(session: Session, record: SyncedRecord, ids: Iterable[int]) -> dict[int, list[str]]:
    """The deals that each of these contacts belongs to, or the contacts of each of these deals, by
    our id.
    """
    if record not in _OTHERS:
        return {}
    belonging: dict[int, list[str]] = {}
    for record_id, hubspot_id in session.execute(_OTHERS[record], {"ids": db.ids_of(sorted(ids))}):
        belonging.setdefault(record_id, []).append(hubspot_id)
    return belonging
