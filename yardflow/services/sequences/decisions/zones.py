"""Which country a person is in, and which time zone, by what their records say.

Which countries have one zone is read from the tzdata package, so that it is the same everywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

from yardflow.services.records.values.countries import (
    parts_of_place,
    region_of_country,
    regions_of_place,
)

_FILE = Path(__file__).with_name("zones.txt")
_TZDATA = resources.files("tzdata") / "zoneinfo"
_NO_ZONE = "-"
# Their codes stand behind their cities as often as those of the states with the same letters do.
_LIKE_STATES = {"AR", "CO", "DE", "ID", "IL", "IN"}


@dataclass(frozen=True)
class _Country:
    """The zones of a country that has several. Cities are known by their state's code and name,
    without a state by an empty code.
    """

    states: dict[str, str] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)
    cities: dict[tuple[str, str], str] = field(default_factory=dict)

    def knows(self, city: str) -> bool:
        return any(name == city for _, name in self.cities)


def country_of(country: str, place: str) -> str:
    """The ISO 3166-1 code of a person's country as it is stored, or else of their account's
    headquarters; empty where it can't be seen.
    """
    if region := region_of_country(country):
        return region
    regions = regions_of_place(place)
    if len(regions) < 2:
        return "".join(regions)
    cities = parts_of_place(place)[:-1]
    known = [region for region in regions if any(map(_country(region).knows, cities))]
    if known:
        return known[0] if len(known) == 1 else ""
    of_state, other = regions
    return "" if other in _LIKE_STATES else of_state


def zone_of(country: str, place: str) -> ZoneInfo | None:
    """The time zone of a person in ``country`` whose account has its headquarters at ``place``:
    that of the country, or where it has several of the state or city. None where it isn't certain.
    """
    region = country_of(country, place)
    if only := _only_zone(region):
        return ZoneInfo(only)
    of_place = regions_of_place(place)
    names = parts_of_place(place) if not of_place or region in of_place else []
    names = [name for name in names if region_of_country(name) != region]
    zone = _zone_in(_country(region), names)
    return ZoneInfo(zone) if zone and zone != _NO_ZONE else None


def _zone_in(country: _Country, names: list[str]) -> str:
    """The zone that names of places say within a country, from the smallest place."""
    *cities, last = names or [""]
    head, _, code = last.rpartition(" ")
    if last not in country.states and head and code in country.states:
        cities, last = [*cities, head], code  # "sydney nsw"
    state = country.states.get(last, "")
    if state and cities:
        exact = (country.cities.get((state, city)) for city in cities)
        return next(filter(None, exact), country.zones[state])
    zones = {zone for name in (*cities, last) if (zone := country.cities.get(("", name)))}
    if state:
        zones.add(country.zones[state])
    return zones.pop() if len(zones) == 1 else "" if zones else country.zones.get("", "")


@cache
def _only_zone(region: str) -> str:
    """The zone of a country where clocks are the same everywhere from now on, or empty."""
    zones = _zones_by_country().get(region, [])
    return zones[0] if len({_rule(zone) for zone in zones}) == 1 else ""


@cache
def _zones_by_country() -> dict[str, list[str]]:
    zones: dict[str, list[str]] = {}
    for line in _lines((_TZDATA / "zone.tab").read_text(encoding="utf-8")):
        region, _, zone, *_ = line.split("\t")
        zones.setdefault(region, []).append(zone)
    return zones


def _rule(zone: str) -> bytes:
    """What holds in a zone after the last change that is written down: the last line of its file
    (RFC 9636, 3.3).
    """
    return _TZDATA.joinpath(*zone.split("/")).read_bytes().rstrip(b"\n").rpartition(b"\n")[2]


def _country(region: str) -> _Country:
    return _listed().get(region) or _Country()


@cache
def _listed() -> dict[str, _Country]:
    countries: dict[str, _Country] = {}
    for line in _lines(_FILE.read_text(encoding="utf-8")):
        head, _, names = line.partition(": ")
        region, zone, of = head.split()
        _add(countries.setdefault(region, _Country()), zone, of, names.split("|"))
    return countries


def _add(country: _Country, zone: str, of: str, names: list[str]) -> None:
    if of == "all":
        country.zones[""] = zone
    elif of == "states":
        for state in names:
            code, *others = state.split("/")
            country.zones[code] = zone
            country.states.update(dict.fromkeys((code, *others), code))
    else:
        code = "" if of == "cities" else of
        country.cities.update(((code, name), zone) for name in names)


def _lines(text: str) -> Iterator[str]:
    return (line for line in text.splitlines() if not line.startswith("#"))
