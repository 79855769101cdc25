"""Conditions that lists share: an event, words to search for, owners."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    and_,
    cast,
    false,
    func,
    literal,
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
from yardflow.services.records.fields import LARGEST_ID, key, printable, taking
from yardflow.services.records.normalize import folded, without_apostrophes
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
# From here on names are written without a space; the longest has so many signs.
_IDEOGRAPHS, _LONGEST_IDEOGRAPHS = "\u2e80", 8
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


def all_of(conditions: Sequence[Any]) -> Any:
    """Rows that meet the conditions of all words; none without any, as of signs alone."""
    return and_(*conditions) if conditions else false()


def has_word(column: Any, word: Word) -> Any:
    """Rows whose search column has a word that begins like any spelling of ``word``, accents and
    apostrophes or not; or a phone that ends so.
    """
    return column.bool_op("@@")(_own(word))


def has_word_or_company(column: Any, word: Word) -> Any:
    """`has_word` for contacts and attendees, who have the words of their company too."""
    return _matched(column, word, _either(word))


def has_word_alone(column: Any, word: Word) -> Any:
    """Contacts and attendees who have a word themselves, and whose company has not."""
    others = func.tsquery_not(_of_company(word))
    return _matched(column, word, func.tsquery_and(_own(word), others))


def has_word_further_on(column: Any, word: Word, begin: str) -> Any:
    """`has_word_or_company`, where the word that the row is sorted by doesn't begin like this."""
    begin = begin.replace("\\", "\\\\").replace("'", "''")
    others = cast(f"!'{FIRST_LEXEME}{begin}':*", TSQUERY)
    return _matched(column, word, func.tsquery_and(_either(word), others))


def _matched(column: Any, word: Word, query: Any) -> Any:
    """Most contacts have a word that begins with a letter, and the index would put together where
    all of them are, which takes longer than to look at them.
    """
    letter = all(len(spelling) == 1 and spelling.isascii() for spelling in word)
    return func.ts_match_vq(column, query) if letter else column.bool_op("@@")(query)


def _either(word: Word) -> Any:
    return func.tsquery_or(_own(word), _of_company(word))


def _own(word: Word) -> Any:
    query: Any = _spelled(word)
    if digits := _phone_digits(word[0]):
        query = query.op("||")(cast(f"'{PHONE_LEXEME}{digits[::-1]}':*", TSQUERY))
    return query


def _spelled(word: Word) -> Any:
    spellings = [" & ".join(map(_any_form, _parts(spelling))) for spelling in word]
    return func.to_tsquery("simple", " | ".join(f"({each})" for each in spellings))


def _of_company(word: Word) -> Any:
    """A word among those of companies, which have no places in it that could follow each other."""
    marked = func.regexp_replace(cast(_spelled(word), Text), LEXEME, f"'{COMPANY_LEXEME}\\1'", "g")
    return cast(func.replace(marked, "<->", "&"), TSQUERY)


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
    """A name without a space, as first and last name: ``田中太郎`` is 田中 太郎."""
    if not 2 < len(word) <= _LONGEST_IDEOGRAPHS or min(word) < _IDEOGRAPHS:
        return []
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
        return owners.owned_by(column, principal.user_id)
    try:
        return owners.owned_by(column, key(owner))
    except ValueError:
        raise Invalid("Choose an existing owner.", {"owner": "Choose an existing owner."}) from None
