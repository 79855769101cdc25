"""Events, accounts and contacts over HTTP."""

import re
from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from pydantic import BaseModel
from sqlmodel import Session, select

from tests.fixtures.programs import caller, description, program
from yardflow.api.app import routers
from yardflow.api.schema import Sent
from yardflow.api.sequences.schema import FileIn
from yardflow.models import EnrichmentBulk, EnrichmentRun
from yardflow.services.access import Principal
from yardflow.services.records.lists import listing

pytestmark = pytest.mark.usefixtures("database")
OPEN_TO_ANYONE = ("/api/webhooks", "/api/links", "/api/ping", "/api/health", "/api/auth/")
# A sequence as a document, which names all that is wrong with it in its own way.
DOCUMENT = "/api/sequences/import"
SPEND = ("ContactIn", "StageIn", "StageChange")
UNKNOWN = "Unknown field or parameter. See /api/docs for what this address takes."


@pytest.fixture
def bob_calls(session: Session, bob: Principal) -> Iterator[TestClient]:
    """Bob's program, with a token that reads and writes."""
    yield program(session, bob)


@pytest.fixture
def alice_calls(session: Session, alice: Principal) -> Iterator[TestClient]:
    """Alice's program, with a token that reads and writes."""
    yield program(session, alice)


@pytest.fixture
def ann(bob_calls: TestClient, acme, techexpo) -> dict:
    """Ann Lee at Acme and at TechExpo, as the API answered when she was added."""
    body = {
        "accountId": acme.id,
        "firstName": "Ann",
        "lastName": "Lee",
        "title": "VP of Operations",
        "email": "Ann.Lee@acme.com",
        "eventId": techexpo.id,
        "note": "Wants a demo",
    }
    answer = bob_calls.post("/api/contacts", json=body)
    assert answer.status_code == 201
    return answer.json()


def test_others_that_may_be_the_same_are_in_the_answer(bob_calls, acme):
    """None is refused for it."""
    known = bob_calls.post("/api/accounts", json={"name": "Müller GmbH"}).json()
    added = bob_calls.post("/api/accounts", json={"name": "Mueller GmbH"})
    others = [{"id": known["id"], "name": "Müller GmbH"}]
    assert (added.status_code, added.json()["possibleDuplicates"]) == (201, others)
    person = {"accountId": acme.id, "firstName": "Jörg", "lastName": "Müller"}
    first = bob_calls.post("/api/contacts", json=person).json()
    assert first["possibleDuplicates"] == []
    second = bob_calls.post("/api/contacts", json=person | {"lastName": "Mueller"}).json()
    assert second["possibleDuplicates"] == [{"id": first["id"], "name": "Jörg Müller"}]


@pytest.mark.slow
def test_a_contact_is_added_read_changed_and_removed(bob_calls, ann, techexpo):
    address = f"/api/contacts/{ann['id']}"
    assert (ann["name"], ann["email"], ann["personas"]) == (
        "Ann Lee",
        "ann.lee@acme.com",
        ["ExecOps"],
    )
    shown = bob_calls.get(address, params={"eventId": techexpo.id}).json()
    assert {**shown, "possibleDuplicates": []} == ann
    changed = bob_calls.patch(address, json={"title": "Yard Manager", "version": ann["version"]})
    assert (changed.status_code, changed.json()["seniority"]) == (200, "Manager")
    assert changed.json()["email"] == ann["email"]
    assert bob_calls.delete(address).status_code == 204
    assert bob_calls.get(address).status_code == 404


def test_a_list_has_items_a_total_and_the_way_on(bob_calls, acme, works_at):
    for number in range(5):
        works_at(acme, f"P{number} Smith")
    first = bob_calls.get("/api/contacts", params={"limit": 3, "sort": "createdAt"}).json()
    assert (len(first["items"]), first["total"]) == (3, 5)
    rest = bob_calls.get(
        "/api/contacts", params={"limit": 3, "sort": "createdAt", "cursor": first["next"]}
    ).json()
    assert ([item["firstName"] for item in rest["items"]], rest["next"]) == (["P3", "P4"], None)


def test_contacts_are_found_and_narrowed(bob_calls, ann, acme, works_at, techexpo):
    works_at(acme, "Joe Smith")
    for params in (
        {"q": "ann"},
        {"emailStatus": "given"},
        {"persona": "ExecOps", "eventId": techexpo.id},
        {"q": "acme lee", "accountId": acme.id},
    ):
        page = bob_calls.get("/api/contacts", params=params).json()
        assert [item["id"] for item in page["items"]] == [ann["id"]]


def test_a_stale_change_is_a_conflict(bob_calls, ann):
    address = f"/api/contacts/{ann['id']}"
    assert bob_calls.patch(address, json={"title": "COO", "version": 1}).status_code == 200
    late = bob_calls.patch(address, json={"title": "CFO", "version": 1})
    assert (late.status_code, late.json()["error"]["code"]) == (409, "conflict")


def test_a_taken_address_is_a_conflict_that_names_the_other(bob_calls, ann, acme):
    body = {"accountId": acme.id, "firstName": "Bo", "email": ann["email"]}
    answer = bob_calls.post("/api/contacts", json=body)
    assert answer.status_code == 409
    assert "Ann Lee at Acme" in answer.json()["error"]["message"]


def test_what_a_route_does_not_take_is_refused_by_name_and_nothing_is_changed(
    bob_calls, alice, ann, acme, techexpo
):
    contact, account = f"/api/contacts/{ann['id']}", f"/api/accounts/{acme.id}"
    change, new = {"title": "COO"}, {"accountId": acme.id, "firstName": "Bo"}
    for method, address, known, unknown in (
        ("PATCH", contact, change, {"tittle": "CEO"}),
        ("PATCH", contact, change, {"id": 99, "role": "ADMIN", "ownerId": 1, "eventId": 7}),
        ("PATCH", contact, change, {"emailStatus": "verified"}),
        ("POST", "/api/contacts", new, {"nick": "B"}),
        ("PATCH", account, {"name": "Globex"}, {"icpScore": 100}),
        ("PATCH", f"/api/events/{techexpo.id}", {"name": "MODEX"}, {"startDate": "2027-01-01"}),
        ("POST", "/api/events", {"name": "MODEX"}, {"startDate": "2027-01-01"}),
    ):
        answer = bob_calls.request(method, address, json=known | unknown)
        assert answer.status_code == 422, (method, address)
        assert answer.json()["error"]["fields"] == dict.fromkeys(unknown, UNKNOWN)
    assert bob_calls.get(contact).json()["title"] == ann["title"]
    assert bob_calls.get("/api/events").json()["total"] == 1


def test_a_file_is_not_imported_where_the_event_is_misspelled(bob_calls, techexpo):
    file, sent = {"file": ("a.csv", b"Company\nAcme\n")}, {"kind": "accounts", "evntId": "1"}
    answer = bob_calls.post("/api/imports", files=file, data=sent)
    assert answer.status_code == 422
    assert answer.json()["error"]["fields"] == {"evntId": UNKNOWN}


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/api/contacts", "evntId"),
        ("/api/accounts", "stages"),
        ("/api/events", "q"),
        ("/api/jobs", "state"),
        ("/api/imports", "page"),
        ("/api/deletions", "limit"),
        ("/api/contacts/1", "event"),
        ("/api/enrichment/ledger", "from"),
        ("/api/auth/me", "x"),
    ],
)
def test_a_misspelled_parameter_is_refused_by_name(bob_calls, address, parameter):
    answer = bob_calls.get(address, params={parameter: "1"})
    assert answer.status_code == 422
    assert answer.json()["error"]["fields"] == {parameter: UNKNOWN}


def test_no_address_for_programs_takes_what_it_does_not_know(session, alice):
    """What a browser alone may call, or anyone, is read by other rules."""
    calls = program(session, alice)
    swallowed = []
    for path, operations in description()["paths"].items():
        if path.startswith((*OPEN_TO_ANYONE, DOCUMENT)):
            continue
        address = re.sub(r"\{[^}]+\}", "1", path)
        for method, operation in operations.items():
            asked: list[dict] = [{"params": {"zzz": "1"}}]
            if "application/json" in operation.get("requestBody", {}).get("content", {}):
                asked.append({"json": {"zzz": 1}})
            swallowed += [
                (method, path, answer.status_code)
                for sent in asked
                for answer in [calls.request(method, address, follow_redirects=False, **sent)]
                if answer.status_code not in (401, 403, 404) and '"zzz"' not in answer.text
            ]
    assert swallowed == []


def test_a_program_that_adds_a_contact_starts_its_enrichment_only_if_it_says_so(
    bob_calls, session, acme
):
    for enrich, runs in (({}, 0), ({"enrich": False}, 0), ({"enrich": True}, 1)):
        body = {"accountId": acme.id, "firstName": "Ann", "lastName": f"Lee {enrich}", **enrich}
        assert bob_calls.post("/api/contacts", json=body).status_code == 201
        assert len(session.exec(select(EnrichmentRun)).all()) == runs
    shape = bob_calls.get("/api/openapi.json").json()["components"]["schemas"]["ContactIn"]
    assert "cost money" in shape["description"]


@pytest.mark.parametrize("at_once", [False, True])
def test_a_program_that_qualifies_an_account_enriches_its_people_only_if_it_says_so(
    bob_calls, session, acme, techexpo, works_at, at_once
):
    works_at(acme, "Zoe Quinn")
    target = f"/api/events/{techexpo.id}/targets/{acme.id}"
    for enrich, bulks in (({}, 0), ({"enrich": False}, 0), ({"enrich": True}, 1)):
        bob_calls.patch(target, json={"stage": "Lead"})
        if at_once:
            change = {"field": "stage", "eventId": techexpo.id, "stage": "Qualified", **enrich}
            body = {"ids": [acme.id], "change": change}
            assert bob_calls.post("/api/accounts/changes", json=body).status_code == 202
        else:
            answer = bob_calls.patch(target, json={"stage": "Qualified", **enrich})
            assert answer.json()["stage"] == "Qualified"
        assert len(session.exec(select(EnrichmentBulk)).all()) == bulks
    schemas = bob_calls.get("/api/openapi.json").json()["components"]["schemas"]
    assert all("cost money" in schemas[name]["description"].replace("\n", " ") for name in SPEND)


def test_lists_and_records_answer_head_without_a_body(bob_calls, ann):
    for address in ("/api/contacts", f"/api/contacts/{ann['id']}", "/api/events"):
        got, head = bob_calls.get(address), bob_calls.head(address)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == got.headers["content-length"]
    assert bob_calls.head("/api/contacts/999").status_code == 404
    assert caller().head("/api/contacts").status_code == 401
    refused = bob_calls.delete("/api/contacts")
    assert refused.headers["allow"] == "GET, HEAD, POST"


def test_a_body_without_a_content_type_is_told_what_to_send(bob_calls):
    answer = bob_calls.post("/api/events", content=b'{"name": "MODEX"}')
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("day", [1804464000, "1804464000", 1.5, True, "", "2027-02-30", "soon"])
def test_a_day_is_written_as_one(bob_calls, day):
    answer = bob_calls.post("/api/events", json={"name": "MODEX", "startsOn": day})
    assert answer.status_code == 422
    assert answer.json()["error"]["fields"].keys() == {"startsOn"}
    ledger = bob_calls.get("/api/enrichment/ledger", params={"since": str(day)})
    assert ledger.status_code == 422


def test_a_cursor_of_another_order_is_refused(bob_calls, acme, works_at):
    for number in range(3):
        works_at(acme, f"P{number} Smith")
    first = bob_calls.get("/api/contacts", params={"limit": 2, "sort": "name"}).json()
    for sort, status in (("name", 200), ("-name", 404), ("account", 404)):
        params = {"limit": 2, "sort": sort, "cursor": first["next"]}
        assert bob_calls.get("/api/contacts", params=params).status_code == status, sort


@pytest.mark.parametrize(
    "body",
    [
        {"email": "nobody"},
        {"personas": ["King"]},
        {"title": 7},
        {"accountId": "x"},
        {"accountId": 10**30},
        {"linkedinUrl": "javascript:alert(1)"},
        [],
        "x",
    ],
)
def test_what_cannot_be_taken_is_named_in_a_422(bob_calls, ann, body):
    answer = bob_calls.patch(f"/api/contacts/{ann['id']}", json=body)
    assert answer.status_code == 422
    if isinstance(body, dict):
        named = {name.split(".")[0] for name in answer.json()["error"]["fields"]}
        assert named == set(body)


@pytest.mark.parametrize(
    "params",
    [
        {"sort": "notes"},
        {"persona": "x"},
        {"limit": "many"},
        {"limit": "0"},
        {"limit": "201"},
        {"owner": "you"},
    ],
)
def test_a_question_that_means_nothing_is_a_422(bob_calls, params):
    assert bob_calls.get("/api/contacts", params=params).status_code == 422


@pytest.mark.parametrize(
    "address",
    ["/api/contacts/999", "/api/accounts/0", "/api/events/-1", "/api/contacts/9" + "9" * 17],
)
def test_what_is_not_there_is_a_404(bob_calls, address):
    assert bob_calls.get(address).status_code == 404


def test_an_id_larger_than_any_is_refused(bob_calls):
    assert bob_calls.get(f"/api/contacts/{10**30}").status_code == 404
    assert bob_calls.get("/api/contacts", params={"eventId": 10**30}).status_code == 422


def test_a_page_that_is_not_there_is_a_404(bob_calls):
    answer = bob_calls.get("/api/contacts", params={"cursor": "x"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_nobody_reads_or_writes_without_signing_in(acme):
    stranger = caller()
    for method, address in (
        ("GET", "/api/contacts"),
        ("GET", f"/api/accounts/{acme.id}"),
        ("POST", "/api/events"),
        ("PATCH", f"/api/accounts/{acme.id}"),
        ("DELETE", f"/api/accounts/{acme.id}"),
    ):
        assert stranger.request(method, address).status_code == 401


def test_a_reading_token_does_not_write(session, bob, acme):
    reader = program(session, bob, "read")
    assert reader.get("/api/accounts").status_code == 200
    assert reader.patch(f"/api/accounts/{acme.id}", json={"name": "X"}).status_code == 403


def test_an_account_is_added_to_the_workplace_or_to_an_event_as_well(bob_calls, techexpo):
    alone = bob_calls.post("/api/accounts", json={"name": "Initech"}).json()
    assert (alone["events"], alone["stage"]) == (0, None)
    body = {"name": "Globex", "website": "globex.com", "eventId": techexpo.id, "note": "Big yard"}
    added = bob_calls.post("/api/accounts", json=body).json()
    shown = (added["stage"], added["events"], added["domain"], added["icpScore"])
    assert shown == ("Lead", 1, "globex.com", 12)
    here = bob_calls.get("/api/accounts", params={"eventId": techexpo.id}).json()
    assert ([row["name"] for row in here["items"]], here["total"]) == (["Globex"], 1)
    assert bob_calls.get("/api/accounts").json()["total"] == 2


@pytest.mark.slow
def test_an_event_s_list_is_changed_and_the_records_stay(bob_calls, ann, acme, techexpo):
    there = f"/api/events/{techexpo.id}"
    met = bob_calls.patch(f"{there}/attendees/{ann['id']}", json={"status": "Met"})
    assert (met.status_code, met.json()["eventName"]) == (200, "TechExpo 2026")
    won = bob_calls.patch(f"{there}/targets/{acme.id}", json={"stage": "Won", "version": 1})
    assert won.json()["stage"] == "Won"
    stale = bob_calls.patch(f"{there}/targets/{acme.id}", json={"stage": "Lost", "version": 1})
    assert stale.status_code == 409
    events = bob_calls.get(f"/api/contacts/{ann['id']}/events").json()
    shown = ("eventId", "status", "source", "addedBy")
    assert [[event[name] for name in shown] for event in events] == [
        [techexpo.id, "Met", "manual", "Bob"]
    ]
    assert bob_calls.delete(f"{there}/attendees/{ann['id']}").status_code == 204
    assert bob_calls.delete(f"{there}/targets/{acme.id}").status_code == 204
    assert bob_calls.get(f"/api/accounts/{acme.id}/events").json() == []
    assert bob_calls.get(f"/api/contacts/{ann['id']}").json()["events"] == 0
    assert bob_calls.post(f"{there}/attendees", json={"ids": [ann["id"], 999]}).json() == {
        "count": 1
    }
    (target,) = bob_calls.get(f"/api/accounts/{acme.id}/events").json()
    assert (target["stage"], target["addedBy"]) == ("Lead", "Bob")
    gone = bob_calls.patch(f"{there}/targets/999", json={"stage": "Won"})
    assert gone.status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize("noun", ["contacts", "accounts"])
def test_a_total_past_what_is_counted_says_so_unless_all_are_asked_for(
    bob_calls, techexpo, monkeypatch, noun
):
    for name in ("Acme", "Borealis", "Cargon"):
        made = bob_calls.post("/api/accounts", json={"name": name, "eventId": techexpo.id}).json()
        bob_calls.post("/api/contacts", json={"firstName": "Ann", "accountId": made["id"]})
    monkeypatch.setattr(listing, "COUNTED", 2)

    def total(**query: object) -> tuple[int, bool, int]:
        answer = bob_calls.get(f"/api/{noun}", params={"limit": 1, **query}).json()
        return answer["total"], answer["totalIsCapped"], len(answer["items"])

    assert total() == (2, True, 1)
    assert total(exact="true") == (3, False, 1)
    monkeypatch.setattr(listing, "COUNTED", 3)
    assert total() == (3, False, 1)


@pytest.mark.slow
def test_an_event_s_lists_are_copied_to_another(bob_calls, ann, acme, techexpo):
    later = bob_calls.post("/api/events", json={"name": "TechExpo 2027"}).json()
    body = {"toEventId": later["id"]}
    copied = bob_calls.post(f"/api/events/{techexpo.id}/copy-lists", json=body)
    assert copied.json() == {"targets": 1, "attendees": 1}
    again = bob_calls.post(f"/api/events/{techexpo.id}/copy-lists", json=body)
    assert again.json() == {"targets": 0, "attendees": 0}
    same = bob_calls.post(f"/api/events/{later['id']}/copy-lists", json=body)
    assert same.status_code == 409


@pytest.mark.slow
def test_notes_are_added_read_changed_and_deleted_by_who_wrote_them(bob_calls, alice_calls, ann):
    address = f"/api/contacts/{ann['id']}/notes"
    added = bob_calls.post(address, json={"text": "  Call in May  "})
    assert (added.status_code, added.json()["text"]) == (201, "Call in May")
    notes = alice_calls.get(address).json()
    assert [(note["text"], note["author"]) for note in notes] == [
        ("Call in May", "Bob"),
        ("Wants a demo", "Bob"),
    ]
    note = f"/api/notes/{added.json()['id']}"
    assert bob_calls.patch(note, json={"text": "Call in June"}).status_code == 204
    assert bob_calls.patch(note, json={"text": " "}).status_code == 422
    by_alice = alice_calls.post(address, json={"text": "Mine"}).json()
    assert bob_calls.delete(f"/api/notes/{by_alice['id']}").status_code == 403
    assert alice_calls.delete(note).status_code == 204
    assert [note["text"] for note in bob_calls.get(address).json()] == ["Mine", "Wants a demo"]


def test_a_score_is_overridden_and_released(bob_calls, acme):
    address = f"/api/accounts/{acme.id}/icp-override"
    assert bob_calls.put(address, json={"score": 88, "reason": "  "}).status_code == 422
    row = bob_calls.put(address, json={"score": 88, "reason": "Met the CEO"}).json()
    assert (row["icpScore"], row["icpOverrideReason"]) == (88, "Met the CEO")
    released = bob_calls.delete(address, params={"version": row["version"]}).json()
    assert (released["icpScore"], released["icpOverride"]) == (4, None)
    assert [part["points"] for part in released["icpParts"]] == [0, 0, 0, 4]


def test_an_owner_is_given_by_a_route_of_its_own(bob_calls, bob, acme):
    row = bob_calls.put(f"/api/accounts/{acme.id}/owner", json={"ownerId": bob.user_id}).json()
    assert row["ownerName"] == "Bob"
    mine = bob_calls.get("/api/accounts", params={"owner": "me"}).json()
    assert mine["total"] == 1


def test_only_an_admin_removes_an_event(bob_calls, alice_calls, techexpo):
    address = f"/api/events/{techexpo.id}"
    assert bob_calls.delete(address).status_code == 403
    assert alice_calls.delete(address).status_code == 204


def test_an_event_is_added_and_changed(bob_calls):
    body = {"name": "MODEX", "startsOn": "2027-04-12", "endsOn": "2027-04-15", "cost": 1200.5}
    added = bob_calls.post("/api/events", json=body)
    assert (added.status_code, added.json()["cost"]) == (201, "1200.50")
    changed = bob_calls.patch(f"/api/events/{added.json()['id']}", json={"status": "ACTIVE"})
    assert (changed.json()["status"], changed.json()["startsOn"]) == ("ACTIVE", "2027-04-12")
    assert bob_calls.get("/api/events", params={"status": "ACTIVE"}).json()["total"] == 1
    day = {"day": "2027-04-15", "opens": "09:00", "closes": "14:00"}
    hours = {"hallOpens": "09:00", "hallCloses": "18:00", "hallDays": [day]}
    address = f"/api/events/{added.json()['id']}"
    open_hall = bob_calls.patch(address, json=hours).json()
    assert {name: open_hall[name] for name in hours} == hours
    backwards = bob_calls.patch(address, json={"hallCloses": "08:00"}).json()["error"]
    assert "can't close before it opens" in backwards["fields"]["hallCloses"]


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("phone", "1" + " " * 14_000 + "1x", "Enter at most 60 characters."),
        ("email", "a@" + "a." * 9_000 + "@", "Enter at most 254 characters."),
        ("linkedinUrl", "https://e" + "\u0301\u0316" * 9_000, "Enter at most 300 characters."),
        ("title", "key " * 4_500, "Enter at most 200 characters."),
    ],
)
def test_a_text_too_long_for_its_field_is_refused_unread(bob_calls, ann, field, text, reason):
    answer = bob_calls.patch(f"/api/contacts/{ann['id']}", json={field: text})
    assert answer.status_code == 422
    assert reason in answer.json()["error"]["fields"][field]
    unchanged = bob_calls.get(f"/api/contacts/{ann['id']}").json()
    assert (unchanged["version"], unchanged["updatedAt"]) == (ann["version"], ann["updatedAt"])


def test_no_body_holds_a_text_that_no_field_takes(bob_calls, ann):
    note = {"text": "x" * 200_000}
    answer = bob_calls.post(f"/api/contacts/{ann['id']}/notes", json=note)
    assert answer.status_code == 422
    assert "at most 20,000 characters" in answer.json()["error"]["fields"]["text"]


def test_every_body_and_query_has_a_limit_for_its_texts():
    routes = [
        route for router in routers() for route in router.routes if isinstance(route, APIRoute)
    ]
    sent = [
        field.field_info.annotation
        for route in routes
        for field in [*route.dependant.body_params, *route.dependant.query_params]
    ]
    models = [model for model in sent if isinstance(model, type) and issubclass(model, BaseModel)]
    assert len(models) > 10
    # What a codec reads is bounded by the codec.
    limited = (Sent, FileIn)
    assert [model for model in models if not issubclass(model, limited)] == []


def test_a_list_says_that_it_shows_similar_names(bob_calls, ann, acme):
    for address, exact, almost in (("contacts", "ann", "anlee"), ("accounts", "acme", "amce")):
        answers = [
            bob_calls.get(f"/api/{address}", params={"q": q}).json()
            for q in (exact, almost, "qqqq")
        ]
        assert [(answer["similar"], answer["total"]) for answer in answers] == [
            *((False, 1), (True, 1) if address == "accounts" else (False, 0), (False, 0)),
        ]
