"""What the last run came to, for the record and the cards."""

from datetime import timedelta

import pytest

from tests.fixtures.claims import claim, says, settled
from tests.fixtures.records import company
from yardflow import clock, db
from yardflow.models import EnrichmentRun, RunStatus
from yardflow.services import enrichment
from yardflow.services.enrichment import LastResult
from yardflow.services.enrichment.claims import review
from yardflow.services.records import accounts

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def zoe(acme, works_at) -> int:
    return works_at(acme, "Zoe Quinn")


def ended(contact_id: int, *claims) -> None:
    settled(contact_id, *claims)
    with db.session() as session:
        for run in session.query(EnrichmentRun).filter_by(finished_at=None):
            run.finished_at = clock.now()


def result(bob, contact_id: int, since=None) -> LastResult | None:
    with db.session() as session:
        return enrichment.last_results(session, bob, [contact_id, -1, 4711], since).get(contact_id)


def test_it_names_what_was_filled_in_what_needs_review_and_what_would_help(zoe, acme, bob):
    assert result(bob, zoe) is None
    ended(zoe, says("title", "COO"), says("industry", "Logistics", "0.60"))
    found = result(bob, zoe)
    assert [(each.label, each.value) for each in found.filled] == [("Title", "COO")]
    assert [each.value for each in found.review["industry"]] == ["Logistics"]
    assert (found.advice, found.account_id) == ("colleague", acme.id)  # its domain is known
    with db.session() as session:
        review.reject(session, bob, found.review["industry"][0].claim_id)
    assert result(bob, zoe).review == {}


def test_a_question_of_an_earlier_run_is_still_asked(zoe, bob):
    ended(zoe, says("title", "COO", "0.60"))
    ended(zoe)
    found = result(bob, zoe)
    assert (found.filled, [each.value for each in found.review["title"]]) == ([], ["COO"])


def test_what_was_known_is_not_filled_in(zoe, bob):
    ended(zoe, says("title", "COO"))
    ended(zoe, says("title", "COO", "0.90"))
    assert result(bob, zoe).filled == []


def test_without_website_and_colleagues_the_website_would_help(session, techexpo, bob, works_at):
    nowhere = company(session, techexpo, "Nowhere")
    zoe = works_at(nowhere, "Zoe Quinn")
    ended(zoe)
    assert result(bob, zoe).advice == "website"
    with db.session() as own:
        accounts.update(own, bob, nowhere.id, None, {"website": "nowhere.example"})
    assert result(bob, zoe).advice == "colleague"
    settled(zoe, says("email", "zoe@nowhere.example", "0.45"))
    assert result(bob, zoe).advice == "", "one is guessed already"
    with db.session() as own:
        review.reject(own, bob, claim(zoe).id)
    assert result(bob, zoe).advice == "colleague"
    works_at(nowhere, "Max Berg", email="max@nowhere.example", email_status="given")
    assert result(bob, zoe).advice == ""


def test_a_list_shows_only_what_has_just_ended(zoe, bob):
    ended(zoe, says("title", "COO"))
    assert result(bob, zoe, clock.now() - timedelta(hours=1)) is not None
    with clock.at(clock.now() + timedelta(hours=2)):
        assert result(bob, zoe, clock.now() - timedelta(hours=1)) is None


def test_an_open_or_failed_last_run_has_no_result(zoe, bob):
    ended(zoe, says("title", "COO"))
    with db.session() as session:
        session.add(EnrichmentRun(contact_id=zoe, status=RunStatus.FAILED))
    assert result(bob, zoe) is None
