"""What the emails of a sequence came to, step by step."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, ColumnElement, cast, func, select
from sqlmodel import Session, col

from yardflow.models import Sequence as SequenceRow
from yardflow.models import StepTally, TallyKind
from yardflow.services.access import Principal
from yardflow.services.records.load import load_record
from yardflow.services.sequences.definitions.steps import StepKey

_COUNTED = (
    TallyKind.SENT,
    TallyKind.DELIVERED,
    TallyKind.OPENED,
    TallyKind.CLICKED,
    TallyKind.BOUNCED,
    TallyKind.UNSUBSCRIBED,
    TallyKind.LATE,
    TallyKind.MISSED,
)


@dataclass(frozen=True, slots=True)
class Results:
    """How many emails went out, and what became of them; opens and clicks are those of people, and
    count once for each email. So none is more than ``sent``, which shares are of. ``late`` of them
    went out after the moment that their step names, and ``missed`` more never did.
    """

    step: StepKey
    sent: int
    delivered: int
    opened: int
    clicked: int
    bounced: int
    unsubscribed: int
    late: int
    missed: int


def of_sequence(session: Session, principal: Principal, sequence_id: int) -> list[Results]:
    """The results of each step that has sent or missed an email, in any version, by the step's key.

    Raises:
        NotFound: there is no such sequence.
    """
    load_record(session, SequenceRow, sequence_id)
    statement = (
        select(col(StepTally.step), *map(_counted, _COUNTED))
        .where(col(StepTally.sequence_id) == sequence_id)
        .group_by(col(StepTally.step))
        .having(_counted(TallyKind.SENT, TallyKind.MISSED) > 0)
        .order_by(col(StepTally.step))
    )
    return [Results(*row) for row in session.execute(statement)]


def _counted(*kinds: TallyKind) -> ColumnElement[int]:
    parts = func.sum(col(StepTally.count)).filter(col(StepTally.kind).in_(kinds))
    return cast(func.coalesce(parts, 0), BigInteger)
