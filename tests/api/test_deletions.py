"""Deletions over HTTP: what was deleted is listed and restored by who deleted it."""

import pytest

from tests.conftest import person
from tests.fixtures.programs import program
from yardflow.models import Role

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.slow
def test_a_deleted_record_is_listed_and_restored(session, bob, acme, works_at):
    ann = works_at(acme, "Ann Lee")
    calls = program(session, bob)
    before = calls.get(f"/api/contacts/{ann}").json()
    assert calls.delete(f"/api/contacts/{ann}").status_code == 204
    (listed,) = calls.get("/api/deletions").json()
    assert (listed["record"], listed["label"], listed["contacts"], listed["remaining"]) == (
        "contact",
        "Ann Lee",
        1,
        1,
    )
    address = f"/api/deletions/{listed['id']}"
    assert calls.get(address).json() == listed
    answer = calls.post(f"{address}/undo")
    assert (answer.status_code, answer.json()) == (
        200,
        {"accounts": 0, "contacts": 1, "remaining": 0, "notRestored": [], "jobId": None},
    )
    assert calls.get(f"/api/contacts/{ann}").json() == before
    assert calls.post(f"{address}/undo").status_code == 409
    assert calls.get("/api/deletions").json() == []


def test_who_could_not_be_restored_is_named(session, bob, acme, works_at):
    ann = works_at(acme, "Ann Lee")
    calls = program(session, bob)
    calls.delete(f"/api/contacts/{ann}")
    works_at(acme, "Ann Lee")
    (listed,) = calls.get("/api/deletions").json()
    restored = calls.post(f"/api/deletions/{listed['id']}/undo").json()
    assert (restored["contacts"], restored["notRestored"]) == (0, ["Ann Lee"])
    assert calls.get(f"/api/deletions/{listed['id']}").json()["notRestored"] == ["Ann Lee"]


def test_to_others_it_does_not_exist(session, bob, alice, acme, works_at):
    ann = works_at(acme, "Ann Lee")
    program(session, bob).delete(f"/api/contacts/{ann}")
    carol = program(session, person(session, "Carol", Role.MEMBER))
    admin = program(session, alice)
    (listed,) = admin.get("/api/deletions").json()
    assert carol.get("/api/deletions").json() == []
    assert carol.get(f"/api/deletions/{listed['id']}").status_code == 404
    assert carol.post(f"/api/deletions/{listed['id']}/undo").status_code == 404
    reads = program(session, bob, "read")
    assert reads.post(f"/api/deletions/{listed['id']}/undo").status_code == 403
    assert admin.post(f"/api/deletions/{listed['id']}/undo").json()["contacts"] == 1
