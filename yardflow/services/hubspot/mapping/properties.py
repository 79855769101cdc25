"""What HubSpot says of its properties, as far as a mapping goes by it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from yardflow.models import SyncedRecord

OBJECTS = {
    SyncedRecord.ACCOUNT: "companies",
    SyncedRecord.CONTACT: "contacts",
    SyncedRecord.TARGET: "deals",
}
LIFECYCLE, DEAL_STAGE, PIPELINE = "lifecyclestage", "dealstage", "pipeline"
# The primary company of a contact, as HubSpot shows it: it is set by associating them.
PRIMARY_COMPANY = "associatedcompanyid"
# HubSpot moves a record from the left to the right and ignores the way back.
LIFECYCLE_STAGES = (
    "subscriber",
    "lead",
    "marketingqualifiedlead",
    "salesqualifiedlead",
    "opportunity",
    "customer",
    "evangelist",
    "other",
)
# Of HubSpot's own properties that begin so, these alone are people's to fill in.
_OWN = "hs_"
_OPEN = frozenset({"hs_lead_status", "hs_legal_basis", "hs_linkedin_url", "hs_priority"})
# What HubSpot works out from what happens: a sync that wrote it would look like a person's work.
_ACTIVITY = frozenset(
    {
        "createdate",
        "lastmodifieddate",
        "notes_last_contacted",
        "notes_last_updated",
        "notes_next_activity_date",
        "num_associated_contacts",
        "num_associated_deals",
        "num_contacted_notes",
        "num_notes",
        "recent_deal_amount",
        "recent_deal_close_date",
        "total_revenue",
    }
)


class PropertyType(StrEnum):
    """HubSpot's types of properties that a field can be mapped to."""

    STRING = "string"
    NUMBER = "number"
    BOOL = "bool"
    DATE = "date"
    DATETIME = "datetime"
    ENUMERATION = "enumeration"
    PHONE_NUMBER = "phone_number"


@dataclass(frozen=True, slots=True)
class Property:
    """A property of HubSpot's. ``type`` is HubSpot's name of it, also one that no field fits.

    ``options`` are the labels of an enumeration by their values, in HubSpot's order;
    ``options_elsewhere``: they come from another place, and HubSpot lists none. ``several``: it
    holds any number of options. ``read_only``: HubSpot refuses values for it. ``pipelines`` are
    those of a deal's stages, by the stage.
    """

    name: str
    label: str
    type: str = PropertyType.STRING
    several: bool = False
    read_only: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    options_elsewhere: bool = False
    pipelines: Mapping[str, str] = field(default_factory=dict)


def is_closed(name: str) -> bool:
    """Whether a property is HubSpot's own to write, whatever it says of itself."""
    return name in _ACTIVITY or (name.startswith(_OWN) and name not in _OPEN)
