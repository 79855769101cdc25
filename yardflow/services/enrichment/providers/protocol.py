"""What the providers are shown of a contact, and what they claim about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Protocol

from yardflow.prices import Usage

# The fields that can be claimed, in the order in which they are decided and shown.
FIELDS = {
    "email": "Email",
    "title": "Title",
    "seniority": "Seniority",
    "industry": "Industry",
    "size": "Company size",
}
OF_ACCOUNT = frozenset({"industry", "size"})


@dataclass(frozen=True, slots=True)
class RealAddress:
    """An address that somebody wrote down or that was seen to work, with its owner's name. No
    shared one, which is nobody's own.
    """

    first_name: str
    last_name: str
    email: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a company's addresses: ``addresses`` are real ones, ``bounced`` turned out
    to be nobody's; ``accepted`` and ``refused`` are what people said of guesses.
    """

    addresses: tuple[RealAddress, ...] = ()
    bounced: tuple[RealAddress, ...] = ()
    accepted: tuple[RealAddress, ...] = ()
    refused: tuple[RealAddress, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """``agreeing`` of ``samples`` known addresses at the domain are formed like this, and others
    that ``bounced`` or that a person ``refused`` were. ``share`` is how often the next address is
    likely to be (0–1). ``habits`` are the company's, in writing what can be written in several
    ways.
    """

    name: str
    samples: int
    agreeing: int
    share: Decimal
    bounced: int = 0
    refused: int = 0
    habits: Mapping[tuple[str, str], int] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ContactSnapshot:
    """A contact and its account as they stood when the run began.

    What enrichment itself filled in is left out, so that no guess becomes evidence for the next.
    ``missing`` are the fields that neither a person nor a list has filled. ``mail_domain`` is where
    the company has its mailboxes, ``other_domain`` where most of its people write from if that is
    not its own; ``evidence`` is of its mailboxes, ``usual_patterns`` of the workplace's companies.
    ``taken`` addresses are not this contact's: others have them, or a person refused them.
    ``namesakes`` are first and last names of colleagues without an address, where one of the two is
    the same. ``notes`` are the latest about the contact in one text, the newest first.
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
    other_domain: str = ""
    evidence: Evidence = Evidence()
    usual_patterns: Mapping[str, Decimal] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    namesakes: tuple[tuple[str, str], ...] = ()
    missing: frozenset[str] = frozenset(FIELDS)


@dataclass(frozen=True, slots=True)
class ProviderClaim:
    """A provider's word on one field: how sure (0–1), who says so, and how it was reached.

    ``waits``: whatever its confidence, a person decides, unless another source says the same.
    """

    field: str
    value: str
    confidence: Decimal
    source: str
    how: str
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Options:
    """How an ADMIN wants providers to be asked: OpenAI's ``model``, and whether a domain must take
    mail before an address there is guessed.
    """

    model: str
    check_mail_hosts: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What a provider is asked: about whom, for which fields, given what others said before.

    ``site`` is what the company's website says of itself, once it was read. ``more_room``: the
    answer before was cut off, and this one may be longer.
    """

    contact: ContactSnapshot
    fields: frozenset[str]
    known: tuple[ProviderClaim, ...]
    options: Options
    site: str = ""
    more_room: bool = False


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """All that a provider has to say, and what asking it used.

    ``note`` says in a few words why there is nothing, where that is worth knowing. ``site`` is what
    the company's website says of itself, which paid providers are shown. ``good_for``: where nobody
    answered, it is worth trying again after that time.
    """

    claims: tuple[ProviderClaim, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    usage: Usage | None = None
    note: str = ""
    site: str = ""
    good_for: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """The most that a question can cost in USD, the tokens it is likely to use, and its
    fingerprint: equal questions have equal ones.
    """

    model: str
    most_usd: Decimal
    tokens: int
    fingerprint: str


class NoPrice(Exception):
    """What a question would cost is not known, so it is not asked; in words for people."""


class Provider(Protocol):
    """Something that can be asked about a contact. Called outside of any transaction.

    ``name`` signs its claims. Raises `ProviderError`: it could not be asked, or its answer can't be
    taken.
    """

    name: str

    def ready(self) -> bool:
        """Whether it is set up."""

    def ask(self, question: Question) -> ProviderAnswer:
        """What it says."""


class PaidProvider(Provider, Protocol):
    """A provider that costs money, which is reserved before it is asked."""

    def quote(self, question: Question) -> Quote:
        """What asking would cost at most; raises `NoPrice`."""
