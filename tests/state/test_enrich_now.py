"""The button's state behind one tab, and the history on a record."""

import asyncio

import pytest
from sqlmodel import Session, col, select

from tests.conftest import no_database
from tests.fixtures.claims import claim, says, settled
from tests.fixtures.enrichment import enriched, press, work
from tests.fixtures.records import company, contact
from tests.fixtures.state_tab import call, tab
from yardflow import clock, db
from yardflow.models import ClaimStatus, EnrichmentRun, Job
from yardflow.services.access import Principal
from yardflow.services.team import sessions
from yardflow.state.contacts.record import ContactState
from yardflow.state.enrichment.enrich_now import EnrichNow, _loops
from yardflow.state.enrichment.history import EnrichmentHistory

pytestmark = pytest.mark.usefixtures("database")
RECORD = "/contacts/1/"


def job_of(contact_id: int) -> int:
    with db.session() as session:
        job = session.exec(select(Job).where(Job.subject == f"contact:{contact_id}")).one()
        return int(job.id or 0)


async def test_the_button_begins_at_enrich_now(session: Session, bob: Principal, acme, works_at):
    zoe = works_at(acme, "Zoe Quinn")
    page = tab(session, bob, EnrichNow)
    assert await call(page, EnrichNow.watch, [zoe]) is None, "there is nothing to follow"
    assert (page.shown[str(zoe)].progress, page.shown[str(zoe)].busy) == ("never", False)


@pytest.mark.slow
async def test_a_press_queues_the_contact_and_is_followed(
    sandbox, session: Session, bob: Principal, acme, works_at
):
    zoe = works_at(acme, "Zoe Quinn")
    page = tab(session, bob, EnrichNow, RECORD)
    assert await call(page, EnrichNow.press, zoe) == EnrichNow.follow
    assert page.shown[str(zoe)].progress == "queued"
    with no_database():
        assert await page._read_busy() == (False, False)
    following = EnrichNow.follow.fn(page)
    await asyncio.to_thread(work, job_of(zoe))
    await anext(following)  # what is to be read again, once a run has ended
    assert page.shown[str(zoe)].progress == "filled_in"
    assert page.announced[str(zoe)] == ""  # results are read where the page shows them
    await following.aclose()


@pytest.mark.slow
async def test_several_contacts_are_followed_by_one_loop(
    sandbox, session: Session, bob: Principal, acme, works_at
):
    of_others = set(_loops)
    zoe, yves = works_at(acme, "Zoe Quinn"), works_at(acme, "Yves Roy")
    page = tab(session, bob, EnrichNow, RECORD)
    await call(page, EnrichNow.press, zoe)
    following = EnrichNow.follow.fn(page)
    await asyncio.to_thread(work, job_of(zoe))
    await anext(following)
    assert await call(page, EnrichNow.press, yves) is None  # the loop is there already
    await asyncio.to_thread(work, job_of(yves))
    async with asyncio.timeout(20):
        while {page.shown[str(contact_id)].progress for contact_id in (zoe, yves)} != {"filled_in"}:
            await anext(following)
    await following.aclose()
    assert set(_loops) <= of_others


@pytest.mark.slow
async def test_a_second_loop_in_the_same_tab_ends_at_once(
    sandbox, session: Session, bob: Principal, acme, works_at
):
    zoe = works_at(acme, "Zoe Quinn")
    page = tab(session, bob, EnrichNow, RECORD)
    await call(page, EnrichNow.press, zoe)
    following = EnrichNow.follow.fn(page)
    await asyncio.to_thread(work, job_of(zoe))
    await anext(following)
    assert [event async for event in EnrichNow.follow.fn(page)] == []
    await following.aclose()


async def test_a_failure_shows_its_reason_and_can_be_tried_again(
    sandbox, session: Session, bob: Principal, acme, works_at
):
    zoe = works_at(acme, "Zoe Quinn")
    sandbox.fail("refusing")
    enriched(bob, zoe)
    page = tab(session, bob, EnrichNow, RECORD)
    await call(page, EnrichNow.watch, [zoe])
    assert page.shown[str(zoe)].progress == "failed"
    assert "declined" in page.shown[str(zoe)].reason
    await call(page, EnrichNow.press, zoe)
    assert page.shown[str(zoe)].progress == "queued"


@pytest.mark.slow
async def test_nobody_pays_twice_unless_a_person_asks_anyway(
    sandbox, session: Session, bob: Principal, acme, works_at
):
    zoe = works_at(acme, "Zoe Quinn")
    enriched(bob, zoe)
    before = len(sandbox.received())
    enriched(bob, zoe)
    page = tab(session, bob, EnrichNow, RECORD)
    await call(page, EnrichNow.watch, [zoe])
    assert page.shown[str(zoe)].unchanged
    assert len(sandbox.received()) == before
    await call(page, EnrichNow.run_anyway, zoe)
    open_job = session.exec(select(Job).where(Job.status == "queued")).one()
    await asyncio.to_thread(work, int(open_job.id or 0))
    assert len(sandbox.received()) == before + 1


async def test_a_contact_that_is_gone_is_told_in_words(session: Session, bob: Principal):
    page = tab(session, bob, EnrichNow, RECORD)
    for unknown_id in (4711, -1, 2**63):
        await call(page, EnrichNow.press, unknown_id)
        assert "Contact not found" in page.notice.text
    await call(page, EnrichNow.watch, [4711, 2**63])
    assert page.shown == {}


async def test_who_has_signed_out_is_followed_no_longer(
    sandbox, session: Session, bob: Principal, acme, works_at
):
    zoe = works_at(acme, "Zoe Quinn")
    page = tab(session, bob, EnrichNow, RECORD)
    await call(page, EnrichNow.press, zoe)
    sessions.revoke_all(session, bob.user_id, "test")
    session.commit()
    assert [event async for event in EnrichNow.follow.fn(page)] == []
    assert page.shown[str(zoe)].progress == "queued"


async def test_nobody_can_press(session: Session, bob: Principal, acme, works_at):
    zoe = works_at(acme, "Zoe Quinn")
    page = tab(session, None, EnrichNow, RECORD)
    await call(page, EnrichNow.press, zoe)
    assert "not signed in" in page.notice.text
    assert session.exec(select(Job)).all() == []


@pytest.mark.slow
async def test_the_history_tells_every_claim_with_its_source_and_what_it_cost(
    sandbox, session: Session, bob: Principal, acme, staff, works_at
):
    zoe = works_at(acme, "Zoe Quinn")
    enriched(bob, zoe)
    page = tab(session, bob, EnrichmentHistory, RECORD)
    await call(page, EnrichmentHistory.load, zoe)
    run = page.runs[0]
    email = next(claim for claim in run.claims if claim.label == "Email")
    assert (email.value, email.source) == ("zoe.quinn@acme.com", "Email pattern")
    assert email.outcome == "Filled in"
    assert page.linkedin_search.startswith("https://www.linkedin.com/search/")
    assert run.trigger == "Started by Bob"
    assert "gpt-5.4-mini" in run.figures and "$" in run.figures
    assert run.steps[0].source == "Email pattern"


async def test_the_history_is_read_again_after_a_run(
    sandbox, session: Session, bob: Principal, acme, works_at
):
    zoe = works_at(acme, "Zoe Quinn")
    page = tab(session, bob, EnrichmentHistory, RECORD)
    await call(page, EnrichmentHistory.read_again)
    assert not page.loaded
    await call(page, EnrichmentHistory.load, zoe)
    assert page.runs == []
    work(press(bob, zoe))
    await call(page, EnrichmentHistory.read_again)
    assert len(page.runs) == 1


async def test_a_run_that_ended_while_its_record_was_read_has_it_read_again(
    sandbox, session: Session, bob: Principal, acme, works_at
):
    zoe = works_at(acme, "Zoe Quinn")
    page = tab(session, bob, EnrichNow, f"/contacts/{zoe}/")
    enriched(bob, zoe)
    answer = await call(page, EnrichNow.watch, [zoe])
    handlers = [getattr(each, "handler", each).fn for each in answer]
    assert ContactState.read_again.fn in handlers
    assert not isinstance(await call(page, EnrichNow.watch, [zoe]), list)  # once is enough


@pytest.mark.slow
async def test_what_a_run_did_is_shown_and_decided_where_one_stands(
    sandbox, session: Session, bob: Principal, techexpo, works_at
):
    """Only what the page shows: neither another contact's suggestion nor another's account."""
    nowhere = company(session, techexpo, "Nowhere")
    zoe, max_berg = works_at(nowhere, "Zoe Quinn"), works_at(nowhere, "Max Berg")
    settled(max_berg, says("title", "COO", "0.60"))
    page = tab(session, bob, EnrichNow, f"/contacts/{zoe}/")
    await call(page, EnrichNow.watch, [zoe], True)
    await call(page, EnrichNow.press, zoe)
    await asyncio.to_thread(work, job_of(zoe))
    settled(zoe, says("title", "Head of Nothing", "0.60"))
    of_zoe = select(EnrichmentRun).where(EnrichmentRun.contact_id == zoe)
    ended = session.exec(of_zoe.order_by(col(EnrichmentRun.id))).all()
    ended[-1].finished_at = ended[0].finished_at
    session.commit()
    await page._read_busy()
    result = page.results[str(zoe)]
    assert page.announced[str(zoe)] == result.summary != ""
    assert (result.advice, result.wants_website) == (
        "Add the company's website to guess an email",
        True,
    )
    question = next(each for each in result.questions if each.value == "Head of Nothing")
    await call(page, EnrichNow.accept, claim(max_berg).id)
    assert contact(max_berg).title == "" and page.notice.kind == "error"
    await call(page, EnrichNow.accept, question.claim_id)
    assert (contact(zoe).title, page.notice.text) == ("Head of Nothing", "Title accepted")
    await call(page, EnrichNow.read_again)
    assert question not in page.results[str(zoe)].questions
    await call(page, EnrichNow.add_website, {"contact": str(max_berg), "website": "a.example"})
    await call(page, EnrichNow.add_website, {"contact": str(zoe), "website": "gmail.com"})
    assert page.website_errors.keys() == {str(zoe)} and page.shown[str(zoe)].busy is False
    await call(page, EnrichNow.add_website, {"contact": str(zoe), "website": "nowhere.example"})
    session.expire_all()
    assert (nowhere.domain, page.website_errors) == ("nowhere.example", {str(zoe): ""})
    assert page.shown[str(zoe)].progress == "queued"
    # An older page offers it still.
    await call(page, EnrichNow.add_website, {"contact": str(zoe), "website": "other.example"})
    session.expire_all()
    assert (nowhere.website, nowhere.domain) == ("https://nowhere.example", "nowhere.example")
    assert "already has a website" in page.website_errors[str(zoe)]


async def test_a_rejected_suggestion_fills_nothing_leaves_the_result_and_can_be_taken_back(
    session: Session, bob: Principal, acme, works_at
):
    zoe, max_berg = works_at(acme, "Zoe Quinn"), works_at(acme, "Max Berg")
    for contact_id in (zoe, max_berg):
        settled(contact_id, says("title", "Head of Nothing", "0.60"))
    for run in session.exec(select(EnrichmentRun)):
        run.finished_at = clock.now()
    session.commit()
    page = tab(session, bob, EnrichNow, f"/contacts/{zoe}/")
    await call(page, EnrichNow.watch, [zoe], True)
    await call(page, EnrichNow.reject, claim(max_berg).id)
    assert (page.notice.kind, claim(max_berg).status) == ("error", ClaimStatus.REVIEW)
    (question,) = page.results[str(zoe)].questions
    await call(page, EnrichNow.reject, question.claim_id)
    assert (page.notice.text, page.notice.undo) == ("Title rejected", True)
    assert (contact(zoe).title, claim(zoe).status) == ("", ClaimStatus.REJECTED)
    await call(page, EnrichNow.read_again)
    assert page.results[str(zoe)].questions == []
    settled(zoe, says("title", "Head of Nothing", "0.95"))
    assert contact(zoe).title == "", "it is not filled in by a surer answer, either"
