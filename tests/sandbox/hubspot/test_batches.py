"""Many records in one request: what is answered when some of it can't be done."""

from typing import Any

import pytest

from tests.fixtures.rows import each_row

ANN, BEN = {"email": "ann@gmail.com"}, {"email": "ben@gmail.com"}
WRONG = {"email": "carl@gmail.com", "lifecyclestage": "friend"}


def given(properties: dict[str, Any], trace: str = "", **more: Any) -> dict[str, Any]:
    """An input of a batch."""
    return {"properties": properties, **({"objectWriteTraceId": trace} if trace else {}), **more}


@pytest.fixture
def ann(portal) -> str:
    """A contact that is there."""
    return portal.create(**ANN, firstname="Ann")


def test_hubspot_s_package_writes_and_reads_many(portal):
    batches = portal.client().crm.contacts.batch_api
    made = batches.create({"inputs": [given(ANN), given(BEN)]}).results
    ids = [each.id for each in made]
    changes = [{"id": each, "properties": {"city": "Graz"}} for each in ids]
    batches.update({"inputs": changes})
    read = batches.read({"inputs": [{"id": each} for each in ids], "properties": ["city"]})
    assert [each.properties["city"] for each in read.results] == ["Graz", "Graz"]
    batches.archive({"inputs": [{"id": each} for each in ids]})
    assert portal.say("GET", "crm/v3/objects/contacts")["results"] == []


def test_without_ids_of_its_inputs_a_batch_is_all_or_nothing(portal, ann):
    answer = portal.batch("create", given(BEN), given(WRONG), given({"email": "dan@gmail.com"}))
    assert (answer.status_code, answer.json()["category"]) == (400, "VALIDATION_ERROR")
    assert portal.control("GET")["records"]["contacts"]["live"] == 1
    change = {"id": ann, "properties": {"city": "Graz"}}
    answer = portal.batch("update", change, {"id": ann, "properties": {"nothing": "x"}})
    assert answer.status_code == 400
    assert portal.values(ann, "city") == [None]


def test_with_ids_of_its_inputs_each_error_names_its_own(portal, ann):
    inputs = [given(BEN, "a"), given(ANN, "b"), given(WRONG, "c")]
    answer = portal.batch("create", *inputs)
    body = answer.json()
    assert (answer.status_code, body["status"], body["numErrors"]) == (207, "COMPLETE", 2)
    assert [each["objectWriteTraceId"] for each in body["results"]] == ["a"]
    errors = {each["context"]["objectWriteTraceId"][0]: each["category"] for each in body["errors"]}
    assert errors == {"b": "CONFLICT", "c": "VALIDATION_ERROR"}
    gone = {"id": "1", "properties": {"city": "Graz"}, "objectWriteTraceId": "d"}
    kept = {"id": ann, "properties": {"city": "Graz"}, "objectWriteTraceId": "e"}
    answer = portal.batch("update", gone, kept)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["category"]) == (207, "OBJECT_NOT_FOUND")
    assert error["context"] == {"ids": ["1"], "objectWriteTraceId": ["d"]}
    assert portal.values(ann, "city") == ["Graz"]


def test_of_an_input_that_fails_nothing_is_done(portal):
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}]
    to_no_one = [{"to": {"id": "1"}, "types": types}]
    answer = portal.batch("create", given(BEN, "a", associations=to_no_one), given(ANN, "b"))
    assert (answer.status_code, len(answer.json()["results"])) == (207, 1)
    assert portal.control("GET")["records"]["contacts"]["live"] == 1


def test_a_create_names_only_the_first_that_is_there(portal, ann):
    ben = portal.create(**BEN)
    answer = portal.batch("create", given(ANN), given(BEN))
    assert answer.status_code == 409
    assert ann in answer.json()["message"] and ben not in answer.text


@each_row("more", [{}, {"idProperty": "email"}])
def test_an_update_by_address_is_answered_well_and_changes_nothing(portal, more):
    ann = portal.create(email=f"ann{len(more)}@gmail.com", firstname="Ann")
    change = {"id": f"ann{len(more)}@gmail.com", "properties": {"firstname": "Anna"}, **more}
    answer = portal.batch("update", change)
    assert answer.status_code == 200
    assert [each["id"] for each in answer.json()["results"]] == [ann]
    assert portal.values(ann, "firstname") == ["Ann"]


@each_row("name", ["read", "update", "upsert"])
def test_hubspot_s_own_id_is_no_property_to_go_by(portal, name):
    one = {"id": "1", "properties": {"city": "Graz"}, "idProperty": "hs_object_id"}
    assert portal.batch(name, one, idProperty="hs_object_id").status_code == 400


def test_an_upsert_needs_a_property_to_go_by(portal, ann):
    assert portal.batch("upsert", given({"city": "Graz"}, id="ann@gmail.com")).status_code == 400
    by_email = {"idProperty": "email"}
    answer = portal.batch(
        "upsert",
        given({"city": "Graz"}, id="ann@gmail.com", **by_email),
        given({"city": "Linz"}, id="ben@gmail.com", **by_email),
    )
    new = {each["id"]: each["new"] for each in answer.json()["results"]}
    assert (answer.status_code, new.pop(ann), [*new.values()]) == (200, False, [True])
    assert portal.values(ann, "city") == ["Graz"]


def test_only_by_another_property_than_the_address_is_an_upsert_done_in_part(portal, ann):
    ours = {"name": "yardflow_id", "label": "YardFlow ID", "groupName": "contactinformation"}
    text = {"type": "string", "fieldType": "text", "hasUniqueValue": True}
    portal.say("POST", "crm/v3/properties/contacts", ours | text)
    for name, first, status in (("email", "dan@gmail.com", 400), ("yardflow_id", "7", 207)):
        answer = portal.batch(
            "upsert",
            given({"firstname": "Dan"}, "a", id=first, idProperty=name),
            given({"lifecyclestage": "friend"}, "b", id="8@x.com", idProperty=name),
        )
        assert answer.status_code == status, name
    assert portal.read("7", idProperty="yardflow_id", properties="firstname")
    assert portal.control("GET")["records"]["contacts"]["live"] == 2


def test_what_is_not_there_is_named_when_many_are_read(portal, ann):
    answer = portal.batch("read", {"id": ann}, {"id": "1"}, {"id": "x"}, properties=["email"])
    body = answer.json()
    assert (answer.status_code, [each["id"] for each in body["results"]]) == (207, [ann])
    assert body["errors"][0]["context"]["ids"] == ["1", "x"]
    answer = portal.batch("read", {"id": "ann@gmail.com"}, idProperty="email", properties=["city"])
    assert answer.json()["results"][0]["id"] == ann


@each_row(
    ("name", "inputs", "more"),
    [
        ("create", 101, {}),
        ("update", 101, {}),
        ("archive", 101, {}),
        ("read", 101, {}),
        ("read", 51, {"propertiesWithHistory": ["email"]}),
        ("create", 0, {}),
    ],
)
def test_a_batch_has_its_size(portal, name, inputs, more):
    many = [{"id": str(number), "properties": {}} for number in range(inputs)]
    assert portal.batch(name, *many, **more).status_code == 400


def test_archiving_what_is_not_there_is_no_error(portal, ann):
    assert portal.batch("archive", {"id": ann}, {"id": "1"}).status_code == 204
    assert portal.batch("archive", {"id": ann}).status_code == 204
    assert portal.control("GET")["records"]["contacts"]["archived"] == 1
