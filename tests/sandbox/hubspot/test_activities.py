"""Emails and meetings in the timeline of those they are with."""

import time

from tests.fixtures.rows import each_row

AT = 1_790_000_000_000


def email(contact: str, company: str, **more: str) -> dict:
    types = {contact: 198, company: 186}
    return {
        "properties": {"hs_timestamp": str(AT), "hs_email_direction": "EMAIL", **more},
        "associations": [
            {
                "to": {"id": each},
                "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": number}],
            }
            for each, number in types.items()
        ],
    }


def test_an_email_belongs_to_its_contact_and_company_and_is_searched_by_them(portal):
    ann, joe = portal.create(firstname="Ann"), portal.create(firstname="Joe")
    acme = portal.create("companies", name="Acme")
    answer = portal.batch("create", email(ann, acme, hs_email_subject="Hi"), kind="emails")
    (made,) = answer.json()["results"]
    for kind, record in (("contacts", ann), ("companies", acme)):
        path = f"crm/v4/objects/{kind}/{record}/associations/emails"
        (each,) = portal.say("GET", path)["results"]
        assert str(each["toObjectId"]) == made["id"]
    at = {"propertyName": "hs_timestamp", "operator": "EQ", "value": str(AT)}
    for contact, ids in ((ann, [made["id"]]), (joe, [])):
        of = {"propertyName": "associations.contact", "operator": "EQ", "value": contact}
        assert [each["id"] for each in portal.search(at, of, kind="emails")["results"]] == ids


def test_who_was_written_to_shows_when_that_was_and_a_later_meeting_is_not_yet(portal):
    ann, acme = portal.create(firstname="Ann"), portal.create("companies", name="Acme")
    portal.batch("create", email(ann, acme), kind="emails")
    (last,) = portal.values(ann, "notes_last_contacted")
    assert last and portal.values(acme, "notes_last_contacted", kind="companies") == [last]
    ahead = str(round((time.time() + 86_400) * 1000))
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 200}]
    meeting = {
        "properties": {"hs_timestamp": ahead, "hs_meeting_outcome": "SCHEDULED"},
        "associations": [{"to": {"id": ann}, "types": types}],
    }
    assert portal.batch("create", meeting, kind="meetings").status_code == 201
    assert portal.values(ann, "notes_last_contacted") == [last]


@each_row(
    ("kind", "given"),
    [
        ("emails", {"hs_email_direction": "EMAIL"}),
        ("emails", {"hs_timestamp": "1", "hs_email_direction": "SENT"}),
        ("emails", {"hs_timestamp": "soon", "hs_email_direction": "EMAIL"}),
        ("meetings", {"hs_meeting_title": "Coffee"}),
        ("meetings", {"hs_timestamp": "1", "hs_meeting_outcome": "CANCELLED"}),
    ],
)
def test_what_hubspot_does_not_take_is_refused(portal, kind, given):
    answer = portal.ask("POST", f"crm/v3/objects/{kind}", {"properties": given})
    assert answer.status_code == 400
