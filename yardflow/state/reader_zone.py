"""The time zone of whoever reads a page, as their browser says it (`assets/zone.js`)."""

from zoneinfo import ZoneInfo

import reflex as rx

from yardflow.auth import cookies
from yardflow.services.records.values import fields

_COOKIE = "zone"


def zone_of(state: rx.State) -> ZoneInfo:
    """UTC where the browser names none that is known."""
    named = cookies.value_of(state.router.headers.cookie, _COOKIE) or ""
    return ZoneInfo(named if named in fields.timezones() else "UTC")
