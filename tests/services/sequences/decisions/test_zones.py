"""Countries and time zones, by what records say."""

import string
from importlib import resources
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

from yardflow.services.records.values.countries import region_of_country
from yardflow.services.records.values.normalize import folded
from yardflow.services.sequences.decisions import zones
from yardflow.services.sequences.decisions.zones import country_of, zone_of

TZDATA = resources.files("tzdata") / "zoneinfo"
NEW_YORK, CHICAGO, DENVER = "America/New_York", "America/Chicago", "America/Denver"
LOS_ANGELES, TORONTO, SYDNEY = "America/Los_Angeles", "America/Toronto", "Australia/Sydney"


def test_a_zone_is_known_where_it_is_certain():
    table = [
        ("Germany", "", "Europe/Berlin"),
        ("Deutschland", "Austin, TX", "Europe/Berlin"),
        ("de", "Anywhere", "Europe/Berlin"),
        ("日本", "", "Asia/Tokyo"),
        ("", "Oslo, Norway", "Europe/Oslo"),
        ("Spain", "", "Europe/Madrid"),
        ("Spain", "Las Palmas de Gran Canaria", "Atlantic/Canary"),
        ("China", "Ürümqi", "Asia/Shanghai"),
        ("Uzbekistan", "", "Asia/Samarkand"),
        ("United States", "", None),
        ("United States", "Austin, TX", CHICAGO),
        ("United States", "Austin", CHICAGO),
        ("", "Austin, TX 78701", CHICAGO),
        ("", "Austin TX", CHICAGO),
        ("USA", "austin tx", CHICAGO),
        ("", "El Paso, TX", DENVER),
        ("", "Round Rock, Texas, United States", CHICAGO),
        ("", "Phoenix, AZ", "America/Phoenix"),
        ("", "Miami, FL", NEW_YORK),
        ("", "Pensacola, Florida", CHICAGO),
        ("US", "Florida", None),
        ("US", "Springfield, FL", None),
        ("US", "Portland", None),
        ("US", "Portland, ME", NEW_YORK),
        ("", "Portland, OR", LOS_ANGELES),
        ("US", "Washington", None),
        ("", "Washington, DC", NEW_YORK),
        ("", "Washington, D.C.", NEW_YORK),
        ("US", "Seattle, Washington", LOS_ANGELES),
        ("US", "New York", NEW_YORK),
        ("US", "Kansas City, MO", CHICAGO),
        ("US", "Vancouver, WA", LOS_ANGELES),
        ("", "San Francisco, CA", LOS_ANGELES),
        ("", "Los Angeles, CA, USA", LOS_ANGELES),
        ("", "Toronto, CA", TORONTO),
        ("", "Atlanta, GA", NEW_YORK),
        ("", "Springfield, IL", CHICAGO),
        ("", "Tel Aviv, IL", "Asia/Jerusalem"),
        ("", "Kleinstadt, DE", None),
        ("", "Fresno, CA", LOS_ANGELES),
        ("", "Wayne, PA", NEW_YORK),
        ("", "Casablanca, MA", "Africa/Casablanca"),
        ("", "Banff, CA", "America/Edmonton"),
        ("Israel", "Tel Aviv, IL", "Asia/Jerusalem"),
        ("Canada", "Toronto, ON, CA", TORONTO),
        ("Canada", "London, Ontario", TORONTO),
        ("Canada", "London", None),
        ("Canada", "Austin, TX", None),
        ("United States", "Toronto, ON", None),
        ("", "Sydney, Australia", SYDNEY),
        ("Australia", "Sydney", SYDNEY),
        ("Australia", "Parramatta NSW 2150", SYDNEY),
        ("Australia", "Sydney, Perth", None),
        ("Australia", "", None),
        ("", "Sydney", None),
        ("Brazil", "São Paulo, SP", "America/Sao_Paulo"),
        ("", "Manaus, AM, Brazil", "America/Manaus"),
        ("Mexico", "Ciudad de México", "America/Mexico_City"),
        ("Russia", "Москва", "Europe/Moscow"),
        ("", "", None),
        ("Narnia", "Cair Paravel", None),
        ("\r\n", "TX\r\nAustin", None),
    ]
    for country, place, name in table:
        zone = zone_of(country, place)
        assert zone == (ZoneInfo(name) if name else None), (country, place, zone)


def test_a_country_is_the_persons_or_else_that_of_the_headquarters():
    table = [
        ("Germany", "Austin, TX", "DE"),
        ("", "Austin, TX", "US"),
        ("", "Atlanta, GA", "US"),
        ("", "Tel Aviv, IL", "IL"),
        ("", "Smalltown, IL", ""),
        ("", "Smalltown, MA", "US"),
        ("", "Paris", ""),
        ("", "", ""),
    ]
    for country, place, region in table:
        assert country_of(country, place) == region, (country, place)


def test_only_these_countries_need_a_place():
    codes = {line.split("\t")[0] for line in lines((TZDATA / "zone.tab").read_text())}
    without = {code for code in codes & set(codes_of_countries()) if zone_of(code, "") is None}
    assert without == {"AU", "BR", "CA", "CD", "FM", "ID", "KI", "MN", "MX", "RU", "US"}


def test_every_listed_zone_is_one_of_its_country():
    of_countries: dict[str, set[str]] = {"XK": {"Europe/Belgrade"}}
    for line in lines((TZDATA / "zone.tab").read_text()):
        code, _, zone, *_ = line.split("\t")
        of_countries.setdefault(code, {"-"}).add(zone)
    listed = Path(zones.__file__).with_name("zones.txt").read_text(encoding="utf-8")
    states: dict[str, set[str]] = {}
    for line in lines(listed):
        head, _, names = line.partition(": ")
        code, zone, of = head.split()
        assert zone in of_countries[code], line
        assert names == folded(names) and len(names.split("|")) == len(set(names.split("|"))), line
        if of == "states":
            states.setdefault(code, set()).update(name.split("/")[0] for name in names.split("|"))
        assert of in {"all", "states", "cities"} | states.get(code, set()), line


def codes_of_countries() -> list[str]:
    """The codes that records know as those of a country."""
    letters = string.ascii_uppercase
    return [code for code in map("".join, product(letters, letters)) if region_of_country(code)]


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith("#")]
