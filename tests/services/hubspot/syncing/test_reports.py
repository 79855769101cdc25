"""What changes in HubSpot is known here: by its reports, and by looking where none came."""

import json
import time
from datetime import timedelta

import pytest
from sqlmodel import Session, delete, select

from tests.fixtures.hubspot import Portal
from tests.fixtures.records import contact
from tests.fixtures.rows import each_row
from yardflow import clock, db
from yardflow.config import SANDBOX_KEY
from yardflow.integrations.hubspot import webhook
from yardflow.models import HubSpotCursor, HubSpotEvent, HubSpotLink, LinkState
from yardflow.sandbox.hubspot.deliveries import signature
from yardflow.sandbox.hubspot.portal import PORTAL_ID
from yardflow.services.hubspot.syncing import events, polling
from yardflow.services.hubspot.syncing.round import Sync
from yardflow.services.hubspot.syncing.waking import Waiting

URL = "https://yardflow.example/api/webhooks/hubspot"
CHANGED = {
    "eventId": 1,
    "subscriptionId": 2,
    "portalId": PORTAL_ID,
    "occurredAt": 1_790_000_000_000,
    "subscriptionType": "contact.propertyChange",
    "propertyName": "jobtitle",
    "propertyValue": "CEO",
    "objectId": 1001,
    "attemptNumber": 0,
}


@pytest.fixture
def ann(acme, works_at) -> int:
    return works_at(acme, "Ann Lee", email="ann@acme.com", title="CTO")


def link_of(contact_id: int) -> HubSpotLink:
    with db.session() as session:
        return session.exec(select(HubSpotLink).filter_by(contact_id=contact_id)).one()


def report(*given: dict) -> int:
    """HubSpot reports these events; how many were new."""
    body = json.dumps(given).encode()
    with db.session() as session:
        return events.store(session, webhook.events(body))


def later(seconds: float):
    return clock.at(clock.now() + timedelta(seconds=seconds))


def test_a_reported_change_is_here_after_a_round_however_often_it_is_reported(
    rounds, portal: Portal, ann
):
    rounds()
    there = link_of(ann).hubspot_id
    portal.update(there, jobtitle="CEO")
    reported = CHANGED | {"objectId": int(there)}
    assert report(reported, reported | {"attemptNumber": 3}) == 1
    assert report(reported) == 0
    rounds()
    assert contact(ann).title == "CEO"


def test_merges_and_privacy_deletions_are_followed_in_the_order_in_which_they_happened(
    rounds, portal: Portal, acme, ann, works_at
):
    bob = works_at(acme, "Bob Ray", email="bob@acme.com")
    rounds()
    first, second = link_of(ann).hubspot_id, link_of(bob).hubspot_id
    body = {"primaryObjectId": first, "objectIdToMerge": second}
    made = int(portal.say("POST", "crm/v3/objects/contacts/merge", body)["id"])
    merged = CHANGED | {
        "subscriptionType": "contact.merge",
        "objectId": made,
        "primaryObjectId": int(first),
        "mergedObjectIds": [int(second)],
        "newObjectId": made,
    }
    erased = CHANGED | {"subscriptionType": "contact.privacyDeletion", "objectId": made}
    later_on = {"occurredAt": CHANGED["occurredAt"] + 1_000}
    assert report(erased | later_on, merged) == 2
    with db.session() as session:
        events.apply(session)
    assert link_of(ann).hubspot_id == str(made) and link_of(bob).state == LinkState.DUPLICATE
    assert link_of(ann).state == LinkState.ERASED


def test_what_no_one_reported_is_seen_by_looking(rounds, portal: Portal, acme, ann):
    rounds()
    portal.update(link_of(ann).hubspot_id, jobtitle="CEO")
    with later(11):
        rounds()
    assert contact(ann).title == "CEO"


def test_what_changes_before_the_first_look_came_to_its_end_is_seen_by_a_later_one(
    rounds, portal: Portal, ann
):
    rounds()
    with db.session() as writing:  # as if whoever looked first had been killed each time
        writing.execute(delete(HubSpotCursor))
    portal.update(link_of(ann).hubspot_id, jobtitle="CEO")
    with later(600):
        rounds()
    assert contact(ann).title == "CEO"


def test_who_was_created_there_is_linked_with_who_is_the_same_here(
    rounds, portal: Portal, session: Session, acme, ann
):
    rounds()
    there = link_of(ann).hubspot_id
    with db.session() as writing:
        writing.delete(writing.exec(select(HubSpotLink).filter_by(contact_id=ann)).one())
    portal.update(there, jobtitle="CEO")
    with later(11):
        rounds()
    assert link_of(ann).state == LinkState.LINKED


def test_what_was_archived_there_is_seen_by_a_sweep(rounds, portal: Portal, ann):
    rounds()
    portal.ask("DELETE", f"crm/v3/objects/contacts/{link_of(ann).hubspot_id}")
    with later(polling.SWEEP_EVERY.total_seconds() + 1):
        rounds()
    assert link_of(ann).state == LinkState.ARCHIVED


def test_a_look_that_overlaps_reads_nothing_twice(rounds, portal: Portal, sandbox, ann):
    rounds()
    with later(11):
        rounds()
        reads = sum("batch/read" in each["path"] for each in sandbox.received("hubspot"))
    with later(22):
        assert rounds() == 0
    assert sum("batch/read" in each["path"] for each in sandbox.received("hubspot")) == reads


def sign(body: bytes, at: float = 0, url: str = URL, secret: str = SANDBOX_KEY) -> dict[str, str]:
    stamp = str(round((clock.now().timestamp() + at) * 1000))
    return {webhook.SIGNATURE: signature(secret, url, body, stamp), webhook.TIMESTAMP: stamp}


@each_row(
    ("at", "url", "secret", "taken"),
    [
        (0, URL, SANDBOX_KEY, True),
        (-290, URL, SANDBOX_KEY, True),
        (290, URL, SANDBOX_KEY, True),
        (-310, URL, SANDBOX_KEY, False),
        (310, URL, SANDBOX_KEY, False),
        (0, URL + "/", SANDBOX_KEY, False),
        (0, URL, "another secret", False),
    ],
)
def test_only_what_hubspot_signed_lately_is_taken(sandbox, at, url, secret, taken):
    assert webhook.is_signed(URL, b"[]", sign(b"[]", at, url, secret)) is taken


def test_a_signature_is_of_this_body_and_this_moment(sandbox):
    body = b"[]"
    signed = sign(body)
    assert not webhook.is_signed(URL, b"[ ]", signed)
    assert not webhook.is_signed(URL, body, {webhook.SIGNATURE: signed[webhook.SIGNATURE]})
    assert not webhook.is_signed(URL, body, signed | {webhook.TIMESTAMP: "9" * 10_000})
    assert not webhook.is_signed(URL, body, signed | {webhook.SIGNATURE: "ü"})
    encoded = sign(body, url=URL + "?a=/")
    assert webhook.is_signed(URL + "?a=%2F", body, encoded)


@pytest.mark.parametrize(
    "given",
    [
        {**CHANGED, "objectId": True},
        {**CHANGED, "objectId": "1" * 5_000},
        {**CHANGED, "occurredAt": 10**30},
        {**CHANGED, "subscriptionType": "ticket.creation"},
        {**CHANGED, "portalId": None},
        {**CHANGED, "subscriptionType": "contact.\x00"},
        {**CHANGED, "subscriptionType": "contact.\ud800"},
        ["contact"],
        7,
    ],
)
def test_what_is_about_no_record_is_passed_over(given):
    assert webhook.events(json.dumps([given]).encode()) == []


def test_reports_of_another_account_are_not_kept(rounds, portal: Portal, session: Session):
    assert report(CHANGED | {"portalId": 5}) == 0
    assert session.exec(select(HubSpotEvent)).all() == []


def test_the_route_takes_what_is_signed_and_answers_whatever_it_says(
    rounds, client, set_up, session: Session
):
    set_up(PUBLIC_URL="https://yardflow.example")

    def post(body: bytes, headers: dict[str, str]) -> int:
        return client.post("/api/webhooks/hubspot", content=body, headers=headers).status_code

    body = json.dumps([CHANGED, {"subscriptionType": "ticket.creation"}]).encode()
    assert post(body, {}) == 401 and post(body, sign(body, secret="x")) == 401
    assert post(body, sign(body)) == 200 and post(b"{}", sign(b"{}")) == 200
    deep = b"[" * 200_000 + b"]" * 200_000
    assert post(b"no JSON", sign(b"no JSON")) == 200 and post(deep, sign(deep)) == 200
    (event,) = session.exec(select(HubSpotEvent)).all()
    assert event.body["id"] == "1001" and "CEO" not in str(event.body)


def test_a_report_ends_the_wait_for_the_next_round(rounds, portal: Portal, session: Session):
    sync = Sync()
    sync.rest(0)  # from now on it hears
    assert report(CHANGED) == 1
    began = time.monotonic()
    sync.rest(30)
    assert time.monotonic() - began < 10
    began = time.monotonic()
    sync.rest(0.2)  # it was one report
    assert time.monotonic() - began > 0.19
    sync.close()


def test_without_a_database_a_round_is_waited_for_all_the_same(set_up, monkeypatch):
    waiting = Waiting()
    db.dispose()
    set_up(DATABASE_URL="postgresql+psycopg://no:one@127.0.0.1:9/nothing")
    began = time.monotonic()
    waiting.wait(0.2)
    assert 0.19 < time.monotonic() - began < 10
    db.dispose()
