"""Meetings over HTTP."""

import pytest

pytestmark = pytest.mark.usefixtures("database")
MEETINGS = "/api/meetings"


def test_a_meeting_is_added_changed_listed_taken_along_and_deleted(
    sign_in, bob, alice, acme, works_at, techexpo
):
    browser = sign_in(bob)
    ann = works_at(acme, "Ann Lee")
    body = {
        "contactId": ann,
        "startsAt": "2027-03-09T09:00:00-06:00",
        "timezone": "America/Chicago",
    }
    answer = browser.post(MEETINGS, json=body | {"eventId": techexpo.id, "kind": "booth"})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["startsAt"], made["minutes"]) == ("2027-03-09T15:00:00Z", 30)
    assert (made["ownerName"], made["eventName"]) == ("Bob", techexpo.name)
    here = f"{MEETINGS}/{made['id']}"
    change = {"version": made["version"], "outcome": "cancelled", "nextStep": "Ask again"}
    assert browser.patch(here, json=change).json()["outcome"] == "cancelled"
    assert browser.patch(here, json=change).status_code == 409
    listed = {"when": "all", "eventId": techexpo.id, "owner": "me", "outcome": "cancelled"}
    assert [row["id"] for row in browser.get(MEETINGS, params=listed).json()["items"]] == [
        made["id"]
    ]
    file = browser.get(f"{here}/file")
    assert file.headers["content-type"] == "text/calendar; charset=utf-8"
    assert 'filename="meeting-2027-03-09.ics"' in file.headers["content-disposition"]
    assert "METHOD:CANCEL" in file.text
    assert browser.delete(here).status_code == 204
    assert browser.get(here).status_code == 404


def test_what_means_nothing_is_refused(sign_in, bob, acme, works_at):
    browser = sign_in(bob)
    body = {
        "contactId": works_at(acme, "Ann Lee"),
        "startsAt": "2027-03-09T09:00:00-06:00",
        "timezone": "America/Chicago",
    }
    for wrong in (
        {"startsAt": "2027-03-09T09:00:00"},
        {"startsAt": ""},
        {"timezone": "Mars"},
        {"timezone": ""},
        {"minutes": 4},
        {"minutes": 1441},
        {"kind": "dinner"},
        {"outcome": "fine"},
        {"senderId": 1},
        {"guestName": "Ann"},
    ):
        assert browser.post(MEETINGS, json=body | wrong).status_code == 422, wrong
    for missing in body:
        left = {name: value for name, value in body.items() if name != missing}
        assert browser.post(MEETINGS, json=left).status_code == 422, missing
    assert browser.post(MEETINGS, json=body | {"contactId": 10**9}).status_code == 404
    assert browser.post(MEETINGS, json=body | {"ownerId": 10**9}).status_code == 404
    assert browser.get(MEETINGS, params={"when": "tomorrow"}).status_code == 422
