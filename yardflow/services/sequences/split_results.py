"""What the ways of a split came to, which is ahead, and choosing one for everyone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock
from yardflow.errors import Conflict
from yardflow.models import Sequence as SequenceRow
from yardflow.models import SplitWinner
from yardflow.services import audit
from yardflow.services.access import Principal, require_admin
from yardflow.services.records.load import load_record
from yardflow.services.sequences import definitions
from yardflow.services.sequences.decisions.comparison import Counted, Leader, leader
from yardflow.services.sequences.definitions import graph, wording
from yardflow.services.sequences.definitions.steps import (
    Definition,
    Split,
    Step,
    StepKey,
    Winning,
)
from yardflow.services.sequences.templates import rows as templates

# What someone books later than this is not what a way of the sequence led to.
_COUNTS = text("""
SELECT w.step, w.way, count(*) AS people,
    count(*) FILTER (WHERE EXISTS (SELECT FROM reply r
        WHERE r.enrollment_id = e.id AND r.kind = 'human' AND r.received_at >= w.at)) AS replies,
    count(*) FILTER (WHERE EXISTS (SELECT FROM meeting m
        WHERE m.contact_id = e.contact_id AND m.outcome <> 'cancelled' AND m.created_at >= w.at
            AND (e.ended_at IS NULL OR m.created_at <= e.ended_at + interval '30 days')))
        AS meetings
FROM split_way w JOIN enrollment e ON e.id = w.enrollment_id
WHERE e.sequence_id = :id GROUP BY w.step, w.way""")

# By the key of a split and the place of a way.
Counts = Mapping[tuple[StepKey, int], Any]


@dataclass(frozen=True, slots=True)
class WayResult:
    """How many went a way of a split, and how many of them answered themselves or had a meeting
    since. ``leads_to`` is the key of its first step, None where it leads to the end; ``opening``
    says what that step does, empty there.
    """

    way: int
    leads_to: StepKey | None
    opening: str
    people: int
    replies: int
    meetings: int


@dataclass(frozen=True, slots=True)
class SplitResult:
    """The ways of a split of the published version, whose step has this ``number`` in its picture.
    ``by_replies`` and ``by_meetings`` say which is
    ahead and the chance that it is better than the next best; None while none is. ``winner`` is the
    way that everyone goes from now on, None while it is chance; ``reason`` are the numbers by which
    it won where it was chosen automatically. ``automatic`` is when that happens, None where it
    doesn't: also once someone has decided.
    """

    step: StepKey
    number: int
    ways: list[WayResult]
    by_replies: Leader | None
    by_meetings: Leader | None
    winner: int | None
    reason: str
    automatic: Winning | None


def of_sequence(session: Session, principal: Principal, sequence_id: int) -> list[SplitResult]:
    """The splits of a sequence, in the order of its steps; none before it is published.

    Raises:
        NotFound: there is no such sequence.
    """
    definition = _published(session, sequence_id)
    steps = definition.steps if definition else {}
    splits = _splits(steps)
    if definition is None or not splits:
        return []
    order = [*graph.in_order(definition)]
    names = templates.names(session, principal)
    counted_ways = counts(session, sequence_id)
    results = []
    for split in splits:
        ways = []
        for way, leads_to in enumerate(split.ways):
            row = counted_ways.get((split.key, way))
            counted = (row.people, row.replies, row.meetings) if row else (0, 0, 0)
            opening = wording.summary(steps[leads_to], names, steps) if leads_to else ""
            ways.append(WayResult(way, leads_to, opening, *counted))
        chosen = session.get(SplitWinner, (sequence_id, split.key))
        results.append(
            SplitResult(
                split.key,
                order.index(split.key) + 1,
                ways,
                _leader((way.replies, way.people) for way in ways),
                _leader((way.meetings, way.people) for way in ways),
                chosen.way if chosen else None,
                chosen.reason if chosen else "",
                None if chosen else split.winner,
            )
        )
    return results


def counts(session: Session, sequence_id: int) -> Counts:
    """How many went each way, and how many of those answered themselves or had a meeting since."""
    rows = session.execute(_COUNTS, {"id": sequence_id})
    return {(row.step, row.way): row for row in rows}


def choose(
    session: Session,
    principal: Principal | None,
    sequence_id: int,
    step: StepKey,
    way: int | None,
    reason: str = "",
) -> None:
    """Sends everyone one way who comes by a split from now on; None leaves it to chance again, for
    good. Who came by before keeps to their way. Without a person it won, by the numbers of
    ``reason``.

    Raises:
        Forbidden: the person is no ADMIN.
        NotFound: there is no such sequence.
        Conflict: the published version has no such split or way.
    """
    if principal is not None:
        require_admin(principal)
    definition = _published(session, sequence_id)
    splits = _splits(definition.steps) if definition else []
    split = next((each for each in splits if each.key == step), None)
    if split is None or (way is not None and not 0 <= way < len(split.ways)):
        raise Conflict("The published version has no such split or branch. Reload the page.")
    row = session.get(SplitWinner, (sequence_id, step), with_for_update=True)
    before = row.way if row else None
    row = row or SplitWinner(sequence_id=sequence_id, step=step)
    row.way, row.reason, row.chosen_at = way, reason, clock.now()
    row.chosen_by = principal.user_id if principal else None
    session.add(row)
    audit.record(
        session,
        principal,
        "sequence.winner_chosen",
        "sequence",
        sequence_id,
        before={"step": step, "way": before},
        after={"step": step, "way": way, **({"reason": reason} if reason else {})},
    )
    session.flush()


def _published(session: Session, sequence_id: int) -> Definition | None:
    sequence = load_record(session, SequenceRow, sequence_id)
    if sequence.version_id is None:
        return None
    return definitions.version(session, sequence.version_id)


def _splits(steps: Mapping[StepKey, Step]) -> list[Split]:
    return [step for step in steps.values() if isinstance(step, Split)]


def _leader(counts: Iterable[tuple[int, int]]) -> Leader | None:
    return leader([Counted(successes, people) for successes, people in counts])
