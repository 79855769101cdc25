"""Lists that stay quick at a million rows: pages by key instead of by offset.

A page's cursor holds the sort value and id of the row it starts behind, so page 20,000 costs what
page 1 costs. Counting can be capped, because no one reads past "10,000+".
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, column, false, func, select, true
from sqlmodel import Session, col

from yardflow import db
from yardflow.services.records.lists import cursors
from yardflow.services.records.lists.cursors import Cursor
from yardflow.services.records.lists.parts import (
    Part,
    SortKey,
    by_name,
    in_part,
    ordered,
    page_of,
    places,
    sort_of,
    with_names,
)
from yardflow.services.records.lists.shapes import made_once
from yardflow.services.records.values.fields import LARGEST_ID

Item = TypeVar("Item")
PAGE_SIZE, LARGEST_PAGE = 50, 200
COUNTED, FEW = 10_000, 2_000


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Part of a list. ``start`` is the first item's place, from 1; ``capped``: there are more;
    ``similar``: no record has the words that were searched for, and these have similar ones.
    """

    items: list[Item]
    total: int
    capped: bool
    start: int
    next: str | None
    previous: str | None
    similar: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """How the statements of a list are read: with ``values`` for the names in them, and made once
    where that is so of the list's own.
    """

    session: Session
    values: Mapping[str, Any]
    made_once: bool

    def rows(self, make: Callable[..., Select], *shapes: Any, **values: Any) -> Sequence[Any]:
        """What the statement that a function makes gives, with more values if it names more."""
        statement = made_once(make, *shapes) if self.made_once else make(*shapes)
        return db.plain(self.session, statement, {**self.values, **values}).all()


def read_page(
    session: Session,
    statement: Select,
    keys: Mapping[str, SortKey],
    sort: str,
    ident: Any,
    load: Callable[[list[int]], Iterable[Item]],
    *,
    values: Mapping[str, Any] | None = None,
    walk: Callable[[Reading, Part], Sequence[Any]] | None = None,
    at_once: int = FEW,
    gather: Callable[[Part, int], Select] | None = None,
    counted_first: bool = False,
    are_many: Callable[[Reading], bool] | None = None,
    limit: int = PAGE_SIZE,
    cursor: str = "",
    exact: bool = False,
) -> Page[Item]:
    """One page of a filtered ``statement``, which names rows and joins nothing that they show.

    ``load`` turns a page's ids into items, each with its ``id``, in any order: so nothing is
    joined to more than one page, whatever the planner believes. ``values`` are those of a statement
    that has names in their place (`shapes`); it and ``gather`` are the same objects each time then.
    ``walk`` reads a part along the order where many rows match, if not by the same statement
    (`in_part`).
    ``at_once``: up to so many rows are gathered as they are counted; give 0 for a list that nothing
    narrows, whose first rows are its page. ``gather`` gives the same rows as `places` does where
    all of them, or so many, are found first, if another statement does that sooner.
    ``counted_first``: many are likely, and counting them alone is far quicker than gathering them.
    ``are_many`` says whether certainly more match than are counted, if that takes less.
    ``sort`` is a name in ``keys``, with ``-`` in front when falling. ``ident`` is the column that
    tells two equal sort values apart. The count stops at 10,000 unless ``exact``.

    Raises:
        Invalid: an unknown sort, or an unknown cursor.
    """
    sort_key, falling = sort_of(keys, sort)
    limit = max(1, min(limit, LARGEST_PAGE))
    at = cursors.read(cursor, sort, sort_key.read) if cursor else None
    backwards = at is not None and at.backwards
    part, place = with_names(Part(sort_key, falling, ident, at, limit + 1))
    reading = Reading(session, {**(values or {}), **place}, made_once=values is not None)
    with db.unprepared(session):  # the quickest plan depends on the filters' values
        most = None if exact else COUNTED + 1
        total, rows = _count_and_read(
            reading, statement, walk, part, at_once, gather, counted_first, are_many, most
        )
    capped = not exact and total > COUNTED
    more = len(rows) > limit
    rows = rows[:limit]
    start = at.start if at else 1
    if backwards:
        rows.reverse()
        start = max(1, start - len(rows))
    has_next = bool(rows) and (backwards or more)
    has_previous = bool(rows) and (more if backwards else at is not None)
    ids = [row.sort_id for row in rows]
    items = {item.id: item for item in load(ids)} if ids else {}  # type: ignore[attr-defined]
    return Page(
        items=[items[row_id] for row_id in ids if row_id in items],
        total=COUNTED if capped else total,
        capped=capped,
        start=start if rows else 0,
        next=_edge(sort, rows[-1], start + len(rows), False) if has_next else None,
        previous=_edge(sort, rows[0], start, True) if has_previous else None,
    )


def has_rows(session: Session, statement: Select) -> bool:
    """Whether any row matches. As many are counted as are gathered: to find the first of hardly
    any, the planner would walk the whole list.
    """
    few = statement.order_by(None).limit(FEW).cte("few").prefix_with("MATERIALIZED")
    with db.unprepared(session):
        return bool(session.execute(select(func.count()).select_from(few)).scalar_one())


def expected(session: Session, statement: Select, values: Mapping[str, Any]) -> int:
    """How many rows the planner expects of a statement that is made once (`shapes`), by what it
    knows of the tables.
    """
    compiled = _compiled(statement)
    with db.unprepared(session):
        plan = session.connection().exec_driver_sql(
            f"EXPLAIN (FORMAT JSON) {compiled}", compiled.construct_params(values)
        )
        return int(plan.scalar_one()[0]["Plan"]["Plan Rows"])


@lru_cache(maxsize=100)
def _compiled(statement: Select) -> Any:
    return statement.compile(dialect=db.engine().dialect)


def typed(query: Any) -> bool:
    """Whether a list's query looks for words or texts. Lists send all that can be typed; blanks
    narrow nothing.
    """
    return any(text.strip() for text in (query.q, *query.texts.values()))


def narrowed(query: Any) -> bool:
    """Whether a list's query narrows it by more than its event."""
    everything = type(query)(event_id=query.event_id, sort=query.sort)
    beside = {
        "q": "",
        "texts": {},
        "limit": everything.limit,
        "cursor": "",
        "exact": False,
        "similar": False,
        "respelled": (),
    }
    return typed(query) or bool(replace(query, **beside) != everything)


def counted_at_once(query: Any) -> int:
    """How many rows of a list are gathered as they are counted: all that are counted, or none of
    one that nothing narrows.
    """
    return COUNTED if narrowed(query) else 0


def in_detail(
    session: Session, statement: Select, values: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """What is shown of a page's rows, by name."""
    rows = db.plain(session, statement, values)
    names = list(rows.keys())
    return (dict(zip(names, row, strict=True)) for row in rows.all())


def same_id(column: Any, record_id: int) -> Any:
    """Rows whose reference is this id; none for a number that can't be one."""
    return col(column) == record_id if 0 < record_id <= LARGEST_ID else false()


def _count_and_read(
    reading: Reading,
    statement: Select,
    walk: Callable[[Reading, Part], Sequence[Any]] | None,
    part: Part,
    at_once: int,
    gather: Callable[[Part, int], Select] | None,
    counted_first: bool,
    are_many: Callable[[Reading], bool] | None,
    most: int | None,
) -> tuple[int, list[Any]]:
    """How many rows match, up to ``most``, and those of the part."""
    if not at_once:
        rows = reading.rows(_counted_part, statement, part, most)
        return (rows[0].total if rows else _count(reading, statement, part, most)), list(rows)
    if most is not None and are_many and are_many(reading):
        total = most
    elif not counted_first or (total := _count(reading, statement, part, most)) <= at_once:
        # A page without rows has its total too.
        rows = reading.rows(_gathering, statement, gather, part, at_once + 1)
        total = rows[0].total
        if total <= at_once:
            return total, [row for row in rows if row.sort_id is not None]
        if total <= COUNTED or most is None:
            total = _count(reading, statement, part, most)
    walked = walk(reading, part) if walk else reading.rows(in_part, statement, part)
    return total, list(walked)


def _counted_part(statement: Select, part: Part, most: int | None) -> Select:
    """A part of a list that nothing narrows, with its total."""
    total = _counting(statement, part.ident, most).scalar_subquery().label("total")
    return in_part(statement, part).add_columns(total)


def _gathering(
    statement: Select, gather: Callable[[Part, int], Select] | None, part: Part, most: int
) -> Select:
    """Those of the places that are on the page, found before they are sorted, and how many there
    are; up to ``most``.

    Many are met soon along the order. For a few the whole list would be walked, and the planner
    takes filters that exclude each other for ones that many meet.
    """
    every = gather(part, most) if gather else places(statement, part)
    few = every.limit(most).cte("few").prefix_with("MATERIALIZED")
    page = page_of(few, part).subquery("page")
    count = select(func.count().label("total")).select_from(few).subquery("counted")
    place = by_name(part)
    columns: tuple[Any, ...] = (column("total"), place.sort_key.expression, place.ident)
    both = select(*columns).select_from(count.outerjoin(page, true()))
    return ordered(both, place)


def _count(reading: Reading, statement: Select, part: Part, most: int | None) -> int:
    ((total,),) = reading.rows(_counting, statement, part.ident, most)
    return int(total)


def _counting(statement: Select, ident: Any, most: int | None) -> Select:
    rows = statement.with_only_columns(ident).order_by(None).limit(most)
    return select(func.count()).select_from(rows.subquery())


def _edge(sort: str, row: Any, start: int, backwards: bool) -> str:
    return str(Cursor(sort, start, row.sort_value, row.sort_id, backwards))
