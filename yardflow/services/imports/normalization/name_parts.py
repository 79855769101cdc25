"""Columns that hold a part of a name: joined to the first or the last name."""

from yardflow.services.records.normalize import folded
from yardflow.services.records.particles import is_particle

PARTS = frozenset({"middle_name", "last_name_prefix"})


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


def _has(name: str, part: str) -> bool:
    return f" {_compared(part)} " in f" {_compared(name)} "


def _compared(text: str) -> str:
    return " ".join(folded(text).replace(".", " ").split())
