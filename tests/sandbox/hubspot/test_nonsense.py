"""Whatever is sent to the sandbox's HubSpot: it refuses, and does not break."""

import itertools
from typing import Any

import pytest

from tests.fixtures.hubspot import ACME

PATHS = (
    *(
        ("POST", f"crm/v3/objects/contacts{end}")
        for end in ("", "/search", "/merge", "/gdpr-delete")
    ),
    *(
        ("POST", f"crm/v3/objects/contacts/batch/{name}")
        for name in ("create", "read", "update", "upsert", "archive")
    ),
    ("PATCH", "crm/v3/objects/contacts/{ann}"),
    ("POST", "crm/v3/objects/deals"),
    ("POST", "crm/v3/properties/contacts"),
    ("POST", "crm/v3/properties/contacts/groups"),
    ("POST", "crm/v3/properties/contacts/batch/create"),
    ("POST", "crm/v3/properties/contacts/batch/read"),
    ("PATCH", "crm/v3/properties/contacts/badge"),
    ("POST", "crm/v3/pipelines/deals"),
    ("PUT", "crm/v4/objects/contacts/{ann}/associations/companies/{acme}"),
    ("POST", "crm/v4/associations/contacts/companies/labels"),
    *(
        ("POST", f"crm/v4/associations/contacts/companies/batch/{name}")
        for name in ("read", "create", "associate/default", "archive", "labels/archive")
    ),
    ("PUT", "webhooks/v3/4000001/settings"),
    ("POST", "webhooks/v3/4000001/subscriptions"),
    ("POST", "webhooks/v3/4000001/subscriptions/batch/update"),
)
WRONG = (None, -7, "9" * 400, [[]], [{}], {"a": {}}, 1e308)
FIELDS = (
    *("properties", "inputs", "associations", "filterGroups", "sorts", "limit", "after", "query"),
    *("primaryObjectId", "objectIdToMerge", "objectId", "idProperty", "id", "from", "to", "types"),
    *("name", "label", "type", "fieldType", "groupName", "options", "stages", "displayOrder"),
    *("targetUrl", "throttling", "eventType", "propertyName", "objectTypeId", "active"),
    *("propertiesWithHistory", "pipelineId", "hasUniqueValue", "inverseLabel", "archived"),
)
GOOD: dict[str, Any] = {
    "properties": {"firstname": "Ann"},
    "name": "halls",
    "label": "Halls",
    "groupName": "contactinformation",
    "type": "enumeration",
    "fieldType": "select",
    "options": [{"label": "One", "value": "1"}],
    "stages": [{"label": "Met"}],
    "eventType": "contact.creation",
    "targetUrl": "https://yardflow.example/",
    "throttling": {"maxConcurrentRequests": 1},
    "displayOrder": 0,
    "filterGroups": [],
}


@pytest.fixture
def places(portal) -> dict[str, str]:
    """The ids in paths."""
    badge = {"name": "badge", "label": "Badge", "groupName": "contactinformation"}
    portal.say(
        "POST", "crm/v3/properties/contacts", badge | {"type": "string", "fieldType": "text"}
    )
    return {"acme": portal.create("companies", **ACME), "ann": portal.create(firstname="Ann")}


def bodies(places: dict[str, str], in_batch: bool) -> list[Any]:
    """With all that is right, but for one thing."""
    ids = {"id": places["ann"], "from": {"id": places["ann"]}, "to": {"id": places["acme"]}}
    alone = [GOOD | ids | {field: wrong} for field, wrong in itertools.product(FIELDS, WRONG)]
    return [*WRONG, *({"inputs": [each], **each} if in_batch else each for each in alone)]


@pytest.mark.slow
@pytest.mark.parametrize(("method", "path"), PATHS)
def test_nonsense_is_refused_and_breaks_nothing(portal, places, method, path):
    broken = []
    for body in bodies(places, "/batch/" in path):
        if portal.ask(method, path.format(**places), body).status_code >= 500:
            broken.append(body)
    assert not broken, broken[:5]


@pytest.mark.parametrize("name", ["limit", "after", "archived", "properties", "associations"])
def test_nonsense_in_the_address_is_refused_and_breaks_nothing(portal, name):
    for wrong in ("", "x", "-1", "9" * 30, "٣", "\x00", ",,", "null"):
        answer = portal.ask("GET", "crm/v3/objects/contacts", **{name: wrong})
        assert answer.status_code < 500, wrong
