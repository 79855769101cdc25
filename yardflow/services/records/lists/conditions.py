"""Conditions that lists share: an event, words to search for, owners."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    and_,
    cast,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlmodel import col

from yardflow.errors import Invalid
from yardflow.models.account import COMPANY_LEXEME, LEXEME
from yardflow.models.contact import FIRST_LEXEME, PHONE_LEXEME
from yardflow.services.access import Principal
from yardflow.services.records import owners
from yardflow.services.records.values.fields import LARGEST_ID, key, printable, taking
from yardflow.services.records.values.normalize import folded, without_apostrophes
from yardflow.signs import ANY_APOSTROPHE, HYPHENS

# In characters; of a longer one only the beginning is looked for.
LONGEST_SEARCH = 200
_MOST_OWNERS = 50
_OWNER = "(?:me|none|[1-9][0-9]{0,15})"
OWNERS = taking(
    lambda value: value,
    pattern=f"^(?:{_OWNER}(?:,{_OWNER}){{0,{_MOST_OWNERS - 1}}})?$",
    maxLength=_MOST_OWNERS * 17,
)
_BETWEEN_WORDS = re.compile(rf"[@._\-+/\\:&|!()<>*\"“”„«»‹›{HYPHENS}]")
# Mueller may be Müller, but Samuel, Sue and Queen are no Samül, Sü and Qüen.
_UMLAUT = re.compile(r"(?<![q\W])([aou])e(?=[^\W\d_]{2})")
_WITH_E = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe"})
# From here on names are written without a space; the shortest and the longest have so many signs.
_IDEOGRAPHS, _SHORTEST_NAME, _LONGEST_IDEOGRAPHS = "\u2e80", 2, 8
_AS_APOSTROPHE = dict.fromkeys(map(ord, ANY_APOSTROPHE), "'")
_PHONE = re.compile(
    rf"(?:(?:tel|telefon|phone|fon|mobile?)[.:]*\s*)?([\d\s().+/\-{HYPHENS}]+)"
    r"(?:(?:x|ext\.?)\s*\d{1,7})?[,;]?"
)
_DIALED_ABROAD = "011"
# Fewer digits are a year or a house as often as the end of a phone.
_FEWEST_DIGITS = 6
# A word of a search: as it was typed, and other spellings that may be meant.
Word = tuple[str, ...]


class Term(NamedTuple):
    """A word as conditions take it: its spellings and the phone that it may be the end of, as
    PostgreSQL searches for them; whether it is a letter alone; how it begins where rows are sorted
    by a name, and what is searched for where they shall not begin so.
    """

    spelled: str
    phone: str | None
    is_letter: bool
    begin: str
    not_first: str

    @classmethod
    def of(cls, word: Word) -> "Term":
        """A word that was typed."""
        spellings = (" & ".join(map(_any_form, _parts(spelling))) for spelling in word)
        digits, begin = _phone_digits(word[0]), folded(word[0])
        return cls(
            spelled=" | ".join(f"({each})" for each in spellings),
            phone=_begun(f"{PHONE_LEXEME}{digits[::-1]}") if digits else None,
            is_letter=all(len(spelling) == 1 and spelling.isascii() for spelling in word),
            begin=begin,
            not_first="!" + _begun(FIRST_LEXEME + begin.replace("\\", "\\\\")),
        )


def possible_id(number: int) -> int:
    """The id to look for: 0, which no record has, for a number that can't be one."""
    return number if 0 < number <= LARGEST_ID else 0


def of_event(column: Any, event_id: int) -> Any:
    """Rows of one event; none for a number that can't be one."""
    return unseen(column, possible_id(event_id))


def unseen(column: Any, event_id: ColumnElement[int] | int) -> Any:
    """Rows of one event, where the planner isn't shown which.

    It takes an event that its statistics don't know yet for one without rows, so that any way
    through its 200,000 is as good as another.
    """
    return col(column) == select(cast(event_id, BigInteger)).scalar_subquery()


def all_of(conditions: Sequence[Any]) -> Any:
    """Rows that meet the conditions of all words; none without any, as of signs alone."""
    return and_(*conditions) if conditions else false()


def has_word(column: Any, term: Term) -> Any:
    """Rows whose search column has a word that begins like any spelling of ``term``, accents and
    apostrophes or not; or a phone that ends so.
    """
    return column.bool_op("@@")(_own(term))


def has_word_or_company(column: Any, term: Term) -> Any:
    """`has_word` for contacts and attendees, who have the words of their company too."""
    return _matched(column, term, _either(term))


def has_word_alone(column: Any, term: Term) -> Any:
    """Contacts and attendees who have a word themselves, and whose company has not."""
    others = func.tsquery_not(_of_company(term))
    return _matched(column, term, func.tsquery_and(_own(term), others))


def has_word_further_on(column: Any, term: Term) -> Any:
    """`has_word_or_company`, where the word that the row is sorted by doesn't begin like it."""
    others = cast(term.not_first, TSQUERY)
    return _matched(column, term, func.tsquery_and(_either(term), others))


def _matched(column: Any, term: Term, query: Any) -> Any:
    """Most contacts have a word that begins with a letter, and the index would put together where
    all of them are, which takes longer than to look at them.
    """
    return func.ts_match_vq(column, query) if term.is_letter else column.bool_op("@@")(query)


def _either(term: Term) -> Any:
    return func.tsquery_or(_own(term), _of_company(term))


def _own(term: Term) -> Any:
    query: Any = _spelled(term)
    return query if term.phone is None else query.op("||")(cast(term.phone, TSQUERY))


def _spelled(term: Term) -> Any:
    return func.to_tsquery("simple", term.spelled)


def _of_company(term: Term) -> Any:
    """A word among those of companies, which have no places in it that could follow each other."""
    marked = func.regexp_replace(cast(_spelled(term), Text), LEXEME, f"'{COMPANY_LEXEME}\\1'", "g")
    return cast(func.replace(marked, "<->", "&"), TSQUERY)


def terms(query: Any) -> tuple[Term, ...] | None:
    """The words that a list's query looks for; None if it looks for nothing."""
    if not query.q.strip():
        return None
    return tuple(map(Term.of, query.respelled or words(query.q)))


def words(text: str) -> list[Word]:
    """The first eight words of a search; a phone is one, however it is grouped."""
    text = printable(text[:LONGEST_SEARCH]).translate(_AS_APOSTROPHE).lower().strip()
    return [(each,) for each in ([text] if _phone_digits(text) else _parts(text)[:8])]


def _parts(text: str) -> list[str]:
    parts = _BETWEEN_WORDS.sub(" ", text).split()
    return [word for word in parts if any(sign.isalnum() for sign in word)]


def _any_form(word: str) -> str:
    plain = folded(without_apostrophes(word))
    forms = dict.fromkeys((word, folded(word), plain, folded(word.translate(_WITH_E))))
    forms |= dict.fromkeys([_UMLAUT.sub(r"\1", plain)])
    return "({})".format(" | ".join([*map(_begun, forms), *_apart(word)]))


def _begun(word: str) -> str:
    return "'{}':*".format(word.replace("'", "''"))


def _apart(word: str) -> list[str]:
    """A name without a space, as first and last name: ``田中太郎`` is 田中 太郎, and of two signs
    each is a whole name: ``王伟`` is 王 伟.
    """
    if not 1 < len(word) <= _LONGEST_IDEOGRAPHS or min(word) < _IDEOGRAPHS:
        return []
    if len(word) == _SHORTEST_NAME:
        return [f"('{word[0]}' & '{word[1]}')"]
    places = range(1, len(word))
    return [f"({_begun(word[:place])} & {_begun(word[place:])})" for place in places]


def _phone_digits(text: str) -> str:
    """What a phone that is typed ends with wherever it is dialed from; empty for what is none."""
    match = _PHONE.fullmatch(text)
    if match is None:
        return ""
    number = match[1].replace("(0)", "")
    digits = "".join(str(int(sign)) for sign in number if sign.isdecimal())
    digits = digits.removeprefix(_DIALED_ABROAD).lstrip("0")
    return digits if len(digits) >= _FEWEST_DIGITS else ""


def owned_by(column: Any, names: str, principal: Principal) -> Any:
    """Rows of any of these owners, as `owner_ids` reads them.

    Raises:
        Invalid: it is none of these.
    """
    return of_owners(column, owner_ids(names, principal))


def owner_ids(names: str, principal: Principal) -> tuple[int | None, ...]:
    """Owners separated by commas: an id, ``me``, or ``none`` for those without one, which is None.

    Raises:
        Invalid: it is none of these.
    """
    several = names.split(",", _MOST_OWNERS)
    if len(several) > _MOST_OWNERS:
        raise Invalid("Choose fewer owners.", {"owner": f"Choose at most {_MOST_OWNERS} owners."})
    return tuple(_owner_id(name.strip(), principal) for name in several)


def of_owners(column: Any, ids: Sequence[int | None]) -> Any:
    """Rows of any of these owners; None stands for rows without one."""
    return or_(
        *[
            owners.unassigned(column) if each is None else owners.owned_by(column, each)
            for each in ids
        ]
    )


def any_value(column: Any, values: Sequence[Any]) -> Any:
    """Rows whose column is one of these."""
    return col(column) == values[0] if len(values) == 1 else col(column).in_(values)


def _owner_id(owner: str, principal: Principal) -> int | None:
    if owner == "none":
        return None
    if owner == "me":
        return principal.user_id
    try:
        return key(owner)
    except ValueError:
        raise Invalid("Choose an existing owner.", {"owner": "Choose an existing owner."}) from None
