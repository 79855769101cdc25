"""Adding, changing, pausing and deleting senders.

Everyone sees all senders and may pause any, because stopping harms no one; only whose it is, and
an ADMIN, may change, resume or delete one: its emails speak in that person's name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import errors as postgres
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from yardflow import clock
from yardflow.errors import Conflict, Contradictory, Forbidden
from yardflow.models import Sender
from yardflow.services import audit, hooks
from yardflow.services.access import Principal
from yardflow.services.records import owners, resource
from yardflow.services.records.load import load_record, save_record
from yardflow.services.records.values import fields
from yardflow.services.sequences.senders import views
from yardflow.services.sequences.senders.sender_fields import PAUSE_REASON, SENDER, USUAL_CAP
from yardflow.services.sequences.senders.views import SenderRow, may_edit


def create(session: Session, principal: Principal, values: Mapping[str, object]) -> SenderRow:
    """Adds a sender: the person's own, unless an ADMIN names someone else or no one.

    Raises:
        Invalid: a field's value is not valid, or a needed one is missing.
        Forbidden: a MEMBER names someone else.
        Conflict: there is a sender with this address.
    """
    needed = {"name": "", "address": "", "timezone": "", "daily_cap": USUAL_CAP}
    sent = {**needed, "user_id": principal.user_id, **values}
    clean = fields.cleaned(sent, SENDER.cleaners)
    sender = Sender(name="", address="", timezone="", daily_cap=1, created_by=principal.user_id)
    _check_allowed(principal, clean.get("user_id"))
    _put(session, sender, clean)
    save_record(session, sender)
    assert sender.id is not None
    resource.note_creation(session, principal, SENDER, sender.id, clean)
    return views.get(session, principal, sender.id)


def update(
    session: Session,
    principal: Principal,
    sender_id: int,
    version: int | None,
    values: Mapping[str, object],
) -> SenderRow:
    """Changes fields of a sender. ``version`` is the one the person saw; None skips the check.

    Raises:
        NotFound: there is no such sender.
        Forbidden: it is someone else's, or is to become so, and the person is no ADMIN.
        Invalid: a field's value is not valid.
        Conflict: someone changed it since, or another sender has this address.
    """

    def put(session: Session, sender: Sender, clean: Mapping[str, object]) -> None:
        _check_allowed(principal, sender.user_id)
        _check_allowed(principal, clean.get("user_id", sender.user_id))
        _put(session, sender, clean)

    resource.edit(session, principal, SENDER, sender_id, version, values, put)
    return views.get(session, principal, sender_id)


@dataclass(frozen=True, slots=True)
class SenderResumed:
    """Emails go out from a sender again."""

    sender_id: int


def brake(session: Session, sender_id: int, reason: str) -> bool:
    """Lets nothing more go out from a sender because of what its emails did; no person did it.
    False where it is paused already.
    """
    sender = load_record(session, Sender, sender_id, lock=True)
    if sender.paused_at is not None:
        return False
    sender.paused_at, sender.pause_reason = clock.now(), reason
    _note(session, None, sender, "paused", {"reason": reason})
    return True


def pause(session: Session, principal: Principal, sender_id: int, reason: str) -> SenderRow:
    """Lets nothing more go out from a sender. One that is paused stays as it is.

    Raises:
        NotFound: there is no such sender.
        Invalid: there is no reason.
    """
    clean = str(fields.cleaned({"reason": reason}, {"reason": PAUSE_REASON})["reason"])
    sender = load_record(session, Sender, sender_id, lock=True)
    if sender.paused_at is None:
        sender.paused_at, sender.pause_reason = clock.now(), clean
        sender.paused_by = principal.user_id
        _note(session, principal, sender, "paused", {"reason": clean})
    return views.get(session, principal, sender_id)


def resume(session: Session, principal: Principal, sender_id: int) -> SenderRow:
    """Lets emails go out again. One that is not paused stays as it is.

    Raises:
        NotFound: there is no such sender.
        Forbidden: it is someone else's, and the person is no ADMIN.
    """
    sender = load_record(session, Sender, sender_id, lock=True)
    _check_allowed(principal, sender.user_id)
    if sender.paused_at is not None:
        before = {"reason": sender.pause_reason}
        sender.paused_at, sender.pause_reason, sender.paused_by = None, "", None
        sender.resumed_at = clock.now()
        _note(session, principal, sender, "resumed", before)
        hooks.call(session, principal, SenderResumed(sender_id))
    return views.get(session, principal, sender_id)


def delete(
    session: Session, principal: Principal, sender_id: int, version: int | None = None
) -> None:
    """Removes a sender to whom no one is bound.

    Raises:
        NotFound: there is no such sender.
        Forbidden: it is someone else's, and the person is no ADMIN.
        Conflict: people get their emails from it, or someone changed it since ``version``.
    """
    sender = load_record(session, Sender, sender_id, version, lock=True)
    _check_allowed(principal, sender.user_id)
    name = sender.name
    audit.record(session, principal, "sender.deleted", "sender", sender_id, before={"name": name})
    session.flush()
    try:
        with session.begin_nested():
            session.delete(sender)
    except IntegrityError as error:
        if not isinstance(error.orig, postgres.ForeignKeyViolation | postgres.RestrictViolation):
            raise
        raise Conflict(
            f"{name} can't be deleted: people in sequences get their emails from this sender. "
            "Pause it instead."
        ) from error


def _check_allowed(principal: Principal, user_id: object) -> None:
    if not may_edit(principal, user_id if isinstance(user_id, int) else None):
        raise Forbidden("This is someone else's sender. Ask them or an administrator to change it.")


def _put(session: Session, sender: Sender, clean: Mapping[str, object]) -> None:
    values: dict[str, Any] = dict(clean)
    if "user_id" in values and values["user_id"] != sender.user_id:
        values["user_id"] = owners.checked(session, values["user_id"])
    if values.get("address", sender.address) != sender.address:
        sender.verified_at = None  # SendGrid said it of the other address
    for name, value in values.items():
        if getattr(sender, name) != value:
            setattr(sender, name, value)
    if sender.warmup_began is None:
        sender.warmup_first = sender.warmup_step = 0
    elif not (sender.warmup_first and sender.warmup_step):
        raise Contradictory(
            "Say how many emails go out on the first day of the warm-up, and how many more each "
            "day.",
            {"warmup_first": "Enter both numbers for the warm-up, from 1 on."},
        )
    with session.no_autoflush:
        same = select(Sender.id).where(
            col(Sender.address) == sender.address, col(Sender.id).is_distinct_from(sender.id)
        )
        duplicate = session.exec(same).first()
    if duplicate is not None:
        raise Conflict(f"There is a sender with the address {sender.address} already.")


def _note(
    session: Session, principal: Principal | None, sender: Sender, done: str, why: dict[str, str]
) -> None:
    audit.record(session, principal, f"sender.{done}", "sender", sender.id, after=why)
    session.flush()
