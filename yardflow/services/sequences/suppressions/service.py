"""Suppressing an address or a domain, and letting it be mailed again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session, col

from yardflow.errors import Conflict, Contradictory, NotFound
from yardflow.models import (
    Contact,
    Suppression,
    SuppressionKind,
    SuppressionReason,
    SuppressionSource,
)
from yardflow.services import audit
from yardflow.services.access import Principal, require_admin
from yardflow.services.records.load import row_of
from yardflow.services.records.values import fields
from yardflow.services.sequences.suppressions.entry import LONGEST, value_of
from yardflow.services.sequences.suppressions.store import Stored, Wish, put

# The recipient's own wish: a law, and not only a courtesy, in most countries.
BY_RECIPIENT = (SuppressionReason.UNSUBSCRIBED, SuppressionReason.COMPLAINED)
LONGEST_NOTE = 500
# Of many contacts with one address the log names so many.
_MOST_NOTED = 20
NOTE = fields.line(LONGEST_NOTE)
WHY = fields.line(LONGEST_NOTE, needed="Say why it may be emailed again.")
_AGAIN = "Someone else suppressed it again since, so it stays suppressed."


@dataclass(frozen=True, slots=True)
class Added:
    """What was suppressed. ``new``: it was not before."""

    id: int
    value: str
    new: bool


@dataclass(frozen=True, slots=True)
class Removed:
    """A suppression as it was before it was removed."""

    value: str
    reason: SuppressionReason
    source: SuppressionSource
    note: str
    added_by: int | None
    added_at: datetime
    import_ids: tuple[int, ...]


def add(
    session: Session, principal: Principal, text: str, reason: SuppressionReason, note: str = ""
) -> Added:
    """Suppresses the address or domain in ``text``, as a person or an API token says.

    Raises:
        Invalid: it is neither, or the note is too long.
    """
    clean = fields.cleaned({"value": text, "note": note}, {"value": VALUE, "note": NOTE})
    source = SuppressionSource.PERSON if principal.token_id is None else SuppressionSource.API
    wish = Wish(str(clean["value"]), reason, str(clean["note"]))
    (stored,) = put(session, [wish], source, added_by=principal.user_id)
    _note(session, principal, "suppression.added", stored.id)
    return _added(stored)


def suppress(
    session: Session,
    address: str,
    reason: SuppressionReason,
    source: SuppressionSource,
    note: str = "",
) -> Added:
    """Suppresses an address for the recipient, or because the provider reports it; no person did.

    Raises:
        Invalid: it is no address.
    """
    (added,) = suppress_all(session, [wish_of(address, reason, note)], source)
    return added


def wish_of(address: str, reason: SuppressionReason, note: str = "") -> Wish:
    """That an address is to be suppressed, for `suppress_all`.

    Raises:
        Invalid: it is no address.
    """
    clean = fields.cleaned({"value": address}, {"value": VALUE})
    return Wish(str(clean["value"]), reason, fields.printable(note)[:LONGEST_NOTE])


def suppress_all(
    session: Session, wishes: Sequence[Wish], source: SuppressionSource
) -> list[Added]:
    """Suppresses these, for their recipients or because the provider reports them; each value
    stands among them once.
    """
    stored = put(session, wishes, source)
    _note(session, None, "suppression.added", *[each.id for each in stored])
    return [_added(each) for each in stored]


def unsubscribe(session: Session, address: str) -> None:
    """The recipient wants no more emails. Asking twice is asking once, so that what is repeated is
    always someone else's wish.
    """
    if _unsubscribed(session, address) is None:
        reason, source = SuppressionReason.UNSUBSCRIBED, SuppressionSource.RECIPIENT
        suppress(session, address, reason, source)


def withdraw(session: Session, address: str) -> datetime | None:
    """The recipient takes back that they unsubscribed; what anyone else said stays. Since when they
    had; None where they had not.
    """
    row = _unsubscribed(session, address)
    if row is None:
        return None
    since = row.added_at
    _note(session, None, "suppression.withdrawn", int(row.id or 0))
    if row.repeated_at is None:
        session.delete(row)
    else:
        row.reason, row.source = SuppressionReason.MANUAL, SuppressionSource.PERSON
        session.add(row)
    session.flush()
    return since


def _unsubscribed(session: Session, address: str) -> Suppression | None:
    """The suppression that the recipient asked for by the link in an email."""
    value = fields.cleaned({"value": address}, {"value": VALUE})["value"]
    return session.scalars(
        select(Suppression)
        .where(
            col(Suppression.value) == value,
            col(Suppression.reason) == SuppressionReason.UNSUBSCRIBED,
            col(Suppression.source) == SuppressionSource.RECIPIENT,
        )
        .with_for_update()
    ).one_or_none()


def remove(
    session: Session,
    principal: Principal,
    suppression_id: int,
    why: str,
    seen: SuppressionReason | None = None,
) -> Removed:
    """Lets an address or a domain be mailed again; ``why`` is kept in the audit log. ``seen`` is
    the reason that the person saw; None skips that check.

    Raises:
        NotFound: there is none with this id.
        Invalid: no reason is given.
        Forbidden: the recipient unsubscribed or complained, and this is no ADMIN.
        Contradictory: there is a stronger reason by now.
    """
    clean = fields.cleaned({"why": why}, {"why": WHY})
    row = _locked(session, suppression_id)
    if row.reason in BY_RECIPIENT:
        require_admin(principal)
    if seen is not None and row.reason != seen:
        raise Contradictory("There is another reason by now. Reload the page and look again.")
    before = _facts(row, _contacts_at(session, [row.value]))
    after = {"why": clean["why"]}
    audit.record(
        *(session, principal, "suppression.removed", "suppression", row.id),
        before=before,
        after=after,
    )
    removed = Removed(
        row.value,
        row.reason,
        row.source,
        row.note,
        row.added_by,
        row.added_at,
        tuple(row.import_ids),
    )
    session.delete(row)
    session.flush()
    return removed


def restore(session: Session, principal: Principal, removed: Removed) -> str:
    """Suppresses again what was removed, as it was; the address or domain."""
    wish = Wish(removed.value, removed.reason, removed.note)
    (stored,) = put(
        *(session, [wish], removed.source),
        added_by=removed.added_by,
        added_at=removed.added_at,
        import_ids=removed.import_ids,
    )
    _note(session, principal, "suppression.restored", stored.id)
    return removed.value


def undo_add(session: Session, principal: Principal, suppression_id: int) -> str:
    """Takes back what this person has just suppressed; the address or domain.

    Raises:
        NotFound: it is gone, or another person's.
        Conflict: someone else wants it suppressed, too.
    """
    row = _locked(session, suppression_id)
    if row.added_by != principal.user_id:
        raise NotFound.of("suppression")
    if row.repeated_at is not None:
        raise Conflict(_AGAIN)
    before = _facts(row, _contacts_at(session, [row.value]))
    audit.record(
        session, principal, "suppression.undone", "suppression", suppression_id, before=before
    )
    session.execute(delete(Suppression).where(col(Suppression.id) == suppression_id))
    return row.value


def _value(text: object) -> str:
    if not isinstance(text, str):
        raise ValueError("Enter text.")
    return value_of(text)


VALUE = fields.taking(
    _value,
    anyOf=[{"format": "email"}, {"pattern": r"^[a-z0-9]{1,20}\.[a-z0-9]{1,20}\.com$"}],
    maxLength=LONGEST,
)


def _added(stored: Stored) -> Added:
    return Added(stored.id, stored.value, stored.added)


def _locked(session: Session, suppression_id: int) -> Suppression:
    """Whoever changes it is waited for, and what they left is read."""
    row = row_of(session, Suppression, suppression_id, lock=True, anew=True)
    if row is None:
        raise NotFound.of("suppression")
    return row


def _note(session: Session, principal: Principal | None, action: str, *ids: int) -> None:
    rows = session.scalars(
        select(Suppression)
        .where(col(Suppression.id).in_(ids))
        .order_by(col(Suppression.id))
        .execution_options(populate_existing=True)
    ).all()
    contacts = _contacts_at(session, [row.value for row in rows])
    for row in rows:
        facts = _facts(row, contacts)
        audit.record(session, principal, action, "suppression", row.id, after=facts)


def _contacts_at(session: Session, values: Sequence[str]) -> dict[str, list[int]]:
    """Who has these addresses."""
    holders: dict[str, list[int]] = {}
    statement = select(col(Contact.email), col(Contact.id)).where(col(Contact.email).in_(values))
    for address, number in session.execute(statement).tuples():
        holders.setdefault(address, []).append(number)
    return holders


def _facts(row: Suppression, contacts: Mapping[str, list[int]]) -> dict[str, Any]:
    """For the audit log, which holds no address: erasing a person leaves nothing of them there."""
    facts: dict[str, Any] = {
        "kind": row.kind.value,
        "reason": row.reason.value,
        "source": row.source.value,
    }
    if row.kind == SuppressionKind.DOMAIN:
        return {**facts, "domain": row.value}
    return {**facts, "contacts": contacts.get(row.value, [])[:_MOST_NOTED]}
