"""What the providers are told of a contact, and what they say about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from yardflow.prices import Usage
from yardflow.services.enrichment.email_patterns import Pattern, RealAddress

# The fields that can be claimed, in the order in which they are settled and shown.
FIELDS = {
    "email": "Email",
    "title": "Title",
    "seniority": "Seniority",
    "industry": "Industry",
    "size": "Company size",
}
OF_ACCOUNT = frozenset({"industry", "size"})


@dataclass(frozen=True, slots=True)
class Subject:
    """A contact and its account as they stood when the run began.

    ``mail_domain`` is where the company has its mailboxes, ``addresses`` are real ones there,
    ``taken`` those of other contacts at the event.
    """

    contact_id: int
    account_id: int
    first_name: str
    last_name: str
    title: str
    seniority: str
    email: str
    country: str
    notes: str
    company: str
    domain: str
    website: str
    industry: str
    size: str
    headquarters: str
    mail_domain: str = ""
    addresses: tuple[RealAddress, ...] = ()
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Finding:
    """A provider's word on one field: how sure (0–1), who says so, and how it was reached."""

    field: str
    value: str
    confidence: Decimal
    source: str
    how: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that a provider has to say, and what asking it used."""

    findings: tuple[Finding, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    usage: Usage | None = None


class Provider(Protocol):
    """Something that can be asked about a contact. Called outside of any transaction.

    Raises `ProviderFault`: it could not be asked, or its answer can't be taken.
    """

    name: str
    label: str

    def ready(self) -> bool:
        """Whether it is set up."""

    def find(self, subject: Subject, known: Sequence[Finding]) -> Outcome:
        """What it says, given what cheaper providers have said before."""
