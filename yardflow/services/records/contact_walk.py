"""Contacts read along their order, where many match."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import CTE, Select, and_, case, func, select, union_all
from sqlmodel import Session, col

from yardflow.models import Account
from yardflow.services.access import Principal
from yardflow.services.records.conditions import Word, has_word
from yardflow.services.records.contact_query import (
    OF_ALL,
    OF_EVENT,
    ContactQuery,
    everyone,
    listed_of,
    searched_words,
    statement_of,
)
from yardflow.services.records.listing import Part, gathered, in_part, narrowed

# So many rows of the list are looked through before it is searched in another way. Sorted by last
# names, a few thousand can be people of one name, whose first names begin with one letter.
NEAR = 10_000


def walk(session: Session, principal: Principal, query: ContactQuery, part: Part) -> Sequence[Any]:
    """The rows of a part of a query's contacts.

    What many rows match may be met in one stretch of the order alone, and nowhere in a half million
    rows before it: a last name where it sorts, a word of companies in a few stretches of the order
    by account. Then all that match are gathered, for a word of companies company by company.
    """
    statement = statement_of(principal, query, walked=True)
    if not narrowed(query):
        return session.execute(in_part(statement, part)).all()
    place = in_part(everyone(query), replace(part, rows=1)).offset(NEAR)
    value = place.with_only_columns(part.sort_key.expression).correlate(None).scalar_subquery()
    near = session.execute(in_part(statement.where(part.reaches(value)), part)).all()
    if len(near) == part.rows:
        return near
    by_account = part.sort_key in (OF_ALL["account"], OF_EVENT["account"])
    if by_account and searched_words(query) and _has_companies(session, query, part):
        return session.execute(_along_accounts(principal, query, part)).all()
    return session.execute(gathered(statement_of(principal, query), part)).all()


def _has_companies(session: Session, query: ContactQuery, part: Part) -> bool:
    """Whether the first word is one of companies, and not just of people."""
    companies = select(col(Account.id)).where(
        has_word(col(Account.search), searched_words(query)[0])
    )
    return len(session.execute(companies.limit(part.rows)).all()) == part.rows


def _along_accounts(principal: Principal, query: ContactQuery, part: Part) -> Select:
    """Those at the companies with the first word, company by company; and of the others that have
    it themselves, those that come before the last of these.
    """
    word, row = searched_words(query)[0], listed_of(query)
    companies = _companies(word, part)
    there = in_part(
        statement_of(principal, query, walked=True, first=row.account_id == companies.c.id),
        part.of(companies.c.sort_name, part.ident),
    )
    there_cte = there.cte("there").prefix_with("MATERIALIZED")
    elsewhere = and_(
        has_word(col(row.search), word), col(row.account_id).not_in(select(companies.c.id))
    )
    own = in_part(statement_of(principal, query, walked=True, first=elsewhere), part)
    own = own.order_by(None).limit(None).where(part.reaches(_last(there_cte, part)))
    both = union_all(
        select(there_cte), select(own.cte("own").prefix_with("MATERIALIZED"))
    ).subquery("both")
    return in_part(select(both), part.of(both.c.sort_value, both.c.sort_id))


def _companies(word: Word, part: Part) -> CTE:
    name = col(Account.sort_name)
    companies = select(col(Account.id), name).where(has_word(col(Account.search), word))
    companies = companies.order_by(name.desc() if part.value_falls else name.asc())
    return companies.cte("company").prefix_with("MATERIALIZED")


def _last(there: CTE, part: Part) -> Any:
    """The value that a part which is full ends with, else the last there can be."""
    last: Any = func.min if part.value_falls else func.max
    ends_with = select(case((func.count() == part.rows, last(there.c.sort_value))))
    end = select(last(col(Account.sort_name)))
    return func.coalesce(ends_with.scalar_subquery(), end.scalar_subquery())
