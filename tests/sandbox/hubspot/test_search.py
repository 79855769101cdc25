"""The search: its filters, its limits, and its lag."""

import json
import time
from typing import Any

import pytest
from starlette.datastructures import QueryParams

from tests.fixtures.rows import each_row
from yardflow.sandbox import store
from yardflow.sandbox.clock import Clock
from yardflow.sandbox.hubspot.definitions import Definitions
from yardflow.sandbox.hubspot.index import Index
from yardflow.sandbox.hubspot.records import Source
from yardflow.sandbox.hubspot.routing import Call
from yardflow.sandbox.hubspot.search import Search

DAY_MS = 86_400_000
COMPANIES = (
    {"name": "Acme Corp", "domain": "acme.com", "numberofemployees": "100", "industry": "RETAIL"},
    {"name": "Birch & Sons", "domain": "birch.example", "numberofemployees": "9"},
    {"name": "Cedar", "domain": "cedar.example", "lifecyclestage": "lead"},
)


def filters(name: Any, operator: Any, value: object = None, **more: object) -> dict[str, Any]:
    """A filter."""
    said = {} if value is None else {"value": value}
    return {"propertyName": name, "operator": operator, **said, **more}


@pytest.fixture
def companies(portal) -> list[str]:
    """Three companies."""
    return portal.lay("companies", *COMPANIES, at=DAY_MS)


@each_row(
    ("given", "names"),
    [
        (filters("name", "EQ", "acme corp"), "A"),
        (filters("name", "NEQ", "acme corp"), "BC"),
        (filters("numberofemployees", "LT", "100"), "B"),
        (filters("numberofemployees", "LTE", "100"), "AB"),
        (filters("numberofemployees", "GT", "9"), "A"),
        (filters("numberofemployees", "GTE", "9"), "AB"),
        (filters("numberofemployees", "BETWEEN", "9", highValue="50"), "B"),
        (filters("domain", "IN", values=["acme.com", "cedar.example"]), "AC"),
        (filters("domain", "NOT_IN", values=["acme.com", "cedar.example"]), "B"),
        (filters("lifecyclestage", "HAS_PROPERTY"), "C"),
        (filters("lifecyclestage", "NOT_HAS_PROPERTY"), "AB"),
        (filters("name", "CONTAINS_TOKEN", "sons"), "B"),
        (filters("name", "CONTAINS_TOKEN", "c*"), "AC"),
        (filters("name", "NOT_CONTAINS_TOKEN", "corp"), "BC"),
        (filters("createdate", "EQ", str(DAY_MS)), "ABC"),
        (filters("createdate", "GT", "1970-01-02"), ""),
        (filters("hs_lastmodifieddate", "GTE", "1970-01-02T00:00:00Z"), "ABC"),
        (filters("hs_object_id", "GT", "0"), "ABC"),
    ],
)
def test_a_filter_finds_what_it_says(portal, companies, given, names):
    answer = portal.search(given, kind="companies", properties=["name"])
    read = "".join(each["properties"]["name"][0] for each in answer["results"])
    assert (read, answer["total"]) == (names, len(names))


@each_row(
    "body",
    [
        {"filterGroups": [{"filters": [filters("name", "EQ", "x")]}] * 6},
        {"filterGroups": [{"filters": [filters("name", "EQ", "x")] * 7}]},
        {"filterGroups": [{"filters": [filters("name", "EQ", "x")] * 6}] * 4},
        {"filterGroups": [{"filters": []}]},
        {"filterGroups": [{"filters": [filters("nothing", "EQ", "x")]}]},
        {"filterGroups": [{"filters": [filters("name", "LIKE", "x")]}]},
        {"filterGroups": [{"filters": [filters("name", "EQ", 7)]}]},
        {"filterGroups": [{"filters": [filters("name", "IN", "x")]}]},
        {"filterGroups": [{"filters": [filters("name", "HAS_PROPERTY", "")]}]},
        {"filterGroups": [{"filters": [filters("createdate", "GT", "yesterday")]}]},
        {"filterGroups": [{"filters": [filters("numberofemployees", "GT", "many")]}]},
        {"filterGroups": "name"},
        {"filterGroups": ["name"]},
        {"filterGroups": [{"filters": ["name"]}]},
        {"filterGroups": [{"filters": [filters(["name"], "EQ", "x")]}]},
        {"filterGroups": [{"filters": [filters("name", ["EQ"], "x")]}]},
        {"filterGroups": [{"filters": [filters("name", "BETWEEN", "a")]}]},
        {"filterGroups": [{"filters": [filters("name", "IN", values=[7])]}]},
        {"filterGroups": [{"filters": [filters("createdate", "GT", "9" * 400)]}]},
        {"sorts": [{"propertyName": ["name"]}]},
        {"properties": ["name", 7]},
        {"sorts": ["name", "domain"]},
        {"sorts": ["nothing"]},
        {"limit": 201},
        {"limit": 200, "after": "9900"},
        {"after": "x"},
    ],
)
def test_a_search_that_hubspot_refuses_is_refused(portal, body):
    answer = portal.ask("POST", "crm/v3/objects/companies/search", body)
    assert (answer.status_code, answer.json()["category"]) == (400, "VALIDATION_ERROR")


def test_a_sort_goes_either_way(portal, companies):
    for sort, names in (
        ("name", "ABC"),
        ("-name", "CBA"),
        ({"propertyName": "numberofemployees", "direction": "DESCENDING"}, "ABC"),
    ):
        answer = portal.search(kind="companies", sorts=[sort], properties=["name"])
        assert "".join(each["properties"]["name"][0] for each in answer["results"]) == names


def test_a_query_looks_into_the_usual_properties(portal, companies):
    answer = portal.search(kind="companies", query="ACME")
    assert [each["id"] for each in answer["results"]] == companies[:1]


def test_hubspot_s_package_pages_by_id_past_what_one_search_shows(portal):
    portal.control("POST", "records/contacts", many=10_300, values={"firstname": "A{n}"})
    search = portal.client().crm.contacts.search_api
    last, read = "0", set()
    while True:
        later = filters("hs_object_id", "GT", last)
        body = {"filterGroups": [{"filters": [later]}], "limit": 200, "sorts": ["hs_object_id"]}
        page = search.do_search(body | {"after": "0", "properties": []})
        if not page.results:
            break
        read |= {each.id for each in page.results}
        last = page.results[-1].id
    assert len(read) == 10_300


def test_the_end_of_a_search_is_at_ten_thousand(portal):
    portal.control("POST", "records/contacts", many=10_001, values={"firstname": "A{n}"})
    page = portal.search(limit=200, after="9800")
    assert page["total"] == 10_001
    assert page["paging"]["next"]["after"] == "10000"
    body = {"filterGroups": [], "limit": 1, "after": "10000"}
    assert portal.ask("POST", "crm/v3/objects/contacts/search", body).status_code == 400


def test_archived_and_merged_records_are_not_searched(portal):
    first, second, third = (portal.create(firstname=name) for name in ("Ann", "Ben", "Carl"))
    portal.say("DELETE", f"crm/v3/objects/contacts/{third}")
    body = {"primaryObjectId": first, "objectIdToMerge": second}
    made = portal.say("POST", "crm/v3/objects/contacts/merge", body)["id"]
    assert [each["id"] for each in portal.search()["results"]] == [made]


def test_search_lags_behind_what_is_written(portal, sandbox):
    portal.control("PUT", "account", indexLag=5)
    ann = portal.create(firstname="Ann")
    assert portal.search()["total"] == 0
    sandbox.set_forward(6)
    portal.update(ann, firstname="Anna")
    (seen,) = portal.search()["results"]
    assert seen["properties"]["firstname"] == "Ann"
    assert portal.read(ann)["properties"]["firstname"] == "Anna"
    sandbox.set_forward(12)
    assert portal.search()["results"][0]["properties"]["firstname"] == "Anna"


def test_equal_times_are_lost_by_gt_and_not_by_gte(portal, companies):
    at = filters("createdate", "GT", str(DAY_MS))
    assert portal.search(at, kind="companies")["total"] == 0
    assert portal.search(at | {"operator": "GTE"}, kind="companies")["total"] == 3


@pytest.mark.slow
def test_a_hundred_thousand_contacts_are_laid_and_searched_by_their_indexes(portal):
    values = {"email": "a{n}@acme.com", "firstname": "A{n}"}
    portal.control("POST", "records/contacts", many=100_000, values=values)
    started = time.perf_counter()
    for number in range(50):
        address = filters("email", "EQ", f"a{number * 1999}@acme.com")
        assert portal.search(address)["total"] == 1
    by_index = (time.perf_counter() - started) / 50
    started = time.perf_counter()
    assert portal.search(filters("firstname", "EQ", "a5"))["total"] == 1
    assert by_index * 5 < time.perf_counter() - started


def test_a_search_by_equal_values_does_not_go_through_all_records():
    database, clock = store.opened(None, "hubspot"), Clock()
    index = Index(database, clock)
    search = Search(database, Definitions(database, clock), index)
    database.executemany(
        "INSERT INTO indexed VALUES (?, 'contacts', ?, 0, 0)",
        [(number, json.dumps({"jobtitle": f"No {number}"})) for number in range(20_000)],
    )
    group = {"filters": [filters("jobtitle", "EQ", "no 7")]}
    call = Call({"kind": "contacts"}, QueryParams(), {"filterGroups": [group]}, Source())
    search._search(call)
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    database.set_progress_handler(count, 100)
    assert b'"total":1' in bytes(search._search(call).body)
    assert steps < 20
