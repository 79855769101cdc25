"""Two records that become one."""

import pytest


@pytest.fixture
def pair(portal) -> tuple[str, str]:
    """Ann twice, with another address each."""
    first = portal.create(email="ann@acme.com", firstname="Ann", lifecyclestage="lead")
    second = portal.create(email="ann@home.example", phone="1", lifecyclestage="customer")
    return first, second


def merge(portal, primary: str, other: str, kind: str = "contacts") -> str:
    body = {"primaryObjectId": primary, "objectIdToMerge": other}
    return str(portal.say("POST", f"crm/v3/objects/{kind}/merge", body)["id"])


def merged_ids(portal, record: str) -> tuple[set[str], set[str]]:
    """What the two lists of a contact say."""
    ids, vids = portal.values(record, "hs_merged_object_ids", "hs_calculated_merged_vids")
    return set(ids.split(";")), {each.partition(":")[0] for each in vids.split(";")}


def test_both_ids_lead_to_the_new_record_which_has_what_both_had(portal, pair):
    made = merge(portal, *pair)
    assert made not in pair
    assert {portal.read(each)["id"] for each in pair} == {made}
    assert portal.values(
        made, "email", "hs_additional_emails", "firstname", "phone", "lifecyclestage"
    ) == ["ann@acme.com", "ann@home.example", "Ann", "1", "customer"]
    assert merged_ids(portal, made) == ({*pair}, {*pair})
    listed = portal.say("GET", "crm/v3/objects/contacts")["results"]
    assert [each["id"] for each in listed] == [made]


def test_an_older_id_writes_to_the_new_record(portal, pair):
    made = merge(portal, *pair)
    assert portal.update(pair[1], city="Graz")["id"] == made
    updated = portal.batch("update", {"id": pair[0], "properties": {"state": "Styria"}})
    assert updated.json()["results"][0]["id"] == made
    read = portal.batch("read", *({"id": each} for each in pair), properties=["city", "state"])
    (record,) = read.json()["results"]
    assert (record["properties"]["city"], record["properties"]["state"]) == ("Graz", "Styria")


def test_each_list_of_merged_ids_can_lack_one_but_not_both(portal, pair):
    third, fourth = portal.create(firstname="Ann"), portal.create(firstname="Anne")
    made, other = merge(portal, *pair), merge(portal, third, fourth)
    last = merge(portal, made, other)
    ids, vids = merged_ids(portal, last)
    assert {*pair} - ids and {third, fourth} - vids
    assert ids | vids == {*pair, third, fourth, made, other}
    assert {portal.read(each)["id"] for each in (*pair, third, fourth)} == {last}


def test_a_record_that_was_merged_cannot_be_made_again_by_its_second_address(portal, pair):
    made = merge(portal, *pair)
    body = {"properties": {"email": "ann@home.example"}}
    answer = portal.ask("POST", "crm/v3/objects/contacts", body)
    assert (answer.status_code, answer.json()["message"].endswith(made)) == (409, True)


def test_companies_and_associations_are_merged_too(portal):
    portal.control("PUT", "account", indexLag=0, makesCompanies=False)
    first, second = portal.create("companies", name="Acme"), portal.create("companies", name="ACME")
    ann, ben = portal.create(firstname="Ann"), portal.create(firstname="Ben")
    for contact, company in ((ann, first), (ben, second), (ben, first)):
        path = f"crm/v4/objects/contacts/{contact}/associations/default/companies/{company}"
        portal.say("PUT", path)
    made = merge(portal, first, second, "companies")
    read = portal.say("GET", f"crm/v4/objects/companies/{made}/associations/contacts")
    assert {each["toObjectId"] for each in read["results"]} == {ann, ben}
    assert portal.values(made, "hs_merged_object_ids", kind="companies") == [f"{first};{second}"]
    read = portal.say("GET", f"crm/v4/objects/contacts/{ben}/associations/companies")
    assert [each["toObjectId"] for each in read["results"]] == [made]


def test_a_contact_keeps_one_primary_company_when_it_is_merged(portal):
    first = portal.create(email="ann@acme.com")
    second = portal.create(email="ann@birch.example")
    made = merge(portal, first, second)
    read = portal.say("GET", f"crm/v4/objects/contacts/{made}/associations/companies")["results"]
    labels = [[each["label"] for each in one["associationTypes"]] for one in read]
    assert len(read) == 2 and sum("Primary" in each for each in labels) == 1


def test_a_record_is_not_merged_with_itself_nor_with_nothing(portal, pair):
    for other, status in ((pair[0], 400), ("1", 404)):
        body = {"primaryObjectId": pair[0], "objectIdToMerge": other}
        assert portal.ask("POST", "crm/v3/objects/contacts/merge", body).status_code == status
    merge(portal, *pair)
    body = {"primaryObjectId": pair[0], "objectIdToMerge": pair[1]}
    assert portal.ask("POST", "crm/v3/objects/contacts/merge", body).status_code == 400


def test_the_history_of_both_is_kept(portal, pair):
    portal.update(pair[1], firstname="Anna")
    made = merge(portal, *pair)
    read = portal.read(made, propertiesWithHistory="firstname,email")["propertiesWithHistory"]
    assert [each["value"] for each in read["firstname"]] == ["Ann", "Anna"]
    assert {each["value"] for each in read["email"]} == {"ann@acme.com", "ann@home.example"}
