"""The mapping over HTTP."""

import pytest

from tests.fixtures.hubspot_properties import work
from tests.fixtures.rows import each_row
from yardflow.services.hubspot.mapping.defaults import DEFAULTS

MAPPING, PROPERTIES = "/api/hubspot/mapping", "/api/hubspot/properties"


@pytest.fixture
def admin_s_calls(session, portal, connect, sign_in, alice):
    """Alice's, with HubSpot connected and its properties read."""
    connect()
    work(session)
    return sign_in(alice)


def row_of(calls, name: str) -> dict:
    rows = calls.get(MAPPING).json()["rows"]
    return next(row for row in rows if row["property"] == name)


def test_everyone_reads_the_mapping_and_what_will_not_work(admin_s_calls, sign_in, bob):
    body = sign_in(bob).get(MAPPING).json()
    assert body["connected"] and body["readAt"] and len(body["rows"]) == len(DEFAULTS)
    title = row_of(admin_s_calls, "jobtitle")
    assert (title["label"], title["propertyLabel"], title["direction"]) == (
        "Title",
        "Job title",
        "both",
    )
    assert title["directions"] == ["both", "to_hubspot", "from_hubspot", "off"]
    added = {"record": "contact", "field": "title", "property": "nowhere"}
    made = admin_s_calls.post(MAPPING, json=added | {"direction": "to_hubspot"})
    assert made.status_code == 201
    assert made.json()["problems"][0]["kind"] == "missing"


def test_a_row_is_set_whole_by_who_has_seen_it(admin_s_calls):
    title = row_of(admin_s_calls, "jobtitle")
    change = {"direction": "from_hubspot", "asks": True, "version": title["version"]}
    done = admin_s_calls.put(f"{MAPPING}/{title['id']}", json=change)
    assert done.status_code == 200
    assert (done.json()["direction"], done.json()["asks"]) == ("from_hubspot", True)
    assert admin_s_calls.put(f"{MAPPING}/{title['id']}", json=change).status_code == 409
    stage = row_of(admin_s_calls, "dealstage")
    values = {"direction": "both", "values": {"Won": ["closedwon"], "Lost": ["closedlost"]}}
    set_to = admin_s_calls.put(f"{MAPPING}/{stage['id']}", json=values).json()
    assert set_to["values"] == values["values"]
    again = admin_s_calls.put(f"{MAPPING}/{stage['id']}", json={"direction": "both"}).json()
    assert again["values"] == values["values"]


@each_row(
    "body",
    [
        {"direction": "sideways"},
        {"direction": "both", "asks": "perhaps"},
        {"direction": "both", "property": "Job Title"},
        {"direction": "both", "values": {"Winning": ["x"]}},
        {"direction": "both", "values": {"Won": "x"}},
        {"direction": "both", "id": 7},
    ],
)
def test_what_is_no_mapping_is_refused(body: dict, admin_s_calls):
    stage = row_of(admin_s_calls, "dealstage")
    answer = admin_s_calls.put(f"{MAPPING}/{stage['id']}", json=body)
    assert answer.status_code == 422 and answer.json()["error"]["fields"]
    assert row_of(admin_s_calls, "dealstage") == stage


def test_a_row_is_removed(admin_s_calls):
    title = row_of(admin_s_calls, "jobtitle")
    assert admin_s_calls.delete(f"{MAPPING}/{title['id']}?version=99").status_code == 409
    assert admin_s_calls.delete(f"{MAPPING}/{title['id']}").status_code == 204
    assert admin_s_calls.delete(f"{MAPPING}/{title['id']}").status_code == 404


def test_properties_are_searched_for_a_field(admin_s_calls):
    query = {"record": "contact", "field": "phone", "q": "mobile"}
    (mobile,) = admin_s_calls.get(PROPERTIES, params=query).json()["items"]
    assert mobile == {
        "name": "mobilephone",
        "label": "Mobile phone number",
        "type": "string",
        "unfit": "",
        "closed": "",
    }
    assert admin_s_calls.get(PROPERTIES, params=query | {"field": "shoes"}).status_code == 422


def test_what_is_missing_is_created_by_a_job(session, admin_s_calls):
    personas = row_of(admin_s_calls, "yardflow_personas")
    assert personas["missing"] and personas["direction"] == "off"
    made = admin_s_calls.post(PROPERTIES, json={"fields": [personas["id"]]})
    assert made.status_code == 202 and made.json()["status"] == "queued"
    work(session)
    after = row_of(admin_s_calls, "yardflow_personas")
    assert not after["missing"] and after["direction"] == "both"
    again = admin_s_calls.post(PROPERTIES, json={"fields": [personas["id"]]})
    assert again.status_code == 422
    assert admin_s_calls.post(PROPERTIES, json={"fields": []}).status_code == 422


def test_they_are_read_again_by_a_job(session, admin_s_calls):
    before = admin_s_calls.get(MAPPING).json()["readAt"]
    assert admin_s_calls.post(f"{PROPERTIES}/read").status_code == 202
    assert admin_s_calls.get(MAPPING).json()["reading"]
    work(session)
    assert admin_s_calls.get(MAPPING).json()["readAt"] > before


def test_members_change_nothing(admin_s_calls, sign_in, bob):
    calls, title = sign_in(bob), row_of(admin_s_calls, "jobtitle")
    added = {"record": "contact", "field": "title", "property": "role"}
    for answer in (
        calls.post(MAPPING, json=added),
        calls.put(f"{MAPPING}/{title['id']}", json={"direction": "off"}),
        calls.delete(f"{MAPPING}/{title['id']}"),
        calls.post(PROPERTIES, json={"fields": [title["id"]]}),
        calls.post(f"{PROPERTIES}/read"),
    ):
        assert answer.status_code == 403, answer.text
    assert row_of(admin_s_calls, "jobtitle") == title
