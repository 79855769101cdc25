"""Imports over HTTP."""

import tempfile
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from tests.conftest import FULL
from tests.fixtures.imports import LIST, send, work
from tests.fixtures.records import company
from yardflow import db
from yardflow.api.imports import leftovers
from yardflow.models import Contact, Import, ImportKind
from yardflow.services import imports

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def bob_calls(calls, bob):
    """Bob's program."""
    return calls(bob)


@pytest.fixture
def taken(techexpo, tmp_path):
    """``taken(bob)``: the number of a list that was read here, where how it came is no matter."""

    def take(who, content: str = LIST) -> int:
        path = tmp_path / "people.csv"
        path.write_text(content)
        with db.session() as session:
            kind = ImportKind.CONTACTS
            return imports.upload_file(session, who, path, path.name, kind, techexpo.id).id

    return take


@pytest.fixture
def draft(bob_calls, bob, taken) -> dict:
    """The small list, taken in and not yet run."""
    return bob_calls.get(f"/api/imports/{taken(bob)}").json()


@pytest.fixture
def temporary(tmp_path, monkeypatch) -> Path:
    """The folder of temporary files, to see what is left in it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def contacts() -> list[str]:
    with db.session() as session:
        return sorted(session.exec(select(Contact.first_name)))


def drafts() -> int:
    with db.session() as session:
        return len(session.exec(select(Import.id)).all())


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


@pytest.mark.heavy
def test_a_list_comes_back_with_its_mapping_its_first_rows_and_its_problems(bob_calls, techexpo):
    answer = send(bob_calls, techexpo)
    assert answer.status_code == 201, answer.text
    draft = answer.json()
    assert bob_calls.get(f"/api/imports/{draft['id']}").json() == draft
    assert draft["mapping"] == {
        "First name": "first_name",
        "Last name": "last_name",
        "Company": "company",
        "E-mail": "email",
        "Shoe size": None,
    }
    assert draft["preview"][0]["cells"]["E-mail"] == "ann.lee@acme.example"
    (problem,) = draft["problems"]
    assert (problem["row"], problem["line"], problem["column"], problem["value"]) == (
        2,
        3,
        "Company",
        "unknown",
    )
    assert (draft["status"], draft["rows"], draft["bad"]) == ("draft", 3, 1)
    assert contacts() == []


@pytest.mark.slow
def test_a_program_may_say_which_encoding_a_file_has(bob_calls, techexpo):
    content = "Name,Company\nGergő Szűcs,Acme\n".encode("cp1250")
    guessed = send(bob_calls, techexpo, content).json()
    chosen = send(bob_calls, techexpo, content, fields={"encoding": "cp1250"}).json()
    assert guessed["source"]["encodingDetected"] is True
    assert chosen["preview"][0]["cells"]["Name"] == "Gergő Szűcs"
    assert (chosen["source"]["encoding"], chosen["source"]["encodingDetected"]) == (
        "cp1250",
        False,
    )


@pytest.mark.slow
def test_an_encoding_that_cannot_be_read_is_refused_by_its_name(bob_calls, techexpo):
    answer = send(bob_calls, techexpo, fields={"encoding": "rot13"})
    assert code(answer) == (422, "invalid")
    assert "encoding" in answer.json()["error"]["fields"] and drafts() == 0


def test_a_fixed_cell_and_another_mapping_are_checked_again(bob_calls, draft):
    address = f"/api/imports/{draft['id']}"
    cell = {"row": 2, "column": "Company", "value": "Birch Logistics"}
    fixed = bob_calls.patch(address, json={"mapping": {"Shoe size": "notes"}, "cells": [cell]})
    assert fixed.status_code == 200
    assert (fixed.json()["bad"], fixed.json()["problems"]) == (0, [])
    assert fixed.json()["mapping"]["Shoe size"] == "notes"
    cell = {"row": 2, "column": "E-mail", "value": "ben at birch"}
    odd = bob_calls.patch(address, json={"cells": [cell]})
    assert (odd.json()["bad"], odd.json()["keptInNotes"]) == (0, 1)
    kept = {"E-mail": "Kept in notes. Enter a valid email address."}
    assert [row["kept"] for row in odd.json()["preview"]] == [{}, kept, {}]
    assert bob_calls.get(address).json() == odd.json()


def test_the_kind_of_a_draft_is_changed_there_and_back(bob_calls, draft):
    address = f"/api/imports/{draft['id']}"
    body = {"kind": "accounts", "mapping": {"Shoe size": "industry"}}
    accounts = bob_calls.patch(address, json=body).json()
    assert (accounts["kind"], accounts["rows"]) == ("accounts", draft["rows"])
    assert (accounts["mapping"]["E-mail"], accounts["mapping"]["Shoe size"]) == (None, "industry")
    back = bob_calls.patch(address, json={"kind": "contacts"}).json()
    assert (back["kind"], back["mapping"]) == ("contacts", draft["mapping"])
    assert bob_calls.patch(address, json={"kind": None}).json()["kind"] == "contacts"
    refused = bob_calls.patch(address, json={"kind": "shoes"})
    assert code(refused) == (422, "invalid") and "kind" in refused.json()["error"]["fields"]


def test_a_change_that_fits_only_in_part_changes_nothing(bob_calls, draft):
    cell = {"row": 99, "column": "E-mail", "value": "x@y.example"}
    body = {"mapping": {"Shoe size": "notes"}, "cells": [cell]}
    address = f"/api/imports/{draft['id']}"
    assert code(bob_calls.patch(address, json=body)) == (404, "not_found")
    assert bob_calls.get(address).json()["mapping"]["Shoe size"] is None


@pytest.mark.slow
def test_a_run_imports_the_good_rows_and_gives_the_bad_ones_back(bob_calls, draft):
    address = f"/api/imports/{draft['id']}"
    started = bob_calls.post(f"{address}/run")
    assert started.status_code == 202
    work()
    job = bob_calls.get(f"/api/jobs/{started.json()['jobId']}").json()
    assert job["status"] == "succeeded"
    done = bob_calls.get(address).json()
    assert (done["status"], done["counts"]["created"], done["counts"]["skipped"]) == (
        "done",
        2,
        1,
    )
    assert contacts() == ["Ann", "Cleo"]
    skipped = bob_calls.get(f"{address}/skipped")
    assert skipped.headers["content-type"] == "text/csv; charset=utf-8"
    assert "people-skipped.csv" in skipped.headers["content-disposition"]
    assert "ben@birch.example" in skipped.text and "ann.lee" not in skipped.text


def test_a_draft_is_thrown_away_and_an_import_undone(bob, bob_calls, draft, taken):
    address = f"/api/imports/{draft['id']}"
    bob_calls.post(f"{address}/run")
    work()
    assert bob_calls.delete(address).status_code == 202
    work()
    assert (bob_calls.get(address).json()["status"], contacts()) == ("undone", [])
    assert code(bob_calls.delete(address)) == (409, "conflict")
    other = taken(bob)
    assert bob_calls.delete(f"/api/imports/{other}").status_code == 204
    assert bob_calls.get(f"/api/imports/{other}").status_code == 404


def test_the_list_is_one_s_own_and_everybody_s_for_an_admin(calls, alice, bob, draft, taken):
    taken(alice)
    assert calls(bob).get("/api/imports").json()["total"] == 1
    page = calls(alice).get("/api/imports?limit=1").json()
    assert (page["total"], len(page["items"])) == (2, 1)
    rest = calls(alice).get(f"/api/imports?limit=1&cursor={page['next']}").json()
    assert (rest["items"][0]["id"], rest["next"]) == (draft["id"], None)


@pytest.mark.parametrize(
    ("method", "rest"), [("get", ""), ("get", "/skipped"), ("post", "/run"), ("delete", "")]
)
def test_somebody_else_s_import_is_not_there(calls, alice, bob, taken, method, rest):
    hers = taken(alice)
    assert code(getattr(calls(bob), method)(f"/api/imports/{hers}{rest}")) == (404, "not_found")


@pytest.mark.heavy
def test_a_reading_token_sends_nothing(calls, bob, techexpo):
    assert code(send(calls(bob, ("read",)), techexpo)) == (403, "forbidden")


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("content", "fields", "status"),
    [
        (b"\x00\x01\x02\xff" * 400, {}, 422),
        ("", {}, 422),
        ("1,2,3\n4,5,6\n", {}, 422),
        (LIST, {"kind": "people"}, 422),
        (LIST, {"eventId": "4711"}, 404),
        (LIST, {"eventId": "²"}, 422),
    ],
    ids=["binary", "empty", "no header", "wrong kind", "no such event", "no number"],
)
def test_what_is_no_list_is_refused_and_leaves_nothing(
    bob_calls, techexpo, temporary, content, fields, status
):
    answer = send(bob_calls, techexpo, content, fields=fields)
    assert answer.status_code == status
    assert (drafts(), files(temporary)) == (0, [])


@pytest.mark.heavy
def test_a_list_over_the_limit_is_refused_while_it_comes(bob_calls, techexpo, temporary):
    header = LIST.encode()
    answer = send(bob_calls, techexpo, header + b"x" * (imports.MAX_BYTES + 1 - len(header)))
    assert code(answer) == (413, "too_large")
    assert "50 MB" in answer.json()["error"]["message"]
    assert (drafts(), files(temporary)) == (0, [])


@pytest.mark.heavy
def test_a_list_that_would_fill_the_disk_is_refused_before_it_is_kept(
    bob_calls, techexpo, temporary, full_disk
):
    answer = send(bob_calls, techexpo)
    assert code(answer) == (503, "unavailable")
    assert "no space left for this file" in answer.json()["error"]["message"]
    page = {"headers": {"Accept": "text/html"}, "follow_redirects": False}
    led = send(bob_calls, techexpo, **page)
    assert (led.status_code, led.headers["location"]) == (303, "/import/?refused=no_room")
    assert (drafts(), files(temporary)) == (0, [temporary / "reserve"])
    full_disk()
    assert send(bob_calls, techexpo).status_code == 201


@pytest.mark.heavy
def test_a_database_without_room_for_the_rows_refuses_the_list(
    bob_calls, techexpo, temporary, session
):
    session.execute(text(FULL.format(table="import_row")))
    session.commit()
    try:
        answer = send(bob_calls, techexpo)
    finally:
        session.execute(text("DROP FUNCTION full_disk CASCADE"))
        session.commit()
    assert code(answer) == (503, "unavailable")
    assert "no space left for this file" in answer.json()["error"]["message"]
    assert (drafts(), files(temporary)) == (0, [])


@pytest.mark.heavy
def test_a_full_disk_is_said_and_nothing_is_left(bob_calls, techexpo, monkeypatch):
    def full(**_: object):
        return Path("/dev/full").open("wb")

    monkeypatch.setattr(leftovers, "NamedTemporaryFile", full)
    answer = send(bob_calls, techexpo)
    assert code(answer) == (503, "unavailable")
    assert "no space" in answer.json()["error"]["message"]
    assert drafts() == 0


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=x", b"--y\r\n"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="f'),
        ("multipart/form-data; boundary=x", b"--x\r\nA: " + b"b" * 9_000 + b"\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n\r\n" * 30 + b"--x--"),
    ],
)
def test_a_damaged_upload_is_refused(bob_calls, kind, body):
    answer = bob_calls.post("/api/imports", content=body, headers={"Content-Type": kind})
    assert code(answer) == (422, "invalid")


@pytest.mark.heavy
def test_a_form_without_a_file_says_so(bob_calls, techexpo):
    fields = {"kind": (None, "contacts"), "eventId": (None, str(techexpo.id))}
    answer = bob_calls.post("/api/imports", files=fields)
    assert "Choose a CSV or Excel file" in answer.json()["error"]["message"]
    assert set(answer.json()["error"]["fields"]) == {"file"}


@pytest.mark.heavy
def test_a_list_without_an_event_is_for_the_one_its_sender_works_on(bob_calls, techexpo):
    assert send(bob_calls, techexpo, fields={"eventId": ""}).status_code == 422
    bob_calls.post(f"/api/events/{techexpo.id}/activate")
    files = {"file": ("people.csv", LIST)}
    answer = bob_calls.post("/api/imports", data={"kind": "contacts"}, files=files)
    assert (answer.status_code, answer.json()["eventId"]) == (201, techexpo.id)


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("fields", "named", "reason"),
    [
        ({"eventId": "4711"}, "eventId", "Event not found"),
        ({"eventId": ""}, "eventId", "Choose an event"),
        ({"kind": ""}, "kind", "a contact or an account"),
    ],
)
def test_a_refusal_names_the_field_it_is_about(bob_calls, techexpo, fields, named, reason):
    error = send(bob_calls, techexpo, fields=fields).json()["error"]
    assert list(error["fields"]) == [named] and reason in error["message"]


def test_what_an_import_notes_down_is_camel_case_and_columns_stay_as_they_are(draft):
    assert draft["source"]["headerRow"] == 1
    assert "E-mail" in draft["mapping"] and "E-mail" in draft["preview"][0]["cells"]


@pytest.mark.heavy
def test_a_page_s_form_is_led_to_the_import_or_back_with_the_reason(bob_calls, techexpo):
    html = {"headers": {"Accept": "text/html,*/*;q=0.8"}, "follow_redirects": False}
    taken = send(bob_calls, techexpo, **html)
    assert (taken.status_code, taken.headers["location"]) == (303, "/import/1/")
    refused = send(bob_calls, techexpo, fields={"kind": "people"}, **html)
    assert (refused.status_code, refused.headers["location"]) == (
        303,
        "/import/?refused=wrong_kind",
    )


@pytest.mark.heavy
def test_a_path_in_the_file_s_name_is_cut_off(bob_calls, techexpo):
    answer = send(bob_calls, techexpo, filename="..\\..\\secret/the list.csv")
    assert answer.json()["filename"] == "the list.csv"


def test_a_sample_is_handed_out_and_nothing_else(bob_calls):
    assert bob_calls.get("/api/imports/samples/badge_scans.csv").status_code == 200
    for name in ("README.md", "..%2Fseed.py", "nothing.csv"):
        assert bob_calls.get(f"/api/imports/samples/{name}").status_code == 404


def test_a_header_of_nothing_but_brackets_is_a_column_without_a_meaning(bob, bob_calls, taken):
    brackets = "(" * 25_000
    content = f"Name,Company (where {brackets}),{brackets}\nAnn Lee,Acme,x\n"
    answer = bob_calls.get(f"/api/imports/{taken(bob, content)}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["mapping"][brackets[:120]] is None


def test_a_company_that_is_still_to_be_chosen_is_among_what_an_import_needs(
    bob, bob_calls, session, taken, techexpo
):
    for domain in ("acme.com", "acme.de"):
        company(session, techexpo, "Acme", domain=domain)
    draft = taken(bob, "Name,Company\nAnn Lee,Acme\n")
    address = f"/api/imports/{draft}"
    assert bob_calls.get(address).json()["needs"] == ["Choose which company is meant by 1 name."]
    assert bob_calls.post(f"{address}/run").status_code == 409
    (namesake,) = bob_calls.get(f"{address}/companies").json()
    choice = {"nameKey": namesake["nameKey"], "choice": namesake["candidates"][0]["key"]}
    bob_calls.put(f"{address}/companies", json=choice)
    assert bob_calls.get(address).json()["needs"] == []
    forecast = {"created": 1, "updated": 0, "unchanged": 0, "duplicates": 0, "accountsCreated": 0}
    assert bob_calls.get(f"{address}/forecast").json() == {**forecast, "differences": []}
    assert bob_calls.post(f"{address}/run").status_code == 202
    work()
    assert bob_calls.get(f"{address}/forecast").status_code == 409
    page = bob_calls.get(f"{address}/rows?outcome=created&limit=1").json()
    (row,) = page["items"]
    assert (row["record"]["name"], page["total"], page["next"]) == ("Ann Lee", 1, None)
    assert bob_calls.get(f"{address}/rows?outcome=skipped").json()["items"] == []
    assert bob_calls.get(f"{address}/rows?cursor=1").json()["items"] == []
    # What the file's names could mean by now is no question any more.
    assert bob_calls.get(address).json()["needs"] == []


def test_a_list_overwrites_what_was_chosen_and_says_what_differs(bob_calls, draft, techexpo):
    bob_calls.post(f"/api/imports/{draft['id']}/run")
    work()
    newer = LIST.replace("Lee", "Lee-Fox", 1).replace("Ann", "Anna", 1)
    answer = send(bob_calls, techexpo, newer)
    path = f"/api/imports/{answer.json()['id']}"
    assert answer.json()["overwrites"] == []
    changed = bob_calls.patch(path, json={"overwrites": ["email"]}).json()
    assert changed["overwrites"] == ["email"] and changed["mapping"] == answer.json()["mapping"]
    assert bob_calls.patch(path, json={"mapping": {}}).json()["overwrites"] == ["email"]
    refused = bob_calls.patch(path, json={"overwrites": ["company"]})
    assert code(refused) == (422, "invalid") and "overwrites.0" in refused.json()["error"]["fields"]
    for body in ({"overwrites": ["industry"]}, {"mapping": {"0": "stage"}}):
        assert code(bob_calls.patch(path, json=body)) == (409, "conflict"), body
    (count,) = bob_calls.get(f"{path}/forecast").json()["differences"]
    others = ("overwritten", "protected", "duplicate", "possibleDuplicate")
    assert count == {"field": "name", "kept": 1} | dict.fromkeys(others, 0)
    listed = bob_calls.get(f"{path}/differences").json()
    (difference,) = listed["items"]
    assert (listed["total"], listed["next"], difference["had"]) == (1, None, "Ann Lee")
    assert (difference["says"], difference["result"], difference["line"]) == (
        "Anna Lee-Fox",
        "kept",
        2,
    )
    assert bob_calls.get(f"{path}/differences", params={"field": "title"}).json()["items"] == []
    bob_calls.post(f"{path}/run")
    work()
    assert bob_calls.get(f"{path}/differences").json() == listed
    assert bob_calls.get(path).json()["counts"]["differences"] == [count]


def test_a_draft_is_read_again_in_another_encoding(bob_calls, techexpo):
    polish = "Name,Company,Phone\nŁukasz Wójcik,Zając,ask 12\n".encode("cp1250")
    answer = send(bob_calls, techexpo, polish, fields={"encoding": "cp1251"})
    path = f"/api/imports/{answer.json()['id']}"
    again = bob_calls.post(f"{path}/encoding", json={"encoding": "cp1250"})
    assert again.status_code == 200, again.text
    assert again.json()["preview"][0]["cells"]["Name"] == "Łukasz Wójcik"
    kept = bob_calls.get(f"{path}/rows", params={"kept": True}).json()
    assert (kept["total"], list(kept["items"][0]["kept"]), again.json()["keptRows"]) == (
        1,
        ["Phone"],
        1,
    )
    assert bob_calls.post(f"{path}/encoding", json={"encoding": "klingon"}).status_code == 422
    sure = send(bob_calls, techexpo, b"Name,Company\nAnn Lee,Acme\n").json()["id"]
    by_page = bob_calls.post(
        f"{path}/encoding", data={"encoding": "cp1252"}, follow_redirects=False
    )
    assert by_page.headers["location"] == f"/import/{answer.json()['id']}/"
    not_kept = bob_calls.post(
        f"/api/imports/{sure}/encoding", data={"encoding": "cp1252"}, follow_redirects=False
    )
    assert not_kept.headers["location"] == f"/import/{sure}/?refused=not_kept"
