"""The breaker: a provider that is down is left alone, and asked once in a while."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlmodel import Session

from tests.fixtures import spending
from tests.fixtures.spending import NOON, Runs, ask, committed, reserve, state
from yardflow import clock, db
from yardflow.models import Account
from yardflow.services.enrichment import overview
from yardflow.services.enrichment.budget import circuit_breaker
from yardflow.services.enrichment.budget.circuit_breaker import (
    BETWEEN_PRESSES,
    FAILURES,
    FIRST_WAIT,
    LONGEST_WAIT,
    PROBE,
)
from yardflow.services.enrichment.budget.limits import Refusal
from yardflow.services.enrichment.budget.reservations import Reservation

AWAY = "OpenAI can't be reached right now."
BAD_KEY = "OpenAI does not accept our key."


@pytest.fixture
def runs(session: Session, acme: Account, works_at: Callable[..., int]) -> Runs:
    """``runs(3)``: so many runs under way, each of another contact."""
    return lambda count: spending.runs_at(session, acme, works_at, count)


def fails(moment: datetime, times: int = 1, **how: bool) -> None:
    """So many questions in a row fail."""
    for _ in range(times):
        with clock.at(moment), db.session() as session:
            circuit_breaker.record_failure(session, "openai", BAD_KEY if how else AWAY, **how)


def succeeds(moment: datetime = NOON) -> None:
    """An answer came."""
    with clock.at(moment), db.session() as session:
        circuit_breaker.record_success(session, "openai")


def view() -> circuit_breaker.BreakerView:
    """How OpenAI is doing."""
    with db.session() as session:
        return circuit_breaker.state_of(session)["openai"]


def reserve_for(runs: Runs, moment: datetime, count: int = 1) -> list[Reservation | Refusal]:
    """So many questions want to go out."""
    with clock.at(moment):
        return reserve([ask(run) for run in runs(count)])


def opened() -> datetime:
    """Opens the breaker at noon; until when."""
    fails(NOON, FAILURES)
    until = view().until
    assert until is not None
    return until


def test_a_provider_that_was_never_asked_is_well(session):
    assert circuit_breaker.state_of(session) == {
        "openai": circuit_breaker.BreakerView("openai", "OpenAI")
    }


def test_five_failures_in_a_row_open_it_for_half_a_minute(runs):
    until = opened()
    assert FIRST_WAIT <= until - NOON <= FIRST_WAIT * 1.1
    (answer,) = reserve_for(runs, NOON + timedelta(seconds=1))
    assert answer == Refusal(
        "breaker",
        until,
        f"OpenAI has not answered since 12:00 UTC. Trying again at {until:%H:%M:%S} UTC.",
    )


def test_four_failures_don_t(runs):
    fails(NOON, FAILURES - 1)
    assert not view().open
    assert isinstance(reserve_for(runs, NOON)[0], Reservation)


def test_an_answer_in_between_starts_the_count_over(runs):
    fails(NOON, FAILURES - 1)
    succeeds()
    fails(NOON, FAILURES - 1)
    assert not view().open


def test_who_is_refused_costs_nothing(runs):
    opened()
    with clock.at(NOON):
        reserve_for(runs, NOON, 3)
        assert committed() == 0


def test_when_the_time_is_over_one_question_goes_and_sees(runs):
    until = opened()
    answers = reserve_for(runs, until, 3)
    assert [type(answer) for answer in answers] == [Reservation, Refusal, Refusal]
    assert answers[1].kind == "breaker" and answers[1].until == until + PROBE
    (other,) = reserve_for(runs, until + timedelta(seconds=1))
    assert isinstance(other, Refusal) and other.until == until + PROBE


def test_when_the_one_that_went_never_comes_back_another_goes(runs):
    until = opened()
    reserve_for(runs, until)
    assert isinstance(reserve_for(runs, until + PROBE)[0], Reservation)


def test_there_is_no_probe_without_money_for_it(runs):
    until = opened()
    with clock.at(until):
        (answer,) = reserve([ask(*runs(1))], daily_budget_usd="0")
        assert isinstance(answer, Refusal) and answer.kind == "budget"
        assert isinstance(reserve([ask(*runs(1))])[0], Reservation)


def test_its_answer_closes_the_breaker(runs):
    until = opened()
    reserve_for(runs, until)
    succeeds(until)
    assert view() == circuit_breaker.BreakerView("openai", "OpenAI")
    assert all(isinstance(answer, Reservation) for answer in reserve_for(runs, until, 3))


@pytest.mark.slow
def test_the_wait_is_twice_as_long_after_each_failed_probe_up_to_ten_minutes(runs):
    moment, waits = opened(), []
    for _ in range(7):
        reserve_for(runs, moment)
        fails(moment)
        until = view().until
        assert until is not None
        waits.append(until - moment)
        moment = until
    expected = [60, 120, 240, 480, 600, 600, 600]
    for wait, seconds in zip(waits, expected, strict=True):
        assert timedelta(seconds=seconds) <= wait <= timedelta(seconds=seconds * 1.1)
    assert view().since == NOON


@pytest.mark.usefixtures("database")
def test_what_was_under_way_when_it_opened_says_nothing_new():
    until = opened()
    fails(NOON + timedelta(seconds=2), 20)
    assert view().until == until and state().failures == FAILURES


def test_a_provider_that_takes_no_question_is_left_alone_at_once(runs):
    fails(NOON, unusable=True)
    (answer,) = reserve_for(runs, NOON)
    assert isinstance(answer, Refusal) and answer.kind == "breaker"
    assert answer.reason.startswith(f"{BAD_KEY} Trying again at 12:1")
    assert LONGEST_WAIT <= answer.until - NOON <= LONGEST_WAIT * 1.1
    assert view().unusable and view().reason == BAD_KEY


def test_it_is_tried_each_ten_minutes_all_the_same(runs):
    fails(NOON, unusable=True)
    until = view().until
    assert until is not None
    assert isinstance(reserve_for(runs, until)[0], Reservation)
    fails(until, unusable=True)
    assert view().since == NOON and view().until > until + LONGEST_WAIT


def test_saved_settings_let_the_next_question_see_at_once(runs, session, alice):
    fails(NOON, unusable=True)
    with clock.at(NOON + timedelta(seconds=1)):
        overview.save_settings(session, alice, None, {"model": "gpt-6-sol"})
        session.commit()
    first, second = reserve_for(runs, NOON + timedelta(seconds=1), 2)
    assert isinstance(first, Reservation) and isinstance(second, Refusal)


def presses(moment: datetime) -> None:
    """A person asks for a try."""
    with clock.at(moment), db.session() as session:
        circuit_breaker.retry_now(session)


def test_a_person_who_presses_has_one_question_tried_at_once(runs):
    opened()
    soon = NOON + timedelta(seconds=1)
    presses(soon)
    first, second = reserve_for(runs, soon, 2)
    assert isinstance(first, Reservation) and isinstance(second, Refusal)
    assert second.reason == "OpenAI has not answered since 12:00 UTC. Trying again now."


@pytest.mark.slow
def test_a_press_that_fails_begins_the_wait_over_and_does_not_lengthen_it(runs):
    opened()
    for seconds in (6, 12, 18):
        moment = NOON + timedelta(seconds=seconds)
        presses(moment)
        assert isinstance(reserve_for(runs, moment)[0], Reservation)
        fails(moment)
        until = view().until
        assert until is not None and FIRST_WAIT <= until - moment <= FIRST_WAIT * 1.1
    assert state().failures == FAILURES


@pytest.mark.heavy
def test_however_often_people_press_it_is_tried_once_in_five_seconds(runs):
    opened()
    tried = []
    for tenth in range(10, 210):
        moment = NOON + timedelta(seconds=tenth / 10)
        presses(moment)
        if isinstance(reserve_for(runs, moment)[0], Reservation):
            tried.append(moment)
            fails(moment)
    assert len(tried) == 4
    assert all(late - early >= BETWEEN_PRESSES for early, late in pairwise(tried))


def test_a_press_while_a_question_is_out_lets_no_second_one_out(runs):
    until = opened()
    reserve_for(runs, until)
    presses(until + timedelta(seconds=1))
    (answer,) = reserve_for(runs, until + timedelta(seconds=2))
    assert isinstance(answer, Refusal) and answer.until == until + PROBE


def test_when_the_one_that_is_out_fails_the_press_is_not_forgotten(runs):
    until = opened()
    reserve_for(runs, until)
    presses(until + timedelta(seconds=1))
    fails(until + timedelta(seconds=20))
    first, second = reserve_for(runs, until + timedelta(seconds=20), 2)
    assert isinstance(first, Reservation) and isinstance(second, Refusal)
    fails(until + timedelta(seconds=21))
    (answer,) = reserve_for(runs, until + timedelta(seconds=22))
    assert isinstance(answer, Refusal) and answer.until > until + timedelta(seconds=40)


def test_a_press_while_all_is_well_changes_nothing(runs):
    reserve_for(runs, NOON)
    before = row_version()
    presses(NOON)
    assert row_version() == before


def test_an_answer_while_all_is_well_writes_nothing(runs):
    reserve_for(runs, NOON)
    before = row_version()
    succeeds()
    assert row_version() == before


def row_version() -> str:
    """Another one after each write."""
    with db.session() as session:
        return str(session.scalar(spending.text("SELECT xmin FROM provider_state")))
