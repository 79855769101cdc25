"""Who has the draft of a sequence open beside others, and who changed it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func
from sqlalchemy import select as select_rows
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from yardflow import clock
from yardflow.models import Sequence, SequenceEditor, User
from yardflow.services.access import Principal, require_admin
from yardflow.services.records.load import load_record

# Whoever was not seen for so long has left; an open page shows itself three times as often.
AWAY = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Editor:
    """Someone else who has the draft open, ``since`` when."""

    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """``version`` of the record, and all others who have its draft open."""

    version: int
    others: tuple[Editor, ...]


def look(session: Session, principal: Principal, sequence_id: int) -> Seen:
    """Who else has the draft open; who asks has it open from now on.

    Raises:
        Forbidden: the person is no ADMIN.
        NotFound: there is no such sequence.
    """
    require_admin(principal)
    sequence = load_record(session, Sequence, sequence_id)
    note(session, principal, sequence_id)
    here = session.execute(
        select_rows(col(User.name), col(SequenceEditor.since))
        .join(User, col(User.id) == SequenceEditor.user_id)
        .where(
            col(SequenceEditor.sequence_id) == sequence_id,
            col(SequenceEditor.user_id) != principal.user_id,
            col(SequenceEditor.seen_at) > clock.now() - AWAY,
        )
        .order_by(col(SequenceEditor.since))
    )
    return Seen(sequence.version, tuple(Editor(*row) for row in here))


def last(session: Session, principal: Principal, sequence_id: int) -> str:
    """Who changed the draft last, of all others; empty where no one did."""
    name = session.execute(
        select_rows(col(User.name))
        .join(SequenceEditor, col(User.id) == SequenceEditor.user_id)
        .where(
            col(SequenceEditor.sequence_id) == sequence_id,
            col(SequenceEditor.user_id) != principal.user_id,
            col(SequenceEditor.changed_at).is_not(None),
        )
        .order_by(col(SequenceEditor.changed_at).desc())
        .limit(1)
    ).scalar_one_or_none()
    return name or ""


def note(
    session: Session, principal: Principal, sequence_id: int, *, changed: bool = False
) -> None:
    """That someone is here, and whether they changed the draft."""
    now = clock.now()
    row = insert(SequenceEditor).values(
        sequence_id=sequence_id,
        user_id=principal.user_id,
        since=now,
        seen_at=now,
        changed_at=now if changed else None,
    )
    new, known = row.excluded, SequenceEditor
    had_left = col(known.seen_at) < now - AWAY
    session.execute(
        row.on_conflict_do_update(
            index_elements=[col(known.sequence_id), col(known.user_id)],
            set_={
                "since": case((had_left, new.since), else_=col(known.since)),
                "seen_at": new.seen_at,
                "changed_at": func.coalesce(new.changed_at, col(known.changed_at)),
            },
        )
    )
