"""What a hostile model or person writes: stored as text, shown as text, or refused."""

import json
import unicodedata

import pytest
from sqlmodel import select

from tests.fixtures.claims import about, claim, run_of
from tests.fixtures.product_in_process import cookie_of
from tests.fixtures.records import contact
from tests.fixtures.socket_tab import full_name
from yardflow import db
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.models import AuditEntry, Claim, ClaimStatus
from yardflow.prices import Usage
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.claims import apply as apply_claims
from yardflow.services.enrichment.claims import revert, review
from yardflow.services.enrichment.claims.apply import RunClaims
from yardflow.services.enrichment.providers.openai import form as openai_form
from yardflow.services.enrichment.providers.openai.provider import ByOpenAI

pytestmark = pytest.mark.usefixtures("database")
HOSTILE = [
    *("a\r\nBcc: x@y.z", "<img src=x onerror=alert(1)>", "=HYPERLINK(1)", "\u202eCOO", "a\x00b"),
    *("{{7*7}}", "x" * 1_000_000, "COO " * 50_000, "\u0000", "\u2066", "[" * 5_000, "ﷺ" * 200),
]


@pytest.fixture
def zoe(acme, works_at) -> int:
    return works_at(acme, "Zoë Quinn")


def claim_title(contact_id: int, value: str, reason: str = "It says so") -> None:
    """What a model said, by the way of a real answer."""
    form = openai_form.form_of(frozenset({"title"}))
    part = {"reason": reason, "value": value, "confidence": 0.5}
    body = {
        "status": "completed",
        "usage": {"input_tokens": 50, "output_tokens": 50},
        "output": [
            {
                "type": "message",
                "content": [{"type": "output_text", "text": json.dumps({"title": part})}],
            }
        ],
    }
    outcome = ByOpenAI().read(body, "gpt-5.4-mini", frozenset({"title"}))
    assert form and isinstance(outcome.usage, Usage)
    run = run_of(contact_id)
    with db.session() as session:
        apply_claims.apply(
            session,
            [RunClaims(run, about(contact_id), list(outcome.claims))],
            enrichment_settings.read(session).thresholds,
        )


@pytest.mark.parametrize("value", HOSTILE)
def test_what_a_model_says_is_one_short_line_or_nothing(zoe, value):
    claim_title(zoe, value, reason=value)
    with db.session() as session:
        for row in session.exec(select(Claim)).all():
            for text in (row.value, row.how):
                assert len(text) <= 200 and text.isprintable() and "<" not in text


@pytest.mark.parametrize("value", HOSTILE)
def test_what_a_person_writes_instead_is_one_short_line_or_refused(bob, zoe, value):
    claim_title(zoe, "COO")
    claim_id = int(claim(zoe, field="title").id or 0)
    try:
        with db.session() as session:
            review.correct(session, bob, claim_id, value)
    except (Invalid, Conflict):
        assert contact(zoe).title == "" and claim(zoe).status == ClaimStatus.REVIEW
    else:
        # A person may write marks of direction, as names in some scripts need them.
        assert len(contact(zoe).title) <= 300
        assert not any(unicodedata.category(sign) == "Cc" for sign in contact(zoe).title)
    with db.session() as session:
        audited = str([row.after for row in session.exec(select(AuditEntry)).all()])
    assert value not in audited


@pytest.mark.parametrize("number", [0, -1, 2**63, 10**30, -(10**30)])
@pytest.mark.parametrize(
    "what",
    ["accept", "reject", "correct", "undo_review", "revert_claim", "revert_run", "apply_again"],
)
def test_a_number_that_can_be_no_claim_is_not_there(bob, what, number):
    work = getattr(review, what, None) or getattr(revert, what)
    extra = ("COO",) if what == "correct" else ()
    with pytest.raises((NotFound, Invalid)), db.session() as session:
        work(session, bob, [number] if what == "undo_review" else number, *extra)


@pytest.mark.slow
@pytest.mark.parametrize("number", [0, -1, 7, 2**63, 10**30])
async def test_an_undo_of_somebody_else_s_notice_does_nothing(tab, alice, bob, zoe, number):
    claim_title(zoe, "COO")
    claim_id = int(claim(zoe, field="title").id or 0)
    with db.session() as session:
        review.accept(session, alice, claim_id)
    mine = await tab(cookie_of(bob))
    await mine.call(full_name("Workplace", "undo"), number=number)
    await mine.call(full_name("ReviewState", "undo_last"))
    await mine.call(full_name("ReviewState", "put_back"), claim_id=claim_id)
    assert claim(zoe, field="title").status == ClaimStatus.APPLIED
