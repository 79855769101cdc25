"""Which sender writes to whom, for people who are about to be enrolled."""

import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import select, text
from sqlmodel import Session, col

from yardflow.models import Contact, Sender, User
from yardflow.services.records import memberships, owners

# By the first email that may have gone out; before that by the sequence that someone is in.
_BOUND = text("""
SELECT DISTINCT ON (contact_id) contact_id, sender_id FROM (
    SELECT contact_id, sender_id, 1 AS place, id FROM message
    WHERE contact_id = ANY(:ids) AND sender_id IS NOT NULL AND sending_at IS NOT NULL
    UNION ALL
    SELECT contact_id, sender_id, 2, id FROM enrollment
    WHERE contact_id = ANY(:ids) AND sender_id IS NOT NULL AND status = 'active') each
ORDER BY contact_id, place, id""")


def choose(
    session: Session,
    contact_ids: Sequence[int],
    sender_ids: Collection[int],
    by: Literal["owner", "evenly"] = "owner",
    load: Mapping[int, int] | None = None,
) -> dict[int, int]:
    """The sender of each contact, by their ids; the same for the same question. Whoever got an
    email from a sender keeps that one for good, also while it is paused.

    ``evenly``: whoever has the least to do of ``sender_ids``. By ``owner``: a sender of the
    contact's owner, also one that is not among ``sender_ids``, and evenly where there is none.
    ``load`` is how many people each sender has already. Paused senders get no one while others of
    the same choice are not. Contacts that no sender is left for are missing in the answer.
    """
    senders = session.execute(
        select(
            col(Sender.id), col(Sender.user_id), col(Sender.paused_at).is_not(None).label("off")
        ).order_by(col(Sender.id))
    ).all()
    ids = set(sender_ids)
    chosen = [sender for sender in senders if sender.id in ids]
    of_owner = _by_owner(senders, chosen) if by == "owner" else {}
    people = session.execute(
        select(col(Contact.id), col(User.id))
        .outerjoin(User, owners.is_owner(Contact.owner_id))
        .where(memberships.among(Contact.id, contact_ids))
        .order_by(col(Contact.id))
    ).all()
    bound = dict(session.execute(_BOUND, {"ids": [*contact_ids]}).all())
    answer = {
        key: sender_id
        for key, owner in people
        if (sender_id := bound.get(key) or of_owner.get(owner)) is not None
    }
    given = Counter(answer.values())
    loads = [((load or {}).get(each, 0) + given[each], each) for each in _able(chosen)]
    heapq.heapify(loads)
    for key, _ in people:
        if key not in answer and loads:
            count, sender_id = loads[0]
            heapq.heapreplace(loads, (count + 1, sender_id))
            answer[key] = sender_id
    return answer


def working(session: Session) -> tuple[int, ...]:
    """All senders that aren't paused, by their ids."""
    statement = select(col(Sender.id)).where(col(Sender.paused_at).is_(None))
    return tuple(session.scalars(statement.order_by(col(Sender.id))))


def _able(senders: Iterable[Any]) -> list[int]:
    """Those that are not paused; all, where all are."""
    everyone = list(senders)
    return [each.id for each in everyone if not each.off] or [each.id for each in everyone]


def _by_owner(senders: Iterable[Any], chosen: Collection[Any]) -> dict[int, int]:
    """The one sender of each user: of those chosen if there is one, and not paused."""
    mine: dict[int, list[Any]] = {}
    for each in senders:
        if each.user_id is not None:
            mine.setdefault(each.user_id, []).append(each)
    return {
        user_id: _able([each for each in own if each in chosen] or own)[0]
        for user_id, own in mine.items()
    }
