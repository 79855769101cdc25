"""What a look at HubSpot's changes settles at once. Search says what a record has: where that is
what is here, and nothing of ours was written over it since its history was last read, there is
nothing to merge, and the record isn't read once more.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import text
from sqlmodel import Session

from yardflow.integrations.hubspot.objects import Found
from yardflow.models import SyncedRecord
from yardflow.services.hubspot.changes import reading
from yardflow.services.hubspot.links import store as links
from yardflow.services.hubspot.mapping.fields import ACCOUNT_OF
from yardflow.services.hubspot.mapping.mapped import MappedField
from yardflow.services.hubspot.merging.values import Value

# What a record was created with went over nothing: it was sent before there was a link.
_QUIET = """
SELECT l.hubspot_id, l.{0}_id FROM hubspot_link l
LEFT JOIN hubspot_change c ON c.record = '{0}' AND c.record_id = l.{0}_id
WHERE l.record = '{0}' AND l.state = 'linked' AND l.{0}_id IS NOT NULL
    AND l.hubspot_id = ANY(CAST(:ids AS text[]))
    AND NOT EXISTS (SELECT FROM hubspot_write w WHERE w.{0}_id = l.{0}_id AND (w.sent_at IS NULL
        OR w.sending_at > l.linked_at AND w.sending_at >= coalesce(c.looked_at, '-infinity')))
    AND NOT EXISTS (SELECT FROM hubspot_decision d WHERE d.{0}_id = l.{0}_id
        AND d.action IN ('ask', 'refuse'))"""


def to_look_at(
    session: Session, record: SyncedRecord, fields: Sequence[MappedField], theirs: Sequence[Found]
) -> set[str]:
    """The ids in HubSpot of those among these records that are to be synced, and the former ids of
    those that were merged there since we last heard of it.
    """
    quiet = _quiet(session, record, [each.hubspot_id for each in theirs])
    ours = reading.ours(session, record, list(quiet.values()))
    merged = [each for there in theirs for each in there.merged_ids]
    current = links.current_ids(session, record, merged)
    return {each for each in merged if current[each] == each} | {
        there.hubspot_id
        for there in theirs
        if not _agrees(ours.get(quiet.get(there.hubspot_id, 0)), there, fields)
    }


def _quiet(session: Session, record: SyncedRecord, hubspot_ids: Sequence[str]) -> dict[str, int]:
    rows = session.execute(text(_QUIET.format(record)), {"ids": list(hubspot_ids)})
    return dict(rows.tuples().all())


def _agrees(ours: Mapping[str, Value] | None, theirs: Found, fields: Sequence[MappedField]) -> bool:
    """Whether both sides have the same. A contact's account counts only once it is a company."""
    return ours is not None and all(
        mapped.agrees(ours[mapped.field.name].text, theirs.values.get(mapped.prop.name, ""))
        for mapped in fields
        if ours[mapped.field.name].text or mapped.field.name != ACCOUNT_OF
    )
