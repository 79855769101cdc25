"""Conditions that lists share: an event, words to search for, owners."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, false, func, literal, or_, select
from sqlmodel import col

from yardflow.errors import Invalid
from yardflow.services.access import Principal
from yardflow.services.records import owners
from yardflow.services.records.fields import LARGEST_ID, key, printable
from yardflow.services.records.normalize import folded, without_apostrophes

_LONGEST_SEARCH = 200
_MOST_OWNERS = 50
# U+2010 to U+2015 are the hyphens and dashes that text processors make of "-".
_BETWEEN_WORDS = re.compile(r"[@._\-+/\\:&|!()<>*\u2010-\u2015]")


def of_event(column: Any, event_id: int) -> Any:
    """Rows of one event; none for a number that can't be one."""
    if not 0 < event_id <= LARGEST_ID:
        return false()
    return unseen(column, literal(event_id, BigInteger))


def unseen(column: Any, event_id: ColumnElement[int]) -> Any:
    """Rows of one event, where the planner isn't shown which.

    It takes an event that its statistics don't know yet for one without rows, so that any way
    through its 200,000 is as good as another.
    """
    return col(column) == select(event_id).scalar_subquery()


def matches(column: Any, text: str) -> Any:
    """Rows whose search column has every word of ``text``, each as the beginning of a word."""
    return and_(*[has_word(column, word) for word in words(text)])


def has_word(column: Any, word: str) -> Any:
    """Rows whose search column has a word that begins so, accents and apostrophes or not."""
    forms = dict.fromkeys((word, folded(word), folded(without_apostrophes(word))))
    query = " | ".join("'{}':*".format(form.replace("'", "''")) for form in forms)
    return column.bool_op("@@")(func.to_tsquery("simple", query))


def words(text: str) -> list[str]:
    """The first eight words of a search."""
    parts = _BETWEEN_WORDS.sub(" ", printable(text[:_LONGEST_SEARCH]).lower()).split()
    return [word for word in parts if any(sign.isalnum() for sign in word)][:8]


def owned_by(column: Any, names: str, principal: Principal) -> Any:
    """Rows of any of these owners, separated by commas: an id, ``me``, or ``none`` for those
    without one.

    Raises:
        Invalid: it is none of these.
    """
    several = names.split(",", _MOST_OWNERS)
    if len(several) > _MOST_OWNERS:
        raise Invalid("Choose fewer owners.", {"owner": f"Choose at most {_MOST_OWNERS} owners."})
    return or_(*[_owned_by(column, name.strip(), principal) for name in several])


def any_value(column: Any, values: Sequence[Any]) -> Any:
    """Rows whose column is one of these."""
    return col(column) == values[0] if len(values) == 1 else col(column).in_(values)


def _owned_by(column: Any, owner: str, principal: Principal) -> Any:
    if owner == "none":
        return owners.unassigned(column)
    if owner == "me":
        return column == principal.user_id
    try:
        return owners.owned_by(column, key(owner))
    except ValueError:
        raise Invalid("Choose an existing owner.", {"owner": "Choose an existing owner."}) from None
