"""Which records an export is about: those of a list's query, or single ones out of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlmodel import Session

from yardflow.errors import Invalid
from yardflow.models import Event, RecordKind
from yardflow.services.access import Principal
from yardflow.services.records import account_rows, contact_query
from yardflow.services.records.account_rows import AccountQuery
from yardflow.services.records.contact_query import ContactQuery
from yardflow.services.records.export import columns
from yardflow.services.records.export.columns import Column
from yardflow.services.records.lists.listing import LARGEST_PAGE
from yardflow.services.records.lists.parts import in_order
from yardflow.services.records.load import load_record
from yardflow.services.records.memberships import among
from yardflow.services.records.selection import query_as_json

MOST_IDS = LARGEST_PAGE
Query = ContactQuery | AccountQuery


@dataclass(frozen=True, slots=True)
class _Kind:
    query: type[Any]
    rows: Any
    columns: Callable[[int | None], list[Column]]
    values: Callable[[Sequence[int], int | None, Sequence[Column]], Select]


_KINDS = {
    RecordKind.CONTACT: _Kind(ContactQuery, contact_query, columns.of_contacts, columns.contacts),
    RecordKind.ACCOUNT: _Kind(AccountQuery, account_rows, columns.of_accounts, columns.accounts),
}


@dataclass(frozen=True, slots=True)
class ExportSelection:
    """A list's query; or of its event and in its order the records with these ``ids``, whether the
    filters still fit them or not.
    """

    query: Query
    ids: tuple[int, ...] | None = None

    @classmethod
    def of(cls, kind: RecordKind, document: Mapping[str, Any]) -> "ExportSelection":
        """The selection that `as_json` was made of."""
        ids = document["ids"]
        return cls(_KINDS[kind].query(**document["query"]), None if ids is None else tuple(ids))

    def as_json(self) -> dict[str, Any]:
        """For a JSON column."""
        return {"query": query_as_json(self.query), "ids": self.ids}

    @property
    def kind(self) -> RecordKind:
        """What is selected."""
        return next(kind for kind, each in _KINDS.items() if each.query is type(self.query))

    def columns(self) -> list[Column]:
        """The columns of its file."""
        return _KINDS[self.kind].columns(self.query.event_id)

    def event(self, session: Session) -> Event | None:
        """The event whose list it is of.

        Raises:
            NotFound: the event was deleted.
        """
        event_id = self.query.event_id
        return None if event_id is None else load_record(session, Event, event_id)

    def places(self, session: Session, principal: Principal) -> Select:
        """Its records in the list's order, by ``sort_id``.

        Raises:
            Invalid: none or more single ones than can be selected, or a filter or sort that means
                nothing.
        """
        rows = _KINDS[self.kind].rows
        keys = rows.OF_ALL if self.query.event_id is None else rows.OF_EVENT
        listed = rows.matching(session, principal, self.query)
        if self.ids is None:
            return in_order(listed, keys, self.query.sort)
        if not 0 < len(self.ids) <= MOST_IDS:
            raise Invalid(f"Select 1 to {MOST_IDS} records, or all that match.")
        query = type(self.query)(event_id=self.query.event_id)
        matching = rows.matching(session, principal, query)
        chosen = matching.where(among(matching.selected_columns[0], self.ids))
        return in_order(chosen, keys, self.query.sort)

    def values(self, ids: Sequence[int], columns: Sequence[Column]) -> Select:
        """The values of some of its records, each behind its id, in any order."""
        return _KINDS[self.kind].values(ids, self.query.event_id, columns)
