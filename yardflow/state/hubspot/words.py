"""How the sync says what it did: counts, outcomes, sides and times."""

from collections.abc import Mapping
from datetime import datetime

from yardflow.counts import counted
from yardflow.models import ChangedBy, SyncedRecord
from yardflow.services.hubspot.mapping.kinds import BETWEEN

OUTCOMES = {
    "created": "Created in HubSpot",
    "linked": "Linked",
    "changed_here": "Changed here",
    "changed_there": "Changed in HubSpot",
    "conflicts": "Conflicts",
    "kept": "Left as they are",
    "not_synced": "Not synced",
}
KINDS = {
    SyncedRecord.ACCOUNT: ("account", "accounts"),
    SyncedRecord.CONTACT: ("contact", "contacts"),
    SyncedRecord.TARGET: ("target account", "target accounts"),
}
_BY = {
    ChangedBy.PERSON: "by a person",
    ChangedBy.IMPORT: "by an import",
    ChangedBy.ENRICHMENT: "by enrichment",
    ChangedBy.HUBSPOT: "from HubSpot",
}
_LONGEST_VALUE = 300


def did(counts: Mapping[str, int]) -> str:
    """``2 created, 5 fields changed here``; of a run, by the names of its counts."""
    parts = [
        f"{counts['created']:,} created" if counts["created"] else "",
        f"{counts['linked']:,} linked" if counts["linked"] else "",
        f"{counted(counts['changed_here'], 'field')} changed here"
        if counts["changed_here"]
        else "",
        f"{counted(counts['changed_there'], 'field')} changed in HubSpot"
        if counts["changed_there"]
        else "",
        counted(counts["conflicts"], "conflict") if counts["conflicts"] else "",
        f"{counted(counts['refused'], 'value')} refused" if counts["refused"] else "",
    ]
    return ", ".join(filter(None, parts)) or "Nothing changed"


def waiting(counts: Mapping[SyncedRecord, int]) -> str:
    """``3 contacts, 1 account``: what waits to be synced."""
    parts = [counted(counts[record], *KINDS[record]) for record in KINDS if counts.get(record)]
    return ", ".join(parts)


def value(text: str) -> str:
    """A value as it is shown."""
    text = text.replace(BETWEEN, ", ")
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def said(why: str, *, by_hubspot: bool) -> str:
    """A reason for a refusal, with whose words they are."""
    if by_hubspot and why.startswith("HubSpot "):
        return why  # ours, about it
    return f"{'HubSpot' if by_hubspot else 'YardFlow'} says: {why}"


def by(who: ChangedBy | None) -> str:
    """Who gave our value; empty where no one knows."""
    return _BY[who] if who else ""


def iso(moment: datetime | None) -> str:
    """A moment for the browser."""
    return moment.isoformat() if moment else ""


def duration(seconds: int) -> str:
    """``about 3 min``, as long as calls take at least."""
    if seconds < 60:
        return "less than a minute"
    minutes = round(seconds / 60)
    return f"about {minutes} min" if minutes < 90 else f"about {round(minutes / 60)} h"
