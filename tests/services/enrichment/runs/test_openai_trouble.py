"""Whatever OpenAI does wrong, the contact and its account stay as they were, and the money that
may have been spent is not forgotten.
"""

import pytest
from sqlmodel import select

from tests.fixtures import spending
from tests.fixtures.enrichment import enriched
from tests.fixtures.records import contact
from yardflow import db
from yardflow.integrations.openai import client as openai_client
from yardflow.models import Account, Charge, ChargeStatus, Claim, JobStatus
from yardflow.prices import PRICES, rounded_up

pytestmark = [pytest.mark.heavy, pytest.mark.usefixtures("database")]
LIES = ("negative", "fraction", "total", "output", "input", "silent", "cached")
# The fault with its details, and what becomes of the job and of the money.
PAID_FOR = [
    ({"fault": fault}, JobStatus.FAILED, ChargeStatus.SETTLED)
    for fault in ("refusing", "filtered", "off_schema")
]
# It is asked once more: see `test_cut_off`.
CUT_OFF = ({"fault": "truncated"}, JobStatus.WAITING, ChargeStatus.SETTLED)
UNBELIEVED = [
    ({"fault": "lying_usage", "lie": lie}, JobStatus.FAILED, ChargeStatus.UNCONFIRMED)
    for lie in LIES
]
IN_DOUBT = [
    ({"fault": fault}, JobStatus.QUEUED, ChargeStatus.UNCONFIRMED)
    for fault in ("malformed", "drop", "lost")
]
NO_REPORT = ({"fault": "lying_usage", "lie": "absent"}, JobStatus.QUEUED, ChargeStatus.UNCONFIRMED)
TOO_SLOW = ({"fault": "slow", "seconds": 2}, JobStatus.QUEUED, ChargeStatus.UNCONFIRMED)
FREE_OF_CHARGE = [
    ({"fault": fault}, JobStatus.QUEUED, ChargeStatus.RELEASED)
    for fault in ("down", "rate_limited")
]
ALL = [*PAID_FOR, CUT_OFF, *UNBELIEVED, *IN_DOUBT, NO_REPORT, TOO_SLOW, *FREE_OF_CHARGE]


@pytest.fixture
def impatient(monkeypatch):
    """Half a second is too long for an answer."""
    monkeypatch.setattr(openai_client, "TIMEOUT", 0.5)
    openai_client._made.cache_clear()
    yield
    openai_client._made.cache_clear()


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("trouble", "job_is", "money_is"),
    ALL,
    ids=["-".join(map(str, case[0].values())) for case in ALL],
)
def test_trouble_changes_nothing_and_its_money_is_accounted_for(
    sandbox, bob, acme, works_at, trouble, job_is, money_is
):
    zoe = works_at(acme, "Zoë Quinn")
    what_it_came_to = {"enrichment"}
    before = contact(zoe).model_dump(exclude=what_it_came_to), account(acme.id)
    sandbox.fail(**trouble)
    job = enriched(bob, zoe)
    assert job.status == job_is
    assert (contact(zoe).model_dump(exclude=what_it_came_to), account(acme.id)) == before
    with db.session() as session:
        assert session.exec(select(Claim)).all() == []
        (charge,) = session.exec(select(Charge)).all()
    assert charge.status == money_is
    assert spending.committed() == spending.counted()


def account(account_id: int) -> dict:
    with db.session() as session:
        return session.get_one(Account, account_id).model_dump()


def test_a_good_answer_after_a_thought_is_paid_for_all_its_tokens(sandbox, bob, acme, works_at):
    sandbox.fail("reasoned")
    assert enriched(bob, works_at(acme, "Zoë Quinn")).status == JobStatus.SUCCEEDED
    with db.session() as session:
        (charge,) = session.exec(select(Charge)).all()
    assert charge.status == ChargeStatus.SETTLED
    assert charge.cached_tokens > 0
    written = charge.input_tokens // 4
    plain = charge.input_tokens - charge.cached_tokens - written
    price = PRICES[charge.model]
    million = plain * price.input + charge.cached_tokens * price.cached + written * price.written
    million += charge.output_tokens * price.output
    assert charge.spent_usd == rounded_up(million / 1_000_000)


def test_an_answer_from_another_tier_is_kept_and_its_price_is_in_doubt(
    sandbox, bob, acme, works_at
):
    sandbox.fail("other_tier")
    zoe = works_at(acme, "Zoë Quinn")
    assert enriched(bob, zoe).status == JobStatus.SUCCEEDED
    with db.session() as session:
        (charge,) = session.exec(select(Charge)).all()
        assert session.exec(select(Claim)).all()
    assert charge.status == ChargeStatus.UNCONFIRMED
    assert "(priority)" in charge.note
    assert spending.committed() == spending.counted()
