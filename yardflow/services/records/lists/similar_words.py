"""What a search may have meant that no record matches: words of names that have its words inside
them, or are spelled almost like them.

Such words are looked for among all words of names (`NameWord`), of which there are far fewer than
records; then the list is searched for these, as if they had been typed.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple, TypeVar

from psycopg import errors as postgres
from sqlalchemy import (
    Select,
    String,
    bindparam,
    case,
    false,
    func,
    or_,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col

from yardflow import db
from yardflow.errors import Contradictory
from yardflow.models import NameWord
from yardflow.models.name_word import LONGEST, SHORTEST
from yardflow.services.records.lists.conditions import words
from yardflow.services.records.lists.listing import Page, has_rows
from yardflow.services.records.values.normalize import folded, without_apostrophes

Query = TypeVar("Query", bound=Any)

# So many spellings of a word are searched for, the most similar ones.
_MOST = 20
# Spellings that are much less similar than the best one are no guess worth showing.
_BESIDE_THE_BEST = 0.75
_SHORTEST_MISSPELLED = 4
# From here on a letter is a syllable or a word: two of them are enough to search for.
_IDEOGRAPHS = "\u2e80"
# By the index that searches use: a word that stands only in a title, or is none to it, stays.
_UNUSED = """
    SELECT word FROM unnest(CAST(:words AS text[])) word, plainto_tsquery('simple', word) typed
    WHERE numnode(typed) > 0
    AND NOT EXISTS (SELECT FROM account a WHERE a.search @@ typed)
    AND NOT EXISTS (SELECT FROM contact c WHERE c.search @@ typed)
"""
# As one value: a statement takes 65,535 at most.
_FORGET = "DELETE FROM name_word WHERE word = ANY(CAST(:words AS text[]))"
# So many at once: looking for one can take 15 ms where the index has much that is not sorted in.
_FORGOTTEN = 200
_NOT_SIMILAR = "This search has an exact match now. Check the list and try again."
_word = col(NameWord.word)


def page_of(session: Session, query: Query, read: Callable[[Query], Page[Any]]) -> Page[Any]:
    """What ``read`` gives of a query, or of one for similar words where nothing matches."""
    page = read(query)
    if page.total or not query.q.strip():
        return page
    respelled = _respelled(session, query)
    if respelled.respelled:
        page = read(respelled)
    return replace(page, similar=bool(page.total))


def matching(session: Session, query: Query, statement_of: Callable[[Query], Select]) -> Select:
    """The statement of a query for exactly its words, or for similar ones where it says that the
    list showed these: what is changed or paid for was in sight.

    Raises:
        Contradictory: it says so, and by now records have its words.
    """
    statement = statement_of(query)
    if not query.similar or not query.q.strip():
        return statement
    if has_rows(session, statement):
        raise Contradictory(_NOT_SIMILAR)
    return statement_of(_respelled(session, query))


def forget(session: Session, name_keys: Iterable[str]) -> None:
    """Deletes the words of these names that no record has anymore. They stay where someone adds
    names at this moment, as those of names that were changed do: nothing is shown for them.
    """
    unused = _unused(session, {word for key in name_keys for word in key.split(" ")})[:_FORGOTTEN]
    if not unused:
        return
    try:
        with session.begin_nested():
            # Whose new name has a word that was there adds none, and holds this lock all the same.
            session.execute(text("LOCK TABLE name_word IN SHARE ROW EXCLUSIVE MODE NOWAIT"))
    except OperationalError as error:
        if not isinstance(error.orig, postgres.LockNotAvailable):
            raise
        return
    # Looked for again: someone may have added one until the lock was there.
    session.execute(text(_FORGET), {"words": _unused(session, unused)})


def _unused(session: Session, spelled: Collection[str]) -> Sequence[str]:
    """Those of the words that no record has. The planner doesn't know how few have each, and would
    read all records for each word.
    """
    session.execute(select(func.set_config("enable_seqscan", "off", True)))
    unused = session.execute(text(_UNUSED), {"words": sorted(spelled)}).scalars().all()
    session.execute(select(func.set_config("enable_seqscan", "on", True)))
    return unused


def _respelled(session: Session, query: Query) -> Query:
    """The query with similar words behind each of its own that no name has, or behind all of them
    if names have each; the same one if none is similar.
    """
    searched = [(word, _plain(word[0])) for word in words(query.q)]
    known = {plain: _known(session, plain) for _, plain in searched if _can_be_similar(plain)}
    respelled = {plain for plain, names in known.items() if not names.begun} or {*known}
    similar = {
        plain: known[plain].inside or _misspelled(session, plain) for plain in sorted(respelled)
    }
    terms = tuple((*word, *similar.get(plain, ())) for word, plain in searched)
    return replace(query, respelled=terms if any(similar.values()) else ())


def _plain(typed: str) -> str:
    """A word as names have it in their keys."""
    return "".join(filter(str.isalnum, folded(without_apostrophes(typed))))


def _can_be_similar(word: str) -> bool:
    shortest = SHORTEST - 1 if word >= _IDEOGRAPHS else SHORTEST
    return shortest <= len(word) <= LONGEST and any(map(str.isalpha, word))


class _Known(NamedTuple):
    """Whether a name has a word that begins like this one, and the shortest that have it inside."""

    begun: bool
    inside: list[str]


def _known(session: Session, word: str) -> _Known:
    """What names have of a word. (It has no signs that LIKE knows.)"""
    rows = db.plain(session, _BEGUN_OR_INSIDE, {"begun": f"{word}%", "inside": f"_%{word}%"}).all()
    return _Known(any(begun for _, begun in rows), [name for name, begun in rows if not begun])


_BEGUN = select(_word, true()).where(_word.like(bindparam("begun"))).limit(1)
_INSIDE = (
    select(_word, false())
    .where(_word.like(bindparam("inside")))
    .group_by(_word)
    .order_by(func.length(_word), _word)
    .limit(_MOST)
)
_BEGUN_OR_INSIDE = union_all(*[select(each.subquery()) for each in (_BEGUN, _INSIDE)])


def _misspelled(session: Session, word: str) -> list[str]:
    """The words that are spelled almost like it, the most similar ones first."""
    if len(word) < _SHORTEST_MISSPELLED:
        return []
    swapped = {f"swapped_{at}": f"{each}%" for at, each in enumerate(_swapped(word))}
    values = {"word": word, "begun": f"{word}%", **swapped}
    rows = db.plain(session, _almost_like(len(swapped)), values).all()
    return [name for name, share in rows if share >= _BESIDE_THE_BEST * rows[0].likeness]


@cache
def _almost_like(count: int) -> Select:
    """Words spelled almost like ``word``, or like one of so many ``swapped`` ones; not those that
    begin like it. How similar they have to be is set with each connection (`db`).
    """
    patterns = [_word.like(bindparam(f"swapped_{at}")) for at in range(count)]
    swapped: Any = or_(false(), *patterns)
    word = bindparam("word", type_=String)
    likeness = case((swapped, 1.0), else_=func.similarity(_word, word)).label("likeness")
    return (
        select(_word, likeness)
        .where(or_(swapped, word.bool_op("<%")(_word)), _word.not_like(bindparam("begun")))
        .group_by(_word)
        .order_by(likeness.desc(), _word)
        .limit(_MOST)
    )


def _swapped(word: str) -> list[str]:
    """The word with each two neighbors in the other order: two letters that changed places leave a
    short word too few trigrams.
    """
    return [
        word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        for at in range(len(word) - 1)
        if word[at] != word[at + 1]
    ]
