"""Contacts read along their order, where many match."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import CTE, Select, select
from sqlmodel import Session, col

from yardflow.models import Account
from yardflow.services.access import Principal
from yardflow.services.records.conditions import (
    Word,
    has_word,
    has_word_alone,
    has_word_further_on,
)
from yardflow.services.records.contact_query import (
    OF_ALL,
    OF_EVENT,
    ContactQuery,
    everyone,
    gathered,
    listed_of,
    searched_words,
    statement_of,
)
from yardflow.services.records.listing import Part, gathered_beside, in_part, narrowed
from yardflow.services.records.normalize import folded

# So many rows of the list are looked through before it is searched in another way. Sorted by last
# names, a few thousand can be people of one name, whose first names begin with one letter.
NEAR = 10_000
_LAST_SIGN = "\U0010ffff"


def walk(session: Session, principal: Principal, query: ContactQuery, part: Part) -> Sequence[Any]:
    """The rows of a part of a query's contacts.

    What many rows match may be met in one stretch of the order alone, and nowhere in a half million
    rows before it: a last name where it sorts, a word of companies in a few stretches of the order
    by account. There a whole part is soon read, and its last row is as far as those that match are
    gathered from elsewhere.
    """
    statement = statement_of(principal, query)
    if not narrowed(query):
        return session.execute(in_part(statement, part)).all()
    place = in_part(everyone(query), replace(part, rows=1)).offset(NEAR)
    value = place.with_only_columns(part.sort_key.expression).correlate(None).scalar_subquery()
    near = session.execute(in_part(statement.where(part.reaches(value)), part)).all()
    if len(near) == part.rows:
        return near
    there, elsewhere = _stretches(principal, query, part)
    read = [] if there is None else session.execute(in_part(*there)).all()
    if len(read) == part.rows:
        elsewhere = elsewhere.where(part.reaches(read[-1].sort_value))
    return session.execute(gathered_beside(read, elsewhere, part)).all()


def _stretches(
    principal: Principal, query: ContactQuery, part: Part
) -> tuple[tuple[Select, Part] | None, Select]:
    """Those in stretches of the order where the first word has them, to be read in order; and all
    others.
    """
    if not query.q.strip() or not (searched := searched_words(query)):
        return None, gathered(principal, query)
    row, word = listed_of(query), searched[0]
    if part.sort_key in (OF_ALL["name"], OF_EVENT["name"]):
        begin, value = folded(word[0]), part.sort_key.expression
        named = statement_of(principal, query).where(value >= begin, value < begin + _LAST_SIGN)
        others = has_word_further_on(col(row.search), word, begin)
        return (named, part), statement_of(principal, query, first=others)
    if part.sort_key in (OF_ALL["account"], OF_EVENT["account"]):
        companies = _companies(word, part)
        there = statement_of(principal, query, first=row.account_id == companies.c.id)
        others = has_word_alone(col(row.search), word)
        in_their_order = part.of(companies.c.sort_name, part.ident)
        return (there, in_their_order), statement_of(principal, query, first=others)
    return None, gathered(principal, query)


def _companies(word: Word, part: Part) -> CTE:
    name = col(Account.sort_name)
    companies = select(col(Account.id), name).where(has_word(col(Account.search), word))
    companies = companies.order_by(name.desc() if part.value_falls else name.asc())
    return companies.cte("company").prefix_with("MATERIALIZED")
