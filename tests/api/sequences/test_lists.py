"""Enrolling the contacts that a file names, over HTTP."""

import pytest
from sqlalchemy import func, select, text

from tests.api.test_sequences import CALL, SEQUENCES
from tests.services.sequences.senders.cast import sender_of
from yardflow.models import Enrollment, EnrollmentList
from yardflow.services.sequences.enrollments import lists

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]


def test_a_file_is_read_looked_at_and_then_enrolled(session, sign_in, alice, bob, acme, works_at):
    browser, builder = sign_in(bob), sign_in(alice)
    made = builder.post(SEQUENCES, json={"name": "Calls", "draft": CALL}).json()
    here = f"{SEQUENCES}/{made['id']}"
    content = b"Email\nann@acme.com\nnora@acme.com\numa@else.example\n"
    files = {"file": ("../a list.csv", content, "text/csv")}
    assert browser.post(f"{here}/lists", files=files).status_code == 409
    builder.post(f"{here}/publish")
    works_at(acme, "Ann", email="ann@acme.com")
    works_at(acme, "Nora", email="nora@acme.com", lawful_basis="No basis")
    answer = browser.post(f"{here}/lists", files=files)
    assert answer.status_code == 201, answer.text
    read = answer.json()
    assert (read["filename"], read["rows"], read["contacts"]) == ("a list.csv", 3, 2)
    assert read["problems"] == [{"row": 4, "text": "uma@else.example", "problem": "unknown"}]
    assert session.scalar(select(func.count()).select_from(Enrollment)) == 0
    body = {"listId": read["id"], "senderIds": [sender_of(session)]}
    expected = {"ready": 1, "skipped": {"no_lawful_basis": 1}}
    preview = browser.post(f"{here}/enroll/preview", json=body).json()
    assert preview.pop("firstEmails")["later"] == 1, "its only step is a call"
    assert preview == expected
    assert browser.post(f"{here}/enroll", json=body).json() == expected
    assert browser.post(f"{here}/enroll", json=body | {"contactIds": [1]}).status_code == 409
    # It is its person's, and an administrator sees it, too.
    listed = f"/api/enrollment-lists/{read['id']}"
    assert browser.get(listed).json() == read
    session.execute(text("UPDATE enrollment_list SET made_by = :id"), {"id": alice.user_id})
    session.commit()
    assert browser.get(listed).status_code == 404
    assert browser.post(f"{here}/enroll", json=body).status_code == 404
    assert sign_in(alice).get(listed).status_code == 200


def test_a_file_that_is_none_leaves_nothing_and_a_page_is_led_back(session, sign_in, alice):
    browser = sign_in(alice)
    made = browser.post(SEQUENCES, json={"name": "Calls", "draft": CALL}).json()
    here = f"{SEQUENCES}/{made['id']}"
    browser.post(f"{here}/publish")
    for content, status in ((b"", 422), (b"x" * (lists.MOST_BYTES + 1), 413)):
        answer = browser.post(f"{here}/lists", files={"file": ("a.csv", content)})
        assert answer.status_code == status, answer.text
    assert browser.post(f"{here}/lists", files={"note": ("a", b"")}).status_code == 422
    extra = {"files": {"file": ("a.csv", b"a@b.co")}, "data": {"sheets": "1"}}
    assert browser.post(f"{here}/lists", **extra).status_code == 422
    assert session.scalar(select(func.count()).select_from(EnrollmentList)) == 0
    by_page = {"headers": {"Accept": "text/html"}, "follow_redirects": False}
    led = browser.post(f"{here}/lists", files={"file": ("a.csv", b"%PDF-1.4")}, **by_page)
    assert led.status_code == 303
    assert led.headers["location"] == f"/sequences/{made['id']}/?list=new&refused=pdf"
    assert lists.refusal("pdf").startswith("This is a PDF")
    led = browser.post(f"{here}/lists", files={"file": ("a.csv", b"ann@acme.com")}, **by_page)
    (row,) = session.scalars(select(EnrollmentList))
    assert led.headers["location"] == f"/sequences/{made['id']}/?list={row.id}"
    session.execute(text("UPDATE enrollment_list SET made_at = now() - interval '25 hours'"))
    session.commit()
    assert browser.get(f"/api/enrollment-lists/{row.id}").status_code == 404
    lists.purge(session)
    session.commit()
    assert session.scalar(select(func.count()).select_from(EnrollmentList)) == 0
