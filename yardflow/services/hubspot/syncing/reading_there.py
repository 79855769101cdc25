"""HubSpot's side of records, with as few calls as will do.

HubSpot reads fifty records at once with the history of their properties, a hundred without. Where
all that differs was changed here after HubSpot's record was last changed at all, its history would
say nothing new.
"""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import text
from sqlmodel import Session

from yardflow import db
from yardflow.integrations.hubspot import objects
from yardflow.integrations.hubspot.app import Access
from yardflow.integrations.hubspot.objects import MOST_WITH_HISTORY, Found
from yardflow.models import SyncedRecord
from yardflow.services.hubspot.changes import reading
from yardflow.services.hubspot.mapping.mapped import MappedField
from yardflow.services.hubspot.mapping.properties import OBJECTS
from yardflow.services.hubspot.merging.values import Value
from yardflow.services.hubspot.syncing.mapping_now import MappingNow

# Changed here since anything was last written there.
_CHANGED = """
SELECT c.record_id FROM hubspot_change c
WHERE c.record = :record AND c.record_id = ANY(CAST(:ids AS bigint[])) AND EXISTS (
    SELECT FROM jsonb_each(c.fields) f WHERE f.value ->> 1 <> 'hubspot'
        AND CAST(f.value ->> 0 AS timestamptz) > coalesce(
            (SELECT max(w.sending_at) FROM hubspot_write w WHERE w.{0}_id = c.record_id),
            '-infinity'))"""


def read(
    access: Access, mapping: MappingNow, record: SyncedRecord, ids: Mapping[int, str]
) -> list[Found]:
    """HubSpot's records, by our ids and theirs.

    Raises:
        ProviderError: HubSpot did not say.
    """
    kind, names = OBJECTS[record], mapping.names(record)
    known = _unchanged_there(access, mapping, record, ids) if len(ids) > MOST_WITH_HISTORY else []
    have = {each.hubspot_id for each in known}
    others = [each for each in dict.fromkeys(ids.values()) if each not in have]
    return [*known, *objects.read(access, kind, others, names)]


def _unchanged_there(
    access: Access, mapping: MappingNow, record: SyncedRecord, ids: Mapping[int, str]
) -> list[Found]:
    """Those whose history isn't needed."""
    with db.session() as session:
        changed = _changed_here(session, record, ids)
        ours = reading.ours(session, record, changed)
    by_id = {ids[each]: each for each in changed}
    names = mapping.names(record)
    theirs = objects.read(access, OBJECTS[record], list(by_id), names, history=False)
    return [
        each
        for each in theirs
        if each.hubspot_id in by_id
        and _is_later(ours.get(by_id[each.hubspot_id], {}), each, mapping.fields[record])
    ]


def _changed_here(session: Session, record: SyncedRecord, ids: Iterable[int]) -> Sequence[int]:
    listed = {"record": record, "ids": db.ids_of(sorted(ids))}
    return session.scalars(text(_CHANGED.format(record)), listed).all()


def _is_later(ours: Mapping[str, Value], theirs: Found, fields: Iterable[MappedField]) -> bool:
    """Whether each field that differs was changed here after HubSpot's record was."""
    changed_at = theirs.changed_at
    for mapped in fields:
        here, there = ours.get(mapped.field.name), theirs.values.get(mapped.prop.name, "")
        if here is None or mapped.agrees(here.text, there):
            continue
        if here.at is None or changed_at is None or here.at <= changed_at:
            return False
    return True
