"""Moments as HubSpot writes them."""

import re
from datetime import UTC, date, datetime

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MILLISECONDS = re.compile(r"-?\d{1,14}")
DAY_MS = 86_400_000
_FIRST = -62_135_596_800_000  # the year 1, before which Python knows no moments


def iso(milliseconds: int) -> str:
    """Milliseconds since 1970, as text with milliseconds and Z."""
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def milliseconds_of(text: str) -> int | None:
    """Milliseconds since 1970 of a date, a moment or such a number; None where it is none."""
    if _MILLISECONDS.fullmatch(text):
        return int(text) if int(text) >= _FIRST else None
    try:
        if _DATE.fullmatch(text):
            return (date.fromisoformat(text) - date(1970, 1, 1)).days * DAY_MS
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return round(moment.timestamp() * 1000) if moment.tzinfo else None
