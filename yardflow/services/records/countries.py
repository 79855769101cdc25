"""Which country a text speaks of, as a region of phone numbers: an ISO 3166-1 code, such as ``US``.

Records hold countries and places as people write them. A contact's country is a name or a code in
any of some languages; an account's headquarters end with a country, or with a state of the United
States or a province of Canada.
"""

from functools import cache, lru_cache
from pathlib import Path

from yardflow.services.records.normalize import folded

_NAMES = Path(__file__).with_name("countries.txt")
_LONGEST = 200
# Both as their postal services write them.
_STATES = """
    al ak az ar ca co ct dc de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm
    ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy
"""
_PROVINCES = "ab bc mb nb nl ns nt nu on pe qc sk yt"
_REGION_OF_STATE = dict.fromkeys(_PROVINCES.split(), "CA") | dict.fromkeys(_STATES.split(), "US")


@lru_cache(maxsize=2_000)
def region_of_country(text: str) -> str:
    """The region of a country's name or code; empty when it is none."""
    name = _key(text[:_LONGEST])
    if len(name) == 2 and name.upper() in _regions().values():
        return name.upper()
    return _regions().get(name, "")


@lru_cache(maxsize=2_000)
def region_of_place(text: str) -> str:
    """The region of a place such as ``Oslo, Norway`` or ``Duluth, MN``; empty when it can't be
    seen. Behind a city, two letters are first a state, then a province, then a country.
    """
    city, comma, last = text[:_LONGEST].rpartition(",")
    name = _key(last).split(" ")[0] if comma and any(map(str.isdigit, last)) else _key(last)
    of_state = _REGION_OF_STATE.get(name, "") if city.strip() else ""
    return of_state or region_of_country(name)


def region_of(country: str, headquarters: str) -> str:
    """The region of a person: of their country, or else of their account's headquarters."""
    return region_of_country(country) or region_of_place(headquarters)


@cache
def _regions() -> dict[str, str]:
    regions: dict[str, str] = {}
    for line in _NAMES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            region, _, names = line.partition(":")
            regions |= dict.fromkeys(names.split("|"), region)
    return regions


def _key(text: str) -> str:
    plain = folded(text.replace("'", "").replace("’", ""))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain).split())
