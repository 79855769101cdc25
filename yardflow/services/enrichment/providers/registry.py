"""The providers there are: all that the product knows of one before it asks it.

A provider is added here, and nowhere else: its place is the order in which it is asked until an
ADMIN changes that. `load` imports it, because a provider's package can be large, and the web
process needs none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from yardflow.services.enrichment.providers.openai import form as openai_form
from yardflow.services.enrichment.providers.protocol import PaidProvider, Provider


class Need(Enum):
    """What has to be known of a contact's company for a provider to say anything."""

    NAME = auto()  # every company has one
    DOMAIN = auto()
    DOMAIN_OR_ADDRESS = auto()  # a colleague's own address tells the domain, too


@dataclass(frozen=True, slots=True)
class ProviderEntry:
    """A provider as people see it (``label``, ``description``), the fields it can say something
    about, and what it ``needs``.
    """

    name: str
    label: str
    description: str
    fields: frozenset[str]
    make: Callable[[], Provider]
    needs: Need = Need.NAME
    paid: bool = False


def _email_pattern() -> Provider:
    from yardflow.services.enrichment.providers.email_pattern.provider import ByPattern

    return ByPattern()


def _website() -> Provider:
    from yardflow.services.enrichment.providers.website.provider import ByWebsite

    return ByWebsite()


def _openai() -> PaidProvider:
    from yardflow.services.enrichment.providers.openai.provider import ByOpenAI

    return ByOpenAI()


# Cheapest first.
PROVIDERS: dict[str, ProviderEntry] = {
    entry.name: entry
    for entry in (
        ProviderEntry(
            "email_pattern",
            "Email pattern",
            "Free. Guesses emails from patterns at the same domain.",
            frozenset({"email"}),
            _email_pattern,
            needs=Need.DOMAIN_OR_ADDRESS,
        ),
        ProviderEntry(
            "website",
            "Company website",
            "Free. Reads the company's website.",
            frozenset({"industry", "size"}),
            _website,
            needs=Need.DOMAIN,
        ),
        ProviderEntry(
            "openai",
            "OpenAI",
            "Paid. Fills what the others couldn't.",
            openai_form.FIELDS,
            _openai,
            paid=True,
        ),
    )
}
FREE = frozenset(name for name, entry in PROVIDERS.items() if not entry.paid)
PAID = frozenset(PROVIDERS) - FREE


@cache
def load(name: str) -> Provider:
    """The provider itself."""
    return PROVIDERS[name].make()


def label_of(name: str) -> str:
    """As people call it; its name where it is no longer there."""
    entry = PROVIDERS.get(name)
    return entry.label if entry else name
