"""Records of HubSpot's CRM, written in batches: what each is to get, and what became of it.

https://developers.hubspot.com/docs/api-reference/crm-objects-v3/guide
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yardflow.integrations.hubspot.app import Access
from yardflow.integrations.hubspot.client import AS_IT_COMES, crm, said
from yardflow.integrations.hubspot.refusals import AlreadyThere, of

MOST, MOST_ASSOCIATED = 100, 2_000
_LONGEST_WORDS = 500
# HubSpot's numbers of how a company belongs to a contact or deal (as its primary one) or to what
# is logged; and of how contacts and deals belong together, and a contact to what is logged.
_TO_COMPANY = {"contacts": 1, "deals": 5, "emails": 186, "meetings": 188}
_TO_OTHERS = {"contacts": 4, "deals": 3, "emails": 198, "meetings": 200}


@dataclass(frozen=True, slots=True)
class Input:
    """What one record is to get. ``trace`` is ours, and by it the answer is told from others;
    ``company_id`` is the company that a contact or a new deal, email or meeting belongs to,
    ``other_ids`` are the contacts of such a new one, or the deals of a new contact.
    """

    trace: str
    values: Mapping[str, str]
    hubspot_id: str = ""
    company_id: str = ""
    other_ids: Sequence[str] = ()


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
    """What became of inputs, by their traces: the ids of those that were taken, and refusals.
    ``unnamed`` is what HubSpot said without saying of which input.
    """

    ids: Mapping[str, str]
    refused: Mapping[str, Refused]
    unnamed: str = ""

    def with_(self, other: "Answer") -> "Answer":
        """Of both; whatever one of them refused is refused."""
        refused = {**self.refused, **other.refused}
        taken = {**self.ids, **other.ids}
        ids = {each: taken[each] for each in taken if each not in refused}
        return Answer(ids, refused, self.unnamed or other.unnamed)


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
    batches = crm(access).crm.objects.batch_api
    return _answer(said(batches.update(kind, Batch(inputs=rows), **AS_IT_COMES)))


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
            "associations": _associations(kind, each),
        }
        for each in inputs
    ]
    batches = crm(access).crm.objects.batch_api
    return _answer(said(batches.create(kind, Batch(inputs=rows), **AS_IT_COMES)))


def archive(access: Access, kind: str, ids: Sequence[str]) -> None:
    """Deletes up to `MOST` records, so that HubSpot can restore them; those that are deleted
    already stay so.

    Raises:
        ProviderError: HubSpot refused all of it, or did not say.
    """
    from hubspot.crm.objects import BatchInputSimplePublicObjectId as Batch

    crm(access).crm.objects.batch_api.archive(kind, Batch(inputs=[{"id": each} for each in ids]))


def put_into_companies(access: Access, inputs: Sequence[Input]) -> Answer:
    """Makes companies the primary ones of up to `MOST` contacts. Whom HubSpot can't put there is
    isolated: its errors don't say whom they are about.

    Raises:
        ProviderError: HubSpot refused all of it, or did not say.
    """
    from hubspot.crm.associations.v4 import BatchInputPublicAssociationMultiPost as Batch

    rows = [
        {
            "from": {"id": each.hubspot_id},
            "to": {"id": each.company_id},
            "types": [_type(_TO_COMPANY["contacts"])],
        }
        for each in inputs
    ]
    batches = crm(access).crm.associations.v4.batch_api
    answer = batches.create("contacts", "companies", Batch(inputs=rows), **AS_IT_COMES)
    errors = said(answer).get("errors")
    if not errors:
        return Answer({each.trace: each.hubspot_id for each in inputs}, {})
    if len(inputs) == 1:
        return Answer({}, {inputs[0].trace: _refused(errors[0])})
    half = len(inputs) // 2
    parts = [put_into_companies(access, some) for some in (inputs[:half], inputs[half:])]
    return parts[0].with_(parts[1])


def put_into_deals(access: Access, pairs: Sequence[tuple[str, str]]) -> None:
    """Associates deals and contacts, by their ids; those that are already stay so.

    Raises:
        ProviderError: HubSpot refused all of it, or did not say.
    """
    from hubspot.crm.associations.v4 import (
        BatchInputPublicDefaultAssociationMultiPost as Batch,
    )

    batches = crm(access).crm.associations.v4.batch_api
    for start in range(0, len(pairs), MOST_ASSOCIATED):
        some = pairs[start : start + MOST_ASSOCIATED]
        rows = [{"from": {"id": deal}, "to": {"id": contact}} for deal, contact in some]
        batches.create_default("deals", "contacts", Batch(inputs=rows))


def _associations(kind: str, given: Input) -> list[dict[str, Any]]:
    company = [(given.company_id, _TO_COMPANY)] if given.company_id else []
    others = [(each, _TO_OTHERS) for each in given.other_ids]
    return [
        {"to": {"id": hubspot_id}, "types": [_type(numbers[kind])]}
        for hubspot_id, numbers in (*company, *others)
    ]


def _type(number: int) -> dict[str, Any]:
    return {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": number}


def _answer(answer: Mapping[str, Any]) -> Answer:
    ids = {each["objectWriteTraceId"]: str(each["id"]) for each in answer["results"]}
    refused: dict[str, Refused] = {}
    unnamed = ""
    for error in answer.get("errors") or ():
        traces = (error.get("context") or {}).get("objectWriteTraceId", ())
        refused |= dict.fromkeys(traces, _refused(error))
        unnamed = unnamed if traces else _refused(error).words
    return Answer(ids, refused, unnamed)


def _refused(error: Mapping[str, Any]) -> Refused:
    details = error.get("errors") or []
    named = [
        name
        for each in details
        for name in (each.get("context") or {}).get("propertyName", ())
        if name
    ]
    message, category = error.get("message") or "", error.get("category") or ""
    words = " ".join(each["message"] for each in details if each.get("message")) or message
    existing = of(409, {"message": message}, {}) if category == "CONFLICT" else None
    return Refused(
        words[:_LONGEST_WORDS],
        category,
        tuple(dict.fromkeys(named)),
        existing.record_id if isinstance(existing, AlreadyThere) else "",
    )
