"""What a sync would do, before anything is written on either side."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from yardflow import clock, db
from yardflow.integrations.hubspot import objects
from yardflow.integrations.hubspot.app import Access
from yardflow.integrations.hubspot.objects import Found
from yardflow.models import LinkState, SyncedRecord
from yardflow.services.hubspot.links import matching
from yardflow.services.hubspot.links import store as links
from yardflow.services.hubspot.mapping.properties import OBJECTS
from yardflow.services.hubspot.merging.merge import Action, Decision
from yardflow.services.hubspot.syncing import finding, step
from yardflow.services.hubspot.syncing.mapping_now import MappingNow
from yardflow.services.hubspot.syncing.merging_records import Merging

# So many records are listed one by one; all are counted.
MOST_LISTED = 200
_COUNTED = {
    Action.WRITE_HERE: "changed_here",
    Action.WRITE_THERE: "changed_there",
    Action.ASK: "conflicts",
    Action.KEEP: "kept",
}


@dataclass(slots=True)
class DryRun:
    """What a sync would come to. ``counts`` are records (`created`, `linked`, `unchanged`,
    `not_synced`) and fields (`changed_here`, `changed_there`, `conflicts`, `kept`); ``calls`` those
    to HubSpot that it would take; ``records`` what would become of the first `MOST_LISTED` that
    something would be done about.
    """

    counts: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    records: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self,
        access: Access,
        mapping: MappingNow,
        record: SyncedRecord,
        ids: Sequence[int],
    ) -> None:
        """Looks at a batch of records.

        Raises:
            ProviderError: HubSpot did not say.
        """
        theirs, matched = _theirs(access, mapping, record, ids)
        with db.session() as session:
            synced = step.synced(session, record, ids, theirs.keys())
            merging = Merging(record, mapping.fields[record], step.acting(session))
            decisions = merging.decide(session, synced, theirs, clock.now())
        self.counts["not_synced"] += len(set(ids) - decisions.keys())
        creates = sorted(decisions.keys() - theirs.keys())
        updates = [each for each in theirs if _would(decisions.get(each, ()), Action.WRITE_THERE)]
        self.calls += sum(-(-len(some) // size) for some, size in _calls(theirs, creates, updates))
        for record_id, of_record in decisions.items():
            what = "created" if record_id in creates else "linked" if record_id in matched else ""
            self._note(record, record_id, what, theirs.get(record_id), of_record)

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self) | {"counts": dict(self.counts)}

    def _note(
        self,
        record: SyncedRecord,
        record_id: int,
        what: str,
        theirs: Found | None,
        decisions: Sequence[Decision],
    ) -> None:
        fields = [_shown(each) for each in decisions if each.action in _COUNTED]
        self.counts.update(_COUNTED[each.action] for each in decisions if each.action in _COUNTED)
        self.counts[what or ("changed" if fields else "unchanged")] += 1
        if (what or fields) and len(self.records) < MOST_LISTED:
            self.records.append(
                {
                    "record": record,
                    "id": record_id,
                    "hubspot_id": theirs.hubspot_id if theirs else "",
                    "what": what or "changed",
                    "fields": fields,
                }
            )


def _theirs(
    access: Access, mapping: MappingNow, record: SyncedRecord, ids: Sequence[int]
) -> tuple[dict[int, Found], set[int]]:
    """HubSpot's side of each record, by our id, and which of them would be linked with it."""
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
    return theirs, theirs.keys() & matches.keys()


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
