"""The list of suppressions, page by page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlmodel import Session, col

from yardflow.email_address import ascii_domain
from yardflow.errors import NotFound
from yardflow.models import (
    Suppression,
    SuppressionKind,
    SuppressionReason,
    SuppressionSource,
    User,
)
from yardflow.services.access import Principal
from yardflow.services.records.lists.conditions import LONGEST_SEARCH, any_value
from yardflow.services.records.lists.listing import Page, read_page
from yardflow.services.records.lists.parts import SortKey
from yardflow.services.records.values import fields
from yardflow.services.records.values.fields import LARGEST_ID
from yardflow.services.sequences.suppressions.service import BY_RECIPIENT

SORTS = {
    "addedAt": SortKey(col(Suppression.added_at), read=datetime.fromisoformat),
    "value": SortKey(col(Suppression.value)),
}
FILTERS = {
    "kind": fields.any_of(SuppressionKind),
    "reason": fields.any_of(SuppressionReason),
    "source": fields.any_of(SuppressionSource),
}


@dataclass(frozen=True, slots=True)
class SuppressionRow:
    """A suppression in the list. ``added_by`` is a name, empty where no one on the team added it;
    ``removable``: this person may remove it.
    """

    id: int
    kind: SuppressionKind
    value: str
    reason: SuppressionReason
    source: SuppressionSource
    note: str
    added_by: str
    added_at: datetime
    removable: bool


@dataclass(frozen=True, slots=True)
class SuppressionQuery:
    """What to list; empty fields narrow nothing. ``q`` is what an address or its domain begins
    with; the others are values separated by commas, any of which a row may have.
    """

    q: str = ""
    kind: str = ""
    reason: str = ""
    source: str = ""
    sort: str = "-addedAt"
    limit: int = 50
    cursor: str = ""


def search(session: Session, principal: Principal, query: SuppressionQuery) -> Page[SuppressionRow]:
    """One page of the suppressions, the latest first unless sorted otherwise.

    Raises:
        Invalid: a filter, sort or cursor that means nothing.
    """

    def load(ids: list[int]) -> Iterable[SuppressionRow]:
        return [_row(principal, *row) for row in session.execute(_details(ids))]

    return read_page(
        session,
        matching(query),
        SORTS,
        query.sort,
        col(Suppression.id),
        load,
        limit=query.limit,
        cursor=query.cursor,
    )


def get(session: Session, principal: Principal, suppression_id: int) -> SuppressionRow:
    """One suppression.

    Raises:
        NotFound: there is none with this id.
    """
    known = 0 < suppression_id <= LARGEST_ID
    row = session.execute(_details([suppression_id])).one_or_none() if known else None
    if row is None:
        raise NotFound.of("suppression")
    return _row(principal, *row)


def matching(query: SuppressionQuery) -> Select:
    """The ids of those that a query describes.

    Raises:
        Invalid: a filter that means nothing.
    """
    statement = select(col(Suppression.id))
    if beginning := _typed(query.q):
        begins = (col(Suppression.value), col(Suppression.host))
        statement = statement.where(
            or_(*[each.startswith(beginning, autoescape=True) for each in begins])
        )
    sent = {name: getattr(query, name) for name in FILTERS if getattr(query, name)}
    for name, values in fields.cleaned(sent, FILTERS).items():
        statement = statement.where(any_value(getattr(Suppression, name), values))  # type: ignore[arg-type]
    return statement


def _typed(text: str) -> str:
    """As it is stored, a whole domain of another script too."""
    plain = fields.printable(text[:LONGEST_SEARCH]).strip().lower().lstrip("@")
    local, at, host = plain.rpartition("@")
    return plain if host.isascii() else f"{local}{at}{ascii_domain(host) or host}"


def _details(ids: list[int]) -> Select:
    return (
        select(Suppression, col(User.name))
        .outerjoin(User, col(User.id) == Suppression.added_by)
        .where(col(Suppression.id).in_(ids))
    )


def _row(principal: Principal, row: Suppression, added_by: str | None) -> SuppressionRow:
    values: dict[str, Any] = {
        name: getattr(row, name) for name in ("kind", "value", "reason", "source", "note")
    }
    return SuppressionRow(
        id=row.id or 0,
        **values,
        added_by=added_by or "",
        added_at=row.added_at,
        removable=principal.is_admin or row.reason not in BY_RECIPIENT,
    )
