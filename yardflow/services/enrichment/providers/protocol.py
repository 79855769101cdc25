"""What the providers are told of a contact, and what they say about it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from yardflow.prices import Usage
from yardflow.services.enrichment.providers.email_pattern.patterns import Pattern, RealAddress

if TYPE_CHECKING:
    from yardflow.services.enrichment.settings import Choices

# The fields that can be claimed, in the order in which they are settled and shown.
FIELDS = {
    "email": "Email",
    "title": "Title",
    "seniority": "Seniority",
    "industry": "Industry",
    "size": "Company size",
}
OF_ACCOUNT = frozenset({"industry", "size"})
SOURCES = {"email_pattern": "Email pattern", "website": "Website", "openai": "OpenAI"}


@dataclass(frozen=True, slots=True)
class Subject:
    """A contact and its account as they stood when the run began.

    What enrichment itself filled in is left out, so that no guess becomes evidence for the next.
    ``wanted`` are the fields that neither a person nor a list has filled. ``mail_domain`` is where
    the company has its mailboxes, ``addresses`` are real ones there, ``bounced`` those that turned
    out to be nobody's, ``taken`` those of other contacts at the event.
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
    bounced: tuple[RealAddress, ...] = ()
    taken: frozenset[str] = frozenset()
    wanted: frozenset[str] = frozenset(FIELDS)


@dataclass(frozen=True, slots=True)
class Finding:
    """A provider's word on one field: how sure (0–1), who says so, and how it was reached."""

    field: str
    value: str
    confidence: Decimal
    source: str
    how: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a provider is asked: about whom, for which fields, given what others said before.

    ``site`` is what the company's website says of itself, once it was read. ``more_room``: the
    answer before was cut off, and this one may be longer.
    """

    subject: Subject
    fields: frozenset[str]
    known: tuple[Finding, ...]
    choices: "Choices"
    site: str = ""
    more_room: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that a provider has to say, and what asking it used.

    ``note`` says in a few words why there is nothing, where that is worth knowing. ``site`` is what
    the company's website says of itself, which paid providers are shown.
    """

    findings: tuple[Finding, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    usage: Usage | None = None
    note: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """The most that a question can cost in USD, the tokens it is likely to use, and its
    fingerprint: equal questions have equal ones.
    """

    model: str
    most_usd: Decimal
    tokens: int
    fingerprint: str


class Provider(Protocol):
    """Something that can be asked about a contact. Called outside of any transaction.

    ``fields`` are those it can say something about. Raises `ProviderError`: it could not be asked,
    or its answer can't be taken.
    """

    name: str
    label: str
    fields: frozenset[str]

    def ready(self) -> bool:
        """Whether it is set up."""

    def find(self, question: Question) -> Outcome:
        """What it says."""


class Paid(Provider, Protocol):
    """A provider that costs money, which is reserved before it is asked."""

    def quote(self, question: Question) -> Quote:
        """What asking would cost at most."""
