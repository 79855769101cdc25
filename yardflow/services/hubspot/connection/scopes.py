"""What a connection may do in HubSpot, and what each scope that it lacks costs."""

from collections.abc import Collection
from dataclasses import dataclass

from yardflow.models import Direction, SyncedRecord
from yardflow.services.hubspot.mapping.properties import OBJECTS


@dataclass(frozen=True, slots=True)
class Scope:
    """A right in HubSpot; ``without`` says what doesn't work where it is missing. HubSpot lets
    people connect without those that aren't ``required``.
    """

    name: str
    without: str
    required: bool = True


OWNERS = "crm.objects.owners.read"
SCOPES = (
    Scope(
        "crm.objects.contacts.read",
        "Contacts can't be read from HubSpot, and nothing is logged in its timeline.",
    ),
    Scope(
        "crm.objects.contacts.write",
        "Contacts can't be created or changed in HubSpot, and nothing is logged in its timeline.",
    ),
    Scope("crm.objects.companies.read", "Companies can't be read from HubSpot."),
    Scope("crm.objects.companies.write", "Companies can't be created or changed in HubSpot."),
    Scope("crm.objects.deals.read", "Deals can't be read from HubSpot."),
    Scope("crm.objects.deals.write", "Deals can't be created or changed in HubSpot."),
    Scope(OWNERS, "Owners in HubSpot can't be matched to your team.", False),
    Scope("crm.schemas.contacts.write", "Contact properties can't be added in HubSpot.", False),
    Scope("crm.schemas.companies.write", "Company properties can't be added in HubSpot.", False),
    Scope("crm.schemas.deals.write", "Deal properties can't be added in HubSpot.", False),
)
# Every app that people connect by OAuth has it; it opens nothing of the account.
SIGN_IN = "oauth"
REQUIRED = (SIGN_IN, *(scope.name for scope in SCOPES if scope.required))
OPTIONAL = tuple(scope.name for scope in SCOPES if not scope.required)


def direction_of(record: SyncedRecord, granted: Collection[str]) -> Direction:
    """Which way values of a kind of record may go: none where it can't be read."""
    if f"crm.objects.{OBJECTS[record]}.read" not in granted:
        return Direction.OFF
    writes = f"crm.objects.{OBJECTS[record]}.write" in granted
    return Direction.BOTH if writes else Direction.FROM_HUBSPOT


def missing_for_values(granted: Collection[str]) -> list[Scope]:
    """Those of the missing scopes without which values of records don't go either way."""
    return [scope for scope in missing(granted) if ".objects." in scope.name]


def missing(granted: Collection[str]) -> list[Scope]:
    """The scopes that a connection lacks."""
    return [scope for scope in SCOPES if scope.name not in granted]
