"""A run that reads the company's website, and one that finds bounced addresses in its way."""

import json

import pytest
from sqlmodel import select

from tests.fixtures.enrichment import enriched
from tests.fixtures.records import contact
from yardflow import db
from yardflow.models import (
    Account,
    Claim,
    ClaimStatus,
    EmailPattern,
    EmailStatus,
    EnrichmentRun,
    JobStatus,
)
from yardflow.services.records import email_status

pytestmark = pytest.mark.usefixtures("database")

FACTS = {
    "@type": "Organization",
    "url": "https://acme.com",
    "industry": "Yard Logistics",
    "numberOfEmployees": {"minValue": 51, "maxValue": 200},
}
PAGE = (
    "<title>Acme moves yards</title>"
    f'<script type="application/ld+json">{json.dumps(FACTS)}</script>'
)


def step(contact_id: int, provider: str) -> str:
    """What the last run says of this provider."""
    with db.session() as session:
        of_contact = select(EnrichmentRun).where(EnrichmentRun.contact_id == contact_id)
        run = session.exec(of_contact.order_by(EnrichmentRun.id.desc())).first()
        return next(step["outcome"] for step in run.steps if step["provider"] == provider)


def account(account_id: int) -> Account:
    with db.session() as session:
        return session.get_one(Account, account_id)


def test_what_the_website_states_fills_the_account_and_is_not_paid_for(
    sandbox, bob, acme, works_at
):
    sandbox.put_website("acme.com", html=PAGE)
    ann = works_at(acme, "Ann Lee")
    assert enriched(bob, ann).status == JobStatus.SUCCEEDED
    row = account(acme.id)
    assert (row.industry, row.size) == ("Yard Logistics", "51-200")
    with db.session() as session:
        applied = select(Claim).where(Claim.account_id == acme.id)
        claims = session.exec(applied.where(Claim.status == ClaimStatus.APPLIED)).all()
    assert {(claim.field, claim.source) for claim in claims} == {
        ("industry", "website"),
        ("size", "website"),
    }
    body = sandbox.received("openai")[0]["body"]
    form = json.dumps(body["text"]["format"]["schema"]["properties"])
    assert "title" in form and "industry" not in form


def test_the_model_is_shown_what_the_website_says(sandbox, bob, acme, works_at):
    sandbox.put_website("acme.com", html=PAGE)
    enriched(bob, works_at(acme, "Ann Lee"))
    assert "Acme moves yards" in json.dumps(sandbox.received("openai")[0]["body"]["input"])


def test_a_website_that_wants_no_visitors_is_noted_and_the_run_goes_on(
    sandbox, bob, acme, works_at
):
    sandbox.put_website("acme.com", html=PAGE, robots="User-agent: *\nDisallow: /")
    ann = works_at(acme, "Ann Lee")
    assert enriched(bob, ann).status == JobStatus.SUCCEEDED
    assert step(ann, "website") == "acme.com: its robots.txt asks us to stay away"
    assert contact(ann).title


@pytest.mark.parametrize("fault", ["down", "drop", "malformed", "rate_limited", "truncated"])
def test_a_website_that_fails_fails_no_run(fault, sandbox, bob, acme, works_at):
    sandbox.put_website("acme.com", html=PAGE)
    sandbox.fail(fault, provider="website", times=9)
    ann = works_at(acme, "Ann Lee")
    assert enriched(bob, ann).status == JobStatus.SUCCEEDED
    assert contact(ann).title


@pytest.mark.slow
def test_an_address_that_bounced_lowers_its_pattern_and_is_not_found_again(
    sandbox, session, bob, acme, staff, works_at
):
    zoe = works_at(acme, "Zoe Quinn")
    enriched(bob, zoe)
    before = pattern(acme)
    email_status.mark(session, bob, zoe, None, "bounced")
    session.commit()
    assert enriched(bob, zoe).status == JobStatus.SUCCEEDED
    after = pattern(acme)
    assert (before.bounced, after.bounced) == (0, 1) and after.confidence < before.confidence
    person = contact(zoe)
    assert (person.email, person.email_status) == ("zoe.quinn@acme.com", EmailStatus.BOUNCED)


def pattern(acme: Account) -> EmailPattern:
    with db.session() as session:
        return session.exec(select(EmailPattern).where(EmailPattern.account_id == acme.id)).one()


def test_what_the_website_said_is_no_reason_to_pay_again(sandbox, bob, acme, works_at):
    sandbox.put_website("acme.com", html=PAGE)
    ann = works_at(acme, "Ann Lee")
    enriched(bob, ann)
    enriched(bob, ann)  # the website is not asked now: what it stated is known
    assert step(ann, "openai").startswith("Nothing new to ask")
