"""Exports over HTTP: asked for, polled, downloaded by who asked, and by nobody else."""

import csv
import io
from datetime import timedelta
from urllib.parse import unquote

import pytest

from tests.fixtures import exports
from tests.fixtures.exports import XLSX
from yardflow import clock, jobs
from yardflow.services.records import export
from yardflow.services.records.contact_query import ContactQuery
from yardflow.services.records.export import parts

pytestmark = pytest.mark.usefixtures("database")


def test_a_program_exports_what_a_list_shows(calls, bob, techexpo, staff):
    program = calls(bob)
    query = {"eventId": techexpo.id, "q": "acme", "sort": "-name"}
    answer = program.post("/api/exports/contacts", json={"format": "csv", "query": query})
    assert answer.status_code == 202, answer.text
    asked = answer.json()
    assert (asked["status"], asked["readyAt"], asked["rows"]) == ("queued", None, 0)
    assert program.get(f"/api/exports/{asked['id']}/file").status_code == 409
    jobs.perform(asked["jobId"], export.run)
    made = program.get(f"/api/exports/{asked['id']}").json()
    assert (made["status"], made["rows"]) == ("succeeded", len(staff))
    file = program.get(f"/api/exports/{made['id']}/file")
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert int(file.headers["content-length"]) == made["size"] == len(file.content)
    assert made["filename"] in unquote(file.headers["content-disposition"])
    assert file.headers["content-disposition"].startswith("attachment;")
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"), newline="")))
    assert [row["Last name"] for row in rows] == ["Kay", "Hopper", "Byron", "Berg"]


def test_a_file_of_many_pieces_arrives_whole(calls, bob, staff, monkeypatch):
    monkeypatch.setattr(parts, "PART_BYTES", 50)
    view = exports.make(bob, ContactQuery(), XLSX)
    file = calls(bob).get(f"/api/exports/{view.id}/file")
    assert file.content == exports.content(view) and len(file.content) == view.size > 500
    assert "spreadsheetml" in file.headers["content-type"]


def test_selected_accounts_are_exported_by_their_ids(calls, bob, acme):
    answer = calls(bob).post("/api/exports/accounts", json={"format": "xlsx", "ids": [acme.id]})
    jobs.perform(answer.json()["jobId"], export.run)
    with_id = exports.look(bob, exports.ExportView(**_none(answer.json()["id"])))
    assert [row["Company"] for row in exports.table(with_id)] == ["Acme"]


def _none(export_id: int) -> dict:
    fields = dict.fromkeys(exports.ExportView.__dataclass_fields__)
    return {**fields, "id": export_id}


def test_anothers_file_does_not_exist_not_even_for_an_admin(calls, bob, alice):
    view = exports.make(bob, ContactQuery())
    for path in (f"/api/exports/{view.id}", f"/api/exports/{view.id}/file"):
        assert calls(alice).get(path).status_code == 404
        assert calls(bob).get(path).status_code == 200
        assert calls(bob).get(path, headers={"Authorization": "Bearer x"}).status_code == 401


def test_who_was_removed_downloads_nothing(calls, session, bob):
    view = exports.make(bob, ContactQuery())
    program = calls(bob)
    from sqlalchemy import text

    session.execute(text("UPDATE app_user SET removed_at = now()"))
    session.commit()
    assert program.get(f"/api/exports/{view.id}/file").status_code == 401


def test_a_file_is_gone_after_a_day(calls, bob):
    view = exports.make(bob, ContactQuery())
    program = calls(bob)
    with clock.at(clock.now() + timedelta(days=1, seconds=1)):
        answer = program.get(f"/api/exports/{view.id}/file")
    assert answer.status_code == 404 and "after a day" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "body",
    [
        {"format": "pdf"},
        {"ids": []},
        {"ids": ["x"]},
        {"ids": list(range(1, 300))},
        {"query": {"sort": "phone"}},
        {"query": {"owner": "nobody"}},
        {"columns": ["email"]},
        {"query": {"q": "\x00"}},
    ],
)
def test_what_means_nothing_is_refused(calls, bob, session, body):
    answer = calls(bob).post("/api/exports/contacts", json=body)
    assert answer.status_code == 422 and answer.json()["error"]["message"]
    assert exports.kept(session) == (0, 0)


@pytest.mark.parametrize("number", ["0", "9223372036854775807", "99999999999999999999", "x"])
def test_a_number_that_is_no_export_is_not_found(calls, bob, number):
    assert calls(bob).get(f"/api/exports/{number}/file").status_code in (404, 422)


def test_a_token_that_may_only_read_downloads_and_starts_nothing(calls, bob):
    view = exports.make(bob, ContactQuery())
    reader = calls(bob, ("read",))
    assert reader.get(f"/api/exports/{view.id}/file").status_code == 200
    assert reader.post("/api/exports/contacts", json={}).status_code == 403


@pytest.mark.parametrize("kind", ["contacts", "accounts"])
def test_a_misspelled_filter_is_refused_and_does_not_export_everyone(calls, bob, acme, kind):
    answer = calls(bob).post(f"/api/exports/{kind}", json={"query": {"ownr": "me"}})
    assert (answer.status_code, "ownr" in answer.text) == (422, True), answer.text
