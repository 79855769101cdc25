"""What the emails of a sequence came to, step by step."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from yardflow.models import Message
from yardflow.models import Sequence as SequenceRow
from yardflow.services.access import Principal
from yardflow.services.records.load import load_record
from yardflow.services.sequences.definitions.steps import StepKey


@dataclass(frozen=True, slots=True)
class Results:
    """How many emails went out, and what became of them; opens and clicks are those of people, and
    count once for each email. So none is more than ``sent``, which shares are of.
    """

    step: StepKey
    sent: int
    delivered: int
    opened: int
    clicked: int
    bounced: int
    unsubscribed: int


def of_sequence(session: Session, principal: Principal, sequence_id: int) -> list[Results]:
    """The results of each step that has sent an email, in any version, by the step's key.

    Raises:
        NotFound: there is no such sequence.
    """
    load_record(session, SequenceRow, sequence_id)
    moments = ("delivered", "opened", "clicked", "bounced", "unsubscribed")
    statement = (
        select(
            col(Message.step),
            func.count(),
            *(func.count(getattr(Message, f"{name}_at")) for name in moments),
        )
        .where(col(Message.sequence_id) == sequence_id, col(Message.sent_at).is_not(None))
        .group_by(col(Message.step))
        .order_by(col(Message.step))
    )
    return [Results(*row) for row in session.execute(statement)]
