"""The batches of a bulk: none is sent twice, none is forgotten, each answer is paid for once."""

import time
from datetime import timedelta
from decimal import Decimal

import pytest
from pydantic import BaseModel
from sqlmodel import select

from tests.fixtures import spending
from yardflow import clock, db
from yardflow.integrations.errors import AccountError, TemporaryError
from yardflow.integrations.openai import answers as openai_answers
from yardflow.integrations.openai import batches as openai_batches
from yardflow.models import BatchStatus, BulkMode, ChargeStatus, EnrichmentBulk, ProviderBatch
from yardflow.services.enrichment.budget import charges as charge_steps
from yardflow.services.enrichment.bulk import batch_store
from yardflow.services.enrichment.bulk import batches as economy

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
MODEL = spending.MODEL


class FilledForm(BaseModel):
    """Says nothing, which is an answer too."""


BODY = openai_answers.request(MODEL, FilledForm, "Fill in the form.", {"company": "Acme"})


@pytest.fixture
def bulk_id(session) -> int:
    bulk = EnrichmentBulk(label="TechExpo", mode=BulkMode.ECONOMY)
    session.add(bulk)
    session.commit()
    return bulk.id


@pytest.fixture
def charges(session, acme, works_at) -> list[int]:
    """The reserved money for six questions."""
    runs = spending.runs_at(session, acme, works_at, 6)
    return [spending.reserved(run, economy=True) for run in runs]


def prepared(charges: list[int]) -> list[economy.BatchQuestion]:
    return [economy.BatchQuestion(0, charge_id, BODY) for charge_id in charges]


def written_down(bulk_id: int, charges: list[int]) -> ProviderBatch:
    """As a worker leaves it that dies before it hands the batch over."""
    with db.session() as session:
        return batch_store.write_down(session, bulk_id, charges, MODEL)


def lines(charges: list[int]) -> list[tuple[str, dict]]:
    return [(economy.custom_id(charge_id), BODY) for charge_id in charges]


def at_the_end(bulk_id: int) -> economy.BatchesState:
    deadline = time.monotonic() + 20
    while not (state := economy.check(bulk_id)).ended:
        assert time.monotonic() < deadline
    return state


def batches() -> list[ProviderBatch]:
    with db.session() as session:
        return list(session.exec(select(ProviderBatch).order_by(ProviderBatch.id)))


def sent(sandbox) -> int:
    """How many batches were made there."""
    made = ("POST", "/openai/v1/batches")
    return sum((request["method"], request["path"]) == made for request in sandbox.received())


def take_in(state: economy.BatchesState) -> None:
    with db.session() as session:
        economy.settle(session, state.answers)
        economy.close(session, state.ended)


def statuses(charges: list[int]) -> list[ChargeStatus]:
    return [spending.charge(charge_id).status for charge_id in charges]


def test_each_question_gets_its_own_answer_at_half_the_price(sandbox, bulk_id, charges):
    sandbox.fail("batch_paced", seconds=0)
    economy.submit(bulk_id, prepared(charges), MODEL)
    state = economy.check(bulk_id)
    assert sorted(answer.charge_id for answer in state.answers) == charges
    take_in(state)
    assert statuses(charges) == [ChargeStatus.SETTLED] * 6
    for answer in state.answers:
        usage = answer.body["usage"]
        full = money_for(usage["input_tokens"], usage["output_tokens"])
        assert abs(spending.charge(answer.charge_id).spent_usd - full / 2) <= Decimal("0.000001")
    assert spending.committed() == spending.counted()


def money_for(given: int, made: int) -> Decimal:
    return (given * Decimal("0.10") + made * Decimal("0.50")) / 1_000_000


def test_once_taken_in_a_batch_is_closed_and_its_files_are_gone(sandbox, bulk_id, charges):
    sandbox.fail("batch_paced", seconds=0)
    economy.submit(bulk_id, prepared(charges), MODEL)
    take_in(economy.check(bulk_id))
    assert not economy.check(bulk_id).open
    assert batches()[0].status == BatchStatus.COLLECTED
    remote = openai_batches.status(batches()[0].remote_id, MODEL)
    assert list(openai_batches.results(remote, MODEL)) == []


def test_while_openai_is_at_it_nothing_is_answered(sandbox, bulk_id, charges):
    sandbox.fail("batch_paced", seconds=60)
    economy.submit(bulk_id, prepared(charges), MODEL)
    state = economy.check(bulk_id)
    assert state.open and not state.answers and state.total == 6
    assert statuses(charges) == [ChargeStatus.RESERVED] * 6


def test_a_worker_that_dies_before_handing_over_costs_nothing(sandbox, bulk_id, charges):
    written_down(bulk_id, charges)
    assert not economy.check(bulk_id).answers
    with clock.at(clock.now() + economy.HANDING_OVER + timedelta(seconds=1)):
        state = economy.check(bulk_id)
        assert [type(answer.fault) for answer in state.answers] == [TemporaryError] * 6
        take_in(state)
    assert statuses(charges) == [ChargeStatus.RELEASED] * 6
    assert batches()[0].status == BatchStatus.FAILED
    assert sent(sandbox) == 0


def test_a_worker_that_dies_after_handing_over_sends_nothing_twice(sandbox, bulk_id, charges):
    sandbox.fail("batch_paced", seconds=0)
    batch = written_down(bulk_id, charges)
    openai_batches.submit(lines(charges), batch.key, MODEL)
    state = economy.check(bulk_id)
    assert len(state.answers) == 6 and all(answer.body for answer in state.answers)
    assert batches()[0].remote_id
    assert sent(sandbox) == 1


def test_a_worker_that_dies_between_answers_and_books_finds_them_again(sandbox, bulk_id, charges):
    sandbox.fail("batch_paced", seconds=0)
    economy.submit(bulk_id, prepared(charges), MODEL)
    first = economy.check(bulk_id)
    with db.session() as session:
        economy.settle(session, first.answers[:4])
    again = economy.check(bulk_id)
    assert {answer.charge_id for answer in again.answers} == {
        answer.charge_id for answer in first.answers[4:]
    }
    take_in(again)
    take_in(first)
    assert statuses(charges) == [ChargeStatus.SETTLED] * 6
    assert spending.committed() == spending.counted()


def test_a_batch_whose_making_is_in_doubt_is_found(sandbox, bulk_id, charges):
    sandbox.fail("batch_paced", seconds=0)
    sandbox.fail("lost", path="/batches")
    economy.submit(bulk_id, prepared(charges), MODEL)
    assert len(economy.check(bulk_id).answers) == 6
    assert sent(sandbox) == 1


def test_a_batch_that_is_refused_leaves_its_money_free(sandbox, set_up, bulk_id, charges):
    set_up(OPENAI_API_KEY="sk-wrong")
    with pytest.raises(AccountError):
        economy.submit(bulk_id, prepared(charges), MODEL)
    assert batches()[0].status == BatchStatus.FAILED
    assert [spending.charge(charge_id).batch_id for charge_id in charges] == [None] * 6
    assert not economy.check(bulk_id).open


def test_a_worker_that_comes_too_late_learns_that_it_was_given_up(bulk_id, charges):
    batch = written_down(bulk_id, charges)
    with db.session() as session:
        assert batch_store.give_up(session, batch.id, "Too late.")
        assert not batch_store.handed_over(session, batch.id, "batch_1", None)


def test_while_openai_is_away_there_is_trouble_and_nothing_is_lost(sandbox, bulk_id, charges):
    sandbox.fail("batch_paced", seconds=0)
    economy.submit(bulk_id, prepared(charges), MODEL)
    for path in ("", "/content"):
        sandbox.fail("down", path=path)
        state = economy.check(bulk_id)
        assert state.open and not state.ended and "a problem" in state.trouble
    assert len(economy.check(bulk_id).answers) == 6


def test_what_ran_out_of_time_is_paid_for_in_part(sandbox, bulk_id, charges):
    sandbox.fail("batch_expired", seconds=0)
    economy.submit(bulk_id, prepared(charges), MODEL)
    take_in(economy.check(bulk_id))
    assert sorted(statuses(charges)) == [ChargeStatus.RELEASED] * 3 + [ChargeStatus.SETTLED] * 3


def test_lines_that_failed_cost_nothing(sandbox, bulk_id, charges):
    sandbox.fail("batch_lines", seconds=0)
    economy.submit(bulk_id, prepared(charges), MODEL)
    take_in(economy.check(bulk_id))
    assert sorted(statuses(charges)) == [ChargeStatus.RELEASED] * 2 + [ChargeStatus.SETTLED] * 4


def test_a_batch_that_fails_as_a_whole_costs_nothing(sandbox, bulk_id, charges):
    sandbox.fail("batch_failed", seconds=0)
    economy.submit(bulk_id, prepared(charges), MODEL)
    state = economy.check(bulk_id)
    assert {answer.error for answer in state.answers} == {state.answers[0].error}
    take_in(state)
    assert statuses(charges) == [ChargeStatus.RELEASED] * 6


def test_an_answer_to_nobody_s_question_is_left_alone(sandbox, bulk_id, charges):
    sandbox.fail("batch_paced", seconds=0)
    batch = written_down(bulk_id, charges[:2])
    strange = [("charge-999999", BODY), ("what-1", BODY), ("charge-x", BODY)]
    openai_batches.submit([*lines(charges), *strange], batch.key, MODEL)
    assert {answer.charge_id for answer in economy.check(bulk_id).answers} == set(charges[:2])


def test_a_question_without_an_answer_costs_nothing(sandbox, bulk_id, charges):
    sandbox.fail("batch_paced", seconds=0)
    batch = written_down(bulk_id, charges)
    openai_batches.submit(lines(charges[:5]), batch.key, MODEL)
    (missing,) = [answer for answer in economy.check(bulk_id).answers if answer.fault]
    assert missing.charge_id == charges[5] and not missing.fault.in_doubt


def test_when_paid_answers_cannot_be_read_the_missing_ones_are_in_doubt(sandbox, bulk_id, charges):
    sandbox.fail("batch_paced", seconds=0)
    economy.submit(bulk_id, prepared(charges), MODEL)
    remote = openai_batches.status(batches()[0].remote_id, MODEL)
    openai_batches.forget(remote.id, MODEL)
    state = economy.check(bulk_id)
    assert all(answer.fault.in_doubt for answer in state.answers)
    take_in(state)
    assert statuses(charges) == [ChargeStatus.UNCONFIRMED] * 6


def test_a_batch_that_is_called_back_is_paid_for_as_far_as_it_got(sandbox, bulk_id, charges):
    sandbox.fail("batch_paced", seconds=1)
    economy.submit(bulk_id, prepared(charges), MODEL)
    economy.cancel(bulk_id)
    take_in(at_the_end(bulk_id))
    assert ChargeStatus.RESERVED not in statuses(charges)
    assert ChargeStatus.RELEASED in statuses(charges)
    assert batches()[0].status == BatchStatus.CANCELLED
    assert spending.committed() == spending.counted()


def test_a_batch_that_could_not_be_called_back_is_called_back_later(sandbox, bulk_id, charges):
    sandbox.fail("batch_paced", seconds=60)
    economy.submit(bulk_id, prepared(charges), MODEL)
    sandbox.fail("down", path="/cancel")
    economy.cancel(bulk_id)
    assert openai_batches.status(batches()[0].remote_id, MODEL).status != "cancelling"
    economy.check(bulk_id)
    assert openai_batches.status(batches()[0].remote_id, MODEL).status == "cancelling"


@pytest.mark.parametrize("fault", ["batch_paced", "batch_expired"])
def test_what_comes_in_after_a_long_outage_ends_the_doubt(sandbox, bulk_id, charges, fault):
    sandbox.fail(fault, seconds=0)
    economy.submit(bulk_id, prepared(charges), MODEL)
    with clock.at(clock.now() + timedelta(days=2)), db.session() as session:
        assert charge_steps.expire(session) == 6
    take_in(economy.check(bulk_id))
    assert ChargeStatus.UNCONFIRMED not in statuses(charges)
    assert statuses(charges).count(ChargeStatus.SETTLED) == (6 if fault == "batch_paced" else 3)
    assert spending.committed() == spending.counted()


def test_money_that_was_settled_already_stays_as_it_is(sandbox, bulk_id, charges):
    sandbox.fail("batch_paced", seconds=0)
    economy.submit(bulk_id, prepared(charges), MODEL)
    state = economy.check(bulk_id)
    with db.session() as session:
        charge_steps.release(session, charges[:1], "Somebody else was quicker.")
    take_in(state)
    assert statuses(charges)[0] == ChargeStatus.RELEASED


@pytest.mark.parametrize("count", [0, economy.MOST_QUESTIONS + 1])
def test_a_batch_is_neither_empty_nor_endless(bulk_id, count):
    with pytest.raises(ValueError, match="questions"):
        economy.submit(bulk_id, prepared(list(range(count))), MODEL)
