"""The mapping to begin with: what HubSpot has from the start, and off where it needs a look."""

import dataclasses
from dataclasses import dataclass

from yardflow.models import Direction, SyncedRecord
from yardflow.services.hubspot.mapping.fields import ACCOUNT_OF
from yardflow.services.hubspot.mapping.properties import PRIMARY_COMPANY

# Properties of ours are called so in HubSpot; they are created there once a person agrees.
OWN_PREFIX = "yardflow_"
_BOTH, _TO, _FROM = Direction.BOTH, Direction.TO_HUBSPOT, Direction.FROM_HUBSPOT
_LIFECYCLE = {
    "Lead": ["lead"],
    "Qualified": ["salesqualifiedlead", "marketingqualifiedlead"],
    "Booked": ["opportunity"],
    "Won": ["customer"],
}
_LEAD_STATUS = {
    "Listed": ["NEW"],
    "Invited": ["ATTEMPTED_TO_CONTACT"],
    "Registered": ["CONNECTED"],
    "Met": ["IN_PROGRESS"],
    "Missed": ["BAD_TIMING"],
}
_DEAL_STAGES = {
    "Qualified": ["qualifiedtobuy"],
    "Booked": ["appointmentscheduled"],
    "Checked In": ["presentationscheduled", "decisionmakerboughtin", "contractsent"],
    "Won": ["closedwon"],
    "Lost": ["closedlost"],
}
_LAWFUL_BASES = {
    "Consent": ["Freely given consent from contact"],
    "Contract": ["Performance of a contract"],
    "Legitimate interest": [
        "Legitimate interest – prospect/lead",
        "Legitimate interest – existing customer",
        "Legitimate interest - other",
    ],
}


@dataclass(frozen=True, slots=True)
class DefaultField:
    """A row of the mapping, before anyone changed it."""

    record: SyncedRecord
    field: str
    property: str
    direction: Direction
    values: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    asks: bool = False
    may_lower: bool = False


def _rows(record: SyncedRecord, *rows: tuple[str, str, Direction]) -> tuple[DefaultField, ...]:
    return tuple(DefaultField(record, *row) for row in rows)


_ACCOUNT, _CONTACT, _TARGET = SyncedRecord.ACCOUNT, SyncedRecord.CONTACT, SyncedRecord.TARGET
DEFAULTS = (
    *_rows(
        _ACCOUNT,
        ("name", "name", _BOTH),
        ("domain", "domain", _BOTH),
        ("website", "website", _BOTH),
        ("industry", "industry", _BOTH),
        ("size", "numberofemployees", _FROM),
        ("owner_id", "hubspot_owner_id", _BOTH),
        ("icp_score", f"{OWN_PREFIX}icp_score", Direction.OFF),
    ),
    DefaultField(_ACCOUNT, "stage", "lifecyclestage", _TO, _LIFECYCLE),
    *_rows(
        _CONTACT,
        ("email", "email", _BOTH),
        ("first_name", "firstname", _BOTH),
        ("last_name", "lastname", _BOTH),
        ("title", "jobtitle", _BOTH),
        ("phone", "phone", _BOTH),
        ("mobile", "mobilephone", _BOTH),
        ("linkedin_url", "hs_linkedin_url", _BOTH),
        ("country", "country", _BOTH),
        ("owner_id", "hubspot_owner_id", _BOTH),
        (ACCOUNT_OF, PRIMARY_COMPANY, _BOTH),
        ("personas", f"{OWN_PREFIX}personas", Direction.OFF),
        ("seniority", f"{OWN_PREFIX}seniority", Direction.OFF),
        ("events", f"{OWN_PREFIX}events", Direction.OFF),
    ),
    DefaultField(_CONTACT, "lawful_basis", "hs_legal_basis", _FROM, _LAWFUL_BASES),
    DefaultField(_CONTACT, "stage", "lifecyclestage", _TO, _LIFECYCLE),
    DefaultField(_CONTACT, "status", "hs_lead_status", Direction.OFF, _LEAD_STATUS),
    *_rows(
        _TARGET,
        ("name", "dealname", _TO),
        ("event", f"{OWN_PREFIX}event", Direction.OFF),
        ("closes_on", "closedate", _TO),
        ("owner_id", "hubspot_owner_id", _TO),
    ),
    DefaultField(_TARGET, "stage", "dealstage", _BOTH, _DEAL_STAGES),
    DefaultField(_TARGET, "pipeline", "pipeline", _TO, {"Trade shows": ["default"]}),
)
