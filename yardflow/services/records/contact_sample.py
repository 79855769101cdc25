"""Whether certainly more contacts match than a list counts, by a look at a few pages of the table.

To count to ten thousand, an index first puts together where all that match are; a look at eight
hundred of a hundred thousand pages takes a tenth of that, and only has to say "more". Pages are
taken at random: the statistics of the database say no more than whether it may be worth the look.
"""

from dataclasses import replace
from typing import Any

from sqlalchemy import (
    Float,
    Select,
    cast,
    false,
    func,
    literal_column,
    select,
    tablesample,
)
from sqlalchemy.dialects.postgresql import REGCLASS
from sqlalchemy.orm import aliased
from sqlmodel import Session

from yardflow.models import Contact
from yardflow.services.records.contact_statements import ContactFilters, statement_of
from yardflow.services.records.lists.listing import COUNTED, Reading, expected
from yardflow.services.records.lists.shapes import made_once

# So many pages show that what is spread evenly is many from some 18,000 of a million on.
PAGES, LIKELY = 800, 18_000
# Standard errors between what the pages say and what is believed: it is wrong less than once in
# 100,000 looks at a list that has hardly ten thousand.
CAREFUL = 5
_SAMPLE = "looked_at"
_PAGE = f"(CAST(CAST({_SAMPLE}.ctid AS text) AS point))[0]"


def are_certainly_many(
    session: Session, reading: Reading, filters: ContactFilters, values: dict[str, Any]
) -> bool:
    """Whether more of the workplace's contacts match than are counted. Where it doesn't say so,
    they may be as many all the same.
    """
    # Where an index has them side by side they are soon counted.
    in_a_row = filters.terms is None and bool(filters.status or filters.by_account)
    if filters.event_id is not None or not filters.narrows or in_a_row:
        return False
    if expected(session, made_once(statement_of, filters), values) < LIKELY:
        return False
    ((many,),) = reading.rows(_says_more, filters, COUNTED, PAGES)
    return bool(many)


def _says_more(filters: ContactFilters, counted: int, pages: int) -> Select:
    """Each page stands for as many as there are pages to one that is taken. How far that may be
    off is estimated from the pages, too: who matches may lie together, as people of one import do.
    """
    share = _share(pages)
    sampled: Any = aliased(Contact, tablesample(Contact, func.system(100 * share), name=_SAMPLE))
    matches = statement_of(replace(filters, row_by_row=True), among=sampled)
    each = matches.with_only_columns(func.count().label("matches")).select_from(sampled)
    page = each.group_by(literal_column(_PAGE)).subquery("page")
    total, squares = func.sum(page.c.matches), func.sum(page.c.matches * page.c.matches)
    error = func.sqrt(cast(squares, Float) * (1 - share))
    fewest = cast(total, Float) - CAREFUL * error
    return select(func.coalesce(fewest > counted * share, false())).select_from(page)


def _share(pages: int) -> Any:
    """How much of the table so many pages are; all of one that has fewer."""
    table = cast(Contact.__tablename__, REGCLASS)
    size = cast(func.pg_relation_size(table), Float)
    page = cast(func.current_setting("block_size"), Float)
    return func.least(1.0, pages * page / func.greatest(size, page))
