"""Target accounts: which companies a team wants to meet at an event, and how far each has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from yardflow.models import Account, Attendee, Event, Stage, Target, User
from yardflow.services import audit, hooks
from yardflow.services.access import Principal
from yardflow.services.records import fields, memberships
from yardflow.services.records.changes import TargetsQualified
from yardflow.services.records.listing import same_id
from yardflow.services.records.load import load_record


@dataclass(frozen=True, slots=True)
class TargetRow:
    """An account at an event. ``added_by`` is a name, empty where that person is gone."""

    event_id: int
    event_name: str
    account_id: int
    stage: Stage
    added_at: datetime
    added_by: str
    version: int


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
        session, principal, Target, event_id, account_ids, adopt=adopt, stage=stage
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
    return memberships.remove(session, principal, Target, event_id, account_ids)


def set_stage(
    session: Session,
    principal: Principal | None,
    event_id: int,
    account_id: int,
    version: int | None,
    stage: str,
) -> TargetRow:
    """Moves an account to another stage at an event.

    Raises:
        NotFound: the account is no target of that event.
        Invalid: there is no such stage.
        Conflict: someone changed the target since ``version``.
    """
    target: Target = memberships.load(session, Target, event_id, account_id, version)
    clean = Stage(str(fields.cleaned({"stage": stage}, {"stage": fields.one_of(Stage)})["stage"]))
    before = target.stage
    if clean != before:
        lock_attendees(session, event_id, [account_id])
        target.stage = clean
        session.flush()
        audit.record(
            session,
            principal,
            "target.stage_changed",
            "account",
            account_id,
            before={"event_id": event_id, "stage": before},
            after={"event_id": event_id, "stage": clean},
        )
        if clean == Stage.QUALIFIED:
            hooks.call(session, principal, TargetsQualified(event_id, (account_id,)))
    return _row(
        target, load_record(session, Event, event_id).name, memberships.adder(session, target)
    )


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


def events_of(session: Session, principal: Principal, account_id: int) -> list[TargetRow]:
    """The events an account is a target of, the latest first.

    Raises:
        NotFound: there is no such account.
    """
    load_record(session, Account, account_id)
    rows = session.exec(
        select(Target, Event.name, User.name)
        .join(Event, col(Event.id) == Target.event_id)
        .outerjoin(User, col(User.id) == Target.added_by)
        .where(memberships.among(Target.account_id, [account_id]))
        .order_by(col(Event.starts_on).desc().nulls_last(), col(Event.id).desc())
        .execution_options(populate_existing=True)
    )
    return [_row(target, name, person or "") for target, name, person in rows]


def _row(target: Target, event_name: str, added_by: str) -> TargetRow:
    return TargetRow(
        target.event_id,
        event_name,
        target.account_id,
        target.stage,
        target.added_at,
        added_by,
        target.version,
    )
