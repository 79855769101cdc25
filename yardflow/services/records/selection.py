"""Records that a person has selected in a list: some of them, or all that it lists."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Select, any_, cast, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from yardflow.models import Account, Contact, RecordKind
from yardflow.services.access import Principal
from yardflow.services.records import account_rows, contact_query
from yardflow.services.records.account_rows import AccountQuery
from yardflow.services.records.contact_query import ContactQuery
from yardflow.services.records.fields import LARGEST_ID


@dataclass(frozen=True, slots=True)
class Selection:
    """``ids`` of records of this ``kind``, whatever a list's filters are; or with a ``query`` all
    that it describes when it is read. Without either, nothing.
    """

    kind: RecordKind
    ids: Sequence[int] = ()
    query: AccountQuery | ContactQuery | None = None


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
