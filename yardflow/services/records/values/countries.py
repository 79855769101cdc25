"""Which country a text speaks of, as a region of phone numbers: an ISO 3166-1 code, such as ``US``.

Records hold countries and places as people write them. A contact's country is a name or a code in
any of some languages; an account's headquarters end with a country, or with a state of the United
States or a province of Canada.
"""

from functools import cache, lru_cache
from pathlib import Path

from yardflow.services.records.values.normalize import folded
from yardflow.signs import ANY_APOSTROPHE

_NAMES = Path(__file__).with_name("countries.txt")
_CITIES = Path(__file__).with_name("cities.txt")
_LONGEST = 200
# With their codes as both postal services write them.
_STATES = """
    al alabama, ak alaska, az arizona, ar arkansas, ca california, co colorado, ct connecticut,
    dc district of columbia, de delaware, fl florida, ga georgia, hi hawaii, id idaho, il illinois,
    in indiana, ia iowa, ks kansas, ky kentucky, la louisiana, me maine, md maryland,
    ma massachusetts, mi michigan, mn minnesota, ms mississippi, mo missouri, mt montana,
    ne nebraska, nv nevada, nh new hampshire, nj new jersey, nm new mexico, ny new york,
    nc north carolina, nd north dakota, oh ohio, ok oklahoma, or oregon, pa pennsylvania,
    ri rhode island, sc south carolina, sd south dakota, tn tennessee, tx texas, ut utah,
    vt vermont, va virginia, wa washington, wv west virginia, wi wisconsin, wy wyoming
"""
_PROVINCES = """
    ab alberta, bc british columbia, mb manitoba, nb new brunswick, nl newfoundland and labrador,
    ns nova scotia, nt northwest territories, nu nunavut, on ontario, pe prince edward island,
    qc quebec, sk saskatchewan, yt yukon
"""
_REGION_OF_STATE = {
    name: region
    for region, states in (("CA", _PROVINCES), ("US", _STATES))
    for state in states.split(",")
    for name in state.split(maxsplit=1)
}
_CODE = 2
_SIGNS_BETWEEN = str.maketrans("/()", ",,,")
_WITHOUT_APOSTROPHES = str.maketrans("", "", ANY_APOSTROPHE)


@lru_cache(maxsize=2_000)
def region_of_country(text: str) -> str:
    """The region of a country's name or code, or of several for the same one; empty when it is
    none.
    """
    text = text[:_LONGEST]
    if region := _named(_key(text)):
        return region
    regions = {_named(_key(part)) for part in _parts(text)}
    return regions.pop() if len(regions) == 1 else ""


@lru_cache(maxsize=2_000)
def regions_of_place(text: str) -> tuple[str, ...]:
    """The region of a place such as ``Oslo, Norway`` or ``Duluth, Minnesota``; none when it can't
    be seen. Two letters behind a city may be a state and a country: then both.
    """
    *cities, last = parts_of_place(text) or [""]
    state = _REGION_OF_STATE.get(last, "") if cities else ""
    regions = tuple(dict.fromkeys(filter(None, (state, _named(last)))))
    for city in cities:
        if (known := _cities().get(city)) in regions:
            return (known,)
    return regions if len(last) == _CODE else regions[:1]


def parts_of_place(text: str) -> list[str]:
    """The names in a place as they are compared: of ``Austin TX 78701``, ``austin`` and ``tx``."""
    parts = [" ".join(filter(_has_no_digit, part.split())) for part in _parts(text[:_LONGEST])]
    parts = [part for part in parts if any(map(str.isalpha, part))]
    if parts:
        city, _, code = parts[-1].rpartition(" ")
        if city and code.isupper() and _key(code) in _REGION_OF_STATE:
            parts[-1:] = [city, code]
    return [_key(part) for part in parts]


def regions_of(country: str, headquarters: str) -> tuple[str, ...]:
    """The region of a person, or two that it may be: of their country, or else of their account's
    headquarters.
    """
    region = region_of_country(country)
    return (region,) if region else regions_of_place(headquarters)


def _named(name: str) -> str:
    return _regions().get(name) or _regions().get(name.removeprefix("the "), "")


@cache
def _regions() -> dict[str, str]:
    listed = _listed(_NAMES)
    return {region.lower(): region for region in listed.values()} | listed


@cache
def _cities() -> dict[str, str]:
    return _listed(_CITIES)


def _listed(file: Path) -> dict[str, str]:
    regions: dict[str, str] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            region, _, names = line.partition(":")
            regions |= dict.fromkeys(folded(names).split("|"), region)
    return regions


def _as_written() -> frozenset[str]:
    """The names of countries and states, with accents and without."""
    lines = _NAMES.read_text(encoding="utf-8").lower().splitlines()
    written = {name for line in lines for name in line.partition(":")[2].split("|") if name}
    return frozenset({*written, *_regions(), *_REGION_OF_STATE})


NAMES_OF_REGIONS = _as_written()


def _parts(text: str) -> list[str]:
    parts = text.translate(_SIGNS_BETWEEN).replace(" - ", ",").split(",")
    return [part.strip() for part in parts if part.strip()]


def _has_no_digit(word: str) -> bool:
    return not any(map(str.isdigit, word))


def _key(text: str) -> str:
    plain = folded(text.translate(_WITHOUT_APOSTROPHES))
    words = "".join(sign if sign.isalnum() else " " for sign in plain).split()
    initials = "." in text and len(words) == _CODE and all(len(word) == 1 for word in words)
    return ("" if initials else " ").join(words)
