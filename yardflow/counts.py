"""Numbers with their noun, in the right plural, and lists in words."""

from collections.abc import Sequence


def counted(count: int, noun: str, plural: str = "") -> str:
    """``1 duplicate``, ``2 duplicates``, ``1,200 queries`` (``plural`` where it is no plain s)."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def listed(parts: Sequence[str]) -> str:
    """``name``, ``name and city``, ``name, title and city``; at least one."""
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
