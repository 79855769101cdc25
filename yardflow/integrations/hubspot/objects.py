"""Records of HubSpot's CRM, read and written in batches, each known by its id.

https://developers.hubspot.com/docs/api-reference/crm-objects-v3/guide
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from yardflow import clock
from yardflow.integrations.hubspot.app import Access
from yardflow.integrations.hubspot.client import crm
from yardflow.integrations.hubspot.refusals import AlreadyThere, of

MOST_WITH_HISTORY, MOST, A_PAGE = 50, 100, 200
# HubSpot's search knows what was written only some seconds later.
INDEX_LAG = timedelta(seconds=30)
ADDITIONAL_EMAILS, ADDITIONAL_DOMAINS = "hs_additional_emails", "hs_additional_domains"
MERGED = ("hs_merged_object_ids", "hs_calculated_merged_vids")
_MODIFIED = {"contacts": "lastmodifieddate"}
_LONGEST_WORDS = 500
# HubSpot's numbers of what makes a company the primary one of a contact, and of a deal.
_TO_COMPANY = {"contacts": 1, "deals": 5}


@dataclass(frozen=True, slots=True)
class Found:
    """A record as it is there. ``changed_at`` is when each property last got or lost its value, as
    far as that was asked for; ``merged_ids`` are those that lead to it.
    """

    hubspot_id: str
    values: Mapping[str, str]
    changed_at: Mapping[str, datetime] = field(default_factory=dict)
    archived_at: datetime | None = None

    @property
    def merged_ids(self) -> tuple[str, ...]:
        """The ids of records that became this one; each of the two lists may lack some."""
        listed = (part for name in MERGED for part in self.values.get(name, "").split(";"))
        ids = (part.partition(":")[0].strip() for part in listed)
        return tuple(dict.fromkeys(each for each in ids if each.isdecimal()))


@dataclass(frozen=True, slots=True)
class Input:
    """What one record is to get. ``trace`` is ours, and by it the answer is told from others;
    ``company_id`` is the company that a new contact or deal belongs to.
    """

    trace: str
    values: Mapping[str, str]
    hubspot_id: str = ""
    company_id: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why HubSpot did not take an input: in its own words, with the properties that it names.
    ``existing_id`` is the record that has the same address already.
    """

    words: str
    category: str = ""
    properties: tuple[str, ...] = ()
    existing_id: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of inputs, by their traces: the ids of those that were taken, and refusals."""

    ids: Mapping[str, str]
    refused: Mapping[str, Refused]


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
        )
        page = crm(access).crm.objects.search_api.do_search(kind, request).results
        yield from map(_found, page)
        if len(page) < A_PAGE:
            return
        last = page[-1].id


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


def update(access: Access, kind: str, inputs: Sequence[Input]) -> Answer:
    """Writes values to up to `MOST` records, each by its id.

    Raises:
        ProviderError: HubSpot refused all of it, or did not say.
    """
    from hubspot.crm.objects import BatchInputSimplePublicObjectBatchInput as Batch

    rows = [
        {"id": each.hubspot_id, "objectWriteTraceId": each.trace, "properties": dict(each.values)}
        for each in inputs
    ]
    answer = crm(access).crm.objects.batch_api.update(kind, Batch(inputs=rows))
    return _answer(answer)


def create(access: Access, kind: str, inputs: Sequence[Input]) -> Answer:
    """Adds up to `MOST` records.

    Raises:
        ProviderError: HubSpot refused all of it, or did not say.
    """
    from hubspot.crm.objects import BatchInputSimplePublicObjectBatchInputForCreate as Batch

    rows = [
        {
            "objectWriteTraceId": each.trace,
            "properties": dict(each.values),
            "associations": _associations(kind, each.company_id),
        }
        for each in inputs
    ]
    answer = crm(access).crm.objects.batch_api.create(kind, Batch(inputs=rows))
    return _answer(answer)


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
        return [*map(_found, batches.read(self.kind, batch, archived=self.archived).results)]


def _parts(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _associations(kind: str, company_id: str) -> list[dict[str, Any]]:
    if not company_id:
        return []
    type_ = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": _TO_COMPANY[kind]}
    return [{"to": {"id": company_id}, "types": [type_]}]


def _found(record: Any) -> Found:
    history = {
        name: versions[0]
        for name, versions in (record.properties_with_history or {}).items()
        if versions
    }
    return Found(
        str(record.id),
        {name: str(value or "") for name, value in record.properties.items()},
        {name: version.timestamp for name, version in history.items()},
        (record.archived_at or clock.now()) if record.archived else None,
    )


def _answer(answer: Any) -> Answer:
    ids = {each.object_write_trace_id: str(each.id) for each in answer.results}
    refused: dict[str, Refused] = {}
    for error in getattr(answer, "errors", None) or ():
        for trace in (error.context or {}).get("objectWriteTraceId", ()):
            refused[trace] = _refused(error)
    return Answer(ids, refused)


def _refused(error: Any) -> Refused:
    details = error.errors or []
    named = [
        name for each in details for name in (each.context or {}).get("propertyName", ()) if name
    ]
    words = " ".join(each.message for each in details if each.message) or error.message or ""
    existing = of(409, {"message": error.message}, {}) if error.category == "CONFLICT" else None
    return Refused(
        words[:_LONGEST_WORDS],
        error.category or "",
        tuple(dict.fromkeys(named)),
        existing.record_id if isinstance(existing, AlreadyThere) else "",
    )
