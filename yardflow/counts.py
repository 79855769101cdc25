"""Numbers with their noun, in the right plural."""


def counted(count: int, noun: str, plural: str = "") -> str:
    """``1 duplicate``, ``2 duplicates``, ``1,200 queries`` (``plural`` where it is no plain s)."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
