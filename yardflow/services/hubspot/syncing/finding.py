"""HubSpot's counterparts of our records: looked for before they are created, followed after."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select, text
from sqlmodel import Session, col

from yardflow import clock, db
from yardflow.integrations.hubspot import objects
from yardflow.integrations.hubspot.app import Access
from yardflow.integrations.hubspot.objects import (
    ADDITIONAL_DOMAINS,
    ADDITIONAL_EMAILS,
    INDEX_LAG,
    Found,
)
from yardflow.models import (
    Account,
    Contact,
    HubSpotCreation,
    HubSpotWrite,
    LinkState,
    SyncedRecord,
)
from yardflow.services.hubspot.links import matching, tombstones
from yardflow.services.hubspot.links import store as links
from yardflow.services.hubspot.links.matching import Ours, Theirs
from yardflow.services.hubspot.links.store import Linked
from yardflow.services.hubspot.mapping.properties import OBJECTS
from yardflow.services.hubspot.syncing import associating, reading_there, switch
from yardflow.services.hubspot.syncing.mapping_now import MappingNow
from yardflow.services.records.values.domains import own_domain

CLUES: dict[SyncedRecord, Any] = {
    SyncedRecord.ACCOUNT: (Account.id, Account.domain),
    SyncedRecord.CONTACT: (Contact.id, Contact.email),
}

# A shared address has an index of its own.
_SAME = {
    SyncedRecord.ACCOUNT: text("SELECT id FROM account WHERE domain = ANY(CAST(:clues AS text[]))"),
    SyncedRecord.CONTACT: text("""
        SELECT id FROM contact WHERE email = ANY(CAST(:clues AS text[])) AND NOT email_shared
        UNION ALL
        SELECT id FROM contact WHERE email = ANY(CAST(:clues AS text[])) AND email_shared"""),
}


def link_known(
    access: Access, mapping: MappingNow, record: SyncedRecord, ids: Collection[int]
) -> int:
    """Links those of our records that HubSpot has already, by their addresses and domains; how
    many those were.

    Raises:
        ProviderError: HubSpot did not say.
    """
    with db.session() as session:
        unlinked = sorted(set(ids) - links.of(session, record, ids).keys())
        ours = ours_of(session, record, unlinked)
    if not ours:
        return 0
    theirs = with_same_clue(access, mapping, record, ours)
    with switch.writing(access) as session:
        return len(link_matches(session, record, ours, theirs))


def link_found(session: Session, record: SyncedRecord, theirs: Sequence[Found]) -> list[int]:
    """Links what HubSpot has with what is the same here and isn't linked yet; our ids."""
    known = [theirs_of(each) for each in theirs]
    emails = {email.lower() for each in known for email in each.emails}
    domains = {own_domain(domain) for each in known for domain in each.domains} - {None}
    clues = emails if record == SyncedRecord.CONTACT else domains
    ids = session.scalars(_SAME[record], {"clues": [*clues]}).all()
    unlinked = sorted(set(ids) - links.of(session, record, ids).keys())
    if not unlinked:
        return []
    return link_matches(session, record, ours_of(session, record, unlinked), theirs)


def link_matches(
    session: Session, record: SyncedRecord, ours: Sequence[Ours], theirs: Sequence[Found]
) -> list[int]:
    """Links those that are the same; our ids."""
    linked = links.owners(session, record, [each.hubspot_id for each in theirs])
    matches = matching.match(ours, map(theirs_of, theirs), linked)
    links.link_all(session, record, {key: match.hubspot_id for key, match in matches.items()})
    associating.look_at_contacts(session, record, matches)
    return sorted(matches)


def theirs_of(there: Found) -> Theirs:
    """By what a record of HubSpot's is known."""
    values = there.values
    return Theirs(
        there.hubspot_id,
        there.merged_ids,
        _listed(values, "email", ADDITIONAL_EMAILS),
        _listed(values, "domain", ADDITIONAL_DOMAINS),
    )


def follow(
    access: Access, mapping: MappingNow, record: SyncedRecord, ids: Collection[int]
) -> dict[int, Found]:
    """HubSpot's side of each record that is synced, by our id. Links follow what HubSpot merged,
    archived, restored and erased.

    Raises:
        ProviderError: HubSpot did not say.
    """
    kind, names = OBJECTS[record], mapping.names(record)
    with db.session() as session:
        linked = _followed(session, record, ids)
    hubspot_ids = {record_id: link.hubspot_id for record_id, link in linked.items()}
    theirs = reading_there.read(access, mapping, record, hubspot_ids)
    by_id = {each.hubspot_id: each for each in theirs}
    for each in theirs:
        by_id |= {merged: each for merged in each.merged_ids if merged not in by_id}
    gone = [each for each in dict.fromkeys(hubspot_ids.values()) if each not in by_id]
    archived = objects.read(access, kind, gone, names, archived=True, history=False)
    with switch.writing(access) as session:
        _follow_all(session, record, linked.values(), by_id, archived)
        return {
            record_id: by_id[link.hubspot_id]
            for record_id, link in _followed(session, record, ids).items()
            if link.state == LinkState.LINKED and link.hubspot_id in by_id
        }


def _followed(session: Session, record: SyncedRecord, ids: Collection[int]) -> dict[int, Linked]:
    """The links of records that are synced, or may be again."""
    synced = (LinkState.LINKED, LinkState.ARCHIVED)
    linked = links.of(session, record, ids)
    return {record_id: link for record_id, link in linked.items() if link.state in synced}


def _follow_all(
    session: Session,
    record: SyncedRecord,
    linked: Iterable[Linked],
    by_id: Mapping[str, Found],
    archived: Sequence[Found],
) -> None:
    now, archived_at = clock.now(), {each.hubspot_id: each.archived_at for each in archived}
    # Of contacts an erased one leaves nothing behind.
    without_trace = LinkState.ERASED if record == SyncedRecord.CONTACT else LinkState.ARCHIVED
    for link in list(linked):
        now_there = by_id.get(link.hubspot_id)
        if now_there is None:
            at = archived_at.get(link.hubspot_id)
            state = LinkState.ARCHIVED if at else without_trace
            links.set_state(session, record, link.hubspot_id, state, at or now)
        elif now_there.hubspot_id != link.hubspot_id:
            links.follow_merge(session, record, [link.hubspot_id], now_there.hubspot_id, now)
        elif link.state == LinkState.ARCHIVED:
            links.set_state(session, record, link.hubspot_id, LinkState.LINKED, now)


def ours_of(session: Session, record: SyncedRecord, ids: Sequence[int]) -> list[Ours]:
    """Those of our records that have an address or a domain, and weren't erased."""
    if record not in CLUES:
        return []
    key, clue = CLUES[record]
    rows = session.execute(select(key, clue).where(col(key).in_(ids), col(clue).is_not(None)))
    if record == SyncedRecord.ACCOUNT:
        return [Ours(record_id, domain=domain) for record_id, domain in rows]
    emails = dict(rows.tuples().all())
    erased = tombstones.erased(session, emails.values())
    return [
        Ours(record_id, email=email) for record_id, email in emails.items() if email not in erased
    ]


def with_same_clue(
    access: Access, mapping: MappingNow, record: SyncedRecord, ours: Sequence[Ours]
) -> list[Found]:
    """What HubSpot has with the addresses or domains of these.

    Raises:
        ProviderError: HubSpot did not say.
    """
    names = mapping.names(record)
    if record == SyncedRecord.CONTACT:
        return objects.read_by_email(access, [each.email for each in ours], names)
    return objects.read_by_domain(access, [each.domain for each in ours], names)


def link_lost(access: Access, record: SyncedRecord, ids: Collection[int]) -> None:
    """Links records whose creation had no answer with what it led to, if it led to something. They
    are known there by the values that were on their way.

    Raises:
        ProviderError: HubSpot did not say.
    """
    with db.session() as session:
        lost = {
            each.record_id: (each.began_at, _on_their_way(session, record, each.record_id))
            for each in session.scalars(
                select(HubSpotCreation).where(
                    col(HubSpotCreation.record) == record, col(HubSpotCreation.record_id).in_(ids)
                )
            )
        }
    for record_id, (began_at, values) in lost.items():
        since = str(round((began_at - INDEX_LAG).timestamp() * 1000))
        filters = [{"propertyName": "createdate", "operator": "GTE", "value": since}]
        filters += [
            {"propertyName": name, "operator": "EQ", "value": values[name]}
            for name in _NAMES
            if values.get(name)
        ]
        there = next(objects.search(access, OBJECTS[record], filters, []), None)
        with switch.writing(access) as session:
            if there is not None:
                links.link(session, record, record_id, there.hubspot_id)
            created = session.get_one(HubSpotCreation, (record, record_id))
            session.delete(created)


def _on_their_way(session: Session, record: SyncedRecord, record_id: int) -> dict[str, str]:
    column: Any = getattr(HubSpotWrite, f"{record}_id")
    rows = session.execute(
        select(HubSpotWrite.property, HubSpotWrite.value)  # type: ignore[call-overload]
        .where(column == record_id, col(HubSpotWrite.sending_at).is_not(None))
        .order_by(col(HubSpotWrite.id))
    )
    return dict(rows.tuples().all())


_NAMES = ("email", "firstname", "lastname", "name", "domain", "dealname")


def _listed(values: Mapping[str, str], first: str, others: str) -> tuple[str, ...]:
    listed = [values.get(first, ""), *values.get(others, "").split(";")]
    return tuple(each.strip() for each in listed if each.strip())
