"""The review queue behind one tab."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.fixtures.claims import claims, says, settled
from tests.fixtures.records import company, contact
from tests.fixtures.state_tab import call, tab
from yardflow.models import ClaimStatus, Event, EventStatus
from yardflow.services.records import active_event
from yardflow.state.enrichment.review import ReviewState
from yardflow.state.workplace import Workplace

pytestmark = pytest.mark.usefixtures("database")
PATH = "/enrichment/review/"


@pytest.fixture(autouse=True)
def bob_works_on_techexpo(session, bob, techexpo):
    active_event.switch(session, bob, techexpo.id)
    session.commit()


@pytest.fixture
def zoe(acme, works_at) -> int:
    return works_at(acme, "Zoe Quinn")


async def queue(session, who, path: str = PATH) -> ReviewState:
    """The page, loaded as the frame and then the page itself would."""
    page = tab(session, who, ReviewState, path)
    await call(page, Workplace.enter)
    await call(page, ReviewState.load)
    return page


def shown(page) -> dict[tuple[str, str], list[str]]:
    """What is suggested, by whom it is about and the field."""
    return {
        (field.about, field.label): [claim.value for claim in field.claims]
        for group in page.groups
        for field in group.fields
    }


def claim_id(page, value: str) -> int:
    """The suggestion with this value."""
    return next(
        claim.id
        for group in page.groups
        for field in group.fields
        for claim in field.claims
        if claim.value == value
    )


def query_of(led) -> dict[str, str]:
    """What an address asks for."""
    path = {str(name): str(value) for name, value in led.args}["path"].strip('"')
    return {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}


async def test_the_queue_shows_each_field_with_its_rivals(session, bob, acme, zoe):
    settled(zoe, says("title", "Director of Ops", "0.62"))
    settled(zoe, says("email", "zq@acme.com", "0.50"), says("email", "zoe@acme.com", "0.40"))
    page = await queue(session, bob)
    assert shown(page) == {
        ("Zoe Quinn", "Email"): ["zq@acme.com", "zoe@acme.com"],
        ("Zoe Quinn", "Title"): ["Director of Ops"],
    }
    group = page.groups[0]
    assert (group.name, group.stage, group.href) == ("Acme", "Lead", f"/accounts/{acme.id}/")
    assert page.waiting == 3


async def test_accepting_fills_the_field_and_is_announced(session, bob, acme, zoe):
    settled(zoe, says("title", "Director of Ops", "0.62"), says("size", "201-500", "0.50"))
    page = await queue(session, bob)
    chosen = claim_id(page, "Director of Ops")
    await call(page, ReviewState.accept, chosen)
    assert contact(zoe).title == "Director of Ops"
    assert page.verdicts[str(chosen)].label == "Accepted"
    assert page.announcement == "Accepted: title for Zoe Quinn. 1 to review."
    assert (page.waiting, page.reviewed) == (1, 1)


async def test_rivals_of_what_is_accepted_are_out(session, bob, acme, zoe):
    settled(zoe, says("email", "zq@acme.com", "0.50"), says("email", "zoe@acme.com", "0.40"))
    settled(zoe, says("title", "Director of Ops", "0.62"))
    page = await queue(session, bob)
    await call(page, ReviewState.accept, claim_id(page, "zoe@acme.com"))
    assert page.verdicts[str(claim_id(page, "zq@acme.com"))].label == "Not chosen"
    assert page.waiting == 1


async def test_rejecting_leaves_the_field_and_the_rival(session, bob, acme, zoe):
    settled(zoe, says("email", "zq@acme.com", "0.50"), says("email", "zoe@acme.com", "0.40"))
    page = await queue(session, bob)
    await call(page, ReviewState.reject, claim_id(page, "zq@acme.com"))
    assert contact(zoe).email is None
    assert (len(page.verdicts), page.waiting) == (1, 1)


async def test_a_correction_is_the_person_s_word(session, bob, acme, zoe):
    settled(zoe, says("title", "Director of Ops", "0.62"), says("size", "201-500", "0.50"))
    page = await queue(session, bob)
    chosen = claim_id(page, "Director of Ops")
    await call(page, ReviewState.edit, chosen)
    await call(page, ReviewState.correct, {"value": "  "})
    assert (page.editing, page.edit_error != "") == (chosen, True)
    await call(page, ReviewState.correct, {"value": "COO"})
    assert (contact(zoe).title, page.editing) == ("COO", 0)
    verdict = page.verdicts[str(chosen)]
    assert (verdict.label, verdict.value) == ("Corrected", "COO")


async def test_leaving_the_field_changes_nothing(session, bob, acme, zoe):
    settled(zoe, says("title", "Director of Ops", "0.62"))
    page = await queue(session, bob)
    await call(page, ReviewState.edit, claim_id(page, "Director of Ops"))
    await call(page, ReviewState.stop_editing)
    assert (page.editing, contact(zoe).title) == (0, "")


@pytest.mark.slow
async def test_undo_goes_back_step_by_step(session, bob, acme, zoe):
    settled(zoe, says("title", "Director of Ops", "0.62"), says("size", "201-500", "0.50"))
    settled(zoe, says("email", "zq@acme.com", "0.50"))
    page = await queue(session, bob)
    await call(page, ReviewState.accept, claim_id(page, "Director of Ops"))
    await call(page, ReviewState.reject, claim_id(page, "zq@acme.com"))
    await call(page, ReviewState.undo_last)
    assert (page.waiting, contact(zoe).title, page.can_undo) == (2, "Director of Ops", True)
    await call(page, ReviewState.undo_last)
    assert (page.waiting, contact(zoe).title, page.can_undo) == (3, "", False)
    await call(page, ReviewState.undo_last)
    assert page.reviewed == 0


async def test_one_decision_of_the_page_is_put_back(session, bob, acme, zoe):
    settled(zoe, says("title", "Director of Ops", "0.62"), says("size", "201-500", "0.50"))
    settled(zoe, says("email", "zq@acme.com", "0.50"))
    page = await queue(session, bob)
    await call(page, ReviewState.accept, first := claim_id(page, "Director of Ops"))
    await call(page, ReviewState.reject, claim_id(page, "zq@acme.com"))
    await call(page, ReviewState.put_back, first)
    assert (contact(zoe).title, page.waiting) == ("", 2)
    assert ("Zoe Quinn", "Email") not in shown(page)


async def test_what_is_not_on_the_page_is_not_decided(session, bob, acme, zoe, works_at):
    settled(zoe, says("title", "Director of Ops", "0.62"))
    page = await queue(session, bob)
    other = works_at(acme, "Max Berg")
    settled(other, says("title", "COO", "0.62"))
    later = int(claims(other)[0].id or 0)
    for handler in (ReviewState.accept, ReviewState.reject, ReviewState.put_back):
        await call(page, handler, later)
    await call(page, ReviewState.edit, later)
    await call(page, ReviewState.correct, {"value": "CEO"})
    assert (claims(other)[0].status, contact(other).title) == (ClaimStatus.REVIEW, "")


async def test_somebody_else_was_quicker(session, alice, bob, acme, zoe):
    settled(zoe, says("title", "Director of Ops", "0.62"), says("size", "201-500", "0.50"))
    page, hers = await queue(session, bob), await queue(session, alice)
    await call(hers, ReviewState.reject, claim_id(hers, "Director of Ops"))
    await call(page, ReviewState.accept, claim_id(page, "Director of Ops"))
    assert page.notice.kind == "error"
    assert shown(page) == {("Acme", "Company size"): ["201-500"]}


async def test_after_the_last_one_nothing_waits(session, bob, acme, zoe):
    settled(zoe, says("title", "Director of Ops", "0.62"))
    page = await queue(session, bob)
    await call(page, ReviewState.accept, claim_id(page, "Director of Ops"))
    assert (page.groups, page.waiting, page.reviewed) == ([], 0, 1)


async def test_all_that_is_sure_enough_is_accepted_at_once_and_put_back(session, bob, acme, zoe):
    settled(zoe, says("title", "Director of Ops", "0.62"), says("size", "201-500", "0.40"))
    page = await queue(session, bob)
    await call(page, ReviewState.ask_above, True)
    assert (page.asking_above, page.above, page.above_count) == (True, 80, 0)
    await call(page, ReviewState.choose_above, "60")
    assert (page.above_count, page.above_text) == (1, "1 suggestion matches.")
    await call(page, ReviewState.choose_above, "1")
    assert page.above == 60
    await call(page, ReviewState.accept_above)
    assert (contact(zoe).title, page.waiting, page.announcement) == (
        "Director of Ops",
        1,
        "Accepted 1 suggestion",
    )
    (again,) = await call(page, Workplace.undo, page.notice.number)
    assert again.handler.fn is ReviewState.read_again.fn
    await call(page, ReviewState.read_again)
    assert (contact(zoe).title, page.waiting, page.reviewed, page.can_undo) == ("", 2, 0, False)


async def test_the_active_event_s_queue_is_shown_unless_all_are_asked_for(
    session, bob, acme, zoe, works_at
):
    other = Event(name="MODEX", status=EventStatus.ACTIVE, timezone="UTC")
    session.add(other)
    session.commit()
    globex = company(session, other, "Globex")
    settled(zoe, says("title", "Director of Ops", "0.62"))
    settled(works_at(globex, "Max Berg"), says("title", "COO", "0.62"))
    assert [group.name for group in (await queue(session, bob)).groups] == ["Acme"]
    every = await queue(session, bob, f"{PATH}?event=all")
    assert {group.stage for group in every.groups} == {""}  # at each event another one
    assert {group.name for group in every.groups} == {"Acme", "Globex"}
    named = await queue(session, bob, f"{PATH}?event={other.id}")
    assert [group.name for group in named.groups] == ["Globex"]
    nonsense = await queue(session, bob, f"{PATH}?event=4711")
    assert [group.name for group in nonsense.groups] == ["Acme"]
    assert query_of(await call(nonsense, ReviewState.narrow, "all")) == {"event": "all"}


@pytest.mark.slow
async def test_pages_follow_each_other_through_the_address(session, bob, acme, work_at):
    for contact_id in work_at(acme, [f"Person N{number:02}" for number in range(51)]):
        settled(contact_id, says("title", "COO", "0.62"))
    page = await queue(session, bob)
    assert (page.waiting, len(page.groups[0].fields), page.has_next) == (51, 50, True)
    at = query_of(await call(page, ReviewState.next_page))["at"]
    rest = await queue(session, bob, f"{PATH}?at={at}")
    assert (len(rest.groups[0].fields), rest.has_next) == (1, False)
    assert set(shown(rest)).isdisjoint(shown(page))


async def test_a_place_that_means_nothing_says_so(session, bob, zoe):
    page = await queue(session, bob, f"{PATH}?at=nonsense")
    assert page.problem


async def test_nobody_reads_the_queue(session, acme, zoe):
    settled(zoe, says("title", "Director of Ops", "0.62"))
    page = await queue(session, None)
    assert (page.groups, "not signed in" in page.problem) == ([], True)
