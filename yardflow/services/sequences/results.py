"""What the emails of a sequence came to, step by step."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from yardflow.models import Message, MessageStatus
from yardflow.models import Sequence as SequenceRow
from yardflow.services.access import Principal
from yardflow.services.records.load import load_record
from yardflow.services.sequences.definitions.steps import StepKey


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
    moments = ("sent", "delivered", "opened", "clicked", "bounced", "unsubscribed")
    went_out, missed = (
        col(Message.sent_at).is_not(None),
        col(Message.status) == MessageStatus.MISSED,
    )
    statement = (
        select(
            col(Message.step),
            *(func.count(getattr(Message, f"{name}_at")) for name in moments),
            func.count().filter(col(Message.late), went_out),
            func.count().filter(missed),
        )
        .where(col(Message.sequence_id) == sequence_id, or_(went_out, missed))
        .group_by(col(Message.step))
        .order_by(col(Message.step))
    )
    return [Results(*row) for row in session.execute(statement)]
