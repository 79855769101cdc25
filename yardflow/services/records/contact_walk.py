"""Contacts read along their order, where many match."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import CTE, Select, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from yardflow.models import Account
from yardflow.services.records.contact_statements import (
    ContactFilters,
    everyone,
    gathered,
    ident_of,
    listed_of,
    statement_of,
)
from yardflow.services.records.lists.conditions import (
    Term,
    has_word,
    has_word_alone,
    has_word_further_on,
)
from yardflow.services.records.lists.listing import Reading
from yardflow.services.records.lists.parts import Part, gathered_beside, in_part, positioned
from yardflow.services.records.lists.shapes import named

# So many rows of the list are looked through before it is searched in another way. Sorted by last
# names, a few thousand can be people of one name, whose first names begin with one letter.
NEAR = 10_000
_LAST_SIGN = "\U0010ffff"
_NAME, _ACCOUNT = "sort_name", "account_sort"


def walk(reading: Reading, filters: ContactFilters, part: Part) -> Sequence[Any]:
    """The rows of a part of the contacts that filters leave.

    What many rows match may be met in one stretch of the order alone, and nowhere in a half million
    rows before it: a last name where it sorts, a word of companies in a few stretches of the order
    by account. There a whole part is soon read, and its last row is as far as those that match are
    gathered from elsewhere.
    """
    if not filters.narrows:
        return reading.rows(_along, filters, part)
    near = reading.rows(_near, filters, part, NEAR)
    if len(near) == part.rows:
        return near
    read = _stretches(reading, filters, part) if _has_stretch(filters, part) else []
    is_whole = len(read) == part.rows
    return reading.rows(
        _beside,
        filters,
        part,
        bool(read),
        is_whole,
        read_values=[row.sort_value for row in read],
        read_ids=[row.sort_id for row in read],
        as_far=read[-1].sort_value if is_whole else None,
    )


def _along(filters: ContactFilters, part: Part) -> Select:
    return in_part(statement_of(filters), part)


def _stretches(reading: Reading, filters: ContactFilters, part: Part) -> Sequence[Any]:
    """Those in stretches of the order where the first word has them, in order."""
    if part.sorted_by == _NAME:
        near = reading.rows(_near_in_stretch, filters, part, NEAR)
        if len(near) == part.rows:
            return near
    return reading.rows(_stretch, filters, part)


def _near(filters: ContactFilters, part: Part, near: int) -> Select:
    """Those among so many rows of the list that come first."""
    return _among(everyone(filters), filters, part, near)


def _near_in_stretch(filters: ContactFilters, part: Part, near: int) -> Select:
    """Those among so many rows that come first in the stretch of a name."""
    return _among(everyone(filters).where(*_begins(filters, part)), filters, part, near)


def _among(every: Select, filters: ContactFilters, part: Part, near: int) -> Select:
    """So many rows are looked at until a part is there, however the planner would look for all."""
    first = positioned(every, replace(part, rows=near))
    among = aliased(listed_of(filters), first.subquery("near"))
    value = getattr(among, part.sorted_by)
    return in_part(statement_of(filters, among=among), part.of(value, ident_of(filters, among)))


def _has_stretch(filters: ContactFilters, part: Part) -> bool:
    return bool(filters.terms) and part.sorted_by in (_NAME, _ACCOUNT)


def _begins(filters: ContactFilters, part: Part) -> tuple[Any, Any]:
    """The stretch of names that begin with the first word."""
    assert filters.terms
    begin, value = filters.terms[0].begin, part.sort_key.expression
    return value >= begin, value < begin + _LAST_SIGN


def _stretch(filters: ContactFilters, part: Part) -> Select:
    assert filters.terms
    if part.sorted_by == _NAME:
        return in_part(statement_of(filters).where(*_begins(filters, part)), part)
    companies = _companies(filters.terms[0], part)
    there = listed_of(filters).account_id == companies.c.id
    in_their_order = part.of(companies.c.sort_name, part.ident)
    return in_part(statement_of(filters, first=there), in_their_order)


def _beside(filters: ContactFilters, part: Part, has_read: bool, is_whole: bool) -> Select:
    """A part of what was read in stretches and of all others; these only as far as it reaches."""
    others = _others(filters, part)
    if is_whole:
        others = others.where(part.reaches(named("as_far", part.sort_key.expression.type)))
    return gathered_beside(others, part, has_read=has_read)


def _others(filters: ContactFilters, part: Part) -> Select:
    if not _has_stretch(filters, part):
        return gathered(filters)
    assert filters.terms
    has = has_word_further_on if part.sorted_by == _NAME else has_word_alone
    return statement_of(filters, first=has(col(listed_of(filters).search), filters.terms[0]))


def _companies(term: Term, part: Part) -> CTE:
    name = col(Account.sort_name)
    companies = select(col(Account.id), name).where(has_word(col(Account.search), term))
    companies = companies.order_by(name.desc() if part.value_falls else name.asc())
    return companies.cte("company").prefix_with("MATERIALIZED")
