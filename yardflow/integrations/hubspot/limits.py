"""How many calls HubSpot still takes, as the headers of its answers say.

Searches have no headers; the daily ones are absent where people connected by OAuth.
https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
"""

from collections.abc import Mapping
from dataclasses import dataclass

WINDOW_S = 10


@dataclass(frozen=True, slots=True)
class Limits:
    """Calls in ten seconds and in a day: the ``most``, and what is ``left``; None: not known."""

    window_most: int | None = None
    window_left: int | None = None
    daily_most: int | None = None
    daily_left: int | None = None

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> "Limits":
        """As the headers of an answer say."""
        per_window = _number(headers.get("X-HubSpot-RateLimit-Interval-Milliseconds"))
        window = ("Max", "Remaining") if per_window == WINDOW_S * 1000 else ("", "")
        names = (*window, "Daily", "Daily-Remaining")
        return cls(*(_number(headers.get(f"X-HubSpot-RateLimit-{name}")) for name in names))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 9 else None
