"""The records that a list's search and filters leave, by their ids."""

from sqlmodel import Session

from yardflow.errors import Invalid
from yardflow.services.access import Principal
from yardflow.services.records import account_rows, contact_rows
from yardflow.services.records.account_rows import AccountQuery
from yardflow.services.records.contact_rows import ContactQuery

MOST = 10_000


def matching(
    session: Session, principal: Principal, query: AccountQuery | ContactQuery
) -> list[int]:
    """The ids of all records that a query describes, on every page.

    Raises:
        Invalid: they are more than `MOST`, or a filter means nothing.
    """
    if isinstance(query, AccountQuery):
        statement = account_rows.matching(session, principal, query)
    else:
        statement = contact_rows.matching(session, principal, query)
    ids = list(session.execute(statement.limit(MOST + 1)).scalars())
    if len(ids) > MOST:
        raise Invalid(f"Select at most {MOST:,} at once. Narrow the list and try again.")
    return ids
