"""The web addresses that a record's fields accept: a company's domain and website, a profile.

Cleaners as those in `fields`, of which each limits the length first.
"""

import re
from collections.abc import Mapping
from typing import Any
from unicodedata import normalize
from urllib.parse import urlsplit

from yardflow.services.records.values import domains
from yardflow.services.records.values.fields import bounded, taking, trimmed

_LONGEST = 300
_WITH_HOST = re.compile(r"^[A-Za-z]{1,10}://[^/?#]*")
# As in ECMA 262, which the description of an API is read by.
_HOST = r"(?:[A-Za-z0-9]{1,20}(?:-[A-Za-z0-9]{1,20}){0,2}\.){1,4}[A-Za-z]{2,20}"
_PATH = r"(?:/[A-Za-z0-9/_.~%&=?#-]*)?"


def domain(value: object) -> str | None:
    """A registrable domain, or none; mail providers and social networks are no company's own."""
    text = trimmed(value, domains.LONGEST_URL, "A domain or web address")
    if not text:
        return None
    host = domains.host_of(text)
    if host is None:
        raise ValueError("Enter a valid domain, for example acme.com.")
    if domains.is_shared(host):
        raise ValueError(f"Anyone can use {host}. Enter the company's own domain.")
    return domains.registrable(host)


def website(value: object) -> str:
    """An http address with its scheme, or nothing."""
    text = trimmed(value, _LONGEST, "A web address")
    if not text:
        return ""
    address = _web_address(text, "Enter a valid web address, for example acme.com.")
    return bounded(address, _LONGEST, "A web address")


def secure_website(value: object) -> str:
    """A web address by https, or nothing."""
    address = website(value)
    scheme, _, rest = address.partition("://")
    if address and scheme.lower() != "https":
        raise ValueError("Enter an https address, for example https://acme.com/book.")
    return f"https://{rest}" if address else ""


def linkedin(value: object) -> str:
    """The address of a profile at linkedin.com, or nothing."""
    text = trimmed(value, _LONGEST, "A LinkedIn address")
    if not text:
        return ""
    wrong = "Enter a LinkedIn address, for example linkedin.com/in/name."
    address = _web_address(text, wrong)
    host = urlsplit(address).hostname or ""
    if host != "linkedin.com" and not host.endswith(".linkedin.com"):
        raise ValueError(wrong)
    secure = "https" + address[address.index("://") :]
    return bounded(secure, _LONGEST, "A LinkedIn address")


taking(domain, pattern=f"^(?:{_HOST})?$", maxLength=domains.LONGEST_URL)


def _address(host: str, growth: Mapping[str, int]) -> dict[str, Any]:
    """The JSON Schema of an address at this host, by what it begins with: so many characters more
    are stored of it.
    """
    shapes: list[dict[str, Any]] = [
        {"pattern": f"^{scheme}{host}{_PATH}$", "maxLength": _LONGEST - more}
        for scheme, more in growth.items()
    ]
    return {"anyOf": [*shapes, {"const": ""}], "maxLength": _LONGEST}


taking(website, **_address(_HOST, {"https?://": 0, "": len("https://")}))
taking(secure_website, **_address(_HOST, {"https://": 0, "": len("https://")}))
taking(
    linkedin,
    **_address(
        r"(?:[a-z]{2,3}\.)?linkedin\.com", {"https://": 0, "http://": 1, "": len("https://")}
    ),
)


def _web_address(text: str, wrong: str) -> str:
    address = (text if "://" in text else f"https://{text}").rstrip(".,;")
    # Capitals say something only behind the host.
    address = _WITH_HOST.sub(lambda start: normalize("NFKC", start[0]).lower(), address)
    parts = urlsplit(address)
    if (
        parts.scheme.lower() not in {"http", "https"}
        or re.search(r"[\s\"'<>\\]", address)
        or "@" in parts.netloc
        or domains.host_of(address) is None
    ):
        raise ValueError(wrong)
    return address
