"""What is said about the cost before anybody is asked."""

import subprocess
import sys
from decimal import Decimal

import pytest

from tests.fixtures import spending
from tests.fixtures.enrichment import noted
from tests.fixtures.rows import each_row
from yardflow import db
from yardflow.integrations.openai import answers as openai_answers
from yardflow.integrations.openai.limits import LARGEST_QUESTION
from yardflow.prices import PRICES, Usage
from yardflow.services.enrichment.budget import estimates
from yardflow.services.enrichment.providers.openai import form as openai_form
from yardflow.services.enrichment.providers.openai import provider as openai_provider
from yardflow.services.enrichment.providers.protocol import FIELDS, Question
from yardflow.services.enrichment.runs import snapshot
from yardflow.services.enrichment.settings import EnrichmentSettings

MODEL = spending.MODEL


def likely(**how) -> Decimal:
    with db.session() as session:
        return estimates.likely_usd(session, MODEL, **how)


@pytest.fixture
def paid(session, acme, works_at):
    """``paid("0.001", "0.002")``: questions that cost this."""

    def pay(*amounts: str) -> None:
        runs = spending.runs_at(session, acme, works_at, len(amounts))
        for run, usd in zip(runs, amounts, strict=True):
            spending.settle(spending.reserved(run, "0.01"), usd)

    return pay


def test_without_experience_it_is_reckoned(database):
    reckoned = Usage(
        MODEL,
        input_tokens=openai_form.LIKELY_INPUT_TOKENS,
        output_tokens=openai_form.LIKELY_OUTPUT_TOKENS,
    )
    assert likely() == reckoned.cost


@pytest.mark.slow
def test_with_experience_it_is_what_the_middle_one_cost(paid):
    paid(*["0.001"] * 11, *["0.002"] * 11, "0.009", "0.009", "0.009")
    assert likely() == Decimal("0.002")


def test_a_few_questions_are_no_experience(paid):
    before = likely()
    paid("0.009", "0.009")
    assert likely() == before


def test_a_batch_costs_half(database):
    assert abs(likely(economy=True) * 2 - likely()) <= Decimal("0.000002")


def test_a_model_without_a_price_has_no_estimate(database):
    with db.session() as session, pytest.raises(KeyError):
        estimates.likely_usd(session, "gpt-99")


def test_no_question_is_larger_than_the_largest(session, acme, works_at):
    acme.industry = acme.headquarters = acme.website = "\U0001f69b" * 500
    session.add(acme)
    zoe = works_at(acme, "\U0001f69b Quinn", title="\U0001f69b" * 500)
    noted(session, zoe, "\U0001f69b" * 9_000)
    subject = snapshot.read(session, [zoe], EnrichmentSettings().thresholds)[zoe]
    question = Question(
        subject, frozenset(FIELDS), (), EnrichmentSettings().options, "\U0001f69b" * 9_000
    )
    assert openai_answers.size_of(openai_provider.ByOpenAI().request(question)) < LARGEST_QUESTION
    assert openai_provider.ByOpenAI().quote(question).most_usd < openai_form.most_usd(
        EnrichmentSettings().model_in_use
    )


@each_row("model", PRICES)
def test_the_most_that_a_question_costs_is_never_paid_over(model):
    worst = Usage(model, input_tokens=LARGEST_QUESTION, output_tokens=1_500)
    assert worst.cost < openai_form.most_usd(model)


def test_the_ceiling_of_a_contact_leaves_room_for_the_default_model():
    assert openai_form.most_usd("gpt-5.4-mini") < EnrichmentSettings().contact_ceiling_usd


@pytest.mark.heavy
def test_the_web_process_reckons_without_the_provider_s_package():
    check = (
        "import sys, yardflow.services.enrichment.budget.estimates; "
        "sys.exit('openai' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
