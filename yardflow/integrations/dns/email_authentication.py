"""What a domain's DNS says of who may send in its name: SPF (RFC 7208), DKIM (RFC 6376) and DMARC
(RFC 7489).

A resolver that is slow or broken means "not checked", never "missing".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import dns.exception
import dns.resolver

from yardflow.integrations.dns.questions import Questions

LIMIT_S = 4.0
# Under these SendGrid has its keys: of its automated security, and of one without it.
SELECTORS = ("s1", "s2", "m1", "smtpapi")
_LONGEST = 4_000


class Status(StrEnum):
    """How it is with one of the three."""

    GOOD = "good"
    WRONG = "wrong"
    MISSING = "missing"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class Finding:
    """How it is, and where that is not good, in a sentence what to do."""

    status: Status
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Authentication:
    """The three of a domain."""

    spf: Finding
    dkim: Finding
    dmarc: Finding


NOT_CHECKED = Finding(Status.NOT_CHECKED, "The DNS did not answer in time. Check again later.")


def check(
    domain: str,
    organization: str,
    limit_s: float = LIMIT_S,
    nameservers: Sequence[str] = (),
    port: int = 53,
) -> Authentication:
    """Asks the DNS about a domain; never raises. ``organization`` is the registrable domain above
    it, or itself: its DMARC policy holds for those below (RFC 7489, 6.6.3).
    """
    ask = Questions(limit_s, nameservers, port)
    return Authentication(
        _known(lambda: _spf(ask, domain)),
        _known(lambda: _dkim(ask, domain)),
        _known(lambda: _dmarc(ask, domain, organization)),
    )


def _known(look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except (dns.exception.DNSException, OSError, ValueError):
        return NOT_CHECKED


def _spf(ask: Questions, domain: str) -> Finding:
    records = [text for text in _texts(ask, domain) if _begins(text, "v=spf1")]
    if not records:
        advice = f"Add an SPF record to {domain}: mailboxes may refuse its emails."
        return Finding(Status.MISSING, advice)
    if len(records) > 1:
        advice = f"{domain} has {len(records)} SPF records, so none counts. Merge them into one."
        return Finding(Status.WRONG, advice)
    return Finding(Status.GOOD)


def _dkim(ask: Questions, domain: str) -> Finding:
    for selector in SELECTORS:
        for text in _texts(ask, f"{selector}._domainkey.{domain}"):
            key = next((value for name, value in _tags(text) if name == "p"), "")
            if key:
                return Finding(Status.GOOD)
    advice = f"SendGrid has no key at {domain}. Authenticate the domain in SendGrid."
    return Finding(Status.MISSING, advice)


def _dmarc(ask: Questions, domain: str, organization: str) -> Finding:
    for name in dict.fromkeys((domain, organization)):
        records = [text for text in _texts(ask, f"_dmarc.{name}") if _begins(text, "v=DMARC1")]
        if len(records) > 1:
            advice = f"{name} has {len(records)} DMARC records, so none counts. Keep one."
            return Finding(Status.WRONG, advice)
        if records:
            policy = next((value for tag, value in _tags(records[0]) if tag == "p"), "").lower()
            if policy in ("none", "quarantine", "reject"):
                return Finding(Status.GOOD)
            advice = f"The DMARC record of {name} has no policy. Add p=none to begin with."
            return Finding(Status.WRONG, advice)
    advice = f"Add a DMARC record to {domain}: Gmail and Yahoo ask for one."
    return Finding(Status.MISSING, advice)


def _texts(ask: Questions, name: str) -> list[str]:
    """The TXT records of a name; none where there is no such name."""
    try:
        records = ask.records(name, "TXT")
    except dns.resolver.NXDOMAIN:
        return []
    return [b"".join(each.strings)[:_LONGEST].decode("latin-1").strip() for each in records]


def _begins(text: str, version: str) -> bool:
    """Whether it is a record of this version, and not of one that begins alike."""
    following = text[len(version) : len(version) + 1]
    return text.lower().startswith(version.lower()) and following in ("", " ", ";", "\t")


def _tags(text: str) -> list[tuple[str, str]]:
    pairs = (part.partition("=") for part in text.split(";"))
    return [(name.strip().lower(), value.strip()) for name, _, value in pairs]
