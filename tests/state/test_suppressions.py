"""The page of suppressions, and the line on a contact's, as the person behind the tab gets them."""

from typing import Any

import pytest
from sqlmodel import Session

from tests.fixtures.state_tab import call, move, tab
from yardflow.models import SuppressionReason, SuppressionSource
from yardflow.services.access import Principal
from yardflow.services.sequences.suppressions import imports, service
from yardflow.state.contacts.record import ContactState
from yardflow.state.suppressions.index import SuppressionsState
from yardflow.state.workplace import Workplace

Reason, Source = SuppressionReason, SuppressionSource


async def opened(session: Session, who: Principal, query: str = "") -> SuppressionsState:
    session.commit()
    page = tab(session, who, SuppressionsState, f"/suppressions/{query}")
    await call(page, SuppressionsState.load)
    return page


async def undo(page: SuppressionsState) -> Any:
    return await call(page, Workplace.undo, page.notice.number)


def names(page: SuppressionsState) -> list[str]:
    return [row.name for row in page.rows]


async def test_what_is_typed_is_suppressed_and_can_be_undone(session, bob) -> None:
    page = await opened(session, bob)
    await call(page, SuppressionsState.show_form, True)
    form = {"values": " Ann@Acme.com ", "reason": "objected", "note": "Call"}
    await call(page, SuppressionsState.add, form)
    assert (page.form_open, names(page)) == (False, ["ann@acme.com"])
    assert (page.notice.text, page.notice.undo) == ("ann@acme.com suppressed", True)
    assert (page.rows[0].reason_label, page.rows[0].source) == ("Asked us to stop", "Team")
    await undo(page)
    assert page.notice.text == "ann@acme.com is no longer suppressed"
    await call(page, SuppressionsState.load)
    assert names(page) == []


async def test_what_is_suppressed_already_offers_no_undo(session, bob) -> None:
    service.add(session, bob, "acme.com", Reason.MANUAL)
    page = await opened(session, bob)
    await call(page, SuppressionsState.add, {"values": "acme.com", "reason": "manual"})
    assert (page.notice.text, page.notice.undo) == ("acme.com was suppressed already", False)


async def test_what_is_wrong_is_said_beside_the_field(session, bob) -> None:
    page = await opened(session, bob)
    await call(page, SuppressionsState.show_form, True)
    for form in (
        {},
        {"values": "Ann Lee", "reason": "manual"},
        {"values": "a@b.com", "reason": "x"},
    ):
        await call(page, SuppressionsState.add, form)
        assert page.errors["values"] and page.form_open, form
    long = {"values": "a@acme.com", "reason": "manual", "note": "x" * 501}
    await call(page, SuppressionsState.add, long)
    assert page.errors["note"] and not page.errors["values"]


async def test_several_are_imported_with_a_result_in_words(session, bob) -> None:
    page = await opened(session, bob)
    form = {"values": "ann@acme.com\nAnn Lee\nglobex.com", "reason": "unsubscribed"}
    await call(page, SuppressionsState.add, form)
    assert page.result.text == "2 added, 1 line not imported"
    assert (page.result.problems[0].line, page.result.problems[0].text) == ("2", "Ann Lee")
    assert sorted(names(page)) == ["ann@acme.com", "globex.com"]
    await call(page, SuppressionsState.undo_import, page.result.id)
    assert page.notice.text == "2 suppressions removed"
    await call(page, SuppressionsState.load)
    assert names(page) == []


async def test_a_removal_needs_a_reason_and_can_be_undone(session, bob) -> None:
    added = service.add(session, bob, "acme.com", Reason.MANUAL, "Competitor")
    page = await opened(session, bob)
    before = page.rows
    await call(page, SuppressionsState.ask_remove, added.id)
    assert (page.removing_name, page.removing_warning) == ("acme.com", "")
    await call(page, SuppressionsState.remove, {"why": " "})
    assert "Say why" in page.removal_error and page.removing == added.id
    await call(page, SuppressionsState.remove, {"why": "Customer now"})
    assert (page.removing, names(page)) == (0, [])
    assert page.notice.text == "acme.com may be emailed again"
    await undo(page)
    assert page.notice.text == "acme.com is suppressed again"
    await call(page, SuppressionsState.load)
    assert [(row.note, row.added_at) for row in page.rows] == [
        (row.note, row.added_at) for row in before
    ]


async def test_an_unsubscribe_is_an_admin_s_to_remove_with_a_warning(session, alice, bob) -> None:
    added = service.suppress(session, "ann@acme.com", Reason.UNSUBSCRIBED, Source.RECIPIENT)
    page = await opened(session, bob)
    assert not page.rows[0].removable
    await call(page, SuppressionsState.ask_remove, added.id)
    await call(page, SuppressionsState.remove, {"why": "A mistake"})
    assert "Only administrators" in page.notice.text
    page = await opened(session, alice)
    await call(page, SuppressionsState.ask_remove, added.id)
    assert page.removing_warning.startswith("The recipient unsubscribed.")
    await call(page, SuppressionsState.remove, {"why": "Consent of May 4"})
    assert names(page) == []


async def test_a_question_about_a_row_that_is_not_shown_removes_nothing(session, bob) -> None:
    service.add(session, bob, "acme.com", Reason.MANUAL)
    page = await opened(session, bob)
    await call(page, SuppressionsState.ask_remove, 987654)
    await call(page, SuppressionsState.remove, {"why": "Customer"})
    await call(page, SuppressionsState.load)
    assert (page.removing, names(page)) == (0, ["acme.com"])


async def test_the_address_narrows_and_names_the_file(session, bob) -> None:
    service.add(session, bob, "ann@acme.com", Reason.BOUNCED)
    service.add(session, bob, "globex.com", Reason.MANUAL)
    page = await opened(session, bob, "?reason=bounced&q=acme")
    assert (names(page), page.chips) == (["ann@acme.com"], {"reason": "Bounced"})
    assert page.file_href == "/api/suppressions/file?q=acme&reason=bounced"


async def test_the_address_opens_the_upload_and_its_result(session, alice, bob) -> None:
    view = imports.start(session, alice, "ann@acme.com\nnone", Reason.MANUAL, label="old.csv")
    page = await opened(session, alice, f"?file={view.id}")
    assert (page.result.label, page.result.text) == ("old.csv", "1 added, 1 line not imported")
    move(page, "/suppressions/?file=new&refused=not_text")
    await call(page, SuppressionsState.load)
    assert page.upload_open and "isn't text" in page.refusal and page.result.id == 0
    move(page, "/suppressions/?file=new&refused=<b>Pay+here</b>")
    await call(page, SuppressionsState.load)
    assert page.refusal == "We couldn't import this file. Try again in a moment."
    other = await opened(session, bob, f"?file={view.id}")
    assert (other.result.id, other.notice.text[:17]) == (0, "Import not found.")
    assert names(other) == ["ann@acme.com"]


@pytest.mark.usefixtures("database")
async def test_a_contact_s_page_says_that_its_address_is_suppressed(
    session, bob, acme, works_at
) -> None:
    ann = works_at(acme, "Ann Lee", email="ann@acme.com")
    page = tab(session, bob, ContactState, f"/contacts/{ann}/")
    await call(page, ContactState.load)
    assert page.suppression.text == ""
    service.add(session, bob, "acme.com", Reason.OBJECTED)
    session.commit()
    await call(page, ContactState.read_again)
    assert page.suppression.text == "Asked us to stop · all of acme.com"
    assert page.suppression.href == "/suppressions/?q=acme.com"
    service.add(session, bob, "ann@acme.com", Reason.BOUNCED)
    session.commit()
    await call(page, ContactState.read_again)
    assert page.suppression.text == "Bounced"
