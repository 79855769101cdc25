"""Which record of HubSpot's is one of ours, by what both have: an id, an address, a domain."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from yardflow.services.records.values.domains import own_domain


class Clue(StrEnum):
    """What two records have in common, the surest first."""

    ID = "id"
    EMAIL = "email"
    OTHER_EMAIL = "other_email"
    DOMAIN = "domain"


@dataclass(frozen=True, slots=True)
class Ours:
    """A record of ours: HubSpot's id where it has one, its address or its domain."""

    id: int
    hubspot_id: str = ""
    email: str = ""
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Theirs:
    """A record of HubSpot's: its id and those it was merged from, its addresses, its domains. The
    first of each is the main one.
    """

    hubspot_id: str
    merged_ids: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A record of HubSpot's that is ours. ``shared_with`` is another of ours that it is already."""

    hubspot_id: str
    clue: Clue
    shared_with: int | None = None


@dataclass(slots=True)
class _Index:
    """HubSpot's records by what each may be known by."""

    by_id: dict[str, str] = field(default_factory=dict)
    by_email: dict[str, str] = field(default_factory=dict)
    by_other_email: dict[str, str] = field(default_factory=dict)
    by_domain: dict[str, str] = field(default_factory=dict)
    by_part_of_domain: dict[str, str] = field(default_factory=dict)


def match(
    ours: Sequence[Ours], theirs: Iterable[Theirs], linked: Mapping[str, int]
) -> dict[int, Match]:
    """Which of HubSpot's records each of ours is, by our id. ``linked`` are those that are one of
    ours already, by HubSpot's id. Who is known by a surer clue comes first; two of ours can be the
    same one there.
    """
    index, taken = _indexed(theirs), dict(linked)
    matches: dict[int, Match] = {}
    for clue in Clue:
        for record in ours:
            if record.id in matches:
                continue
            hubspot_id = _known_by(record, clue, index)
            if hubspot_id is None:
                continue
            owner = taken.setdefault(hubspot_id, record.id)
            matches[record.id] = Match(hubspot_id, clue, owner if owner != record.id else None)
    return matches


def _indexed(theirs: Iterable[Theirs]) -> _Index:
    index = _Index()
    for record in theirs:
        for each in (record.hubspot_id, *record.merged_ids):
            index.by_id[each] = record.hubspot_id
        for place, email in enumerate(filter(None, map(str.strip, record.emails))):
            known = index.by_other_email if place else index.by_email
            known.setdefault(email.lower(), record.hubspot_id)
        for domain in record.domains:
            # A company of HubSpot's that has the domain of a mail provider is no one's.
            if own := own_domain(domain):
                whole = own == domain.strip().lower().removeprefix("www.")
                by_domain = index.by_domain if whole else index.by_part_of_domain
                by_domain.setdefault(own, record.hubspot_id)
    return index


def _known_by(record: Ours, clue: Clue, index: _Index) -> str | None:
    match clue:
        case Clue.ID:
            return index.by_id.get(record.hubspot_id)
        case Clue.EMAIL:
            return index.by_email.get(record.email)
        case Clue.OTHER_EMAIL:
            return index.by_other_email.get(record.email)
        case Clue.DOMAIN:
            known = index.by_domain.get(record.domain)
            return known or index.by_part_of_domain.get(record.domain)
