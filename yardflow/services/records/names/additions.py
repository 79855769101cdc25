"""What stands among the words of a name without belonging to it: titles, degrees, a job, a
company, a place, and the name that one was born with.
"""

from enum import Enum, auto

from yardflow.models import Seniority
from yardflow.services.records.names.company_names import has_legal_form
from yardflow.services.records.names.degrees import (
    DEGREES,
    are_like_degrees,
    is_degree,
    is_degree_in_front,
    is_like_degree,
    is_school,
)
from yardflow.services.records.names.particles import is_particle
from yardflow.services.records.names.titles import (
    AND,
    MAIDEN_OF_TWO,
    PRONOUNS,
    ROLES,
    ends_in_title,
    is_haji,
    is_maiden,
    is_title,
    is_title_before_names,
    is_title_before_title,
    is_title_of_two_words,
    without_title_behind,
)
from yardflow.services.records.values.normalize import bare
from yardflow.services.records.values.personas import personas_of
from yardflow.services.records.values.places import is_place
from yardflow.services.records.values.seniority import seniority_of
from yardflow.signs import HYPHENS

_DECORATION = "-–—*;|•·~"
_DECORATION_IN_FRONT = "*•·~"
_DASHES = frozenset("-" + HYPHENS)
_BEFORE_ROLES = frozenset({"c/o", "at", "bei", "chez", "from", "via"})


class Part(Enum):
    """What a text is of a name."""

    WHOLE = auto()
    FIRST = auto()
    LAST = auto()


def is_beside(words: list[str], *, shouting: bool, whole: bool) -> bool:
    """Whether a part behind a comma is no name but stands beside one: degrees, what is written like
    one or with a slash, pronouns, a job or a company. ``whole``: first and last name stand before.
    """
    if all(is_degree(word, shouting=True) or is_like_degree(word) for word in words):
        return True
    if is_like_degree("".join(words)):  # "P. Eng"
        return True
    text = " ".join(words)
    return whole and (
        "/" in text
        or is_place(text)
        or all(word in PRONOUNS for word in words)
        or (not shouting and len(bare(text)) > 2 and are_like_degrees(words))
        or _is_role(words, shouting=shouting)
    )


def _is_role(words: list[str], *, shouting: bool) -> bool:
    """Whether this is a job, a qualification or a company with its legal form. Short words are more
    often names: Cho, Ai.
    """
    if any(bare(word) in ROLES for word in words):
        return True
    text = " ".join(
        word
        for word in words
        if len(word) > 4 or (len(word) > 3 and len(words) > 1) or (word.isupper() and not shouting)
    )
    if text and (seniority_of(text) is not Seniority.STAFF or personas_of(text)):
        return True
    if len(bare(words[-1])) < 3 and "." not in words[-1] and (shouting or words[-1].istitle()):
        return False  # "SA" is a legal form, Sá a name
    return has_legal_form(" ".join(words))


def without_role(words: list[str], least: int, *, shouting: bool, is_full: bool) -> list[str]:
    """Without a job or a company behind a sign; with a sign between two last names as a hyphen.
    ``least`` is how many words stand before the sign.
    """
    for at in range(least, len(words) - 1):
        name, sign, behind = words[:at], words[at], words[at + 1 :]
        if is_full and sign in _BEFORE_ROLES:
            return name
        if sign not in _DASHES:
            continue
        if is_beside(behind, shouting=shouting, whole=True):
            return name
        if len(behind) == 1 and behind[0].isalpha() and name[-1].isalpha():
            return [*name[:-1], f"{name[-1]}-{behind[0]}"]
        if is_full and not is_particle(behind[0]):
            return name
    return words


def without_maiden_name(words: list[str]) -> list[str]:
    for at, word in enumerate(words[:-1]):
        if is_maiden(word):
            return words[: at - (words[at - 1 : at + 1] in MAIDEN_OF_TWO)]
    return words


def without_titles(words: list[str]) -> list[str]:
    rest = words
    while rest:
        if is_title_of_two_words(rest):
            rest = rest[2:]
        elif (
            is_title(rest[0])
            or is_title_before_title(rest)
            or (len(rest) > 2 and is_degree_in_front(rest[0]))
            or (len(words) > len(rest) > 1 and is_school(rest[0], words[0]))
            or (len(words) > len(rest) > 2 and is_haji(rest[0], words[-len(rest) - 1]))
        ):
            rest = rest[1:]
        elif glued := _behind_title(rest[0]):
            rest = [glued, *rest[1:]]
        elif rest[0].lower() in AND and is_title(" ".join(rest[1:2])):
            rest = rest[2:]  # "Mr. and Mrs."
        else:
            break
    return without_title_behind(rest)


def _behind_title(word: str) -> str:
    """``Hanna`` of ``Dr.Hanna`` and ``Dr.-Ing.Hanna``."""
    for title, _, name in (word.partition("."), word.rpartition(".")):
        if len(name) > 2 and name[0].isupper() and is_title(f"{title}."):
            return name
    return ""


def without_titles_before_names(words: list[str], kind: Part, *, shouting: bool) -> list[str]:
    """Without what is a title only since names follow, and others behind it."""
    while (
        words
        and kind is not Part.LAST
        and is_title_before_names(words, whole=kind is Part.WHOLE, shouting=shouting)
    ):
        words = without_titles(words[1:])
    return words


def without_degrees(words: list[str], *, shouting: bool, least: int) -> list[str]:
    """Without what stands at the end; ``least`` is how many words stay where it is short."""
    several = _several_degrees(words, shouting=shouting)
    if several > 1 and len(words) - several >= least:
        words = words[:-several]
    while len(words) > 1:
        *rest, word = words
        if len(rest) > 1 and word[-1] == rest[-1][-1] == "." and bare(rest[-1] + word) in DEGREES:
            words = rest[:-1]  # "Ph. D."
        elif not bare(word) or bare(word) in DEGREES:
            words = rest
        elif len(rest) < least:
            break
        elif is_degree(word, shouting=shouting) or ends_in_title(word):
            words = rest
        else:
            break
    return trimmed(words)


def _several_degrees(words: list[str], *, shouting: bool) -> int:
    """How many words at the end are degrees; ``BA MA`` are, and one alone may be a name."""
    many = 0
    for word in [] if shouting else reversed(words):
        if not (is_like_degree(word) or is_degree(word, shouting=False)):
            break
        many += 1
    return many


def trimmed(words: list[str]) -> list[str]:
    """Without what decorates a name, or was left over behind it."""
    while words and not bare(words[-1]):
        words = words[:-1]
    while words and not bare(words[0]):
        words = words[1:]
    if words:
        words = [words[0].lstrip(_DECORATION_IN_FRONT), *words[1:]]
    return words and [*words[:-1], words[-1].rstrip(_DECORATION)]
