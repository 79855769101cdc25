"""Rules over HTTP."""

import pytest
from sqlalchemy import text

from tests.api.test_sequences import CALL, SEQUENCES
from tests.services.sequences.senders.cast import sender_of
from yardflow.services.sequences import rules

pytestmark = pytest.mark.usefixtures("database")


def test_a_rule_enrolls_says_whom_it_skipped_and_is_turned_off(
    session, sign_in, alice, acme, works_at
):
    browser = sign_in(alice)
    made = browser.post(SEQUENCES, json={"name": "Calls", "draft": CALL}).json()
    here = f"{SEQUENCES}/{made['id']}"
    new = {"trigger": "attendee_met", "senderIds": [sender_of(session)]}
    assert browser.post(f"{here}/rules", json=new).status_code == 409
    browser.post(f"{here}/publish")
    for wrong in ({"trigger": "met"}, {"senderIds": []}, {"byOwner": "maybe"}, {"eventId": 0}):
        assert browser.post(f"{here}/rules", json=new | wrong).status_code == 422, wrong
    added = browser.post(f"{here}/rules", json=new)
    assert added.status_code == 201, added.text
    assert browser.post(f"{here}/rules", json=new).status_code == 409
    works_at(acme, "Ann", email="ann@acme.com")
    works_at(acme, "Nora")
    session.execute(text("UPDATE attendee SET status = 'Met'"))
    rules.act(session)
    session.commit()
    (listed,) = browser.get(f"{here}/rules").json()
    assert (listed["enrolled"], listed["skipped"], listed["on"]) == (1, 1, True)
    rule = f"/api/rules/{listed['id']}"
    outcomes = browser.get(f"{rule}/outcomes", params={"skipped": "true"}).json()
    assert [(row["contactName"], row["words"]) for row in outcomes["items"]] == [
        ("Nora", "No email address")
    ]
    assert browser.get(f"{rule}/outcomes").json()["total"] == 2
    assert browser.patch(rule, json={"on": "off"}).status_code == 422
    assert browser.patch(rule, json={"on": False}).json()["on"] is False
    assert browser.delete(rule).status_code == 204
    assert browser.delete(rule).status_code == browser.get(f"{rule}/outcomes").status_code == 404
    assert browser.get(f"{SEQUENCES}/999999/rules").status_code == 404
