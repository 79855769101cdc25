"""Names of people who have none yet: ``Guest 1``, ``Unknown Attendee``, ``Speaker TBD``, ``+1``,
``Guest of Ann Lee``, ``Test Test``; and numbers.

What stands for nothing in any field is among `cells.fillers`, and what stands only beside names
(``#opentowork``, ``she/her``) in `asides`; a role (``Sales Team``) is a contact.
"""

import re

from yardflow.services.records.names.company_names import company_key
from yardflow.services.records.values import placeholders
from yardflow.services.records.values.normalize import LONGEST_NAME, folded


def _set(words: str) -> frozenset[str]:
    return frozenset(folded(words).split())


_NOBODY = _set(f"{placeholders.KINDS} {placeholders.UNKNOWN} {placeholders.TESTS}")
_UNKNOWN, _SALUTATIONS = _set(placeholders.UNKNOWN), _set(placeholders.SALUTATIONS)
_BESIDE_COMPANY = _NOBODY | _set(placeholders.SUMS)
_FAMILIES = frozenset({"guest", "person", "gast", "host", "lead", "client", "osoba"})
_OF_NOBODY = frozenset(map(folded, placeholders.NOBODYS_NAMES))
_GUESTS_OF = re.compile(
    r"(?:guests?(?: \d{1,3})?|plus one|\+ ?1|spouse|companion) (?:of|for) |gast von "
    r"|begleit(?:ung|person)\b"
    r"|(?:invitee?|accompagnante?) de |(?:invitad[oa]|acompanante) de |gosc |ospite di "
)
# With accents and without.
FIRST_WORDS = frozenset(
    {*_NOBODY, *(name.split()[0] for name in _OF_NOBODY), "spouse", "companion"}
    | set(f"{placeholders.SALUTATIONS} {placeholders.SUMS}".split())
    | _SALUTATIONS
    | _BESIDE_COMPANY
    | set(f"{placeholders.KINDS} {placeholders.UNKNOWN} {placeholders.TESTS}".split())
    | {name.split()[0] for name in placeholders.NOBODYS_NAMES}
)
# Marsh +1
_AND_ANOTHER = re.compile(r"\s\+ ?\d{1,2}$")
_SIGNS = re.compile(r"[^\w+/]|_|\d+")
_SEVERAL = 3


def is_placeholder(name: str, company: str = "") -> bool:
    """Whether a name is nobody's; also one that is the company's with a number or such a word."""
    if name.replace(" ", "").isalpha():
        word = name.split(maxsplit=1)[0]
        first = word.lower() if word.isascii() else folded(word)
        if first not in FIRST_WORDS and first.count(first[0]) < len(first):
            return False  # as nearly every name
    name = name[:LONGEST_NAME]
    plain = " ".join(_SIGNS.sub(" ", folded(name)).split())
    has_number = any(map(str.isdigit, name))
    words = plain.split()
    if (
        (has_number and not any(map(str.isalpha, plain)))
        or plain in _OF_NOBODY
        or _GUESTS_OF.match(folded(name))
        or _AND_ANOTHER.search(name)
    ):
        return True
    if not words:
        return False
    if words[0] in _SALUTATIONS and len(words) > 1 and _UNKNOWN.issuperset(words[1:]):
        return True
    if not company:
        return _are_of_nobody(words, has_number=has_number)
    others = _without_company(words, company_key(company).split())
    if len(others) < len(words):
        return has_number if not others else _BESIDE_COMPANY.issuperset(others)
    return _are_of_nobody(words, has_number=has_number)


def _are_of_nobody(words: list[str], *, has_number: bool) -> bool:
    if _NOBODY.issuperset(words):
        # "Guest" and "Person" are families, too: two of them are nobody's, and one with a number.
        return has_number or len(words) > 1 or words[0] not in _FAMILIES
    return all(len(word) >= _SEVERAL and len(set(word)) == 1 for word in words)


def _without_company(words: list[str], key: list[str]) -> list[str]:
    """``acme guest`` and ``guest acme`` without ``acme``."""
    if key and words[: len(key)] == key:
        return words[len(key) :]
    return words[: -len(key)] if key and words[-len(key) :] == key else words
