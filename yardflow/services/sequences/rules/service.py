"""The rules of a sequence: added, turned on and off, deleted, with what each came to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import Conflict, Contradictory, NotFound
from yardflow.models import EnrollmentRule, Event, RuleOutcome, RuleTrigger, Sender, User
from yardflow.models import Sequence as SequenceRow
from yardflow.services import audit
from yardflow.services.access import Principal, require_admin
from yardflow.services.records.load import load_record, row_of
from yardflow.services.records.memberships import among
from yardflow.services.sequences.enrollments.service import NO_SENDERS, open_sequence

ENROLLED = "enrolled"
MOST = 100
_EXISTS = "This sequence has this rule already. Turn it on, or choose another event."
_FULL = f"A sequence has at most {MOST} rules. Delete one first."
_OTHER_EVENT = "This sequence is about one event. Choose that event, or any."

_FORGET = text("DELETE FROM rule_occurrence WHERE rule_id = :rule")
_ADD = text("""
INSERT INTO enrollment_rule (sequence_id, trigger, event_id, sender_ids, by_owner, made_by, made_at)
VALUES (:sequence, :trigger, :event, :senders, :by_owner, :by, :now)
ON CONFLICT DO NOTHING RETURNING id""")


@dataclass(frozen=True, slots=True)
class NewRule:
    """A rule to add. Without ``event_id`` it acts on what happens at any event."""

    trigger: RuleTrigger
    sender_ids: tuple[int, ...]
    event_id: int | None = None
    by_owner: bool = True


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule, with how many contacts it enrolled and how many it skipped. ``event_name`` is empty
    where it acts at any event; ``sender_names`` are in the order of the names.
    """

    id: int
    sequence_id: int
    trigger: RuleTrigger
    event_id: int | None
    event_name: str
    sender_ids: list[int]
    sender_names: list[str]
    by_owner: bool
    on: bool
    made_by_name: str
    made_at: datetime
    enrolled: int
    skipped: int


def of_sequence(session: Session, principal: Principal, sequence_id: int) -> list[RuleView]:
    """The rules of a sequence, the oldest first.

    Raises:
        NotFound: there is no such sequence.
    """
    if row_of(session, SequenceRow, sequence_id) is None:
        raise NotFound.of("sequence")
    return _views(session, _SHOWN.where(col(EnrollmentRule.sequence_id) == sequence_id))


def add(session: Session, principal: Principal, sequence_id: int, rule: NewRule) -> RuleView:
    """Adds a rule, which acts on what happens from now on.

    Raises:
        Forbidden: the person is no ADMIN.
        NotFound: there is no such sequence, event or sender.
        Conflict: the sequence takes no one, has this rule, or has too many.
        Contradictory: no sender is chosen, or the sequence is about another event.
    """
    require_admin(principal)
    sequence = open_sequence(session, sequence_id)
    _check(session, sequence, rule)
    count = select(func.count()).where(col(EnrollmentRule.sequence_id) == sequence_id)
    if session.execute(count).scalar_one() >= MOST:
        raise Conflict(_FULL)
    values = {
        "sequence": sequence_id,
        "trigger": rule.trigger.value,
        "event": rule.event_id,
        "senders": sorted(set(rule.sender_ids)),
        "by_owner": rule.by_owner,
        "by": principal.user_id,
        "now": clock.now(),
    }
    rule_id = session.execute(_ADD, values).scalar_one_or_none()
    if rule_id is None:
        raise Conflict(_EXISTS)
    _note(session, principal, "rule_added", sequence_id, rule.trigger, rule.event_id)
    return _view(session, rule_id)


def turn(session: Session, principal: Principal, rule_id: int, on: bool) -> RuleView:
    """Turns a rule on or off. What happens while it is off is not made up for.

    Raises:
        Forbidden: the person is no ADMIN.
        NotFound: there is none.
        Conflict: the sequence takes no one.
    """
    require_admin(principal)
    rule = _load(session, rule_id)
    if on:
        open_sequence(session, rule.sequence_id)
    if on != (rule.off_at is None):
        rule.off_at = None if on else clock.now()
        session.add(rule)
        session.flush()
        session.execute(_FORGET, {"rule": rule.id})
        action = "rule_turned_on" if on else "rule_turned_off"
        _note(session, principal, action, rule.sequence_id, rule.trigger, rule.event_id)
    return _view(session, rule_id)


def change_senders(
    session: Session,
    principal: Principal,
    rule_id: int,
    sender_ids: Sequence[int] | None = None,
    by_owner: bool | None = None,
) -> RuleView:
    """Chooses from whom those are emailed that the rule enrolls from now on; None leaves it as it
    is. Whom it has enrolled keep their sender.

    Raises:
        Forbidden: the person is no ADMIN.
        NotFound: there is no such rule or sender.
        Contradictory: no sender is chosen.
    """
    require_admin(principal)
    rule = _load(session, rule_id)
    if sender_ids is not None:
        _check_senders(session, sender_ids)
        rule.sender_ids = sorted(set(sender_ids))
    if by_owner is not None:
        rule.by_owner = by_owner
    session.add(rule)
    session.flush()
    changed = "rule_senders_changed"
    _note(session, principal, changed, rule.sequence_id, rule.trigger, rule.event_id)
    return _view(session, rule_id)


def delete(session: Session, principal: Principal, rule_id: int) -> None:
    """Deletes a rule with what is known of whom it skipped. Whom it enrolled stays in the sequence.

    Raises:
        Forbidden: the person is no ADMIN.
        NotFound: there is none.
    """
    require_admin(principal)
    rule = _load(session, rule_id)
    _note(session, principal, "rule_deleted", rule.sequence_id, rule.trigger, rule.event_id)
    session.delete(rule)
    session.flush()


def _load(session: Session, rule_id: int) -> EnrollmentRule:
    rule = row_of(session, EnrollmentRule, rule_id, lock={"key_share": True})
    if rule is None:
        raise NotFound.of("rule")
    return rule


def _check(session: Session, sequence: SequenceRow, rule: NewRule) -> None:
    _check_senders(session, rule.sender_ids)
    if rule.event_id is not None:
        load_record(session, Event, rule.event_id)
        if sequence.event_id not in (None, rule.event_id):
            raise Contradictory(_OTHER_EVENT)


def _check_senders(session: Session, sender_ids: Sequence[int]) -> None:
    if not sender_ids:
        raise Contradictory(NO_SENDERS)
    chosen = {*sender_ids}
    known = select(func.count()).where(among(Sender.id, [*chosen]))
    if session.execute(known).scalar_one() < len(chosen):
        raise NotFound.of("sender")


def _note(
    session: Session,
    principal: Principal,
    action: str,
    sequence_id: int,
    trigger: RuleTrigger,
    event_id: int | None,
) -> None:
    after = {"trigger": trigger.value, "event_id": event_id}
    audit.record(session, principal, f"sequence.{action}", "sequence", sequence_id, after=after)


def _counted(*conditions: Any) -> Any:
    return (
        select(func.count())
        .where(col(RuleOutcome.rule_id) == col(EnrollmentRule.id), *conditions)
        .correlate(EnrollmentRule)
        .scalar_subquery()
    )


_SHOWN: Select = (
    select(
        EnrollmentRule,
        col(Event.name).label("event_name"),
        col(User.name).label("made_by_name"),
        select(func.array_agg(aggregate_order_by(col(Sender.name), col(Sender.name))))
        .where(col(Sender.id) == func.any(col(EnrollmentRule.sender_ids)))
        .correlate(EnrollmentRule)
        .scalar_subquery()
        .label("sender_names"),
        _counted(col(RuleOutcome.outcome) == ENROLLED).label("enrolled"),
        _counted(col(RuleOutcome.outcome) != ENROLLED).label("skipped"),
    )
    .outerjoin(Event, col(Event.id) == col(EnrollmentRule.event_id))
    .outerjoin(User, col(User.id) == col(EnrollmentRule.made_by))
    .order_by(col(EnrollmentRule.id))
)


def _view(session: Session, rule_id: int) -> RuleView:
    (view,) = _views(session, _SHOWN.where(col(EnrollmentRule.id) == rule_id))
    return view


def _views(session: Session, shown: Select) -> list[RuleView]:
    return [_of(row) for row in session.execute(shown)]


def _of(row: Any) -> RuleView:
    rule: EnrollmentRule = row.EnrollmentRule
    return RuleView(
        id=rule.id or 0,
        sequence_id=rule.sequence_id,
        trigger=rule.trigger,
        event_id=rule.event_id,
        event_name=row.event_name or "",
        sender_ids=list(rule.sender_ids),
        sender_names=row.sender_names or [],
        by_owner=rule.by_owner,
        on=rule.off_at is None,
        made_by_name=row.made_by_name or "",
        made_at=rule.made_at,
        enrolled=row.enrolled,
        skipped=row.skipped,
    )
