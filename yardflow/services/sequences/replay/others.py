"""Another event's contacts, about to go through a past sequence."""

from sqlmodel import Session

from yardflow.errors import Conflict
from yardflow.models import Event, RecordKind, Sequence
from yardflow.services.access import Principal
from yardflow.services.records.contact_query import ContactQuery
from yardflow.services.records.selection import Selection
from yardflow.services.sequences.engine.reading import Entering, ahead, standing
from yardflow.services.sequences.engine.situation import Situation
from yardflow.services.sequences.enrollments.planned import planned
from yardflow.services.sequences.forecast.question import Version
from yardflow.services.sequences.forecast.reading import definition_of
from yardflow.services.sequences.replay import recorded

_NO_ONE = "No one at this event can be enrolled in this sequence. Choose another event."


def entering(
    session: Session, principal: Principal, sequence: Sequence, event: Event, past: Situation
) -> Situation:
    """Those on the event's list who could be enrolled, who begin when those of the ``past`` did,
    spread over these moments in their order.

    Raises:
        Conflict: there are none.
    """
    definition = definition_of(session, principal, sequence, Version.PUBLISHED)
    query = ContactQuery(event_id=event.id)
    selection = Selection(RecordKind.CONTACT, query=query)
    senders = planned(session, principal, sequence, definition, selection).senders
    if not senders:
        raise Conflict(_NO_ONE)
    some = dict([*senders.items()][: recorded.MOST])
    entered = Entering(sequence.id or 0, sequence.version_id or 0, event.id, some, definition)
    situation = ahead(session, [], past.now, entering=entered)
    recorded.forget(situation)
    began = sorted(row.entered_at for row in past.rows.values())
    count = len(situation.rows)
    situation.rows = {
        row.id: standing(
            row,
            **recorded.BEGINNING,
            entered_at=(at := began[place * len(began) // count]),
            due_at=at,
        )
        for place, row in enumerate(situation.rows.values())
    }
    return situation
