"""The fields of ours that HubSpot can have."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from yardflow.models import (
    AttendeeStatus,
    LawfulBasis,
    Persona,
    Seniority,
    Stage,
    SyncedRecord,
)
from yardflow.services.hubspot.mapping.kinds import BETWEEN, Kind
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.contact_fields import CONTACT
from yardflow.services.records.resource import Resource
from yardflow.services.records.values.fields import Cleaner, one_of


@dataclass(frozen=True, slots=True)
class OurField:
    """A field of a record. ``clean`` takes what HubSpot has and gives what is stored here, or
    raises `ValueError`; None where HubSpot never fills it, since it follows from other records.
    ``needed``: it can't be empty here. ``choices`` are all values it can have.
    """

    record: SyncedRecord
    name: str
    label: str
    kind: Kind
    clean: Callable[[str], str] | None = None
    needed: bool = False
    choices: tuple[str, ...] = ()


def _cleaning(cleaner: Cleaner, *, several: bool = False) -> Callable[[str], str]:
    """A cleaner of forms, between the texts that values are here."""

    def clean(text: str) -> str:
        stored = cleaner(text.split(BETWEEN) if several and text else [] if several else text)
        return BETWEEN.join(stored) if isinstance(stored, list) else str(stored or "")

    return clean


def _of(
    resource: Resource, record: SyncedRecord, rows: Mapping[str, tuple[str, Kind]]
) -> list[OurField]:
    return [
        OurField(record, name, label, kind, _cleaning(resource.cleaners[name]))
        for name, (label, kind) in rows.items()
    ]


_STAGES, _STATUSES = tuple(map(str, Stage)), tuple(map(str, AttendeeStatus))
_stage = _cleaning(one_of(Stage))
# Every target is in the one pipeline that the mapping names.
PIPELINE = "Trade shows"
# The account that a contact belongs to: in HubSpot its primary company.
ACCOUNT_OF = "account_id"
_FIELDS = (
    OurField(
        SyncedRecord.ACCOUNT,
        "name",
        "Name",
        Kind.TEXT,
        _cleaning(ACCOUNT.cleaners["name"]),
        needed=True,
    ),
    *_of(
        ACCOUNT,
        SyncedRecord.ACCOUNT,
        {
            "domain": ("Domain", Kind.ADDRESS),
            "website": ("Website", Kind.ADDRESS),
            "industry": ("Industry", Kind.TEXT),
            "size": ("Size", Kind.TEXT),
            "headquarters": ("Headquarters", Kind.TEXT),
        },
    ),
    OurField(SyncedRecord.ACCOUNT, "owner_id", "Owner", Kind.OWNER, str.strip),
    OurField(SyncedRecord.ACCOUNT, "icp_score", "ICP score", Kind.NUMBER),
    OurField(SyncedRecord.ACCOUNT, "stage", "Stage", Kind.CHOICE, choices=_STAGES),
    *_of(
        CONTACT,
        SyncedRecord.CONTACT,
        {
            "email": ("Email", Kind.EMAIL),
            "first_name": ("First name", Kind.TEXT),
            "last_name": ("Last name", Kind.TEXT),
            "title": ("Title", Kind.TEXT),
            "phone": ("Phone", Kind.PHONE),
            "mobile": ("Mobile", Kind.PHONE),
            "linkedin_url": ("LinkedIn", Kind.ADDRESS),
            "country": ("Country", Kind.COUNTRY),
            "lawful_basis_source": ("Lawful basis source", Kind.TEXT),
            "lawful_basis_date": ("Lawful basis since", Kind.DATE),
        },
    ),
    OurField(
        SyncedRecord.CONTACT,
        "lawful_basis",
        "Lawful basis",
        Kind.CHOICE,
        _cleaning(CONTACT.cleaners["lawful_basis"]),
        choices=tuple(map(str, LawfulBasis)),
    ),
    OurField(
        SyncedRecord.CONTACT,
        "personas",
        "Personas",
        Kind.CHOICES,
        _cleaning(CONTACT.cleaners["personas"], several=True),
        choices=tuple(map(str, Persona)),
    ),
    OurField(
        SyncedRecord.CONTACT,
        "seniority",
        "Seniority",
        Kind.CHOICE,
        _cleaning(CONTACT.cleaners["seniority"]),
        choices=tuple(map(str, Seniority)),
    ),
    OurField(SyncedRecord.CONTACT, "owner_id", "Owner", Kind.OWNER, str.strip),
    OurField(SyncedRecord.CONTACT, ACCOUNT_OF, "Account", Kind.COMPANY, str.strip, needed=True),
    OurField(SyncedRecord.CONTACT, "stage", "Stage", Kind.CHOICE, choices=_STAGES),
    OurField(SyncedRecord.CONTACT, "status", "Status", Kind.CHOICE, choices=_STATUSES),
    OurField(SyncedRecord.CONTACT, "events", "Events", Kind.TEXT),
    OurField(SyncedRecord.TARGET, "name", "Name", Kind.TEXT),
    OurField(
        SyncedRecord.TARGET, "stage", "Stage", Kind.CHOICE, _stage, needed=True, choices=_STAGES
    ),
    OurField(SyncedRecord.TARGET, "pipeline", "Pipeline", Kind.CHOICE, choices=(PIPELINE,)),
    OurField(SyncedRecord.TARGET, "event", "Event", Kind.TEXT),
    OurField(SyncedRecord.TARGET, "closes_on", "End of the event", Kind.DATE),
    OurField(SyncedRecord.TARGET, "owner_id", "Owner", Kind.OWNER),
)
FIELDS: dict[tuple[SyncedRecord, str], OurField] = {
    (field.record, field.name): field for field in _FIELDS
}
