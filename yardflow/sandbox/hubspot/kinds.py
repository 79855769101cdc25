"""The kinds of records: their names, what is shown of them, and what they need."""

from dataclasses import dataclass

ID = "hs_object_id"


@dataclass(frozen=True)
class Kind:
    """``name`` is as paths have it, ``singular`` as events do, ``type_id`` is HubSpot's number.
    A record needs one of ``needs_any`` and all of ``needs_all``.
    """

    name: str
    singular: str
    type_id: str
    modified: str
    shown: tuple[str, ...]
    searched: tuple[str, ...]
    needs_any: tuple[str, ...] = ()
    needs_all: tuple[str, ...] = ()
    created: str = "createdate"

    @property
    def stamps(self) -> tuple[str, ...]:
        """What every answer has."""
        return (self.created, ID, self.modified)


KINDS = (
    Kind(
        "contacts",
        "contact",
        "0-1",
        "lastmodifieddate",
        shown=("email", "firstname", "lastname"),
        searched=("firstname", "lastname", "email", "phone", "company", "hs_additional_emails"),
        needs_any=("email", "firstname", "lastname"),
    ),
    Kind(
        "companies",
        "company",
        "0-2",
        "hs_lastmodifieddate",
        shown=("domain", "name"),
        searched=("website", "phone", "name", "domain"),
        needs_any=("name", "domain"),
    ),
    Kind(
        "deals",
        "deal",
        "0-3",
        "hs_lastmodifieddate",
        shown=("amount", "closedate", "dealname", "dealstage", "pipeline"),
        searched=("dealname", "pipeline", "dealstage", "description", "dealtype"),
        needs_all=("dealname", "dealstage"),
    ),
    Kind(
        "emails",
        "email",
        "0-49",
        "hs_lastmodifieddate",
        shown=(),
        searched=("hs_email_subject", "hs_email_text"),
        needs_all=("hs_timestamp", "hs_email_direction"),
        created="hs_createdate",
    ),
    Kind(
        "meetings",
        "meeting",
        "0-47",
        "hs_lastmodifieddate",
        shown=(),
        searched=("hs_meeting_title", "hs_meeting_body"),
        needs_all=("hs_timestamp",),
        created="hs_createdate",
    ),
)
_NAMED = {name: kind for kind in KINDS for name in (kind.name, kind.singular, kind.type_id)}


def kind_named(name: str) -> Kind | None:
    """The kind, under any name that HubSpot's paths take."""
    return _NAMED.get(name.lower())
