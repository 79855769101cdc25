"""How numbers of things read in a sentence."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """``1 duplicate``, ``1,200 duplicates``; ``plural`` is given where it is not noun + s."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"
