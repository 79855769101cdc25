"""Fields that a person decides, where the mapping says so and both sides changed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, exists, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from yardflow.errors import Contradictory, NotFound
from yardflow.models import HubSpotDecision, Side, SyncAction, SyncedRecord
from yardflow.services.access import Principal
from yardflow.services.hubspot.changes import pending
from yardflow.services.hubspot.journal import undo
from yardflow.services.records.load import row_of
from yardflow.services.records.values.fields import LARGEST_ID

COUNTED = 1_000
_WHY = {
    Side.HERE: "A person decided that the value here counts.",
    Side.THERE: "A person decided that HubSpot's value counts.",
}


def waiting(session: Session, after: int, most: int) -> Sequence[HubSpotDecision]:
    """Up to ``most`` conflicts that wait for a person, the longest waiting first, from behind the
    one with the id ``after``.
    """
    return session.exec(
        select(HubSpotDecision)
        .where(*_OPEN, col(HubSpotDecision.id) > after)
        .order_by(col(HubSpotDecision.id))
        .limit(most)
    ).all()


def rule(session: Session, principal: Principal, decision_id: int, side: Side) -> None:
    """Says whose value counts; the next sync writes it to the other side.

    Raises:
        NotFound: there is no such conflict.
        Contradictory: it is no conflict anymore.
    """
    conflict = row_of(session, HubSpotDecision, decision_id)
    if conflict is None or conflict.action != SyncAction.ASK:
        raise NotFound.of("conflict")
    record, record_id = undo.about(conflict)
    if _is_followed(session, conflict):
        raise Contradictory("This conflict is over. Reload the page to see the latest.")
    session.add(
        HubSpotDecision(
            run_id=conflict.run_id,
            account_id=conflict.account_id,
            contact_id=conflict.contact_id,
            target_id=conflict.target_id,
            field=conflict.field,
            property=conflict.property,
            action=SyncAction.RULE,
            winner=side,
            ours=conflict.ours,
            ours_at=conflict.ours_at,
            ours_by=conflict.ours_by,
            theirs=conflict.theirs,
            theirs_at=conflict.theirs_at,
            why=_WHY[side],
            decision_id=conflict.id,
            made_by=principal.user_id,
        )
    )
    session.flush()
    pending.add(session, record, [record_id])


def undo_rule(session: Session, principal: Principal, decision_id: int) -> bool:
    """Undoes what a person decided about a conflict; whether it waits again at once. Where the sync
    has written it already that is undone, and the next sync asks again.

    Raises:
        NotFound: no one decided such a conflict.
        Contradictory: what was written changed since.
    """
    known = 0 < decision_id <= LARGEST_ID
    ruled = select(HubSpotDecision).where(
        HubSpotDecision.decision_id == decision_id, HubSpotDecision.action == SyncAction.RULE
    )
    ruling = session.exec(ruled).one_or_none() if known else None
    if ruling is None:
        raise NotFound.of("decision")
    written = session.exec(_after(ruling).limit(1)).first()
    if written is None:
        session.delete(ruling)
        return True
    undone = undo.undo(session, principal, int(written.id or 0))
    if undone.kept:
        raise Contradictory(undone.kept)
    return False


def number(session: Session) -> int:
    """How many conflicts wait, up to `COUNTED`."""
    some = select(HubSpotDecision.id).where(*_OPEN).limit(COUNTED).subquery()
    return session.exec(select(func.count()).select_from(some)).one()


def followed() -> Any:
    """The condition that something was decided about the same field since."""
    later = aliased(HubSpotDecision)
    same_record = or_(
        *(
            getattr(later, f"{record}_id") == getattr(HubSpotDecision, f"{record}_id")
            for record in SyncedRecord
        )
    )
    return exists().where(
        and_(
            same_record,
            col(later.property) == HubSpotDecision.property,
            col(later.id) > HubSpotDecision.id,
        )
    )


_OPEN = (HubSpotDecision.action == SyncAction.ASK, ~followed())


def _after(ruling: HubSpotDecision) -> Any:
    """What was decided about the same field after that, the earliest first."""
    record, record_id = undo.about(ruling)
    return (
        select(HubSpotDecision)
        .where(
            getattr(HubSpotDecision, f"{record}_id") == record_id,
            HubSpotDecision.property == ruling.property,
            col(HubSpotDecision.id) > ruling.id,
        )
        .order_by(col(HubSpotDecision.id))
    )


def _is_followed(session: Session, decision: HubSpotDecision) -> bool:
    known = select(HubSpotDecision.id).where(HubSpotDecision.id == decision.id, followed())
    return session.exec(known).first() is not None
