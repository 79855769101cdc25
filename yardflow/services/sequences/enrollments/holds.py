"""Holds: someone says "not now" of an enrollment, of a contact, or of everyone at an account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select, text
from sqlmodel import Session, col

from yardflow import clock, db
from yardflow.errors import Contradictory, NotFound
from yardflow.models import (
    Account,
    Contact,
    Enrollment,
    Hold,
    User,
)
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records.lists.listing import same_id
from yardflow.services.records.load import row_of
from yardflow.services.records.values import fields
from yardflow.services.records.values.fields import LARGEST_ID
from yardflow.services.sequences.decisions import Hold as Fact
from yardflow.services.sequences.decisions import HoldLevel, hold_reason
from yardflow.services.sequences.enrollments import progress

REASON = fields.line(200, needed="Enter why they are not to be emailed now.")
_ONE = "Put one thing on hold: an enrollment, a contact or an account."
_PAST = "Choose a moment to come, or none to hold until someone releases it."
_KINDS = {"enrollment_id": Enrollment, "contact_id": Contact, "account_id": Account}
# Whoever is held by these, each with what holds them.
_HELD = text("""
SELECT h.id AS hold_id, e.id, e.step
FROM unnest(CAST(:ids AS bigint[])) x (id) JOIN hold h ON h.id = x.id
CROSS JOIN LATERAL (
    SELECT id, step FROM enrollment WHERE id = h.enrollment_id AND status = 'active'
    UNION ALL
    SELECT id, step FROM enrollment WHERE contact_id = h.contact_id AND status = 'active'
    UNION ALL
    SELECT n.id, n.step FROM contact c JOIN enrollment n ON n.contact_id = c.id
    WHERE c.account_id = h.account_id AND n.status = 'active') e
ORDER BY e.id, h.id""")


@dataclass(frozen=True, slots=True)
class HoldView:
    """A hold; ``until`` is None while only a release ends it."""

    id: int
    enrollment_id: int | None
    contact_id: int | None
    account_id: int | None
    reason: str
    until: datetime | None
    held_by_name: str
    held_at: datetime


@dataclass(frozen=True, slots=True)
class HoldOn:
    """What is put on hold: one of these."""

    enrollment_id: int | None = None
    contact_id: int | None = None
    account_id: int | None = None

    def named(self) -> tuple[str, int]:
        """The name and the id of the one that is given.

        Raises:
            Contradictory: none is, or more.
        """
        given = [(name, number) for name in _KINDS if (number := getattr(self, name)) is not None]
        if len(given) != 1:
            raise Contradictory(_ONE)
        return given[0]


@dataclass(frozen=True, slots=True)
class Wish:
    """A hold that no person asks for: a reply or a meeting led to it. ``reason`` is one line of 200
    characters at most, and ``until`` is to come.
    """

    whom: HoldOn
    reason: str
    until: datetime | None = None
    reply_id: int | None = None
    meeting_id: int | None = None


def hold(
    session: Session,
    principal: Principal,
    whom: HoldOn,
    reason: str,
    until: datetime | None = None,
    reply_id: int | None = None,
) -> HoldView:
    """Lets no email go out to them until the hold ends; they stay where they are. ``reply_id`` is
    the reply that they know it from.

    Raises:
        NotFound: there is no such enrollment, contact or account.
        Contradictory: not one thing is named, or the hold would have ended already.
        Invalid: there is no reason.
    """
    name, number = whom.named()
    clean = str(fields.cleaned({"reason": reason}, {"reason": REASON})["reason"])
    now = clock.now()
    if until is not None and until <= now:
        raise Contradictory(_PAST)
    noun = name.removesuffix("_id")
    kind: Any = _KINDS[name]
    if row_of(session, kind, number, lock={"key_share": True}) is None:
        raise NotFound.of(noun)
    (row,) = _put(session, principal, [Wish(whom, clean, until, reply_id)])
    return _view(session.execute(_SHOWN.where(col(Hold.id) == row.id)).one())


def put(session: Session, wishes: Sequence[Wish]) -> None:
    """Holds all of these, which are there and locked."""
    if wishes:
        _put(session, None, wishes)


def _put(session: Session, principal: Principal | None, wishes: Sequence[Wish]) -> list[Hold]:
    by, now = principal.user_id if principal else None, clock.now()
    rows = [
        Hold(
            enrollment_id=wish.whom.enrollment_id,
            contact_id=wish.whom.contact_id,
            account_id=wish.whom.account_id,
            reason=wish.reason,
            until=wish.until,
            held_by=by,
            held_at=now,
            reply_id=wish.reply_id,
            meeting_id=wish.meeting_id,
        )
        for wish in wishes
    ]
    session.add_all(rows)
    session.flush()
    _note(session, principal, rows, "held")
    return rows


def release(session: Session, principal: Principal, hold_id: int) -> None:
    """Ends a hold; whoever waited for it is looked at again.

    Raises:
        NotFound: there is none, or it has ended.
    """
    row = row_of(session, Hold, hold_id, lock=True)
    if row is None or (row.until is not None and row.until <= clock.now()):
        raise NotFound.of("hold")
    end(session, principal, row)


def end(session: Session, principal: Principal | None, row: Hold) -> None:
    """Ends a hold that lasts."""
    row.until = clock.now()
    session.add(row)
    session.flush()
    _note(session, principal, [row], "released")


def on_enrollment(session: Session, principal: Principal, enrollment_id: int) -> list[HoldView]:
    """The holds in an enrollment's way: its own, its contact's and its account's."""
    enrollment = min(enrollment_id, LARGEST_ID)
    about = (
        select(col(Contact.id), col(Contact.account_id))
        .join(Enrollment, col(Enrollment.contact_id) == col(Contact.id))
        .where(col(Enrollment.id) == enrollment)
    ).subquery()
    rows = session.execute(
        _SHOWN.where(
            or_(
                col(Hold.enrollment_id) == enrollment,
                col(Hold.contact_id) == select(about.c.id).scalar_subquery(),
                col(Hold.account_id) == select(about.c.account_id).scalar_subquery(),
            ),
            or_(col(Hold.until).is_(None), col(Hold.until) > clock.now()),
        ).order_by(col(Hold.id))
    )
    return [_view(row) for row in rows]


def on_account(session: Session, principal: Principal, account_id: int) -> list[HoldView]:
    """The holds of everyone at an account that have not ended, the oldest first."""
    rows = session.execute(
        _SHOWN.where(
            same_id(Hold.account_id, account_id),
            or_(col(Hold.until).is_(None), col(Hold.until) > clock.now()),
        ).order_by(col(Hold.id))
    )
    return [_view(row) for row in rows]


def _note(session: Session, principal: Principal | None, rows: Sequence[Hold], what: str) -> None:
    """Keeps that it happened, says so of those it is about, and has them looked at again."""
    for row in rows:
        reason = {"reason": row.reason}
        audit.record(session, principal, f"hold.{what}", "hold", row.id, after=reason)
    about = session.execute(_HELD, {"ids": db.ids_of(row.id or 0 for row in rows)}).all()
    if not about:
        return
    now, facts = clock.now(), {row.id: _fact(row) for row in rows}
    said = "Put on hold" if what == "held" else "Released from hold"
    changes = [(each.id, each.step, f"{said}: {facts[each.hold_id].reason}") for each in about]
    progress.note(session, changes, now)
    if what == "held":
        reasons = [(each.id, hold_reason(facts[each.hold_id])) for each in about]
        progress.hold(session, reasons, now)
        return
    for number, fact in facts.items():
        ids = [each.id for each in about if each.hold_id == number]
        progress.release(session, ids, hold_reason(fact), now)


def _fact(row: Hold) -> Fact:
    """The hold as decisions take it."""
    level = HoldLevel.ACCOUNT
    if row.enrollment_id is not None:
        level = HoldLevel.ENROLLMENT
    elif row.contact_id is not None:
        level = HoldLevel.CONTACT
    return Fact(level, row.reason, row.until)


_SHOWN: Select = select(Hold, col(User.name).label("held_by_name")).outerjoin(
    User, col(User.id) == col(Hold.held_by)
)


def _view(row: Any) -> HoldView:
    hold: Hold = row.Hold
    return HoldView(
        id=hold.id or 0,
        enrollment_id=hold.enrollment_id,
        contact_id=hold.contact_id,
        account_id=hold.account_id,
        reason=hold.reason,
        until=hold.until,
        held_by_name=row.held_by_name or "",
        held_at=hold.held_at,
    )
