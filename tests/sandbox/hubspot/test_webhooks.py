"""Events for a webhook: what of, in which shape, how signed, and how untidily."""

import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pytest
from hubspot import HubSpot
from hubspot.utils.signature import Signature

from tests.fixtures.hubspot import AS_PERSON, Portal
from tests.fixtures.product import until
from tests.fixtures.rows import each_row
from yardflow.sandbox.hubspot.deliveries import SIGNATURE, TIMESTAMP
from yardflow.sandbox.hubspot.portal import APP_ID, CLIENT_SECRET, PORTAL_ID

APP = f"webhooks/v3/{APP_ID}"
PUBLIC = "https://yardflow.example/api/webhooks/hubspot?from=%2Fhubspot"
ANN = {"firstname": "Ann", "email": "ann@gmail.com"}


class Receiver(BaseHTTPRequestHandler):
    """Keeps the requests that it gets: path, headers, body."""

    requests: ClassVar[list[tuple[str, Any, str]]] = []
    refusing: ClassVar[bool] = False

    @classmethod
    def events(cls) -> list[dict[str, Any]]:
        """All events, as they came."""
        return [event for _, _, body in cls.requests for event in json.loads(body)]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.requests.append((self.path, self.headers, body))
        self.send_response(503 if self.refusing else 204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def reach(portal: Portal) -> Iterator[str]:
    """The address of a webhook that the account knows under its public one."""
    Receiver.requests.clear()
    Receiver.refusing = False
    settings = {"targetUrl": PUBLIC, "throttling": {"maxConcurrentRequests": 10}}
    portal.say("PUT", f"{APP}/settings", settings)
    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        portal.control("PUT", "webhooks", reach=url)
        yield url
        portal.control("DELETE")
        server.shutdown()


def subscribe(portal: Portal, *names: str, **more: str) -> list[str]:
    """Subscriptions to these; their ids."""
    wanted = [{"eventType": name, "active": True, **more} for name in names]
    return [portal.say("POST", f"{APP}/subscriptions", each)["id"] for each in wanted]


def heard(number: int) -> list[dict[str, Any]]:
    """So many events, once they are there; then no more come for a moment."""
    assert until(lambda: len(Receiver.events()) >= number, 10), Receiver.events()
    time.sleep(0.3)
    assert len(Receiver.events()) == number, Receiver.events()
    return Receiver.events()


def test_subscriptions_are_made_again_and_again_and_paused_and_deleted(portal):
    first, second = subscribe(portal, "contact.creation", "contact.creation")
    assert first != second
    portal.say("PATCH", f"{APP}/subscriptions/{first}", {"active": False})
    batch = {"inputs": [{"id": int(second), "active": False}]}
    portal.say("POST", f"{APP}/subscriptions/batch/update", batch)
    base = f"{portal.url}/hubspot"
    client = HubSpot(api_key="sandbox", host=base, base_url=base).webhooks.subscriptions_api
    listed = client.get_all(APP_ID).results
    assert [(each.id, each.active) for each in listed] == [(first, False), (second, False)]
    portal.say("DELETE", f"{APP}/subscriptions/{first}")
    assert portal.ask("GET", f"{APP}/subscriptions/{first}").status_code == 404
    assert [each.id for each in client.get_all(APP_ID).results] == [second]


@each_row(
    "body",
    [
        {"eventType": "contact.birthday"},
        {"eventType": "company.privacyDeletion"},
        {"eventType": "contact.propertyChange"},
        {"eventType": "contact.creation", "propertyName": "email"},
        {"eventType": "object.creation"},
        {"eventType": "contact.creation", "objectTypeId": "0-1"},
    ],
)
def test_a_subscription_that_makes_no_sense_is_refused(portal, body):
    assert portal.ask("POST", f"{APP}/subscriptions", body).status_code == 400


@each_row(
    "url",
    [
        *("http://yardflow.example/", "ftp://yardflow.example/", None, "https://" * 300),
        *("https://", "https://[", "http://localhost:abc/", "https://yardflow.example/\x00"),
    ],
)
def test_a_webhook_is_at_a_public_address(portal, url):
    settings = {"targetUrl": url, "throttling": {"maxConcurrentRequests": 10}}
    assert portal.ask("PUT", f"{APP}/settings", settings).status_code == 400
    assert portal.ask("GET", f"{APP}/settings").status_code == 404
    assert portal.ask("GET", "webhooks/v3/7/subscriptions").status_code == 404


def test_events_are_flat_and_signed_over_the_public_address(portal, reach):
    (number,) = subscribe(portal, "contact.propertyChange", propertyName="firstname")
    ann = portal.create(**ANN)
    portal.ask(
        "PATCH",
        f"crm/v3/objects/contacts/{ann}",
        {"properties": {"firstname": "Anna"}},
        headers=AS_PERSON,
    )
    first, second = heard(2)
    assert (first["changeSource"], second["changeSource"]) == ("INTEGRATION", "CRM_UI")
    assert second | {"eventId": 0, "occurredAt": 0} == {
        "eventId": 0,
        "subscriptionId": int(number),
        "portalId": PORTAL_ID,
        "appId": APP_ID,
        "occurredAt": 0,
        "subscriptionType": "contact.propertyChange",
        "attemptNumber": 0,
        "objectId": int(ann),
        "changeSource": "CRM_UI",
        "sourceId": "userId:9586504",
        "propertyName": "firstname",
        "propertyValue": "Anna",
    }
    path, headers, body = Receiver.requests[0]
    assert path == PUBLIC.removeprefix("https://yardflow.example")
    assert Signature.is_valid(
        signature=headers[SIGNATURE],
        client_secret=CLIENT_SECRET,
        request_body=body,
        http_uri=PUBLIC.replace("%2F", "/"),
        http_method="POST",
        signature_version="v3",
        timestamp=headers[TIMESTAMP],
    )
    assert abs(int(headers[TIMESTAMP]) - time.time() * 1000) < 60_000


def test_creation_deletion_restoring_and_erasing_are_heard_of(portal, reach):
    names = [f"contact.{each}" for each in ("creation", "deletion", "restore", "privacyDeletion")]
    subscribe(portal, *names)
    ann = portal.create(**ANN)
    portal.say("DELETE", f"crm/v3/objects/contacts/{ann}")
    portal.control("POST", f"records/contacts/{ann}/restore")
    portal.say("POST", "crm/v3/objects/contacts/gdpr-delete", {"objectId": ann})
    events = heard(4)
    assert [each["subscriptionType"] for each in events] == names
    assert {each["objectId"] for each in events} == {int(ann)}


def test_a_merge_names_all_three(portal, reach):
    subscribe(portal, "contact.merge")
    first, second = portal.create(**ANN), portal.create(firstname="Anna", phone="1")
    body = {"primaryObjectId": first, "objectIdToMerge": second}
    made = portal.say("POST", "crm/v3/objects/contacts/merge", body)["id"]
    (event,) = heard(1)
    assert event["primaryObjectId"] == int(first)
    assert event["mergedObjectIds"] == [int(second)]
    assert event["newObjectId"] == event["objectId"] == int(made)
    assert event["numberOfPropertiesMoved"] == 1


def test_both_sides_hear_of_an_association(portal, reach):
    subscribe(portal, "contact.associationChange", "company.associationChange")
    ann = portal.create(firstname="Ann")
    acme = portal.create("companies", name="Acme")
    path = f"crm/v4/objects/contacts/{ann}/associations"
    portal.say("PUT", f"{path}/default/companies/{acme}")
    portal.say("PUT", f"{path}/default/companies/{acme}")
    portal.say("DELETE", f"{path}/companies/{acme}")
    events = heard(4)
    ways = [(each["associationType"], each["fromObjectId"]) for each in events[:2]]
    assert ways == [("CONTACT_TO_COMPANY", int(ann)), ("COMPANY_TO_CONTACT", int(acme))]
    assert [each["associationRemoved"] for each in events] == [False, False, True, True]


def test_events_of_objects_say_which(portal, reach):
    subscribe(portal, "object.creation", objectTypeId="0-2")
    portal.create(firstname="Ann")
    acme = portal.create("companies", name="Acme")
    (event,) = heard(1)
    assert (event["objectTypeId"], event["objectId"]) == ("0-2", int(acme))
    assert event["subscriptionType"] == "object.creation"


def test_what_is_undone_is_not_heard_of(portal, reach):
    subscribe(portal, "contact.creation")
    inputs = [{"properties": ANN}, {"properties": {"nothing": "x"}}]
    assert portal.batch("create", *inputs).status_code == 400
    portal.create(**ANN)
    heard(1)


def test_a_request_has_at_most_a_hundred_events(portal, reach):
    Receiver.refusing = True
    subscribe(portal, "contact.creation")
    portal.control("PUT", "webhooks", reach=reach, retry=0.5)
    portal.batch("create", *({"properties": {"firstname": f"A{n}"}} for n in range(100)))
    portal.batch("create", *({"properties": {"firstname": f"B{n}"}} for n in range(30)))
    Receiver.refusing = False
    assert until(lambda: portal.control("GET")["eventsWaiting"] == 0, 20)
    sizes = [len(json.loads(body)) for _, _, body in Receiver.requests]
    assert max(sizes) <= 100
    assert len({each["eventId"] for each in Receiver.events()}) == 130


def test_what_is_not_taken_comes_again_with_its_number(portal, reach, sandbox):
    subscribe(portal, "contact.creation")
    Receiver.refusing = True
    portal.create(**ANN)
    assert until(lambda: len(Receiver.requests) == 1, 10)
    sandbox.set_forward(30)
    time.sleep(0.3)
    assert len(Receiver.requests) == 1
    Receiver.refusing = False
    sandbox.set_forward(61)
    first, second = heard(2)
    assert (first["attemptNumber"], second["attemptNumber"]) == (0, 1)
    assert first["eventId"] == second["eventId"]
    assert portal.control("GET")["eventsWaiting"] == 0


def test_after_ten_attempts_no_more_come(portal, reach):
    portal.control("PUT", "webhooks", reach=reach, retry=0)
    subscribe(portal, "contact.creation")
    Receiver.refusing = True
    portal.create(**ANN)
    assert until(lambda: portal.control("GET")["eventsWaiting"] == 0, 20)
    assert [each["attemptNumber"] for each in Receiver.events()] == [*range(10)]


def untidy(portal: Portal, reach: str, seed: int) -> list[str]:
    """In which order the changes of a name come, when they come untidily."""
    portal.control("DELETE")
    Receiver.requests.clear()
    portal.control("PUT", "limits", window=10**6)
    settings = {"targetUrl": PUBLIC, "throttling": {"maxConcurrentRequests": 10}}
    portal.say("PUT", f"{APP}/settings", settings)
    subscribe(portal, "contact.propertyChange", propertyName="firstname")
    how = {"duplicated": 0.5, "late": 1, "shuffled": True, "seed": seed}
    portal.control("PUT", "webhooks", reach=reach, **how)
    ann = portal.create(firstname="0")
    for number in range(1, 20):
        portal.update(ann, firstname=str(number))
    assert until(lambda: portal.control("GET")["eventsWaiting"] == 0, 20)
    return [each["propertyValue"] for each in Receiver.events()]


def test_events_come_twice_late_and_in_any_order_where_that_is_set(portal, reach):
    values = untidy(portal, reach, 7)
    assert set(values) == {str(number) for number in range(20)}
    assert 20 < len(values) < 40
    assert values != sorted(values, key=int)
    ids = {(each["eventId"], each["propertyValue"]) for each in Receiver.events()}
    assert len(ids) == 20, "a duplicate is another event"


def test_a_late_event_says_when_it_happened(portal, reach, sandbox):
    subscribe(portal, "contact.creation")
    portal.control("PUT", "webhooks", reach=reach, late=3600)
    before = time.time() * 1000
    portal.batch("create", *({"properties": {"firstname": f"A{n}"}} for n in range(20)))
    time.sleep(0.5)
    assert portal.control("GET")["eventsWaiting"] > 15
    sandbox.set_forward(3600)
    events = heard(20)
    assert all(abs(event["occurredAt"] - before) < 60_000 for event in events)


def test_the_same_seed_leads_to_the_same_duplicates(portal, reach):
    first, second = (sorted(untidy(portal, reach, 7)) for _ in range(2))
    assert first == second != sorted(untidy(portal, reach, 8))


def test_only_what_is_of_the_app_takes_a_developer_s_key(portal):
    for path, status in ((f"{APP}/subscriptions", 200), ("crm/v3/objects/contacts", 401)):
        assert portal.ask("GET", path, headers={}, hapikey="sandbox").status_code == status
        assert portal.ask("GET", path, headers={}, hapikey="other").status_code == 401


def test_nothing_is_sent_to_another_host(portal):
    settings = {"targetUrl": PUBLIC, "throttling": {"maxConcurrentRequests": 10}}
    portal.say("PUT", f"{APP}/settings", settings)
    subscribe(portal, "contact.creation")
    portal.create(**ANN)
    time.sleep(0.5)
    assert portal.control("GET")["eventsWaiting"] == 1
    assert urlsplit(PUBLIC).hostname not in ("127.0.0.1", "localhost")
