"""How many people stand at each step of a sequence and went on from it: sums of what triggers keep,
so that reading them takes the same few milliseconds however many there are.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from sqlalchemy import func, select, text
from sqlmodel import Session, col

from yardflow.models import Enrollment, TallyKind
from yardflow.models import Sequence as SequenceRow
from yardflow.services.access import Principal
from yardflow.services.records.load import load_record
from yardflow.services.sequences.decisions import Gate
from yardflow.services.sequences.definitions.steps import StepKey
from yardflow.services.sequences.enrollments import is_stuck

# So many parts of a sequence's counts are summed up once there are more.
_MANY = 200

_OF_SEQUENCE = text("""
SELECT step, kind, about, CAST(sum(count) AS bigint) AS count FROM step_tally
WHERE sequence_id = :id GROUP BY 1, 2, 3 HAVING sum(count) > 0""")
_SUM_UP = text("""
WITH many AS (SELECT sequence_id FROM step_tally GROUP BY 1 HAVING count(*) > :many),
parts AS (DELETE FROM step_tally USING many WHERE step_tally.sequence_id = many.sequence_id
    RETURNING step_tally.*)
INSERT INTO step_tally (sequence_id, step, kind, about, count)
SELECT sequence_id, step, kind, about, sum(count) FROM parts
GROUP BY 1, 2, 3, 4 HAVING sum(count) <> 0""")
_FORGET = text("""
DELETE FROM step_tally t WHERE NOT EXISTS (SELECT FROM sequence s WHERE s.id = t.sequence_id)""")


@dataclass(slots=True)
class StepCounts:
    """Of one step, in whatever version: people who are ``waiting`` there, and ``ended`` there
    before the last step; emails that were ``sent``, that ``failed`` (were refused or came back),
    and that were ``missed``, because it was too late; how often someone ``replied``.
    """

    waiting: int = 0
    ended: int = 0
    sent: int = 0
    replied: int = 0
    failed: int = 0
    missed: int = 0


_OF_STEPS = frozenset(each.name for each in fields(StepCounts))


@dataclass(frozen=True, slots=True)
class Tallies:
    """``enrolled`` are all who ever entered; ``went`` so many went from a step to another, or to
    None, the end; ``stuck`` are those who wait at a gate that only a change opens, as `is_stuck`
    says.
    """

    enrolled: int = 0
    steps: Mapping[StepKey, StepCounts] = field(default_factory=dict)
    went: Mapping[tuple[StepKey, StepKey | None], int] = field(default_factory=dict)
    stuck: Mapping[Gate, int] = field(default_factory=dict)


def of_sequence(session: Session, principal: Principal, sequence_id: int) -> Tallies:
    """The counts of a sequence as they are now.

    Raises:
        NotFound: there is no such sequence.
    """
    load_record(session, SequenceRow, sequence_id)
    enrolled, steps = 0, defaultdict[StepKey, StepCounts](StepCounts)
    went: dict[tuple[StepKey, StepKey | None], int] = {}
    at_gates: dict[Gate, int] = defaultdict(int)
    for row in session.execute(_OF_SEQUENCE, {"id": sequence_id}).all():
        match row.kind:
            case TallyKind.ENROLLED:
                enrolled = row[3]
            case TallyKind.WENT:
                went[row.step, row.about or None] = row[3]
            case TallyKind.STUCK:
                at_gates[Gate(row.about)] += row[3]
            case kind if kind in _OF_STEPS:
                setattr(steps[row.step], kind, row[3])
    if Gate.TASK in at_gates:
        at_gates[Gate.TASK] = _overdue(session, sequence_id)
    stuck = {gate: people for gate, people in at_gates.items() if people}
    return Tallies(enrolled, dict(steps), went, stuck)


def _overdue(session: Session, sequence_id: int) -> int:
    """How many are stuck at a task: that comes with time, so no trigger counts it."""
    at_task = col(Enrollment.stuck) == Gate.TASK.value
    mine = col(Enrollment.sequence_id) == sequence_id
    count = select(func.count()).select_from(Enrollment).where(mine, at_task, is_stuck())
    return session.scalar(count) or 0


def sum_up(session: Session) -> None:
    """Makes one row of the parts of each count, and forgets sequences that are gone."""
    session.execute(_SUM_UP, {"many": _MANY})
    session.execute(_FORGET)
