"""What the sandbox's HubSpot answers is as HubSpot publishes it, and so is what is asked of it."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from pydantic import ValidationError

from tests.fixtures.hubspot import ACME
from tests.fixtures.rows import each_row
from tests.sandbox.hubspot import published_answers as published
from tests.sandbox.hubspot.published_requests import check, check_request
from yardflow import db
from yardflow.models import Contact
from yardflow.sandbox.hubspot.portal import APP_ID
from yardflow.services.hubspot.connection import webhooks

PRIMARY = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}]
APP = f"webhooks/v3/{APP_ID}"
OBJECTS, CONTACTS = "crm/v3/objects", "crm/v3/objects/contacts"
MISSING = "1"


class Exchange(NamedTuple):
    """A request, the status of its answer, and what the answer has to be."""

    method: str
    path: str
    shape: Any
    body: Any = None
    status: int = 200


@pytest.fixture
def ids(portal) -> dict[str, str]:
    """A few records."""
    acme, ann = portal.create("companies", **ACME), portal.create(email="ann@acme.com")
    portal.create("deals", dealname="Acme at TechExpo", dealstage="qualifiedtobuy")
    portal.control("POST", "owners", email="ann@yardflow.com", firstName="Ann")
    ben, carl = portal.create(email="ben@acme.com"), portal.create(firstname="Carl")
    portal.say("DELETE", f"{CONTACTS}/{carl}")
    return {"acme": acme, "ann": ann, "ben": ben}


def of_records(ann: str, ben: str) -> Iterator[Exchange]:
    for kind in ("contacts", "companies", "deals"):
        yield Exchange("GET", f"{OBJECTS}/{kind}", published.Page)
        yield Exchange("POST", f"{OBJECTS}/{kind}/search", published.SearchPage, {})
    with_more = f"{CONTACTS}/{ann}?propertiesWithHistory=email&associations=companies"
    yield Exchange("GET", with_more, published.Record)
    yield Exchange("GET", f"{CONTACTS}?archived=true", published.Page)
    yield Exchange("GET", f"{CONTACTS}?limit=1", published.Page)
    yield Exchange("POST", f"{CONTACTS}/search", published.SearchPage, {"limit": 1})
    dan = {"properties": {"firstname": "Dan"}}
    yield Exchange("POST", CONTACTS, published.Record, dan, 201)
    yield Exchange("PATCH", f"{CONTACTS}/{ann}", published.Record, dan)
    yield Exchange("POST", f"{CONTACTS}/batch/create", published.Batch, {"inputs": [dan]}, 201)
    traced = [dan | {"objectWriteTraceId": "a"}, {"properties": {}, "objectWriteTraceId": "b"}]
    yield Exchange("POST", f"{CONTACTS}/batch/create", published.Batch, {"inputs": traced}, 207)
    known, unknown = {"id": ann}, {"id": MISSING}
    yield Exchange("POST", f"{CONTACTS}/batch/read", published.Batch, {"inputs": [known]})
    some = {"inputs": [known, unknown]}
    yield Exchange("POST", f"{CONTACTS}/batch/read", published.Batch, some, 207)
    one = {"id": "eve@acme.com", "idProperty": "email", **dan}
    yield Exchange("POST", f"{CONTACTS}/batch/upsert", published.UpsertBatch, {"inputs": [one]})
    pair = {"primaryObjectId": ann, "objectIdToMerge": ben}
    yield Exchange("POST", f"{CONTACTS}/merge", published.Record, pair)


def of_associations(ann: str, acme: str) -> Iterator[Exchange]:
    base, batch = f"crm/v4/objects/contacts/{ann}/associations", "crm/v4/associations/contacts"
    default, pair = f"{base}/default/companies/{acme}", {"from": {"id": ann}, "to": {"id": acme}}
    yield Exchange("PUT", default, published.DefaultBatch)
    yield Exchange("PUT", f"{base}/companies/{acme}", published.Labelled, PRIMARY, 201)
    yield Exchange("GET", f"{base}/companies", published.AssociatedPage)
    batch = f"{batch}/companies/batch"
    default = f"{batch}/associate/default"
    yield Exchange("POST", default, published.DefaultBatch, {"inputs": [pair]})
    labelled = {"inputs": [pair | {"types": PRIMARY}]}
    yield Exchange("POST", f"{batch}/create", published.LabelledBatch, labelled, 201)
    read = {"inputs": [{"id": ann}, {"id": MISSING}]}
    yield Exchange("POST", f"{batch}/read", published.AssociatedBatch, read, 207)
    labels, mine = "crm/associations/v4/contacts/companies/labels", {"name": "x", "label": "X"}
    yield Exchange("POST", labels, published.Labels, mine)
    yield Exchange("GET", labels, published.Labels)


def of_settings() -> Iterator[Exchange]:
    base = "crm/v3/properties/contacts"
    text = {"name": "badge", "label": "Badge", "groupName": "contactinformation"}
    badge = text | {"type": "string", "fieldType": "text"}
    yield Exchange("GET", base, published.Properties)
    yield Exchange("POST", base, published.Property, badge, 201)
    yield Exchange("PATCH", f"{base}/badge", published.Property, {"label": "Badge ID"})
    yield Exchange("POST", f"{base}/groups", published.Group, {"name": "g", "label": "G"}, 201)
    yield Exchange("GET", "crm/v3/pipelines/deals", published.Pipelines)
    yield Exchange("GET", "crm/v3/pipelines/deals/default", published.Pipeline)
    yield Exchange("GET", "crm/v3/owners", published.Owners)
    yield Exchange("GET", "account-info/v3/api-usage/daily/private-apps", published.Usages)
    place = {"targetUrl": "https://yardflow.example/", "throttling": {"maxConcurrentRequests": 1}}
    yield Exchange("PUT", f"{APP}/settings", published.StoredSettings, place)
    new = {"eventType": "contact.creation", "active": True}
    yield Exchange("POST", f"{APP}/subscriptions", published.Subscription, new, 201)
    yield Exchange("GET", f"{APP}/subscriptions", published.Subscriptions)


def of_errors() -> Iterator[Exchange]:
    for body in ({}, {"properties": {"nothing": "x"}}, {"properties": {}}):
        yield Exchange("POST", CONTACTS, published.Error, body, 400)
    taken = {"properties": {"email": "ann@acme.com"}}
    yield Exchange("POST", CONTACTS, published.Error, taken, 409)
    yield Exchange("GET", f"{CONTACTS}/{MISSING}", published.Error, None, 404)
    yield Exchange("GET", f"{OBJECTS}/tickets", published.Error, None, 400)
    yield Exchange("POST", f"{CONTACTS}/search", published.Error, {"limit": 1000}, 400)


def test_every_answer_is_as_published(portal, ids):
    exchanges = [
        *of_errors(),
        *of_settings(),
        *of_associations(ids["ann"], ids["acme"]),
        *of_records(ids["ann"], ids["ben"]),
    ]
    for each in exchanges:
        answer = portal.ask(each.method, each.path, each.body)
        assert answer.status_code == each.status, (each.path, answer.text)
        shown = check(each.shape, answer.text)
        assert getattr(shown, "results", True), each.path
    portal.control("PUT", "limits", window=0)
    limited = check(published.Error, portal.ask("GET", CONTACTS).text)
    assert limited.policy_name


def test_what_the_package_asks_is_as_published(portal, sandbox):
    crm = portal.client().crm
    dan = {"properties": {"firstname": "Dan"}, "associations": []}
    made = crm.contacts.basic_api.create(dan)
    crm.contacts.basic_api.update(made.id, {"properties": {"city": "Graz"}})
    crm.contacts.batch_api.create({"inputs": [dan | {"objectWriteTraceId": "a"}]})
    crm.contacts.batch_api.update({"inputs": [{"id": made.id, "properties": {"city": "Linz"}}]})
    read = {"properties": ["city"], "propertiesWithHistory": [], "inputs": [{"id": made.id}]}
    crm.contacts.batch_api.read(read)
    search = {"filterGroups": [], "sorts": [], "properties": [], "limit": 1, "after": "0"}
    crm.contacts.search_api.do_search(search)
    requests = [each for each in sandbox.received("hubspot") if each["body"]]
    assert len(requests) == 6
    for each in requests:
        path = each["path"].removeprefix("/hubspot")
        check_request(each["method"], path, json.dumps(each["body"]))


def test_what_a_sync_and_its_webhooks_ask_is_as_published(rounds, portal, sandbox, acme, works_at):
    ann = works_at(acme, "Ann Lee", email="ann@acme.com", title="CTO")
    webhooks.run(None)
    rounds()
    with db.session() as session:
        session.get_one(Contact, ann).title = "CEO"
    rounds()
    bodies = [each for each in sandbox.received("hubspot") if each["body"]]
    asked = [each for each in bodies if "/crm/" in each["path"] or "/webhooks/" in each["path"]]
    kinds = {each["path"].rpartition("/")[2] for each in asked}
    assert {"search", "read", "create", "update", "subscriptions", "settings"} <= kinds
    for each in asked:
        path = each["path"].removeprefix("/hubspot")
        check_request(each["method"], path, json.dumps(each["body"]))


@each_row(
    ("path", "body"),
    [
        ("/crm/v3/objects/contacts", {"properties": {"firstname": "Dan"}}),
        ("/crm/v3/objects/contacts", {"properties": {"age": 7}, "associations": []}),
        ("/crm/v3/objects/contacts/batch/create", {"inputs": [{"id": "1"}]}),
        ("/crm/v3/objects/contacts/batch/read", {"inputs": [{"id": "1"}]}),
        ("/crm/v3/objects/contacts/batch/archive", {"inputs": [{"id": "1"}] * 101}),
        ("/crm/v3/objects/contacts/search", {"filterGroups": []}),
    ],
)
def test_the_shapes_refuse_what_is_not_published(path, body):
    with pytest.raises(ValidationError):
        check_request("POST", path, json.dumps(body))


def test_a_request_of_which_nothing_is_known_is_no_good_one():
    with pytest.raises(LookupError):
        check_request("POST", "/crm/v3/lists", "{}")
