"""One spelling for what people write in many: names of people, and addresses.

Everything that enters, from a form, an import or the API, passes here once, or in `company_names`,
`domains` and `phones`. Two texts that mean the same have the same key; keys are for comparing and
are never shown.

Every length is limited before a pattern sees the text: of names only the beginning is looked at,
and a longer address is none. So no text, whatever is in it, takes long.
"""

import itertools
import re
import unicodedata
from functools import lru_cache

from yardflow import email_address
from yardflow.signs import ANY_APOSTROPHE

# Letters that Unicode does not take apart into a base letter and an accent.
_FOLDED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
# In characters: as long as two fields and a space.
LONGEST_NAME = 500
# Putting accents in order takes the square of how many there are in a row.
_FOLDED_AT_ONCE = 100

_BETWEEN_WORDS = re.compile(r"[\W_]+")
# Han, hiragana and Hangul; in katakana alone are names from abroad.
_EAST_ASIAN = re.compile(r"[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+")
_KATAKANA = re.compile(r"[\u30a0-\u30ff]+")
# Between the words of a name from abroad: ジョン・スミス, 约翰·史密斯.
_MIDDLE_DOTS = str.maketrans("・･·‧•∙⋅", "       ")
_ACRONYM = re.compile(r"\b(?:\w\.){2,}")
_APOSTROPHE = re.compile(rf"(?<=\w)[{ANY_APOSTROPHE}](?=\w)")
# To Unicode some are letters, wherever they stand.
_LETTERS = frozenset(filter(str.isalpha, ANY_APOSTROPHE))
# A letter and its accents, and the parts of a Korean syllable.
_IN_PARTS = re.compile(
    r"[^\W\d_][\u0300-\u036f\u3099\u309a]{1,3}|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
)
_APART = str.maketrans(dict.fromkeys(ANY_APOSTROPHE, " "))


def word_set(words: str) -> frozenset[str]:
    """The words of a text, for the tables of this room."""
    return frozenset(words.split())


# What keys of people leave out. Stored keys were made with these words; what else stands beside a
# name is left out of the name itself (`person_names`).
_HONORIFICS = word_set("mr mrs ms miss mx dr prof professor sir dame rev hon herr frau")
_CREDENTIALS = word_set(
    "mba phd md esq cpa cfa pmp cscp cpim cpsm cltd clp jd mph msc bsc ma ms ba pe rn emba dba"
    " shrm cissp lssbb lss sixsigma csm"
)
_GENERATIONS = word_set("jr sr ii iii iv")


def folded(text: str) -> str:
    """Lower case, without accents; other scripts stay as they are."""
    if text.isascii():
        return text.lower()
    # Where two pieces meet only the order of accents can differ, and those are left out.
    pieces = (text[at : at + _FOLDED_AT_ONCE] for at in range(0, len(text), _FOLDED_AT_ONCE))
    plain = "".join(unicodedata.normalize("NFKD", piece) for piece in pieces)
    plain = plain.casefold().translate(_FOLDED)
    return "".join(itertools.filterfalse(unicodedata.combining, plain))


@lru_cache(maxsize=20_000)  # of each word this is asked many times
def bare(text: str) -> str:
    """Folded, without points, spaces and other signs: ``drhc`` of ``Dr. h.c.``"""
    return "".join(filter(str.isalnum, folded(text)))


def composed(text: str) -> str:
    """With each letter and its accents as one sign; Macs write two."""
    if text.isascii():
        return text
    return _IN_PARTS.sub(lambda parts: unicodedata.normalize("NFC", parts[0]), text)


def without_apostrophes(text: str) -> str:
    """``O'Brien`` and ``O’Brien`` as keys have them, in one piece."""
    return _APOSTROPHE.sub("", text)


def without_dots(text: str) -> str:
    """With spaces for the dots that stand in the middle of a line: ``约翰 史密斯``."""
    return text if text.isascii() else text.translate(_MIDDLE_DOTS)


def name_key(text: str) -> str:
    """A person's name as it is compared: ``Laura  JONES, MBA``, ``Jones, Laura`` and
    ``laura jones`` are one, as are ``小明 王`` and ``王小明``: names of East Asia are compared as
    they are written there.

    Empty only when the text is blank.
    """
    text = without_dots(text[:LONGEST_NAME])
    plain = text.split()
    # Most names of a long list are two bare words; they take the short way to the same key.
    if len(plain) == 2 and plain[0].isalpha() and plain[1].isalpha():
        first, last = folded(plain[0]), folded(plain[1])
        if _are_east_asian(plain):
            return last + first
        if text.isascii() or (first.isalnum() and last.isalnum() and _LETTERS.isdisjoint(text)):
            return last if plain[0].lower() in _HONORIFICS else f"{first} {last}"
    last, _, first = _without_titles(text).partition(",")
    words = words_of(f"{first} {last}")
    return " ".join(words) or " ".join(folded(text).split())


def _are_east_asian(words: list[str]) -> bool:
    return all(map(_EAST_ASIAN.fullmatch, words)) and not all(map(_KATAKANA.fullmatch, words))


def email_of(text: str) -> str | None:
    """A usable address, taken out of ``Ann Lee <Ann@Acme.com>``; None if it is none."""
    address = text.strip()
    if len(address) > email_address.LONGEST:
        return None
    bracketed = re.fullmatch(r"[^<>]*<([^<>]+)>", address)
    address = (bracketed.group(1) if bracketed else address).strip()
    if address[:7].lower() == "mailto:":
        address = address[7:]
    return email_address.normalized(address.strip(" \t;,'\"").rstrip(" \t;,'\"."))


def without_brackets(text: str) -> str:
    """Without what stands in round brackets."""
    end = text.rfind(")") + 1  # behind it nothing closes: looking there would take forever
    return re.sub(r"\([^)]*\)", " ", text[:end]) + text[end:]


def words_of(text: str) -> list[str]:
    """The words of a name as keys have them; ``J.B.`` is one."""
    text = _ACRONYM.sub(lambda match: match.group().replace(".", "") + " ", text)
    text = folded(without_apostrophes(text).translate(_APART))
    return _BETWEEN_WORDS.sub(" ", text).split()


def _without_titles(text: str) -> str:
    """Leaves out ``Dr.`` in front, and degrees that stand behind a comma or in brackets."""
    name, *behind = (part.strip() for part in without_brackets(text).split(","))
    kept = [part for part in behind if part and not _only(part, _CREDENTIALS)]
    words = name.split()
    while len(words) > 1 and _bare(words[0]) in _HONORIFICS:
        words = words[1:]
    generation = [part for part in kept if _only(part, _GENERATIONS)]
    rest = [part for part in kept if part not in generation]
    return ", ".join([" ".join([*words, *generation]), *rest])


def _only(text: str, words: frozenset[str]) -> bool:
    return all(_bare(word) in words for word in text.split())


def _bare(word: str) -> str:
    return re.sub(r"\W", "", word).lower()
