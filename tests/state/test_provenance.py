"""Records whose fields tell where their value came from, behind one tab."""

import pytest

from tests.fixtures.claims import claim, says, settled
from tests.fixtures.records import contact
from tests.fixtures.state_tab import call, tab
from yardflow import db
from yardflow.models import Account, ClaimStatus
from yardflow.state.accounts.record import AccountState
from yardflow.state.contacts.record import ContactState
from yardflow.state.enrichment.history import EnrichmentHistory
from yardflow.state.refresh_hooks import refresh_handlers
from yardflow.state.workplace import Workplace

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def zoe(acme, works_at) -> int:
    """Zoe Quinn at Acme, of whom nothing else is known."""
    return works_at(acme, "Zoe Quinn")


async def record(session, who, contact_id: int) -> ContactState:
    """The contact's record, loaded."""
    page = tab(session, who, ContactState, f"/contacts/{contact_id}/")
    await call(page, ContactState.load)
    return page


async def test_a_value_that_enrichment_filled_in_tells_its_source(session, bob, zoe):
    settled(zoe, says("title", "VP Operations", "0.88"), says("industry", "Logistics"))
    page = await record(session, bob, zoe)
    mark = page.sources["title"]
    assert (mark.label, mark.source, mark.percent, mark.accepted_by) == ("Title", "OpenAI", 88, "")
    assert mark.at and mark.how
    assert set(page.sources) == {"title", "industry"}


async def test_a_person_s_own_value_has_no_mark(session, bob, acme, works_at):
    page = await record(session, bob, works_at(acme, "Max Berg", title="COO"))
    assert (page.sources, page.suggestions) == ({}, {})


async def test_a_click_takes_the_value_back_and_the_notice_undoes_that(session, bob, zoe):
    settled(zoe, says("title", "VP Operations"))
    page = await record(session, bob, zoe)
    led = await call(page, ContactState.revert_value, page.sources["title"].claim_id)
    assert contact(zoe).title == ""
    assert (page.notice.text, page.notice.undo) == ("Removed title (OpenAI)", True)
    # The parts of the page are read again, and the keyboard is at the value.
    assert len(led) == len(refresh_handlers(f"/contacts/{zoe}/")) + 1
    await call(page, Workplace.undo, page.notice.number)
    assert contact(zoe).title == "VP Operations"
    await call(page, ContactState.read_again)
    assert page.sources["title"].accepted_by == "Bob"


async def test_only_what_the_page_shows_is_taken_back(session, bob, acme, zoe, works_at):
    other = works_at(acme, "Max Berg")
    settled(other, says("title", "COO"))
    page = await record(session, bob, zoe)
    await call(page, ContactState.revert_value, int(claim(other).id or 0))
    assert contact(other).title == "COO"
    assert page.notice.kind == "error"


async def test_what_waits_for_review_is_suggested_beside_the_field(session, bob, zoe):
    settled(zoe, says("title", "Director of Ops", "0.62"))
    page = await record(session, bob, zoe)
    (suggestion,) = page.suggestions["title"]
    assert (suggestion.value, suggestion.percent, suggestion.source) == (
        "Director of Ops",
        62,
        "OpenAI",
    )
    await call(page, ContactState.accept, suggestion.claim_id)
    assert contact(zoe).title == "Director of Ops"
    assert page.notice.text == "Title accepted"


async def test_two_guessed_addresses_are_both_shown(session, bob, zoe):
    settled(
        zoe,
        says("email", "zoe.quinn@acme.com", "0.60"),
        says("email", "zquinn@acme.com", "0.55"),
    )
    page = await record(session, bob, zoe)
    assert [claim.value for claim in page.suggestions["email"]] == [
        "zoe.quinn@acme.com",
        "zquinn@acme.com",
    ]


@pytest.mark.slow
async def test_a_refused_suggestion_is_gone_and_can_be_put_back(session, bob, zoe):
    settled(zoe, says("title", "Director of Ops", "0.62"))
    page = await record(session, bob, zoe)
    await call(page, ContactState.reject, page.suggestions["title"][0].claim_id)
    await call(page, ContactState.read_again)
    assert page.suggestions == {}
    await call(page, Workplace.undo, page.notice.number)
    await call(page, ContactState.read_again)
    assert [claim.value for claim in page.suggestions["title"]] == ["Director of Ops"]


async def test_the_account_tells_its_sources_too(session, bob, acme, zoe):
    settled(zoe, says("industry", "Logistics"), says("size", "201-500", "0.50"))
    page = tab(session, bob, AccountState, f"/accounts/{acme.id}/")
    await call(page, AccountState.load)
    assert set(page.sources) == {"industry"}
    assert set(page.suggestions) == {"size"}
    await call(page, AccountState.revert_value, page.sources["industry"].claim_id)
    with db.session() as fresh:
        assert fresh.get_one(Account, acme.id).industry == ""


async def test_an_address_is_marked_by_who_knows(session, bob, acme, works_at):
    max_berg = works_at(acme, "Max Berg", email="max@acme.com")
    page = await record(session, bob, max_berg)
    await call(page, ContactState.mark_email, page.contact.id, "bounced")
    assert (page.contact.email_status, page.notice.kind) == ("bounced", "done")
    await call(page, ContactState.mark_email, page.contact.id, "verified")
    assert page.contact.email_status == "verified"
    await call(page, ContactState.mark_email, page.contact.id, "nonsense")
    assert (page.contact.email_status, page.notice.kind) == ("verified", "error")


@pytest.mark.slow
async def test_a_whole_run_is_taken_back_after_a_question_and_comes_again(session, bob, zoe):
    settled(
        zoe,
        says("title", "VP Operations"),
        says("email", "zoe.quinn@acme.com"),
        says("size", "201-500", "0.50"),
    )
    page = tab(session, bob, EnrichmentHistory, f"/contacts/{zoe}/")
    await call(page, EnrichmentHistory.load, zoe)
    assert page.runs[0].can_revert
    await call(page, EnrichmentHistory.revert)  # nobody was asked
    assert contact(zoe).title == "VP Operations"
    await call(page, EnrichmentHistory.ask_revert, page.runs[0].id)
    assert page.confirming_revert
    await call(page, EnrichmentHistory.revert)
    assert (contact(zoe).title, contact(zoe).email) == ("", None)
    assert page.notice.text == "Removed 2 values"
    await call(page, EnrichmentHistory.read_again)
    assert (page.runs[0].reverted_by, page.runs[0].can_revert) == ("Bob", False)
    await call(page, Workplace.undo, page.notice.number)
    assert (contact(zoe).title, contact(zoe).email) == ("VP Operations", "zoe.quinn@acme.com")
    assert claim(field="size").status == ClaimStatus.REVIEW


async def test_a_run_of_another_contact_is_not_taken_back_from_here(session, bob, acme, works_at):
    zoe, other = works_at(acme, "Zoe Quinn"), works_at(acme, "Max Berg")
    settled(other, says("title", "COO"))
    page = tab(session, bob, EnrichmentHistory, f"/contacts/{zoe}/")
    await call(page, EnrichmentHistory.load, zoe)
    await call(page, EnrichmentHistory.ask_revert, claim(other).run_id)
    await call(page, EnrichmentHistory.revert)
    assert (page.confirming_revert, claim(other).status) == (False, ClaimStatus.APPLIED)


async def test_long_histories_fold(session, bob, zoe):
    for number in range(5):
        settled(zoe, says("title", f"Title {number}", "0.60"))
    page = tab(session, bob, EnrichmentHistory, f"/contacts/{zoe}/")
    await call(page, EnrichmentHistory.load, zoe)
    assert (len(page.runs), page.older) == (3, 2)
    await call(page, EnrichmentHistory.show_older)
    assert (len(page.runs), page.older) == (5, 0)
