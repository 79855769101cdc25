"""Records that a person has selected in a list: some of them, or all that it lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import BigInteger, Select, any_, cast, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from yardflow.models import Account, Contact, RecordKind
from yardflow.services.access import Principal
from yardflow.services.records import account_rows, contact_query
from yardflow.services.records.account_rows import AccountQuery
from yardflow.services.records.contact_query import ContactQuery
from yardflow.services.records.values.fields import LARGEST_ID


@dataclass(frozen=True, slots=True)
class Selection:
    """``ids`` of records of this ``kind``, whatever a list's filters are; or with a ``query`` all
    that it describes when it is read. Without either, nothing.
    """

    kind: RecordKind
    ids: Sequence[int] = ()
    query: AccountQuery | ContactQuery | None = None

    def as_json(self) -> dict[str, Any]:
        """For a JSON column."""
        query = query_as_json(self.query) if self.query is not None else None
        return {"kind": self.kind.value, "ids": [*self.ids], "query": query}

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Selection":
        """The selection that `as_json` was made of."""
        kind, query = RecordKind(document["kind"]), document["query"]
        read = AccountQuery if kind == RecordKind.ACCOUNT else ContactQuery
        return cls(kind, tuple(document["ids"]), None if query is None else read(**query))


def query_as_json(query: AccountQuery | ContactQuery) -> dict[str, Any]:
    """What a list's query is made of again, but the words that it was respelled to."""
    names = (each.name for each in fields(query) if each.name != "respelled")
    values = ((name, getattr(query, name)) for name in names)
    return {name: dict(v) if isinstance(v, Mapping) else v for name, v in values}


def selected(session: Session, principal: Principal, selection: Selection) -> Select:
    """The ids of the records that are there, as a statement to build on.

    Raises:
        Invalid: a filter that means nothing, or as in `contact_query.matching`.
    """
    if isinstance(selection.query, AccountQuery):
        return account_rows.matching(session, principal, selection.query)
    if isinstance(selection.query, ContactQuery):
        return contact_query.matching(session, principal, selection.query)
    record = Account if selection.kind == RecordKind.ACCOUNT else Contact
    known = [number for number in selection.ids if 0 < number <= LARGEST_ID]
    # As one value: a statement takes 65,535 at most.
    return select(col(record.id)).where(col(record.id) == any_(cast(known, ARRAY(BigInteger))))
