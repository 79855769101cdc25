"""Who would be enrolled, and who would not, while a sequence is still being written."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from yardflow.models import Event
from yardflow.models import Sequence as SequenceRow
from yardflow.services.access import Principal
from yardflow.services.records.load import load_record
from yardflow.services.records.selection import Selection
from yardflow.services.sequences.definitions.steps import Definition
from yardflow.services.sequences.enrollments.candidates import READY, limited
from yardflow.services.sequences.enrollments.service import (
    NO_SENDER,
    Senders,
    listed,
    sender_of_each,
)
from yardflow.services.sequences.senders import choosing

_ALREADY = "already"


@dataclass(frozen=True, slots=True)
class Planned:
    """Each contact that could be enrolled, with the sender; and by a key of `REASONS` those that
    could not. Who is in the sequence already is in neither.
    """

    senders: Mapping[int, int]
    skipped: Mapping[str, Sequence[int]]


def check(session: Session, principal: Principal, selection: Selection) -> None:
    """Whether a selection of contacts can be looked at.

    Raises:
        NotFound: it is of an event that does not exist.
        Invalid: a filter that means nothing.
        Contradictory: too many are selected.
    """
    if selection.query is not None and selection.query.event_id is not None:
        load_record(session, Event, selection.query.event_id)
    limited(session, principal, selection)


def planned(
    session: Session,
    principal: Principal,
    sequence: SequenceRow,
    definition: Definition,
    selection: Selection,
) -> Planned:
    """Who of a selection could enter by the rules of this definition, published or not; all senders
    that aren't paused share them, but those whose owner has one.

    Raises:
        Invalid: a filter that means nothing.
        Contradictory: too many are selected.
    """
    everyone = listed(session, sequence, definition, limited(session, principal, selection))
    by_state: dict[str, list[int]] = defaultdict(list)
    statement = select(everyone.c.id, everyone.c.state).order_by(everyone.c.id)
    for contact_id, state in session.execute(statement):
        by_state[state].append(contact_id)
    ready = by_state.pop(READY, [])
    by_state.pop(_ALREADY, None)
    senders = sender_of_each(session, ready, Senders(choosing.working(session)))
    if without := [each for each in ready if each not in senders]:
        by_state[NO_SENDER] = without
    return Planned(senders, by_state)
