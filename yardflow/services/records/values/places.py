"""Whether a text is a place rather than a name: a city, a country, or a city with its country or
state. Of cities only well-known ones are known.
"""

from functools import lru_cache
from pathlib import Path

from yardflow.services.records.values.countries import (
    NAMES_OF_REGIONS,
    parts_of_place,
    region_of_country,
    regions_of_place,
)
from yardflow.services.records.values.normalize import folded

_LONGEST, _MOST_WORDS = 60, 6
_SHORTEST_COUNTRY = 4


def _set(text: str) -> frozenset[str]:
    return frozenset(text.replace("\n", "|").split("|"))


def _cities() -> tuple[frozenset[str], frozenset[str]]:
    text = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")
    cities, also_names = text.partition("[cities]\n")[2].split("[also names]\n")
    return _set(cities), _set(also_names)


_CITIES, _ALSO_NAMES = _cities()
# Countries, in one language or another, that people are called by.
_FIRST_NAMES = frozenset(
    {
        "jordan",
        "chad",
        "georgia",
        "israel",
        "kenya",
        "india",
        "china",
        "mali",
        "dominique",
        "italia",
    }
    | {"grecia", "francia", "america", "kenia", "cuba", "ireland", "holland", "tonga", "martinique"}
)
_CODE = 2
# Of the names of countries and states, as they are written and without accents.
LAST_WORDS = frozenset(name.split()[-1] for name in NAMES_OF_REGIONS)


@lru_cache(maxsize=2_000)
def is_place(text: str) -> bool:
    """Whether it stands for a place behind a name: ``Chicago``, ``Germany``, ``Austin TX``."""
    if len(text) > _LONGEST:
        return False
    plain = _plain(text)
    is_country = len(plain) >= _SHORTEST_COUNTRY or text in {"US", "USA", "UK", "UAE"}
    return (
        plain in _CITIES
        or (is_country and plain not in _FIRST_NAMES and bool(region_of_country(text)))
        or is_city_with_country(text)
    )


def is_city_with_country(text: str) -> bool:
    """Whether it is a city with its country or state: ``Hamburg Germany``, ``Austin, Texas``."""
    if text[text.rfind(" ") + 1 :].lower() not in LAST_WORDS:  # as nearly every name
        return False
    words = text.replace(",", " ").split()
    if len(text) > _LONGEST or not 1 < len(words) <= _MOST_WORDS:
        return False
    return any(
        _is_city(" ".join(words[:at])) and _is_country_or_state(words[at:])
        for at in range(1, len(words))
    )


def _is_city(text: str) -> bool:
    plain = _plain(text)
    return plain in _CITIES or plain in _ALSO_NAMES


def _is_country_or_state(words: list[str]) -> bool:
    text = " ".join(words)
    if len(text) == 2 and not text.isupper():
        return False
    # With a city in front states are read, too.
    return len(parts_of_place(f"X, {text}")) > 1 and bool(regions_of_place(f"X, {text}"))


def _plain(text: str) -> str:
    plain = folded(text).replace(".", "")
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain).split())
