"""Replies as people see them, and saying that one is dealt with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, text
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import NotFound
from yardflow.models import Account, Contact, PlacedBy, Reply, ReplyFile, ReplyKind
from yardflow.models import Sequence as SequenceRow
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records.lists.listing import PAGE_SIZE, Page, read_page
from yardflow.services.records.lists.parts import SortKey
from yardflow.services.records.load import load_record
from yardflow.services.records.values.fields import LARGEST_ID
from yardflow.services.sequences.conversations import absences, following, placing, successors
from yardflow.services.sequences.conversations.ladder import NEVER

# The newest reply, how many are open (up to a thousand), and when one was placed last among those.
_MARK = text("""
SELECT coalesce((SELECT max(id) FROM reply), 0), count(*), count(placed_by)
FROM (SELECT placed_by FROM reply WHERE decided_at IS NULL
    ORDER BY received_at DESC, id LIMIT 1000) open""")
SORTS = {"receivedAt": SortKey(col(Reply.received_at), read=datetime.fromisoformat)}


class Shown(StrEnum):
    """Which replies: those of people that no one has dealt with, also where their conversation
    isn't known; those alone of which it isn't; absences; those that ended something; or all.
    """

    NEW = "new"
    TO_PLACE = "to_place"
    AWAY = "away"
    STOPS = "stops"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ReplyView:
    """A reply. ``files`` counts what came along; ``decided_at`` is None until someone has dealt
    with it. ``held_until`` is when the absence ends that it speaks of, None where it holds no one;
    ``successor_id`` is the contact who has the successor's address.
    """

    id: int
    kind: ReplyKind
    unsure: bool
    sender: str
    sender_name: str
    subject: str
    text: str
    quoted: str
    until: date | None
    successor_name: str
    successor_address: str
    outcome: str
    placed_by: PlacedBy | None
    contact_id: int | None
    contact_name: str
    account_name: str
    sequence_id: int | None
    sequence_name: str
    files: int
    received_at: datetime
    decided_at: datetime | None
    held_until: datetime | None
    successor_id: int | None


@dataclass(frozen=True, slots=True)
class ReplyQuery:
    """Narrows replies to those that are shown together, and of a sequence or a contact."""

    show: Shown = Shown.ALL
    sequence_id: int | None = None
    contact_id: int | None = None
    limit: int = PAGE_SIZE
    cursor: str = ""


def search(session: Session, principal: Principal, query: ReplyQuery) -> Page[ReplyView]:
    """Replies, the latest first.

    Raises:
        Invalid: a cursor that is none.
    """
    statement = select(col(Reply.id)).where(_of(query.show))
    if query.sequence_id is not None:
        statement = statement.where(col(Reply.sequence_id) == min(query.sequence_id, LARGEST_ID))
    if query.contact_id is not None:
        statement = statement.where(col(Reply.contact_id) == min(query.contact_id, LARGEST_ID))

    def load(ids: list[int]) -> Iterable[ReplyView]:
        return _views(session, session.execute(_SHOWN.where(col(Reply.id).in_(ids))).all())

    return read_page(
        session,
        statement,
        SORTS,
        "-receivedAt",
        col(Reply.id),
        load,
        limit=query.limit,
        cursor=query.cursor,
    )


def get(session: Session, principal: Principal, reply_id: int) -> ReplyView:
    """One reply.

    Raises:
        NotFound: there is none.
    """
    statement = _SHOWN.where(col(Reply.id) == min(reply_id, LARGEST_ID))
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound.of("reply")
    return _views(session, [row])[0]


def mark(session: Session, principal: Principal) -> tuple[int, int, int]:
    """What differs once a reply came in or was dealt with: two cheap looks at indexes."""
    return session.execute(_MARK).one()._tuple()


def done(session: Session, principal: Principal, reply_id: int) -> ReplyView:
    """Someone has dealt with it; twice is once. One without a place is no one's answer, so whoever
    was held until it has one is not any longer.

    Raises:
        NotFound: there is no such reply.
    """
    reply = placing.load(session, reply_id)
    if reply.decided_at is None:
        reply.decided_at, reply.decided_by = clock.now(), principal.user_id
        if reply.placed_by is None:
            following.let_go(session, reply)
        session.add(reply)
        session.flush()
        audit.record(session, principal, "reply.done", "reply", reply.id)
    return get(session, principal, reply_id)


def place(session: Session, principal: Principal, reply_id: int, message_id: int) -> ReplyView:
    """A person says which message a reply answers, as `placing.place_by_hand`."""
    placing.place_by_hand(session, principal, reply_id, message_id)
    return get(session, principal, reply_id)


def file(session: Session, principal: Principal, reply_id: int, place: int) -> tuple[str, bytes]:
    """The name and the content of a file that came with a reply.

    Raises:
        NotFound: there is none.
    """
    known = 0 < reply_id <= LARGEST_ID and 0 < place < 1_000
    row = session.get(ReplyFile, (reply_id, place)) if known else None
    if row is None:
        raise NotFound.of("file")
    return row.name, row.content


def by_kind(session: Session, principal: Principal, sequence_id: int) -> dict[ReplyKind, int]:
    """How many replies of each kind a sequence got.

    Raises:
        NotFound: there is no such sequence.
    """
    load_record(session, SequenceRow, sequence_id)
    counted = session.execute(
        select(col(Reply.kind), func.count())
        .where(col(Reply.sequence_id) == sequence_id)
        .group_by(col(Reply.kind))
    )
    counts = dict(counted.tuples().all())
    return {kind: counts[kind] for kind in ReplyKind if kind in counts}


def _of(show: Shown) -> Any:
    kind, is_open = col(Reply.kind), col(Reply.decided_at).is_(None)
    placed = col(Reply.placed_by).is_not(None)
    match show:
        case Shown.NEW:
            return and_(is_open, kind == ReplyKind.HUMAN)
        case Shown.TO_PLACE:
            return and_(is_open, ~placed, kind.not_in(NEVER))
        case Shown.AWAY:
            return and_(is_open, placed, kind == ReplyKind.OUT_OF_OFFICE)
        case Shown.STOPS:
            stops = kind.in_((ReplyKind.STOP, ReplyKind.LEFT))
            return and_(is_open, or_(stops, col(Reply.unsure)))
        case Shown.ALL:
            return kind.not_in(NEVER)


_FILES = (
    select(func.count())
    .where(col(ReplyFile.reply_id) == col(Reply.id))
    .correlate(Reply)
    .scalar_subquery()
)
_SHOWN: Select = (
    select(
        Reply,
        col(Contact.name).label("contact_name"),
        col(Account.name).label("account_name"),
        col(SequenceRow.name).label("sequence_name"),
        _FILES.label("files"),
    )
    .outerjoin(Contact, col(Contact.id) == col(Reply.contact_id))
    .outerjoin(Account, col(Account.id) == col(Contact.account_id))
    .outerjoin(SequenceRow, col(SequenceRow.id) == col(Reply.sequence_id))
)


def _views(session: Session, rows: Sequence[Any]) -> list[ReplyView]:
    ends = absences.until(session, [row.Reply.id for row in rows])
    known = successors.known(session, [row.Reply.successor_address for row in rows])
    return [
        _view(row, ends.get(row.Reply.id), known.get(row.Reply.successor_address)) for row in rows
    ]


def _view(row: Any, held_until: datetime | None, successor_id: int | None) -> ReplyView:
    reply: Reply = row.Reply
    joined = {
        "contact_name": row.contact_name or "",
        "account_name": row.account_name or "",
        "sequence_name": row.sequence_name or "",
        "files": row.files,
        "held_until": held_until,
        "successor_id": successor_id,
    }
    own = {name: getattr(reply, name) for name in ReplyView.__slots__ if name not in joined}
    return ReplyView(**own, **joined)
