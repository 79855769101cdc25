"""What a sync would do, before anything is written on either side."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from yardflow import clock, db
from yardflow.integrations.hubspot import objects
from yardflow.integrations.hubspot.app import Access
from yardflow.integrations.hubspot.objects import Found
from yardflow.models import HubSpotDryRecord, LinkState, SyncedRecord
from yardflow.services.hubspot.links import matching
from yardflow.services.hubspot.links import store as links
from yardflow.services.hubspot.mapping.properties import OBJECTS
from yardflow.services.hubspot.merging.merge import Action, Decision
from yardflow.services.hubspot.syncing import finding, step
from yardflow.services.hubspot.syncing.mapping_now import MappingNow
from yardflow.services.hubspot.syncing.merging_records import Merging

_OUTCOMES = {
    Action.WRITE_HERE: "changed_here",
    Action.WRITE_THERE: "changed_there",
    Action.ASK: "conflicts",
    Action.KEEP: "kept",
}
_NOT_CREATED = "HubSpot doesn't have it, and too little is known to create it there."
_NOT_SYNCED = "It isn't synced."


@dataclass(slots=True)
class Look:
    """What a sync of some records would come to. ``counts`` are records (`created`, `linked`,
    `changed`, `unchanged`, `not_synced`) and fields (`changed_here`, `changed_there`, `conflicts`,
    `kept`); ``calls`` those to HubSpot that it would take; ``records`` are those that something
    would happen to, or that wouldn't be synced.
    """

    counts: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    records: list[HubSpotDryRecord] = field(default_factory=list)


def look(
    access: Access, mapping: MappingNow, record: SyncedRecord, ids: Sequence[int], job_id: int
) -> Look:
    """Looks at a batch of records, for the dry run of this job.

    Raises:
        ProviderError: HubSpot did not say.
    """
    looked = Look()
    theirs, matched, searched = _theirs(access, mapping, record, ids)
    with db.session() as session:
        synced = step.synced(session, record, ids, theirs.keys())
        merging = Merging(record, mapping.fields[record], step.acting(session))
        decisions = merging.decide(session, synced, theirs, clock.now())
        notes = _notes(session, record, set(ids) - decisions.keys())
    creates = sorted(decisions.keys() - theirs.keys())
    updates = [each for each in theirs if _would(decisions.get(each, ()), Action.WRITE_THERE)]
    looked.calls = searched + sum(
        -(-len(some) // size) for some, size in _calls(theirs, creates, updates)
    )
    for record_id, of_record in decisions.items():
        what = "created" if record_id in creates else "linked" if record_id in matched else ""
        hubspot_id = theirs[record_id].hubspot_id if record_id in theirs else ""
        _note(
            looked,
            HubSpotDryRecord(
                job_id=job_id, record=record, record_id=record_id, hubspot_id=hubspot_id
            ),
            what,
            of_record,
        )
    looked.counts["not_synced"] += len(notes)
    looked.records += [
        HubSpotDryRecord(
            job_id=job_id,
            record=record,
            record_id=record_id,
            hubspot_id="",
            outcomes=["not_synced"],
            fields=[],
            note=note,
        )
        for record_id, note in sorted(notes.items())
    ]
    return looked


def _note(looked: Look, row: HubSpotDryRecord, what: str, decisions: Sequence[Decision]) -> None:
    said = [each for each in decisions if each.action in _OUTCOMES]
    outcomes = [_OUTCOMES[each.action] for each in said]
    looked.counts.update(outcomes)
    looked.counts[what or ("changed" if said else "unchanged")] += 1
    if what or said:
        row.outcomes = [*filter(None, [what]), *dict.fromkeys(outcomes)]
        row.fields = [_shown(each) for each in said]
        looked.records.append(row)


def _notes(session: Session, record: SyncedRecord, ids: Collection[int]) -> dict[int, str]:
    """Why each of these records wouldn't be synced."""
    linked = links.of(session, record, ids)
    return {
        each: (linked[each].note or _NOT_SYNCED) if each in linked else _NOT_CREATED for each in ids
    }


def _theirs(
    access: Access, mapping: MappingNow, record: SyncedRecord, ids: Sequence[int]
) -> tuple[dict[int, Found], set[int], int]:
    """HubSpot's side of each record, by our id, which of them would be linked with it, and how many
    calls it takes to look for them.
    """
    with db.session() as session:
        linked = links.of(session, record, ids)
        ours = finding.ours_of(session, record, sorted(set(ids) - linked.keys()))
    known = finding.with_same_clue(access, mapping, record, ours) if ours else []
    with db.session() as session:
        owners = links.owners(session, record, [each.hubspot_id for each in known])
    matches = matching.match(ours, map(finding.theirs_of, known), owners)
    hubspot_ids = {
        **{
            each: link.hubspot_id for each, link in linked.items() if link.state == LinkState.LINKED
        },
        **{each: match.hubspot_id for each, match in matches.items() if match.shared_with is None},
    }
    names = mapping.names(record)
    read = objects.read(access, OBJECTS[record], list(hubspot_ids.values()), names)
    by_id = {each: there for there in read for each in (*there.merged_ids, there.hubspot_id)}
    theirs = {each: by_id[there] for each, there in hubspot_ids.items() if there in by_id}
    return theirs, theirs.keys() & matches.keys(), -(-len(ours) // objects.MOST)


def _calls(
    theirs: Mapping[int, Found], creates: Sequence[int], updates: Sequence[int]
) -> Iterator[tuple[Sequence[int], int]]:
    yield [*theirs], objects.MOST_WITH_HISTORY
    yield creates, objects.MOST
    yield updates, objects.MOST


def _would(decisions: Sequence[Decision], action: Action) -> bool:
    return any(each.action == action for each in decisions)


def _shown(decision: Decision) -> dict[str, str]:
    mapped = decision.mapped
    return {
        "field": mapped.field.name,
        "label": mapped.field.label,
        "property": mapped.prop.name,
        "action": decision.action,
        "ours": decision.ours.text,
        "theirs": decision.theirs.text,
        "written": decision.text,
        "why": decision.why,
    }
