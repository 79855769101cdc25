"""One record at a time: made, read, changed, taken away and brought back."""

import pytest
from hubspot.crm.contacts import ApiException, SimplePublicObjectInputForCreate

from tests.fixtures.hubspot import ACME, AS_PERSON, Portal
from tests.fixtures.rows import each_row
from tests.fixtures.sandbox import started

ANN = {"firstname": "Ann", "email": "Ann@Acme.com"}


def test_hubspot_s_package_creates_lists_reads_and_archives_a_contact(portal):
    contacts = portal.client().crm.contacts
    body = SimplePublicObjectInputForCreate(properties=ANN, associations=[])
    made = contacts.basic_api.create(body)
    assert contacts.basic_api.get_by_id(made.id).properties["email"] == "ann@acme.com"
    assert [each.id for each in contacts.basic_api.get_page(limit=100).results] == [made.id]
    with pytest.raises(ApiException) as caught:
        contacts.basic_api.create(body)
    assert caught.value.status == 409
    assert f"Existing ID: {made.id}" in caught.value.body
    contacts.basic_api.archive(made.id)
    assert contacts.basic_api.get_page().results == []
    (archived,) = contacts.basic_api.get_page(archived=True).results
    assert archived.archived and archived.archived_at


@each_row(
    ("properties", "code"),
    [
        ({"shoesize": "43"}, "PROPERTY_DOESNT_EXIST"),
        ({"lifecyclestage": "friend"}, "INVALID_OPTION"),
        ({"hs_lead_status": "new"}, "INVALID_OPTION"),
        ({"hubspot_owner_id": "5"}, "INVALID_OPTION"),
        ({"email": "ann"}, "INVALID_EMAIL"),
        ({"email": "ann@acme.com;ben@acme.com"}, "INVALID_EMAIL"),
        ({"hs_object_id": "5"}, "READ_ONLY_VALUE"),
        ({"firstname": "a" * 65_537}, "PROPERTY_VALUE_TOO_LONG"),
    ],
)
def test_a_value_that_cannot_be_stored_is_refused_with_its_property(portal, properties, code):
    body = {"properties": {"lastname": "Ash", **properties}}
    answer = portal.ask("POST", "crm/v3/objects/contacts", body)
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    (name,) = properties
    assert (error["code"], error["context"]["propertyName"]) == (code, [name])
    assert portal.control("GET")["records"] == {}


@each_row("value", [7, 7.5, True, None, ["a"], {}])
def test_a_value_that_is_no_text_is_refused(portal, value):
    body = {"properties": {"name": "Acme", "numberofemployees": value}}
    assert portal.ask("POST", "crm/v3/objects/companies", body).status_code == 422


@each_row(
    ("body", "status"),
    [
        ({"properties": {"phone": "1"}}, 400),
        ({"properties": []}, 400),
        ({}, 400),
        ([], 400),
    ],
)
def test_a_contact_needs_a_name_or_an_address(portal, body, status):
    assert portal.ask("POST", "crm/v3/objects/contacts", body).status_code == status


def test_values_are_kept_as_hubspot_keeps_them(portal):
    ann = portal.create(email=" Ann@Acme.COM ", firstname=" Ann ")
    assert portal.values(ann, "email", "firstname") == ["ann@acme.com", "Ann"]
    acme = portal.create("companies", name="Acme", domain="https://www.Acme.de")
    assert portal.values(acme, "domain", kind="companies") == ["acme.de"]


def test_an_empty_text_clears_a_value(portal):
    ann = portal.create(**ANN, phone="1")
    portal.update(ann, phone="")
    assert portal.values(ann, "phone") == [None]


def test_a_second_address_counts_like_the_first(portal):
    ann = portal.create(**ANN, hs_additional_emails="ann@home.example;ann@old.example")
    answer = portal.ask(
        "POST", "crm/v3/objects/contacts", {"properties": {"email": "Ann@Old.example"}}
    )
    assert answer.status_code == 409
    assert answer.json()["message"].endswith(f"Existing ID: {ann}")
    ben = portal.create(email="ben@acme.com")
    path = f"crm/v3/objects/contacts/{ben}"
    change = {"properties": {"email": "ann@home.example"}}
    assert portal.ask("PATCH", path, change).status_code == 409
    assert portal.read("ann@home.example", idProperty="email")["id"] == ann


def test_a_record_is_read_by_a_value_that_no_other_has_but_not_by_hubspot_s_id(portal):
    ann = portal.create(**ANN)
    assert portal.read("ann@ACME.com", idProperty="email")["id"] == ann
    for name in ("hs_object_id", "firstname", "nothing"):
        path = f"crm/v3/objects/contacts/{ann}"
        assert portal.ask("GET", path, idProperty=name).status_code == 400
    path = "crm/v3/objects/contacts/ben@acme.com"
    assert portal.ask("GET", path, idProperty="email").status_code == 404


@each_row("record_id", ["1", "abc", "9" * 30, "-1", "٣"])
def test_an_id_of_no_record_is_not_there(portal, record_id):
    assert portal.ask("GET", f"crm/v3/objects/contacts/{record_id}").status_code == 404


def test_a_page_leads_to_the_next(portal):
    ids = portal.lay("contacts", *({"email": f"a{number}@acme.com"} for number in range(5)))
    read, after = [], {}
    while True:
        page = portal.say("GET", "crm/v3/objects/contacts", limit=2, **after)
        read += [each["id"] for each in page["results"]]
        if "paging" not in page:
            break
        after = {"after": page["paging"]["next"]["after"]}
    assert read == ids
    for wrong in ({"limit": 101}, {"limit": 0}, {"after": "x"}):
        assert portal.ask("GET", "crm/v3/objects/contacts", **wrong).status_code == 400


def test_the_history_of_a_value_says_when_and_from_where_it_came(portal):
    ann = portal.create(**ANN)
    portal.update(ann, firstname="Anna")
    portal.update(ann, firstname="Anna")
    path = f"crm/v3/objects/contacts/{ann}"
    change = {"properties": {"firstname": "Ännchen"}}
    assert portal.ask("PATCH", path, change, headers=AS_PERSON).status_code == 200
    read = portal.read(ann, propertiesWithHistory="firstname")
    versions = read["propertiesWithHistory"]["firstname"]
    assert [each["value"] for each in versions] == ["Ännchen", "Anna", "Ann"]
    assert [each["sourceType"] for each in versions] == ["CRM_UI", "INTEGRATION", "INTEGRATION"]
    assert versions[0]["timestamp"] == read["updatedAt"] >= versions[1]["timestamp"]
    assert read["properties"]["lastmodifieddate"] == read["updatedAt"]


def test_a_change_that_changes_nothing_leaves_no_trace(portal):
    ann = portal.create(**ANN)
    before = portal.read(ann)
    portal.update(ann, **ANN)
    assert portal.read(ann) == before


@each_row(
    ("stages", "stage"),
    [
        (["customer", "lead"], "customer"),
        (["lead", "customer"], "customer"),
        (["customer", "", "lead"], "lead"),
        (["opportunity", "opportunity"], "opportunity"),
    ],
)
def test_a_lifecycle_stage_goes_back_only_when_it_was_cleared_before(portal, stages, stage):
    for kind, name in (("contacts", "firstname"), ("companies", "name")):
        record = portal.create(kind, **{name: "Acme"})
        for each in stages:
            portal.update(record, kind, lifecyclestage=each, phone=each)
        read = portal.values(record, "lifecyclestage", "phone", kind=kind)
        assert read == [stage, stages[-1]]


def test_a_record_that_was_archived_frees_its_address_and_is_restored(portal):
    ann = portal.create(**ANN)
    portal.say("DELETE", f"crm/v3/objects/contacts/{ann}")
    assert portal.ask("GET", f"crm/v3/objects/contacts/{ann}").status_code == 404
    assert portal.read(ann, archived="true")["archived"] is True
    other = portal.create(**ANN)
    assert other != ann
    portal.control("POST", f"records/contacts/{ann}/restore")
    assert portal.read(ann)["archived"] is False
    assert portal.read("ann@acme.com", idProperty="email")["id"] == other


def test_erasing_leaves_nothing_and_an_address_that_was_not_there_is_blocked(portal):
    ann = portal.create(**ANN)
    erase = "crm/v3/objects/contacts/gdpr-delete"
    portal.say("POST", erase, {"objectId": "ann@acme.com", "idProperty": "email"})
    assert portal.ask("GET", f"crm/v3/objects/contacts/{ann}").status_code == 404
    assert portal.ask("GET", f"crm/v3/objects/contacts/{ann}", archived="true").status_code == 404
    assert portal.control("GET")["records"].keys() == {"companies"}
    portal.say("POST", erase, {"objectId": "ben@acme.com", "idProperty": "email"})
    ben = {"properties": {"email": "ben@acme.com"}}
    assert portal.ask("POST", "crm/v3/objects/contacts", ben).status_code == 400
    assert portal.ask("POST", erase, {"objectId": "1"}).status_code == 404


def test_an_address_as_long_as_16_kb_is_too_long(portal):
    ann = portal.create(**ANN)
    path = f"crm/v3/objects/contacts/{ann}"
    names = ",".join(["firstname"] * 1_700)
    assert portal.ask("GET", path, properties=names).status_code == 414
    assert portal.ask("GET", path, properties=names[:9_000]).status_code == 200


def test_a_deal_has_a_stage_of_its_pipeline(portal):
    deal = portal.create("deals", dealname="Acme at TechExpo", dealstage="qualifiedtobuy")
    assert portal.values(deal, "pipeline", kind="deals") == ["default"]
    shows = {"label": "Shows", "displayOrder": 1, "stages": [{"label": "Met", "stageId": "met"}]}
    pipeline = portal.say("POST", "crm/v3/pipelines/deals", shows)["id"]
    refused = [
        {"dealname": "Acme"},
        {"dealstage": "met"},
        {"dealname": "Acme", "dealstage": "met"},
        {"dealname": "Acme", "dealstage": "met", "pipeline": "default"},
        {"dealname": "Acme", "dealstage": "nothing", "pipeline": pipeline},
    ]
    for properties in refused:
        answer = portal.ask("POST", "crm/v3/objects/deals", {"properties": properties})
        assert answer.status_code == 400, properties
    portal.create("deals", dealname="Acme", dealstage="met", pipeline=pipeline)


@each_row("fault", [(423, 2), (477, 3600)])
def test_a_locked_or_moving_account_says_when_to_come_again(portal, sandbox, fault):
    status, seconds = fault
    sandbox.fail("error", "hubspot", status=status, retryAfter=seconds)
    answer = portal.ask("GET", "crm/v3/objects/contacts")
    assert (answer.status_code, answer.headers["Retry-After"]) == (status, str(seconds))
    assert answer.json()["category"] in ("LOCKED", "MIGRATION_IN_PROGRESS")
    portal.say("GET", "crm/v3/objects/contacts")


def test_what_is_there_outlasts_a_restart(tmp_path):
    with started(None, "--folder", str(tmp_path)) as url:
        acme = Portal(url).create("companies", **ACME)
    with started(None, "--folder", str(tmp_path)) as url:
        assert Portal(url).values(acme, "name", kind="companies") == ["Acme"]
        assert Portal(url).create("companies", name="Birch") != acme
