"""Records of HubSpot's CRM, read in batches, each known by its id.

https://developers.hubspot.com/docs/api-reference/crm-objects-v3/guide
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from yardflow import clock
from yardflow.integrations.hubspot.app import Access
from yardflow.integrations.hubspot.client import AS_IT_COMES, crm, said

MOST_WITH_HISTORY, MOST, A_PAGE = 50, 100, 200
# HubSpot's search knows what was written only some seconds later.
INDEX_LAG = timedelta(seconds=30)
ADDITIONAL_EMAILS, ADDITIONAL_DOMAINS = "hs_additional_emails", "hs_additional_domains"
AMOUNT, CURRENCY = "amount", "deal_currency_code"
MERGED = ("hs_merged_object_ids", "hs_calculated_merged_vids")
_MODIFIED = {"contacts": "lastmodifieddate"}
# What HubSpot calls the source of a value that no app wrote.
_BY_USERS = frozenset(
    {"CRM_UI", "CRM_UI_BULK_ACTION", "MOBILE_ANDROID", "MOBILE_IOS", "IMPORT", "FORM"}
)


@dataclass(frozen=True, slots=True)
class Version:
    """A value that a property has or had, and since when. ``by_user``: someone entered it in
    HubSpot's own pages or apps, or brought it in with a file.
    """

    text: str
    at: datetime
    by_user: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A record as it is there. ``history`` are the versions of each property, the newest first, as
    far as that was asked for, ``changed_at`` is when any of it last changed; ``merged_ids`` are the
    ids of records that lead to it.
    """

    hubspot_id: str
    values: Mapping[str, str]
    history: Mapping[str, tuple[Version, ...]] = field(default_factory=dict)
    archived_at: datetime | None = None
    changed_at: datetime | None = None

    @property
    def merged_ids(self) -> tuple[str, ...]:
        """The ids of records that became this one; each of the two lists may lack some."""
        listed = (part for name in MERGED for part in self.values.get(name, "").split(";"))
        ids = (part.partition(":")[0].strip() for part in listed)
        return tuple(dict.fromkeys(each for each in ids if each.isdecimal()))


def read(
    access: Access,
    kind: str,
    ids: Sequence[str],
    names: Sequence[str],
    *,
    archived: bool = False,
    history: bool = True,
) -> list[Found]:
    """Those of the records that are there (or ``archived``). An id that was merged gives the record
    that it became.

    Raises:
        ProviderError: HubSpot did not say.
    """
    size = MOST_WITH_HISTORY if history else MOST
    asking = _Reading(access, kind, names, archived=archived, history=history)
    return [each for some in _parts(ids, size) for each in asking.read(some)]


def read_by_email(access: Access, emails: Sequence[str], names: Sequence[str]) -> list[Found]:
    """The contacts that have one of these addresses.

    Raises:
        ProviderError: HubSpot did not say.
    """
    asking = _Reading(access, "contacts", names, id_property="email")
    return [each for some in _parts(emails, MOST) for each in asking.read(some)]


def read_by_domain(access: Access, domains: Sequence[str], names: Sequence[str]) -> list[Found]:
    """The companies that have one of these domains.

    Raises:
        ProviderError: HubSpot did not say.
    """
    filters = (
        {"propertyName": "domain", "operator": "IN", "values": some}
        for some in _parts(domains, MOST)
    )
    return [each for same in filters for each in search(access, "companies", [same], names)]


def search(
    access: Access, kind: str, filters: Sequence[Mapping[str, object]], names: Sequence[str]
) -> Iterator[Found]:
    """All records that pass these filters, by their ids. What was written within `INDEX_LAG` may
    be missing.

    Raises:
        ProviderError: HubSpot did not say.
    """
    from hubspot.crm.objects import PublicObjectSearchRequest

    last = "0"
    while True:
        behind = {"propertyName": "hs_object_id", "operator": "GT", "value": last}
        request = PublicObjectSearchRequest(
            filter_groups=[{"filters": [*filters, behind]}],
            properties=[*names],
            sorts=["hs_object_id"],
            limit=A_PAGE,
            after="0",  # published as required, though the service goes without it
        )
        searching = crm(access).crm.objects.search_api
        page = said(searching.do_search(kind, request, **AS_IT_COMES))["results"]
        yield from map(_found, page)
        if len(page) < A_PAGE:
            return
        last = page[-1]["id"]


def changed_since(
    access: Access, kind: str, moment: datetime, names: Sequence[str]
) -> Iterator[Found]:
    """Records that changed at this moment or later.

    Raises:
        ProviderError: HubSpot did not say.
    """
    since = str(round(moment.timestamp() * 1000))
    modified = _MODIFIED.get(kind, "hs_lastmodifieddate")
    return search(
        access, kind, [{"propertyName": modified, "operator": "GTE", "value": since}], names
    )


def archived(access: Access, kind: str) -> Iterator[list[str]]:
    """The ids of all records that were deleted and can be restored, page by page.

    Raises:
        ProviderError: HubSpot did not say.
    """
    api, after = crm(access).crm.objects.basic_api, None
    while True:
        page = api.get_page(kind, limit=MOST, archived=True, **({"after": after} if after else {}))
        yield [str(each.id) for each in page.results]
        if not page.paging or not page.paging.next:
            return
        after = page.paging.next.after


@dataclass(frozen=True, slots=True)
class _Reading:
    """How records are read."""

    access: Access
    kind: str
    names: Sequence[str]
    archived: bool = False
    history: bool = False
    id_property: str | None = None

    def read(self, ids: Sequence[str]) -> list[Found]:
        """As many as are read at once."""
        from hubspot.crm.objects import BatchReadInputSimplePublicObjectId as Batch

        batch = Batch(
            inputs=[{"id": each} for each in ids],
            properties=[*self.names, *MERGED],
            properties_with_history=[*self.names] if self.history else [],
            id_property=self.id_property,
        )
        batches = crm(self.access).crm.objects.batch_api
        answer = batches.read(self.kind, batch, archived=self.archived, **AS_IT_COMES)
        return [*map(_found, said(answer)["results"])]


def _parts(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _found(record: Mapping[str, Any]) -> Found:
    archived_at = _moment(record.get("archivedAt")) or clock.now()
    return Found(
        str(record["id"]),
        {name: str(value or "") for name, value in record["properties"].items()},
        {
            name: tuple(map(_version, versions))
            for name, versions in (record.get("propertiesWithHistory") or {}).items()
        },
        archived_at if record.get("archived") else None,
        _moment(record.get("updatedAt")),
    )


def _version(given: Mapping[str, Any]) -> Version:
    at = datetime.fromisoformat(given["timestamp"])
    return Version(str(given["value"] or ""), at, given.get("sourceType") in _BY_USERS)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
