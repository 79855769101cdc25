"""A record and HubSpot over HTTP."""

import pytest

from yardflow.services.records import contacts

RECORDS = "/api/hubspot/records"


@pytest.fixture
def ann(acme, works_at) -> int:
    return works_at(acme, "Ann Lee", email="ann@acme.com", title="CTO")


def test_a_record_has_its_standing_and_its_history_and_a_decision_is_undone(
    rounds, portal, session, alice, bob, sign_in, ann
):
    rounds()
    contacts.update(session, alice, ann, None, {"title": "CFO"})
    session.commit()
    rounds()
    calls = sign_in(bob)
    body = calls.get(RECORDS, params={"contactId": ann}).json()
    assert body["standing"]["state"] == "synced" and body["standing"]["syncedAt"]
    assert body["href"].endswith(body["standing"]["hubspotId"])
    latest = body["history"]["items"][0]
    assert (latest["field"], latest["ours"], latest["theirs"]) == ("title", "CFO", "CTO")
    answer = calls.post(f"/api/hubspot/decisions/{latest['id']}/undo")
    assert answer.json() == {"decisionId": latest["id"], "kept": "", "inHubspot": True}
    assert calls.post(f"/api/hubspot/decisions/{latest['id']}/undo").status_code == 409
    rounds()
    assert portal.values(body["standing"]["hubspotId"], "jobtitle") == ["CTO"]
    again = calls.get(RECORDS, params={"contactId": ann}).json()["history"]["items"]
    ended = next(each for each in again if each["id"] == latest["id"])
    assert (ended["ended"], ended["endedBy"], ended["canUndo"]) == ("undo", "Bob", False)


def test_a_history_is_read_on_from_where_it_ended(rounds, alice, sign_in, ann):
    rounds()
    calls = sign_in(alice)
    first = calls.get(RECORDS, params={"contactId": ann}).json()["history"]["items"]
    rest = calls.get(RECORDS, params={"contactId": ann, "before": first[1]["id"]}).json()
    assert [each["id"] for each in rest["history"]["items"]] == [each["id"] for each in first[2:]]


def test_an_account_has_one_too(rounds, alice, sign_in, acme):
    rounds()
    body = sign_in(alice).get(RECORDS, params={"accountId": acme.id}).json()
    assert body["standing"]["state"] == "synced"
    assert "/0-2/" in body["href"]


@pytest.mark.parametrize(
    ("named", "status"),
    [({}, 422), ({"contactId": 1, "accountId": 1}, 422), ({"contactId": 10**15}, 404)],
)
def test_one_record_is_named(alice, sign_in, named, status):
    assert sign_in(alice).get(RECORDS, params=named).status_code == status


def test_without_hubspot_there_is_nothing_to_show(alice, sign_in, ann):
    body = sign_in(alice).get(RECORDS, params={"contactId": ann}).json()
    assert body["standing"] is None and not body["sync"]["everConnected"] and body["sync"]["off"]
