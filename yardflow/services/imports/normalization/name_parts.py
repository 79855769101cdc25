"""Columns that hold a part of a name: joined to the first or the last name; and what a column of
whole names adds to them.
"""

import re

from yardflow.services.imports.cells.fillers import (
    DOUBTFUL_NAMES,
    NOTHING_IN_NAMES,
    is_written_as_name,
)
from yardflow.services.records.names.company_names import company_key
from yardflow.services.records.names.particles import is_particle
from yardflow.services.records.names.person_names import split_name
from yardflow.services.records.values.normalize import folded
from yardflow.signs import HYPHENS

PARTS = frozenset({"middle_name", "last_name_prefix"})

_BEHIND_SIGN = re.compile(rf"([^|@]{{2,100}}?) (?:[|@/]|[{HYPHENS}-]) (.{{1,100}})")


def joined(first: str, last: str, middle: str, prefix: str) -> tuple[str, str]:
    """First and last name: ``Jan`` + ``Pieter`` + ``van der`` + ``Berg`` → ``Jan Pieter``, ``van
    der Berg``.

    A part that the name has already is not said twice. Some tools have ``van der`` in the column of
    middle names; a single word with a capital there, such as ``Della``, is a name.
    """
    words = middle.split()
    if all(map(is_particle, words)) and (middle.islower() or len(words) > 1):
        middle, prefix = "", f"{middle} {prefix}".strip()
    if not _has(f"{first} {last}", middle):
        first = f"{first} {middle}".strip()
    if not _has(last, prefix):
        last = f"{prefix} {last}".strip()
    return first, last


def without_company(whole: str, company: str) -> str:
    """Without the row's own company behind a sign: ``Tom Reed - Acme``."""
    match = _BEHIND_SIGN.fullmatch(whole)
    if match and company and company_key(match[2]) == company_key(company):
        return match[1]
    return whole


def completed(first: str, last: str, whole: str) -> tuple[str, str]:
    """First and last name, of which at most one is known, from the whole name: ``Hanna`` and
    ``Hanna Weiss`` → ``Hanna``, ``Weiss``. A whole name that is another's adds nothing.
    """
    given, family = _split(whole)
    if not first and not last:
        return given, family
    if first and _begins_with(given, first):
        return first, family
    if last and _begins_with(family, last):
        return given, last
    return first, last


def _begins_with(name: str, words: str) -> bool:
    return f"{_compared(name)} ".startswith(f"{_compared(words)} ")


def _split(whole: str) -> tuple[str, str]:
    """First and last name, without what stands for nothing in place of one: ``Ann #N/A``, ``None
    Lee``.
    """
    words = whole.split()
    if len(words) > 1 and _is_filler(words[-1], " ".join(words[:-1])):
        *words, filler = words
        if filler[0] in "([<{":  # "Mr Tariq (TBC)"
            return split_name(" ".join(words))
        if words[-1].endswith(","):  # "Lee, Unknown"
            return "", " ".join(words).rstrip(",")
        return " ".join(words), ""
    if len(words) > 1 and _is_filler(words[0].rstrip(","), " ".join(words[1:])):
        if words[0].endswith(","):
            return " ".join(words[1:]), ""
        return "", " ".join(words[1:])
    return split_name(whole)


def _is_filler(word: str, other: str) -> bool:
    # Chinese and Korean families are written in capitals: NA Hong-jin.
    if word == "NA" or not any(map(str.isalnum, word)) or word not in NOTHING_IN_NAMES:
        return False
    return word not in DOUBTFUL_NAMES or not is_written_as_name(word, other)


def _has(name: str, part: str) -> bool:
    return f" {_compared(part)} " in f" {_compared(name)} "


def _compared(text: str) -> str:
    return " ".join(folded(text).replace(".", " ").split())
