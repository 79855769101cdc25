"""The links of a message, which lead through SendGrid so that it learns of clicks."""

import re
from html import unescape

_LINK = re.compile(r'(<a\s(?:[^<>]*?\s)?href=")([^"<>]*)"', re.IGNORECASE)


def leading_through(html: str, place: str, unsubscribe: str) -> str:
    """The same HTML, its links leading to ``place``/0, ``place``/1 and so on. ``unsubscribe`` is
    the List-Unsubscribe header, whose address is left as it is.
    """
    number = -1

    def lead(match: re.Match[str]) -> str:
        nonlocal number
        number += 1
        followed = _is_followed(_address(match), unsubscribe)
        return f'{match[1]}{place}/{number}"' if followed else match[0]

    return _LINK.sub(lead, html)


def address(html: str, number: int, unsubscribe: str) -> str | None:
    """Where a link of the message leads; None where it doesn't lead through SendGrid."""
    addresses = [_address(match) for match in _LINK.finditer(html)]
    chosen = addresses[number] if number < len(addresses) else ""
    return chosen if _is_followed(chosen, unsubscribe) else None


def _address(match: re.Match[str]) -> str:
    return unescape(match[2]).strip()


def _is_followed(address: str, unsubscribe: str) -> bool:
    return address.startswith(("http://", "https://")) and f"<{address}>" not in unsubscribe
