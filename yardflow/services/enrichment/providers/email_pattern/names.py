"""A person's name as the part of an address before the ``@`` can spell it.

Only what is sure to be spelled with the letters a–z is taken: a name in another script is refused
rather than written in a way its owner would not recognise.
"""

import re
import unicodedata
from dataclasses import replace
from functools import lru_cache

from yardflow.services.enrichment.providers.email_pattern.addresses import MailName
from yardflow.services.enrichment.providers.email_pattern.nobody import (
    is_leftover,
    is_nobody,
    is_unknown,
    may_be_role,
)
from yardflow.services.enrichment.providers.email_pattern.spelling import (
    APOSTROPHE,
    PARTICLES,
    Doubt,
    Spelling,
    bare,
    spelling,
)
from yardflow.services.records.names.asides import has_another_name
from yardflow.services.records.names.nicknames import in_full, other_names
from yardflow.services.records.names.order import without_generation
from yardflow.services.records.names.person_names import clean_name
from yardflow.services.records.values.normalize import folded
from yardflow.signs import ANY_APOSTROPHE, HYPHENS

_LONGEST = 200  # characters of a first or last name

# "O' Brien" and "Ó Briain" are O'Brien, and not somebody Brien with a middle initial.
_LOOSE = re.compile(rf"(?<!\S)([od])\s?[{ANY_APOSTROPHE}]\s+(?=\w)")
_IRISH = re.compile(r"^\s*[oóò]\s+(?=\w{2})")
_ABBREVIATED = re.compile(r"[^\W\d_]{2,6}\.(?: |$)")  # Wm., Chr.
# "v.d. Berg" and "t Hooft", in small letters, are no initials; "van't Veld" is van 't Veld.
_SHORT_PARTICLE = re.compile(r"^(?:v\. ?d\. ?|v/d |vd |v\. ?)(?=[^\W\d_]{2})")
_LOST_APOSTROPHE = re.compile(r"^t (?=\w{2})")
_GLUED = re.compile(rf"(?<!\S)(van|in|op|aan|over)[{ANY_APOSTROPHE}]t (?=\w)")
_HYPHENS = re.compile(f"[{HYPHENS}]")
_INITIALS = re.compile(r"(?:[a-z]\.)+[a-z]?\.?|[a-z]\.?")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_BETWEEN = _set("y e")  # joins two last names, where it has no point
# Short for a name that the address may well spell out: Liz is as often elizabeth.
_SHORT_NAMES = _set(
    "abby al alex andi andy angie barb bartek basti becky ben benny beppe bernie bert beth"
    " betsy bill billy bob bobby cathy charlie chema chris chuck cindy dan danny dave deb"
    " debbie dick don doug ed eddie fred gabe gabi geoff gigi gosia greg gus hank harry honza"
    " jaap jack jake jeff jen jenny jerry jill jim jimmy jirka joe johnny josh kasia kate"
    " kathy katie katy kees ken kenny larry len liz lou lupe maggie mandy matt max meg mike"
    " mitch nacho nate ned nick paco pam pat patti patty peg peggy penny pepe pete phil randy"
    " ray rich rick rob ron ronnie russ sam sandy stan steffi steph steve sue susie ted teddy"
    " terry theo tim tom tomek tommy tony trish uli val vicki vicky vince vinny walt will wim"
    " zach"
)


def mail_name(first_name: str, last_name: str) -> MailName | None:
    """The spellings of a name; None where it can't be spelled with the letters a–z, is longer than
    any name, or is nobody's: a placeholder ("Unknown Unknown") or a role ("Sales Team").
    """
    if max(len(first_name), len(last_name)) > _LONGEST:
        return None
    return _spelled(first_name, last_name)


@lru_cache(maxsize=4_096)  # a company's addresses are read anew for each of its people
def _spelled(first_name: str, last_name: str) -> MailName | None:
    first, last = clean_name(first_name, last_name)
    last = " ".join(without_generation(last.split()))
    first_words, last_words = _words(first.lower()), _words(_with_particle(last))
    if not (first_words or last_words) or is_nobody(first_words, last_words):
        return None
    if is_unknown(first_words) or is_leftover(first, last):
        first_words = []
    if is_unknown(last_words) or is_leftover(last, first):
        last_words = []
    if not all(_spellable(word) for word in (*first_words, *last_words)):
        return None
    if not first_words and not first_name.strip():  # lists put a single name in either column
        return MailName(_last(last_words).doubted(Doubt.LAST_NAME_ALONE), Spelling())
    if not last_words and first_words[0] in PARTICLES:
        return MailName(_last(first_words), Spelling())
    spelled_first, spelled_last = _first(first_words), _last(last_words)
    if _ABBREVIATED.match(first):
        spelled_first = spelled_first.doubted(Doubt.SHORT_NAME)
    if _SHORT_PARTICLE.match(last):
        spelled_last = spelled_last.doubted(Doubt.SHORT_PARTICLE)
    if may_be_role(first_words, last_words):
        spelled_first = spelled_first.doubted(Doubt.ROLE)
        spelled_last = spelled_last.doubted(Doubt.ROLE)
    return MailName(
        spelled_first.doubted(Doubt.OTHER_NAME) if has_another_name(first_name) else spelled_first,
        spelled_last.doubted(Doubt.OTHER_NAME) if has_another_name(last_name) else spelled_last,
    )


def _with_particle(last: str) -> str:
    """In small letters, with what stands before the name written out as far as it is known:
    ``v.d.`` may be van de, van den or van der.
    """
    particle = _SHORT_PARTICLE.match(last)
    if particle:
        written = "vd" if "d" in particle[0] else "van"
        return f"{written} {last[particle.end() :].lower()}"
    last = _LOST_APOSTROPHE.sub("'t ", last).lower()
    return _GLUED.sub(r"\1 't ", _IRISH.sub("o'", last))


def _words(text: str) -> list[str]:
    text = _LOOSE.sub(r"\1'", _HYPHENS.sub("-", text).split(",")[0])
    return [_undotted(word) for word in text.replace("- ", "-").replace(" -", "-").split()]


def _undotted(word: str) -> str:
    """``st.`` without its point; ``j.`` and ``j.p.`` keep theirs."""
    return word if _INITIALS.fullmatch(folded(word)) else word.rstrip(".")


def _spellable(word: str) -> bool:
    word = APOSTROPHE.sub("", word)
    # Signs that merely look like letters, such as a Roman four, are none.
    if any(unicodedata.category(sign)[0] not in "LM" and sign not in "-." for sign in word):
        return False
    plain = folded(word)
    return bool(_WORD.fullmatch(plain) or _INITIALS.fullmatch(plain))


def _first(words: list[str]) -> Spelling:
    if not words:
        return Spelling()
    named = [word for word in words if not _INITIALS.fullmatch(folded(word))]
    if not named:
        letters = folded("".join(words)).replace(".", "")
        if len(letters) == 1:
            return Spelling(initial=letters)
        doubts = (Doubt.INITIALS,)
        return Spelling(((letters, ()),), doubts, letters[0], doubts)
    initial = (Doubt.INITIAL_OF_HYPHENATED,) * ("-" in named[0])
    if len(named) > 1:
        initial += (Doubt.INITIAL_OF_FIRST_NAMES,)
    first = spelling(named, Doubt.TWO_FIRST_NAMES, initial)
    if words[0] != named[0]:  # "J. Edgar" is as often mailed as j… as edgar…
        first = first.doubted(Doubt.INITIAL_FIRST)
    return _with_nicknames(first, folded(named[0])) if len(named) == 1 else _doubted(first, named)


def _doubted(first: Spelling, named: list[str]) -> Spelling:
    return first.doubted(Doubt.SHORT_NAME) if named[0] in _SHORT_NAMES else first


def _with_nicknames(first: Spelling, name: str) -> Spelling:
    first = replace(first, others=other_names(name))
    if name not in _SHORT_NAMES:
        return first
    full = in_full(name)
    return first.short_for(full[0]) if len(full) == 1 else first.doubted(Doubt.SHORT_NAME)


def _last(words: list[str]) -> Spelling:
    named = [word for word in words if word in _BETWEEN or not _INITIALS.fullmatch(folded(word))]
    if set(named) <= _BETWEEN:
        letters = folded("".join(words)).replace(".", "")
        return Spelling(initial=letters[:1])
    if len(named) == 1 and named[0].startswith(("al-", "el-")):
        named = named[0].split("-", 1)  # the hyphen stands behind a particle
    if len(named) > 1:
        several = Doubt.PARTICLE if bare(named[0]) in PARTICLES else Doubt.TWO_LAST_NAMES
        return spelling(named, several, (Doubt.INITIAL_OF_LAST_NAMES,))
    hyphenated = (Doubt.INITIAL_OF_HYPHENATED,) * ("-" in named[0])
    return spelling(named, Doubt.TWO_LAST_NAMES, hyphenated)
