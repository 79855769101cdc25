"""Links as they are kept: made once, and following what HubSpot does with its records."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from yardflow import clock, db
from yardflow.models import HubSpotLink, HubSpotMerge, LinkState, SyncedRecord

_COLUMNS: dict[SyncedRecord, Any] = {
    SyncedRecord.ACCOUNT: col(HubSpotLink.account_id),
    SyncedRecord.CONTACT: col(HubSpotLink.contact_id),
    SyncedRecord.TARGET: col(HubSpotLink.target_id),
}
_OF = """
SELECT {0}_id, hubspot_id, state, note, linked_at FROM hubspot_link
WHERE {0}_id = ANY(CAST(:ids AS bigint[]))"""
_ADD = """
INSERT INTO hubspot_link (record, hubspot_id, {0}_id, state, state_at, note, linked_at)
SELECT :record, hubspot_id, id, :state, :now, :note, :now
FROM unnest(CAST(:ids AS bigint[]), CAST(:hubspot_ids AS text[])) AS new (id, hubspot_id)
ORDER BY id ON CONFLICT DO NOTHING RETURNING {0}_id"""
_NOTES = {
    LinkState.LINKED: "",
    LinkState.DUPLICATE: "Another {noun} here is the same one in HubSpot. Only that one is synced.",
    LinkState.ARCHIVED: "It was deleted in HubSpot. It stays here, and isn't synced anymore.",
    LinkState.ERASED: "HubSpot deleted this person's data for good. It isn't synced anymore.",
}


class Linked(NamedTuple):
    """The link of a record of ours, as `HubSpotLink` has it."""

    hubspot_id: str
    state: LinkState
    note: str
    linked_at: datetime


def of(session: Session, record: SyncedRecord, ids: Collection[int]) -> dict[int, Linked]:
    """The links of records of ours, by our id."""
    rows = db.plain(session, text(_OF.format(record)), {"ids": db.ids_of(ids)})
    return {row[0]: Linked(row[1], LinkState(row[2]), *row[3:]) for row in rows}


def owners(session: Session, record: SyncedRecord, hubspot_ids: Collection[str]) -> dict[str, int]:
    """Which of our records is synced with each of HubSpot's, by HubSpot's id."""
    column = _COLUMNS[record]
    rows = session.execute(
        select(HubSpotLink.hubspot_id, column).where(
            HubSpotLink.record == record,
            HubSpotLink.state != LinkState.DUPLICATE,
            col(HubSpotLink.hubspot_id).in_(hubspot_ids),
            column.is_not(None),
        )
    )
    return dict(rows.tuples().all())


def is_any(session: Session, record: SyncedRecord) -> bool:
    """Whether any record of this kind is linked, now or before."""
    known = select(HubSpotLink.id).where(
        HubSpotLink.record == record, HubSpotLink.state != LinkState.DUPLICATE
    )
    return session.exec(known.limit(1)).first() is not None


def synced_with(session: Session, record: SyncedRecord, hubspot_ids: Collection[str]) -> set[int]:
    """Our records that are synced with these of HubSpot's now."""
    column = _COLUMNS[record]
    rows = session.scalars(
        select(column).where(
            HubSpotLink.record == record,
            HubSpotLink.state == LinkState.LINKED,
            col(HubSpotLink.hubspot_id).in_(hubspot_ids),
            column.is_not(None),
        )
    )
    return set(rows)


def gone(session: Session, record: SyncedRecord, hubspot_ids: Collection[str]) -> set[str]:
    """Those of HubSpot's records that must not be created here: deleted here, or erased there."""
    rows = session.exec(
        select(HubSpotLink.hubspot_id).where(
            HubSpotLink.record == record,
            HubSpotLink.state != LinkState.DUPLICATE,
            col(HubSpotLink.hubspot_id).in_(hubspot_ids),
            _COLUMNS[record].is_(None) | (HubSpotLink.state == LinkState.ERASED),
        )
    )
    return set(rows)


def current_ids(
    session: Session, record: SyncedRecord, hubspot_ids: Collection[str]
) -> dict[str, str]:
    """The id that each leads to now, which is another one where HubSpot merged its record."""
    rows = session.exec(
        select(HubSpotMerge.merged_id, HubSpotMerge.into_id).where(
            HubSpotMerge.record == record, col(HubSpotMerge.merged_id).in_(hubspot_ids)
        )
    )
    merged = dict(rows.all())
    return {each: merged.get(each, each) for each in hubspot_ids}


def link(session: Session, record: SyncedRecord, record_id: int, hubspot_id: str) -> Linked:
    """Links a record of ours; where another one is synced with that one of HubSpot's, as its
    duplicate. A record that is linked already keeps its link.
    """
    hubspot_id = current_ids(session, record, [hubspot_id])[hubspot_id]
    known = of(session, record, [record_id]).get(record_id)
    if known is not None:
        return known
    adopted = _adopt(session, record, record_id, hubspot_id)
    if not adopted and not _add(session, record, record_id, hubspot_id, LinkState.LINKED):
        _add(session, record, record_id, hubspot_id, LinkState.DUPLICATE)
    return of(session, record, [record_id])[record_id]


def link_all(session: Session, record: SyncedRecord, hubspot_ids: Mapping[int, str]) -> None:
    """Links records of ours, each as `link` does it."""
    current = current_ids(session, record, list(hubspot_ids.values()))
    new = {record_id: current[hubspot_id] for record_id, hubspot_id in hubspot_ids.items()}
    if new:
        added = _add_all(session, record, new, LinkState.LINKED)
        for record_id in sorted(new.keys() - added):
            link(session, record, record_id, new[record_id])


def follow_merge(
    session: Session,
    record: SyncedRecord,
    merged_ids: Sequence[str],
    into_id: str,
    at: datetime,
) -> None:
    """HubSpot merged records: what was linked with them is linked with what they became. Of several
    of ours the first stays synced, and the others are its duplicates.
    """
    into_id = current_ids(session, record, [into_id])[into_id]
    merged = sorted(set(merged_ids) - {into_id})
    if not merged:
        return
    _remember(session, record, merged, into_id, at)
    links = session.exec(
        select(HubSpotLink)
        .where(HubSpotLink.record == record, col(HubSpotLink.hubspot_id).in_([*merged, into_id]))
        .order_by(col(HubSpotLink.id))
        .with_for_update()
    ).all()
    synced = _synced_of(links, into_id, record)
    # The others make room first: one alone may be synced with the record that they became.
    for each in links:
        if each is not synced:
            _set(each, LinkState.DUPLICATE, at, into_id)
    session.flush()
    if synced is not None:
        erased = synced.state == LinkState.ERASED
        state = LinkState.ERASED if erased else LinkState.LINKED
        _set(synced, state, max(at, synced.state_at), into_id)
        session.flush()


def set_state(
    session: Session,
    record: SyncedRecord,
    hubspot_id: str,
    state: LinkState,
    at: datetime,
) -> None:
    """HubSpot archived, restored or erased a record at a moment. What it did later stays, however
    late this is heard of, and who was erased stays erased.
    """
    known = session.exec(
        select(HubSpotLink)
        .where(
            HubSpotLink.record == record,
            HubSpotLink.hubspot_id == hubspot_id,
            HubSpotLink.state != LinkState.DUPLICATE,
        )
        .with_for_update()
    ).one_or_none()
    if known is None or known.state == LinkState.ERASED:
        return
    if state == LinkState.ERASED or at > known.state_at:
        _set(known, state, at, hubspot_id)
        session.flush()


def _adopt(session: Session, record: SyncedRecord, record_id: int, hubspot_id: str) -> bool:
    """Whether a link was left behind by a record that was deleted here, and is this one's now."""
    column = _COLUMNS[record]
    result: Any = session.execute(
        update(HubSpotLink)
        .where(
            col(HubSpotLink.record) == record,
            col(HubSpotLink.hubspot_id) == hubspot_id,
            col(HubSpotLink.state) == LinkState.LINKED,
            column.is_(None),
        )
        .values({column.key: record_id, "linked_at": clock.now()})
    )
    return bool(result.rowcount)


def _add(
    session: Session,
    record: SyncedRecord,
    record_id: int,
    hubspot_id: str,
    state: LinkState,
) -> bool:
    """Whether there was room for it."""
    return bool(_add_all(session, record, {record_id: hubspot_id}, state))


def _add_all(
    session: Session, record: SyncedRecord, hubspot_ids: Mapping[int, str], state: LinkState
) -> set[int]:
    """Those of our records for which there was room."""
    values = {
        "record": record,
        "state": state,
        "note": _NOTES[state].format(noun=record),
        "now": clock.now(),
        "ids": db.ids_of(hubspot_ids),
        "hubspot_ids": [*hubspot_ids.values()],
    }
    return set(session.scalars(text(_ADD.format(record)), values))


def _remember(
    session: Session,
    record: SyncedRecord,
    merged_ids: Iterable[str],
    into_id: str,
    at: datetime,
) -> None:
    """Every old id leads straight to the last one."""
    ids = list(merged_ids)
    session.execute(
        update(HubSpotMerge)
        .where(col(HubSpotMerge.record) == record, col(HubSpotMerge.into_id).in_(ids))
        .values(into_id=into_id)
    )
    rows = [{"record": record, "merged_id": each, "into_id": into_id, "at": at} for each in ids]
    adding = insert(HubSpotMerge).values(rows)
    session.execute(
        adding.on_conflict_do_update(
            index_elements=["record", "merged_id"], set_={"into_id": adding.excluded.into_id}
        )
    )


def _synced_of(
    links: Sequence[HubSpotLink], into_id: str, record: SyncedRecord
) -> HubSpotLink | None:
    """The link that stays synced: with a record of ours, and rather what was synced already."""

    def order(each: HubSpotLink) -> tuple[bool, bool, bool]:
        missing = getattr(each, _COLUMNS[record].key) is None
        return missing, each.state == LinkState.DUPLICATE, each.hubspot_id != into_id

    return min(links, key=order, default=None)


def _set(each: HubSpotLink, state: LinkState, at: datetime, hubspot_id: str) -> None:
    each.hubspot_id, each.state, each.state_at = hubspot_id, state, at
    each.note = _NOTES[state].format(noun=each.record)
