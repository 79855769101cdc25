"""Who belongs to whom, by version 4 of the associations."""

import pytest
from hubspot.crm.associations.v4 import AssociationSpec

from tests.fixtures.hubspot import ACME
from tests.fixtures.rows import each_row


@pytest.fixture
def acme(portal) -> str:
    """A company."""
    return portal.create("companies", **ACME)


def companies_of(portal, contact: str) -> dict[str, list[str | None]]:
    """The companies of a contact with the labels of each."""
    path = f"crm/v4/objects/contacts/{contact}/associations/companies"
    results = portal.say("GET", path)["results"]
    return {
        each["toObjectId"]: sorted(str(one["label"]) for one in each["associationTypes"])
        for each in results
    }


def test_hubspot_s_package_associates_and_takes_apart(portal, acme):
    ann = portal.create(firstname="Ann")
    api = portal.client().crm.associations.v4.basic_api
    api.create_default("contacts", ann, "companies", acme)
    page = api.get_page("contacts", ann, "companies")
    assert [each.to_object_id for each in page.results] == [acme]
    spec = AssociationSpec(association_category="HUBSPOT_DEFINED", association_type_id=1)
    made = api.create("contacts", ann, "companies", acme, [spec])
    assert made.labels == ["Primary"]
    assert companies_of(portal, ann) == {acme: ["None", "Primary"]}
    api.archive("companies", acme, "contacts", ann)
    assert companies_of(portal, ann) == {}


def test_a_company_with_more_than_a_hundred_contacts_is_read_page_by_page(portal, acme):
    ids = portal.lay("contacts", *({"firstname": f"A{number}"} for number in range(250)))
    inputs = [{"from": {"id": each}, "to": {"id": acme}} for each in ids]
    base = "crm/v4/associations/contacts/companies/batch"
    portal.say("POST", f"{base}/associate/default", {"inputs": inputs})
    path, read, after = f"crm/v4/objects/companies/{acme}/associations/contacts", [], {}
    for _ in range(3):
        page = portal.say("GET", path, limit=100, **after)
        read += [each["toObjectId"] for each in page["results"]]
        after = page.get("paging", {}).get("next", {})
        after.pop("link", None)
    assert (read, after) == (ids, {})
    shown = portal.read(acme, "companies", associations="contacts")["associations"]["contacts"]
    assert len(shown["results"]) == 100 and shown["paging"]["next"]["after"] == ids[99]


def test_many_are_read_at_once_and_what_is_not_there_is_named(portal, acme):
    ann = portal.create(firstname="Ann")
    base = "crm/v4/associations/contacts/companies/batch"
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}]
    inputs = [
        {"from": {"id": ann}, "to": {"id": acme}, "types": types},
        {"from": {"id": "1"}, "to": {"id": acme}, "types": types},
    ]
    made = portal.ask("POST", f"{base}/create", {"inputs": inputs})
    assert (made.status_code, made.json()["numErrors"]) == (207, 1)
    read = portal.say("POST", f"{base}/read", {"inputs": [{"id": ann}]})
    (entry,) = read["results"]
    assert entry["from"] == {"id": ann}
    assert [each["toObjectId"] for each in entry["to"]] == [acme]
    portal.say("POST", f"{base}/labels/archive", {"inputs": inputs[:1]})
    assert companies_of(portal, ann) == {acme: ["None"]}
    gone = {"inputs": [{"from": {"id": ann}, "to": [{"id": acme}]}]}
    portal.say("POST", f"{base}/archive", gone)
    assert companies_of(portal, ann) == {}


def test_labels_have_a_side_each(portal, acme):
    labels = "crm/v4/associations/contacts/companies/labels"
    exhibitor = {"name": "exhibitor", "label": "Exhibits for", "inverseLabel": "Exhibitor"}
    made = portal.say("POST", labels, exhibitor)["results"]
    types = {each["label"]: each["typeId"] for each in portal.say("GET", labels)["results"]}
    assert types == {None: 279, "Primary": 1, "Exhibits for": made[0]["typeId"]}
    ann = portal.create(firstname="Ann")
    body = [{"associationCategory": "USER_DEFINED", "associationTypeId": made[0]["typeId"]}]
    portal.say("PUT", f"crm/v4/objects/contacts/{ann}/associations/companies/{acme}", body)
    read = portal.say("GET", f"crm/v4/objects/companies/{acme}/associations/contacts")["results"]
    assert sorted(str(each["label"]) for each in read[0]["associationTypes"]) == [
        "Exhibitor",
        "None",
    ]


def test_a_contact_has_one_primary_company_and_as_many_others_as_it_likes(portal, acme):
    ann, birch = portal.create(firstname="Ann"), portal.create("companies", name="Birch")
    body = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}]
    for company in (acme, birch):
        path = f"crm/v4/objects/contacts/{ann}/associations/companies/{company}"
        portal.say("PUT", path, body)
    assert companies_of(portal, ann) == {acme: ["None"], birch: ["None", "Primary"]}


def test_a_record_is_made_with_its_associations(portal, acme):
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 341}]
    deal = {"dealname": "Acme at TechExpo", "dealstage": "qualifiedtobuy"}
    body = {"properties": deal, "associations": [{"to": {"id": acme}, "types": types}]}
    made = portal.say("POST", "crm/v3/objects/deals", body)["id"]
    read = portal.read(made, "deals", associations="companies,contacts")["associations"]
    assert read == {"companies": {"results": [{"id": acme, "type": "deals_to_companies"}]}}
    wrong = {"properties": deal, "associations": [{"to": {"id": "1"}, "types": types}]}
    assert portal.ask("POST", "crm/v3/objects/deals", wrong).status_code == 404
    assert portal.control("GET")["records"]["deals"]["live"] == 1


@each_row(
    ("email", "companies"),
    [("ann@birch.example", 1), ("ann@gmail.com", 0), ("ann@acme.com", 0), ("", 0)],
)
def test_a_company_is_made_of_the_domain_of_an_address(portal, email, companies):
    portal.control("DELETE")
    portal.control("PUT", "limits", window=10**6)
    acme = portal.create("companies", **ACME)
    ann = portal.create(firstname="Ann", **({"email": email} if email else {}))
    listed = portal.say("GET", "crm/v3/objects/companies")["results"]
    made = [each["properties"] for each in listed if each["id"] != acme]
    birch = [(None, "birch.example")] * companies
    assert [(each["name"], each["domain"]) for each in made] == birch
    in_company = "acme.com" in email or companies
    assert len(companies_of(portal, ann)) == (1 if in_company else 0)


def test_another_address_brings_another_company_which_is_not_the_primary(portal, acme):
    ann = portal.create(email="ann@acme.com")
    portal.update(ann, email="ann@birch.example")
    labels = companies_of(portal, ann)
    assert labels.pop(acme) == ["None", "Primary"]
    assert list(labels.values()) == [["None"]]


def test_an_archived_record_belongs_to_no_one_until_it_is_restored(portal, acme):
    ann = portal.create(email="ann@acme.com")
    portal.say("DELETE", f"crm/v3/objects/companies/{acme}")
    assert companies_of(portal, ann) == {}
    portal.control("POST", f"records/companies/{acme}/restore")
    assert list(companies_of(portal, ann)) == [acme]


@each_row("number", [341, 999, "1", None])
def test_a_type_between_other_kinds_is_refused(portal, number):
    acme, ann = portal.create("companies", name="Acme"), portal.create(firstname="Ann")
    body = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": number}]
    path = f"crm/v4/objects/contacts/{ann}/associations/companies/{acme}"
    assert portal.ask("PUT", path, body).status_code == 400
