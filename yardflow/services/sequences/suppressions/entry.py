"""What people write for an address or a domain, in the form that suppressions are stored in.

It is the form that contacts have (`yardflow/email_address.py`), so that both meet: lower case, the
domain in ASCII. What stands behind a ``+`` stays: whether that is the same mailbox only the
recipient's provider knows.
"""

import re
import unicodedata

from yardflow.email_address import ascii_domain
from yardflow.services.records.values import domains, normalize
from yardflow.services.records.values.fields import bounded, printable

LONGEST = domains.LONGEST_URL
_NEITHER = "Enter an email address or a domain, for example ann@acme.com or acme.com."
# Full stops of other scripts, which IDNA takes for dots.
_DOTS = str.maketrans({"\u3002": "."})
_EVERY = re.compile(r"^(?:\*?@|\*\.)")


def value_of(text: str) -> str:
    """The address or the domain that a text is about. ``@acme.com``, ``*@acme.com`` and a web
    address are about the domain.

    Raises:
        ValueError: it is neither, or a domain that no one company owns.
    """
    plain = printable(unicodedata.normalize("NFKC", bounded(text.strip(), LONGEST)))
    plain = plain.translate(_DOTS).strip(" \t;,'\"").rstrip(".")
    domain = _EVERY.sub("", plain)
    if "@" in domain and "://" not in domain:
        address = normalize.email_of(_without_query(domain))
        if address is None:
            raise ValueError(_NEITHER)
        return address
    return _domain(domain)


def _without_query(address: str) -> str:
    """``mailto:ann@acme.com?subject=Hi`` without its subject."""
    return address.partition("?")[0] if address[:7].lower() == "mailto:" else address


def _domain(text: str) -> str:
    host = domains.host_of(text)
    if host is None or ascii_domain(host) is None:
        raise ValueError(_NEITHER)
    suffix = domains.public_suffix(host)
    if suffix == host:
        raise ValueError(f"{host} isn't one company's domain: anyone can register a name under it.")
    if not suffix:
        raise ValueError(_NEITHER)
    return host
