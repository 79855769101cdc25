"""Target accounts: which companies a team wants to meet at an event, and how far each has come."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from yardflow.models import Attendee, Stage
from yardflow.services import hooks
from yardflow.services.access import Principal
from yardflow.services.records import memberships
from yardflow.services.records.changes import TargetsQualified
from yardflow.services.records.lists.listing import same_id
from yardflow.services.records.membership_fields import TARGET, TargetRow


def add(
    session: Session,
    principal: Principal,
    event_id: int,
    account_ids: Sequence[int],
    *,
    stage: Stage = Stage.LEAD,
    adopt: bool = True,
) -> int:
    """Makes accounts targets of an event; how many were none. The others keep their stage, and are
    no longer an import's unless ``adopt`` is False.

    Raises:
        NotFound: there is no such event.
    """
    memberships.lock_event(session, event_id)
    lock_attendees(session, event_id, account_ids)
    return memberships.add(
        session, principal, TARGET, event_id, account_ids, adopt=adopt, stage=stage
    )


def remove(
    session: Session, principal: Principal, event_id: int, account_ids: Sequence[int]
) -> int:
    """Takes accounts off an event's list; how many were on it. Their contacts stay on theirs.

    Raises:
        NotFound: there is no such event.
    """
    memberships.lock_event(session, event_id)
    lock_attendees(session, event_id, account_ids)
    return memberships.remove(session, principal, TARGET, event_id, account_ids)


def set_stage(
    session: Session,
    principal: Principal | None,
    event_id: int,
    account_id: int,
    version: int | None,
    stage: str,
    *,
    may_cost_money: bool = True,
) -> TargetRow:
    """Moves an account to another stage at an event. Without ``may_cost_money`` nothing follows
    that is paid for, as by a program that doesn't ask for it.

    Raises:
        NotFound: the account is no target of that event.
        Invalid: there is no such stage.
        Conflict: someone changed the target since ``version``.
    """
    lock_attendees(session, event_id, [account_id])
    row, moved = memberships.move(session, principal, TARGET, event_id, account_id, version, stage)
    if moved and row.stage == Stage.QUALIFIED:
        hooks.call(session, principal, TargetsQualified(event_id, (account_id,), may_cost_money))
    return row


def lock_attendees(session: Session, event_id: int, account_ids: Sequence[int]) -> None:
    """Locks the attendees whose stage follows these targets, before the targets themselves: who
    changes a contact writes its attendees first, too, and then the score that targets follow.
    """
    session.execute(
        select(Attendee.id)
        .where(
            same_id(Attendee.event_id, event_id),
            memberships.among(Attendee.account_id, account_ids),
        )
        .order_by(col(Attendee.id))
        .with_for_update(key_share=True)
    ).all()
