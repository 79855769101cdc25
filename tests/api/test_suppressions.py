"""Suppressions over HTTP: added, listed, removed, imported and taken away as a file."""

import pytest
from sqlmodel import Session

from tests.conftest import person
from tests.fixtures.programs import program
from yardflow.models import Role, SuppressionReason, SuppressionSource
from yardflow.services.access import Principal
from yardflow.services.sequences.suppressions import list_file, service

pytestmark = pytest.mark.usefixtures("database")
ALL = "/api/suppressions"


def test_a_suppression_is_added_listed_and_removed(session: Session, bob: Principal) -> None:
    calls = program(session, bob)
    body = {"value": "Ann@Acme.com", "reason": "objected", "note": "On the phone"}
    answer = calls.post(ALL, json=body)
    assert answer.status_code == 201
    ann = answer.json()
    assert (ann["kind"], ann["value"], ann["reason"]) == ("address", "ann@acme.com", "objected")
    assert (ann["source"], ann["note"], ann["addedBy"]) == ("api", "On the phone", bob.name)
    assert calls.post(ALL, json={"value": "ann@acme.com"}).json() == ann
    calls.post(ALL, json={"value": "globex.com"})
    assert calls.get(f"{ALL}/{ann['id']}").json() == ann
    listed = calls.get(ALL, params={"q": "acme", "reason": "objected,bounced"}).json()
    assert (listed["items"], listed["total"], listed["next"]) == ([ann], 1, None)
    first = calls.get(ALL, params={"sort": "value", "limit": 1}).json()
    second = calls.get(ALL, params={"sort": "value", "limit": 1, "cursor": first["next"]}).json()
    assert [page["items"][0]["value"] for page in (first, second)] == ["ann@acme.com", "globex.com"]
    for why, status in ((".", 422), ("", 422), ("Customer", 204), ("Customer", 404)):
        answer = calls.delete(f"{ALL}/{ann['id']}", params={"why": why})
        assert answer.status_code == status, answer.text
    assert calls.delete(f"{ALL}/{second['items'][0]['id']}").status_code == 204


def test_what_is_wrong_is_said_by_field(session: Session, bob: Principal) -> None:
    calls = program(session, bob)
    for body, name in (
        ({"value": "Ann"}, "value"),
        ({}, "value"),
        ({"value": "a@acme.com", "reason": "x"}, "reason"),
        ({"value": "a@acme.com", "note": "x" * 501}, "note"),
        ({"value": "a@acme.com", "source": "recipient"}, "source"),
    ):
        answer = calls.post(ALL, json=body)
        assert answer.status_code == 422 and name in answer.json()["error"]["fields"], answer.text
    for query in ("reason=soon", "sort=note", "cursor=x", "kind=person", "limit=0", "who=bob"):
        assert calls.get(f"{ALL}?{query}").status_code in (404, 422), query


def test_only_an_admin_removes_an_unsubscribe(
    session: Session, alice: Principal, bob: Principal
) -> None:
    added = service.suppress(
        session, "ann@acme.com", SuppressionReason.UNSUBSCRIBED, SuppressionSource.RECIPIENT
    )
    session.commit()
    address = f"{ALL}/{added.id}?why=Consent+of+May+4"
    assert program(session, bob).delete(address).status_code == 403
    assert program(session, alice).delete(address).status_code == 204


def test_a_file_is_imported_and_undone(session: Session, bob: Principal) -> None:
    calls = program(session, bob)
    file = {"file": ("old tool.csv", "E-Mail;Name\nann@acme.com;Ann\nnone;Joe\n".encode("utf-16"))}
    answer = calls.post(f"{ALL}/imports", files=file, data={"reason": "unsubscribed"})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["label"], made["status"], made["jobId"]) == ("old tool.csv", "succeeded", None)
    assert (made["added"], made["existing"], made["refused"]) == (1, 0, 1)
    (problem,) = made["problems"]
    assert (problem["line"], problem["text"]) == (3, "none")
    carol = program(session, person(session, "Carol", Role.MEMBER))
    address = f"{ALL}/imports/{made['id']}"
    assert calls.get(address).json() == made
    assert (carol.get(address).status_code, carol.post(f"{address}/undo").status_code) == (404, 404)
    assert calls.post(f"{address}/undo").json() == {"message": "1 suppression removed"}
    assert calls.post(f"{address}/undo").status_code == 409
    assert calls.get(ALL).json()["items"] == []


def test_a_file_that_is_no_list_is_refused(session: Session, bob: Principal, monkeypatch) -> None:
    monkeypatch.setattr(list_file, "MOST_BYTES", 1_000)
    calls = program(session, bob)
    for content, reason, status in (
        (b"", "manual", 422),
        (b"PK\x03\x04\0", "manual", 422),
        (b"ann@acme.com", "", 422),
        (b"ann@acme.com", "soon", 422),
        (b"ann@acme.com\n" * 100, "manual", 413),
    ):
        file = {"file": ("list.csv", content)}
        answer = calls.post(f"{ALL}/imports", files=file, data={"reason": reason})
        assert answer.status_code == status, answer.text
    assert calls.post(f"{ALL}/imports", json={}).status_code == 422
    misspelled = {"reason": "manual", "notes": "Old tool"}
    file = {"file": ("list.csv", b"ann@acme.com")}
    assert calls.post(f"{ALL}/imports", files=file, data=misspelled).status_code == 422
    assert calls.post(f"{ALL}/imports", data={"reason": "manual"}).status_code == 422


def test_the_page_s_form_leads_back_to_the_page(session: Session, bob: Principal) -> None:
    calls = program(session, bob)
    page = {"headers": {"Accept": "text/html"}, "follow_redirects": False}
    for content, leads in (
        (b"", "/suppressions/?file=new&refused=empty"),
        (b"\0", "/suppressions/?file=new&refused=not_text"),
        (b"ann@acme.com", "/suppressions/?file=1"),
    ):
        file = {"file": ("list.csv", content)}
        answer = calls.post(f"{ALL}/imports", files=file, data={"reason": "manual"}, **page)
        assert (answer.status_code, answer.headers["location"]) == (303, leads)


def test_the_list_is_a_file(session: Session, bob: Principal) -> None:
    calls = program(session, bob)
    for value, reason in (("+ann@acme.com", "objected"), ("globex.com", "bounced")):
        calls.post(ALL, json={"value": value, "reason": reason})
    answer = calls.get(f"{ALL}/file", params={"reason": "objected"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    head, row, end = answer.content.decode("utf-8-sig").split("\r\n")
    assert head.startswith('"Email or domain","Reason","Note"') and end == ""
    assert row.startswith('"\'+ann@acme.com","objected"')
    assert calls.get(f"{ALL}/file", params={"reason": "soon"}).status_code == 422
