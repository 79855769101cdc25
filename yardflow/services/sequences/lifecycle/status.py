"""Whether a sequence runs: paused and resumed, archived and restored.

Both can be so at once: a paused sequence that is archived emails no one, and one that is archived
can be paused, because those in it continue.
"""

from dataclasses import dataclass

from sqlmodel import Session

from yardflow import clock
from yardflow.errors import Conflict
from yardflow.models import Sequence, SequenceStatus
from yardflow.services import audit, hooks
from yardflow.services.access import Principal, require_admin
from yardflow.services.records.load import load_record
from yardflow.services.records.values import fields

REASON = fields.line(300)


@dataclass(frozen=True, slots=True)
class SequenceResumed:
    """A sequence that was paused emails people again."""

    sequence_id: int


def pause(
    session: Session,
    principal: Principal | None,
    sequence_id: int,
    reason: str = "",
    version: int | None = None,
) -> bool:
    """No one is emailed by it until it is resumed. ``reason`` is a sentence; without a person it
    is the product that pauses. One that is paused keeps its first reason; then it is False.

    Raises:
        NotFound: there is no such sequence.
        Invalid: the reason is too long.
        Conflict: it was never published, or someone changed it since ``version``.
    """
    clean = str(fields.cleaned({"reason": reason}, {"reason": REASON})["reason"])
    sequence = _published(session, sequence_id, version)
    if sequence.paused_at is not None:
        return False
    sequence.paused_at = clock.now()
    sequence.pause_reason = clean or (f"{principal.name} paused it." if principal else "")
    if sequence.status == SequenceStatus.ACTIVE:
        sequence.status = SequenceStatus.PAUSED
    _note(session, principal, sequence, "sequence.paused", {"reason": sequence.pause_reason})
    return True


def resume(
    session: Session, principal: Principal, sequence_id: int, version: int | None = None
) -> None:
    """Continues a paused sequence.

    Raises:
        NotFound: there is no such sequence.
        Conflict: it was never published, or someone changed it since ``version``.
    """
    sequence = _published(session, sequence_id, version)
    if sequence.paused_at is None:
        return
    sequence.paused_at, sequence.pause_reason, sequence.resumed_at = None, "", clock.now()
    if sequence.status == SequenceStatus.PAUSED:
        sequence.status = SequenceStatus.ACTIVE
    _note(session, principal, sequence, "sequence.resumed", {})
    hooks.call(session, principal, SequenceResumed(sequence_id))


def archive(
    session: Session, principal: Principal, sequence_id: int, version: int | None = None
) -> None:
    """No one enters it any more; who is in it continues, unless it is paused.

    Raises:
        Forbidden: the person is no ADMIN.
        NotFound: there is no such sequence.
        Conflict: it was never published, or someone changed it since ``version``.
    """
    require_admin(principal)
    sequence = _published(session, sequence_id, version)
    if sequence.status != SequenceStatus.ARCHIVED:
        sequence.status = SequenceStatus.ARCHIVED
        _note(session, principal, sequence, "sequence.archived", {})


def restore(
    session: Session, principal: Principal, sequence_id: int, version: int | None = None
) -> None:
    """Takes a sequence out of the archive; one that was paused still is.

    Raises:
        Forbidden: the person is no ADMIN.
        NotFound: there is no such sequence.
        Conflict: it was never published, or someone changed it since ``version``.
    """
    require_admin(principal)
    sequence = _published(session, sequence_id, version)
    if sequence.status == SequenceStatus.ARCHIVED:
        is_paused = sequence.paused_at is not None
        sequence.status = SequenceStatus.PAUSED if is_paused else SequenceStatus.ACTIVE
        _note(session, principal, sequence, "sequence.restored", {})


def _published(session: Session, sequence_id: int, version: int | None) -> Sequence:
    sequence = load_record(session, Sequence, sequence_id, version, lock=True)
    if sequence.status == SequenceStatus.DRAFT:
        raise Conflict("This sequence was never published. Publish it first.")
    return sequence


def _note(
    session: Session,
    principal: Principal | None,
    sequence: Sequence,
    action: str,
    after: dict[str, str],
) -> None:
    named = {"name": sequence.name, **after}
    audit.record(session, principal, action, "sequence", sequence.id, after=named)
    session.flush()
