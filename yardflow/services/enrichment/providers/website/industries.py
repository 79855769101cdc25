"""Industries as a website's data names them: in words, or as a NAICS code."""

import re

from yardflow.services.records.values.normalize import folded

LONGEST = 80
# Sectors of the North American Industry Classification System 2022, by their first two digits.
# https://www.census.gov/naics/; without "Other Services", which says nothing.
_SECTORS = {
    ("11",): "Agriculture, Forestry, Fishing and Hunting",
    ("21",): "Mining, Quarrying, and Oil and Gas Extraction",
    ("22",): "Utilities",
    ("23",): "Construction",
    ("31", "32", "33"): "Manufacturing",
    ("42",): "Wholesale Trade",
    ("44", "45"): "Retail Trade",
    ("48", "49"): "Transportation and Warehousing",
    ("51",): "Information",
    ("52",): "Finance and Insurance",
    ("53",): "Real Estate and Rental and Leasing",
    ("54",): "Professional, Scientific, and Technical Services",
    ("56",): "Administrative and Support and Waste Management",
    ("61",): "Educational Services",
    ("62",): "Health Care and Social Assistance",
    ("71",): "Arts, Entertainment, and Recreation",
    ("72",): "Accommodation and Food Services",
    ("92",): "Public Administration",
}
_OF_CODE = {digits: name for group, name in _SECTORS.items() for digits in group}


def by_naics(code: str) -> str:
    """The sector of a code of two to six digits; empty for any other text."""
    return _OF_CODE.get(code[:2], "") if re.fullmatch(r"\d{2,6}", code) else ""


def fit(text: str) -> str:
    """The text as it may be stored, or empty: words, not an address, a code or markup."""
    if not 3 <= len(text) <= LONGEST or re.search(r"https?:|www\.|[@<>{}\[\]=]", folded(text)):
        return ""
    return text if sum(sign.isalpha() for sign in text) > len(text) / 2 else ""
