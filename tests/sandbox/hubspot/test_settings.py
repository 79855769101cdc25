"""Properties, their groups, pipelines and owners."""

import pytest
from hubspot.crm.properties import PropertyCreate

from tests.fixtures.rows import each_row

BADGE = {
    "name": "badge_color",
    "label": "Badge color",
    "groupName": "contactinformation",
    "type": "enumeration",
    "fieldType": "select",
    "options": [{"label": "Blue", "value": "blue", "hidden": False}],
}


@pytest.fixture
def badge(portal) -> str:
    """A property of the account's own."""
    return str(portal.say("POST", "crm/v3/properties/contacts", BADGE)["name"])


def test_hubspot_s_package_makes_and_archives_a_property(portal):
    api = portal.client().crm.properties.core_api
    api.create("contacts", PropertyCreate(**_snake(BADGE)))
    assert api.get_by_name("contacts", "badge_color").options[0].value == "blue"
    ann = portal.create(firstname="Ann", badge_color="blue")
    api.archive("contacts", "badge_color")
    assert "badge_color" not in {each.name for each in api.get_all("contacts").results}
    (archived,) = api.get_all("contacts", archived=True).results
    assert archived.name == "badge_color" and archived.archived_at
    assert "badge_color" not in portal.read(ann, properties="badge_color")["properties"]
    path, change = f"crm/v3/objects/contacts/{ann}", {"properties": {"badge_color": "blue"}}
    answer = portal.ask("PATCH", path, change)
    assert answer.json()["errors"][0]["code"] == "PROPERTY_DOESNT_EXIST"
    api.create("contacts", PropertyCreate(**_snake(BADGE)))


def _snake(body: dict) -> dict:
    return {
        {"groupName": "group_name", "fieldType": "field_type"}.get(name, name): value
        for name, value in body.items()
    }


@each_row(
    "change",
    [
        {"name": "Badge Color"},
        {"name": ""},
        {"label": ""},
        {"groupName": "nothing"},
        {"type": "color"},
        {"fieldType": "date"},
        {"options": [{"label": "Blue", "value": "b"}, {"label": "Black", "value": "b"}]},
        {"options": [{"label": "One", "value": 1}]},
        {"type": "bool", "fieldType": "booleancheckbox"},
        {"type": "bool", "fieldType": "booleancheckbox", "options": []},
    ],
)
def test_a_definition_that_makes_no_sense_is_refused(portal, change):
    answer = portal.ask("POST", "crm/v3/properties/contacts", BADGE | change)
    assert answer.status_code == 400


def test_a_boolean_has_two_options(portal):
    options = [{"label": each, "value": each} for each in ("true", "false")]
    met = {"name": "met", "type": "bool", "fieldType": "booleancheckbox", "options": options}
    portal.say("POST", "crm/v3/properties/contacts", BADGE | met)
    ann = portal.create(firstname="Ann", met="true")
    path = f"crm/v3/objects/contacts/{ann}"
    answer = portal.ask("PATCH", path, {"properties": {"met": "yes"}})
    assert answer.json()["errors"][0]["code"] == "INVALID_OPTION"


def test_a_property_has_its_name_for_itself(portal, badge):
    assert portal.ask("POST", "crm/v3/properties/contacts", BADGE).status_code == 409
    portal.say("POST", "crm/v3/properties/companies", BADGE | {"groupName": "companyinformation"})


def test_more_options_let_more_values_in(portal, badge):
    options = [*BADGE["options"], {"label": "Red", "value": "red"}]
    portal.say("PATCH", f"crm/v3/properties/contacts/{badge}", {"options": options})
    portal.create(firstname="Ann", badge_color="red")


def test_hubspot_s_own_properties_stay(portal):
    path = "crm/v3/properties/contacts/email"
    assert portal.ask("DELETE", path).status_code == 400
    assert portal.say("GET", path)["modificationMetadata"]["archivable"] is False
    assert portal.ask("GET", "crm/v3/properties/contacts/nothing").status_code == 404


@each_row(
    ("type_", "given", "stored"),
    [
        ("date", "2026-03-01", "2026-03-01"),
        ("date", "1772323200000", "2026-03-01"),
        ("date", "1772323200001", "INVALID_DATE"),
        ("date", "2026-03-01T10:00:00Z", "INVALID_DATE"),
        ("date", "March", "INVALID_DATE"),
        ("datetime", "2026-03-01T10:00:00+02:00", "2026-03-01T08:00:00.000Z"),
        ("datetime", "1772323200001", "2026-03-01T00:00:00.001Z"),
        ("datetime", "2026-03-01T10:00:00", "INVALID_DATE"),
        ("datetime", "-99999999999999", "INVALID_DATE"),
        ("number", "7.50", "7.50"),
        ("number", "seven", "INVALID_NUMBER"),
        ("number", "nan", "INVALID_NUMBER"),
    ],
)
def test_a_value_is_of_its_type(portal, type_, given, stored):
    name, field_type = f"my_{type_}", "number" if type_ == "number" else "date"
    mine = BADGE | {"name": name, "type": type_, "fieldType": field_type, "options": []}
    portal.ask("POST", "crm/v3/properties/contacts", mine)
    body = {"properties": {"firstname": "Ann", name: given}}
    answer = portal.ask("POST", "crm/v3/objects/contacts", body)
    read = answer.json().get("properties", {}).get(name) or answer.json()["errors"][0]["code"]
    assert read == stored


def test_several_choices_are_kept_with_semicolons(portal):
    options = [{"label": each, "value": each} for each in ("a", "b", "c")]
    mine = BADGE | {"name": "halls", "fieldType": "checkbox", "options": options}
    portal.say("POST", "crm/v3/properties/contacts", mine)
    ann = portal.create(firstname="Ann", halls="a;c")
    assert portal.values(ann, "halls") == ["a;c"]
    path = f"crm/v3/objects/contacts/{ann}"
    assert portal.ask("PATCH", path, {"properties": {"halls": "a;d"}}).status_code == 400


def test_groups_are_made_and_listed(portal):
    path = "crm/v3/properties/contacts/groups"
    portal.say("POST", path, {"name": "shows", "label": "Shows"})
    assert {each["name"] for each in portal.say("GET", path)["results"]} == {
        "contactinformation",
        "shows",
    }
    assert portal.ask("POST", path, {"name": "shows", "label": "Shows"}).status_code == 409
    portal.say("POST", "crm/v3/properties/contacts", BADGE | {"groupName": "shows"})


def test_many_properties_are_made_and_read_at_once(portal):
    base = "crm/v3/properties/contacts/batch"
    many = [BADGE | {"name": f"badge_{number}"} for number in range(3)]
    portal.say("POST", f"{base}/create", {"inputs": many})
    named = {"inputs": [{"name": "badge_2"}, {"name": "email"}], "archived": False}
    read = portal.say("POST", f"{base}/read", named)["results"]
    assert [each["name"] for each in read] == ["badge_2", "email"]


def test_the_pipeline_of_deals_has_stages_with_chances(portal):
    (pipeline,) = portal.client().crm.pipelines.pipelines_api.get_all("deals").results
    stages = {each.id: each.metadata["probability"] for each in pipeline.stages}
    assert (pipeline.id, stages["closedwon"], stages["closedlost"]) == ("default", "1.0", "0.0")
    path = "crm/v3/pipelines/deals"
    assert len(portal.say("GET", f"{path}/default/stages")["results"]) == len(stages)
    for wrong in ({"label": "Shows"}, {"label": "Shows", "stages": [{"stageId": "met"}]}):
        assert portal.ask("POST", path, wrong).status_code == 400
    assert portal.ask("GET", f"{path}/nothing").status_code == 404


def test_records_belong_to_owners_that_are_there(portal):
    ann = portal.control("POST", "owners", email="ann@yardflow.com", firstName="Ann")["id"]
    gone = portal.control("POST", "owners", email="ben@yardflow.com", archived=True)["id"]
    owners = portal.client().crm.owners.owners_api
    assert [each.id for each in owners.get_page().results] == [ann]
    assert [each.id for each in owners.get_page(archived=True).results] == [gone]
    assert owners.get_page(email="ann@yardflow.com").results[0].first_name == "Ann"
    assert owners.get_by_id(int(ann), id_property="id").email == "ann@yardflow.com"
    acme = portal.create("companies", name="Acme", hubspot_owner_id=ann)
    path = f"crm/v3/objects/companies/{acme}"
    change = {"properties": {"hubspot_owner_id": gone}}
    assert portal.ask("PATCH", path, change).status_code == 400
