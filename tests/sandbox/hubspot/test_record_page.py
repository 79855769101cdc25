"""The page of a record in the sandbox's HubSpot, where people are led."""

import httpx
import pytest

from tests.fixtures.hubspot import Portal


def page(portal: Portal, record_id: str, kind: str = "0-1") -> httpx.Response:
    address = f"{portal.url}/hubspot/contacts/24000001/record/{kind}/{record_id}"
    return httpx.get(address, verify=False)


def test_it_shows_each_value_as_text(portal: Portal):
    answer = page(portal, portal.create(firstname="<b>Ann</b>", email="ann@acme.com"))
    assert answer.status_code == 200 and "ann@acme.com" in answer.text
    assert "<b>Ann" not in answer.text and "&lt;b&gt;Ann" in answer.text


@pytest.mark.parametrize(("record_id", "kind"), [("1", "0-1"), ("1", "0-9")])
def test_what_is_not_there_is_not_shown(portal: Portal, record_id: str, kind: str):
    assert page(portal, record_id, kind).status_code == 404


def test_a_record_that_was_merged_leads_to_what_it_became(portal: Portal):
    kept, merged = portal.create(firstname="Ann"), portal.create(firstname="Anna")
    body = {"primaryObjectId": kept, "objectIdToMerge": merged}
    into = portal.say("POST", "crm/v3/objects/contacts/merge", body)["id"]
    assert f"Contacts {into}" in page(portal, merged).text
