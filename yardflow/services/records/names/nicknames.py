"""What people are called for short, and the names that stands for: Bob and Robert."""

from pathlib import Path


def _read() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """The nicknames of each first name, and the first names of each nickname."""
    nicknames: dict[str, tuple[str, ...]] = {}
    in_full: dict[str, tuple[str, ...]] = {}
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="ascii").splitlines():
        if line.startswith("#"):
            continue
        name, _, short = line.partition(": ")
        nicknames[name] = tuple(short.split())
        for nickname in nicknames[name]:
            in_full[nickname] = (*in_full.get(nickname, ()), name)
    return nicknames, in_full


_NICKNAMES, _IN_FULL = _read()


def in_full(first_name: str) -> tuple[str, ...]:
    """The first names that one is short for, in lower case and without accents; none if it is not.

    ``alex`` is two.
    """
    return _IN_FULL.get(first_name, ())


def other_names(first_name: str) -> tuple[str, ...]:
    """What else people of this first name are called: ``robert`` is ``bob``, and the other way
    round.
    """
    return (*in_full(first_name), *_NICKNAMES.get(first_name, ()))
