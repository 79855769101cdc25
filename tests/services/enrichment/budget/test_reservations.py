"""Money: held before a question, counted after it; no day ever passes its budget."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import event
from sqlmodel import Session, col, func, select

from tests.fixtures import spending
from tests.fixtures.examples import examples
from tests.fixtures.spending import (
    NOON,
    Runs,
    ask,
    charge,
    committed,
    costing,
    counted,
    doubted,
    known,
    reserve,
    reserved,
    settings_with,
    settle,
)
from yardflow import clock, db
from yardflow.errors import Conflict
from yardflow.integrations.errors import TemporaryError
from yardflow.models import Account, Charge, ChargeStatus, Contact, EnrichmentRun
from yardflow.prices import Usage
from yardflow.services.access import Principal
from yardflow.services.enrichment.budget import charges, costs, reservations
from yardflow.services.enrichment.budget.charges import book
from yardflow.services.enrichment.budget.limits import Refusal
from yardflow.services.enrichment.budget.reservations import Reservation


@pytest.fixture
def runs(session: Session, acme: Account, works_at: Callable[..., int]) -> Runs:
    """``runs(3)``: so many runs under way, each of another contact."""
    return lambda count: spending.runs_at(session, acme, works_at, count)


def test_what_is_reserved_counts_against_the_day(runs):
    first, second = runs(2)
    answers = reserve([ask(first, "0.01"), ask(second, "0.02")])
    assert all(isinstance(answer, Reservation) for answer in answers)
    assert committed() == counted() == Decimal("0.03")


def test_as_many_as_fit_in_their_order_and_the_rest_wait_for_the_next_day(runs):
    with clock.at(NOON):
        answers = reserve([ask(run) for run in runs(5)], daily_budget_usd="0.03")
        assert [type(answer) for answer in answers] == [Reservation] * 3 + [Refusal] * 2
        assert committed() == Decimal("0.03")


def test_a_used_up_budget_says_until_when_and_who_can_change_that(runs):
    first, second = runs(2)
    with clock.at(NOON):
        settle(reserved(first, "0.05"), "0.05")
        (answer,) = reserve([ask(second)], daily_budget_usd="0.05")
    assert answer == Refusal(
        "budget",
        datetime(2026, 11, 21, tzinfo=UTC),
        "Daily budget of $0.05 reached. Resumes at midnight UTC, or when an administrator raises "
        "it.",
    )


def test_a_budget_held_by_questions_under_way_is_tried_again_in_a_moment(runs):
    first, second = runs(2)
    with clock.at(NOON):
        reserved(first, "0.05")
        (answer,) = reserve([ask(second)], daily_budget_usd="0.05")
    assert isinstance(answer, Refusal) and answer.kind == "budget"
    assert answer.until - NOON < timedelta(minutes=1) and "in progress" in answer.reason


def test_a_batch_under_way_gives_nothing_back_in_a_moment(runs):
    first, second = runs(2)
    with clock.at(NOON):
        reserved(first, "0.05", economy=True)
        (answer,) = reserve([ask(second)], daily_budget_usd="0.05")
    assert isinstance(answer, Refusal) and answer.until == datetime(2026, 11, 21, tzinfo=UTC)


def test_a_raised_budget_lets_the_next_one_through(runs):
    first, second = runs(2)
    reserved(first, "0.05")
    assert isinstance(reserve([ask(second)], daily_budget_usd="0.05")[0], Refusal)
    assert isinstance(reserve([ask(second)], daily_budget_usd="0.06")[0], Reservation)


def test_at_midnight_a_new_budget_begins(runs):
    first, second = runs(2)
    with clock.at(datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC)):
        settle(reserved(first, "0.05"), "0.05")
        assert isinstance(reserve([ask(second)], daily_budget_usd="0.05")[0], Refusal)
    with clock.at(datetime(2026, 11, 21, tzinfo=UTC)):
        assert isinstance(reserve([ask(second)], daily_budget_usd="0.05")[0], Reservation)


def test_what_is_settled_after_midnight_goes_back_to_the_day_of_the_charge(runs):
    with clock.at(datetime(2026, 11, 20, 23, 59, tzinfo=UTC)):
        charge_id = reserved(runs(1)[0], "0.05")
    with clock.at(datetime(2026, 11, 21, 0, 1, tzinfo=UTC)):
        settle(charge_id, "0.02")
    assert committed(date(2026, 11, 20)) == Decimal("0.02")
    assert committed(date(2026, 11, 21)) == 0


def test_settling_gives_the_difference_back_and_tells_the_run(runs):
    (run,) = runs(1)
    charge_id = reserved(run, "0.05")
    with db.session() as session:
        charges.settle(session, {charge_id: Usage("gpt-6-luna", 1_000, 400, 0, 20)})
    row = charge(charge_id)
    assert (row.status, row.spent_usd) == (ChargeStatus.SETTLED, Decimal("0.000074"))
    assert (row.input_tokens, row.cached_tokens, row.output_tokens) == (1_000, 400, 20)
    assert committed() == counted() == Decimal("0.000074")
    with db.session() as session:
        run = session.get_one(EnrichmentRun, run.id)
    assert (run.model, run.input_tokens, run.output_tokens) == ("gpt-6-luna", 1_000, 20)
    assert run.cost_usd == Decimal("0.000074")


def test_two_charges_of_one_run_add_up_in_its_history(runs):
    (run,) = runs(1)
    first = reserved(run, "0.05")
    settle(first, "0.01")
    second = reserved(run, "0.05")
    settle(second, "0.02")
    with db.session() as session:
        assert session.get_one(EnrichmentRun, run.id).cost_usd == Decimal("0.03")


def test_a_batch_costs_half(runs):
    charge_id = reserved(runs(1)[0], "0.05", economy=True)
    settle(charge_id, "0.04")
    assert charge(charge_id).spent_usd == committed() == Decimal("0.02")


def test_settling_twice_counts_once(runs):
    charge_id = reserved(runs(1)[0], "0.05")
    settle(charge_id, "0.02")
    settle(charge_id, "0.04")
    assert charge(charge_id).spent_usd == committed() == counted() == Decimal("0.02")


def test_an_answer_that_costs_more_than_was_reserved_is_in_doubt(runs):
    charge_id = reserved(runs(1)[0], "0.05")
    settle(charge_id, "0.06")
    row = charge(charge_id)
    assert (row.status, row.spent_usd) == (ChargeStatus.UNCONFIRMED, 0)
    assert row.note and committed() == counted() == Decimal("0.05")


@pytest.mark.parametrize(
    "usage", [Usage("gpt-99", 10), Usage("gpt-6-luna", -5_000, output_tokens=2_000)]
)
def test_a_use_that_has_no_price_or_cant_be_is_in_doubt(runs, usage):
    charge_id = reserved(runs(1)[0])
    with db.session() as session:
        charges.settle(session, {charge_id: usage})
    assert charge(charge_id).status == ChargeStatus.UNCONFIRMED
    assert committed() == counted() == Decimal("0.01")


def test_one_bad_answer_keeps_the_others_of_its_slice(runs):
    good, bad = (reserved(run, "0.05") for run in runs(2))
    with db.session() as session:
        charges.settle(session, {good: costing("0.01"), bad: costing("0.09")})
    assert charge(good).status == ChargeStatus.SETTLED
    assert charge(bad).status == ChargeStatus.UNCONFIRMED


def test_what_was_never_asked_is_given_back_once(runs):
    charge_id = reserved(runs(1)[0])
    for _ in range(2):
        with db.session() as session:
            charges.release(session, [charge_id], "OpenAI can't be reached just now.")
    assert charge(charge_id).status == ChargeStatus.RELEASED
    assert committed() == counted() == 0


def test_a_charge_in_doubt_stays_counted(runs):
    charge_id = reserved(runs(1)[0])
    with db.session() as session:
        charges.mark_unconfirmed(session, [charge_id], "The connection broke before the answer.")
    assert charge(charge_id).note == "The connection broke before the answer."
    assert committed() == counted() == Decimal("0.01")


def test_a_charge_in_doubt_is_not_given_back_by_a_worker(runs):
    charge_id = reserved(runs(1)[0])
    with db.session() as session:
        charges.mark_unconfirmed(session, [charge_id], "The connection broke before the answer.")
        charges.release(session, [charge_id], "Nothing was sent.")
    assert charge(charge_id).status == ChargeStatus.UNCONFIRMED


def test_a_charge_in_doubt_counts_as_what_such_a_question_usually_costs(runs, session):
    known(session, "0.001")
    with clock.at(NOON):
        row = doubted(reserved(runs(1)[0], "0.01"))
        assert (row.likely_usd, row.reserved_usd) == (Decimal("0.001"), Decimal("0.01"))
        assert committed() == counted() == Decimal("0.001")
        assert reservations.budget_status(session, settings_with()).unconfirmed_usd == Decimal(
            "0.001"
        )


def test_it_counts_as_what_nineteen_of_twenty_stay_below(runs, session):
    known(session, "0.001")
    for charge_id in session.exec(select(Charge.id).order_by(Charge.id).limit(2)):
        session.get_one(Charge, charge_id).spent_usd = Decimal("0.005")
    session.commit()
    with clock.at(NOON):
        assert Decimal("0.001") < doubted(reserved(runs(1)[0])).likely_usd <= Decimal("0.005")


def test_it_never_counts_more_than_was_reserved(runs, session):
    known(session, "0.02")
    with clock.at(NOON):
        assert doubted(reserved(runs(1)[0], "0.01")).likely_usd == Decimal("0.01")


@pytest.mark.parametrize(
    "kind", [{"model": "gpt-6-sol"}, {"economy": True}, {"more_room": True}, {"settled_by": 1}]
)
def test_what_other_questions_cost_says_nothing_of_this_one(runs, session, alice, kind):
    known(session, "0.001", **kind)
    with clock.at(NOON):
        assert doubted(reserved(runs(1)[0], "0.01")).likely_usd == Decimal("0.01")


def test_a_use_that_cant_be_right_may_have_cost_anything(runs, session):
    known(session, "0.001")
    with clock.at(NOON):
        charge_id = reserved(runs(1)[0], "0.05")
        settle(charge_id, "0.06")
        assert charge(charge_id).likely_usd == committed() == counted() == Decimal("0.05")


def test_what_a_dead_worker_left_counts_as_what_it_likely_cost(runs, session):
    known(session, "0.001")
    taken_up, forgotten = runs(2)
    with clock.at(NOON):
        first, late = reserved(taken_up), reserved(forgotten)
        reserved(taken_up)
    with clock.at(NOON + reservations.LASTING - timedelta(seconds=1)):
        reserved(taken_up)
    with clock.at(NOON + reservations.LASTING), db.session() as session:
        charges.expire(session)
    assert [charge(charge_id).likely_usd for charge_id in (first, late)] == [Decimal("0.001")] * 2
    assert committed(NOON.date()) == counted(NOON.date()) == Decimal("0.013")


def test_the_ceiling_of_a_contact_counts_what_is_likely(runs, session):
    known(session, "0.001")
    (run,) = runs(1)
    with clock.at(NOON):
        doubted(reserved(run, "0.08"))
        assert isinstance(reserve([ask(run, "0.03")], contact_ceiling_usd="0.10")[0], Reservation)


def test_a_truth_above_what_was_likely_is_counted_all_the_same(runs, session):
    known(session, "0.001")
    with clock.at(NOON):
        charge_id = reserved(runs(1)[0], "0.05")
        doubted(charge_id)
        settle(charge_id, "0.04")
        assert charge(charge_id).spent_usd == committed() == counted() == Decimal("0.04")


def test_what_the_provider_reports_as_not_asked_ends_the_doubt(runs, session):
    known(session, "0.001")
    with clock.at(NOON):
        charge_id = reserved(runs(1)[0])
        doubted(charge_id)
        with db.session() as session:
            charges.release(session, [charge_id], "OpenAI did not get to it.", in_doubt=True)
        assert charge(charge_id).status == ChargeStatus.RELEASED
        assert committed() == counted() == 0


def test_a_reservation_that_nobody_came_back_for_becomes_unconfirmed(runs):
    with clock.at(NOON):
        charge_id = reserved(runs(1)[0])
    with clock.at(NOON + reservations.LASTING - timedelta(seconds=1)), db.session() as session:
        assert charges.expire(session) == 0
    with clock.at(NOON + reservations.LASTING), db.session() as session:
        assert charges.expire(session) == 1
        assert charges.expire(session) == 0
    assert charge(charge_id).status == ChargeStatus.UNCONFIRMED
    assert charge(charge_id).note == "The worker stopped before it wrote down the answer."
    assert committed(NOON.date()) == Decimal("0.01")


def test_the_truth_may_come_late(runs):
    with clock.at(NOON):
        charge_id = reserved(runs(1)[0], "0.05")
    with clock.at(NOON + reservations.LASTING), db.session() as session:
        charges.expire(session)
    settle(charge_id, "0.02")
    assert charge(charge_id).status == ChargeStatus.SETTLED and charge(charge_id).note is None
    assert committed(NOON.date()) == counted(NOON.date()) == Decimal("0.02")


def test_a_run_that_is_taken_up_again_leaves_the_dead_workers_money_in_doubt(runs):
    (run,) = runs(1)
    first = reserved(run)
    second = reserved(run)
    assert charge(first).status == ChargeStatus.UNCONFIRMED
    assert charge(second).status == ChargeStatus.RESERVED
    assert committed() == counted() == Decimal("0.02")


def test_a_run_holds_a_reservation_for_each_provider_that_it_asks(runs):
    (run,) = runs(1)
    openai, directory = reserved(run), reserved(run, provider="directory")
    assert {charge(openai).status, charge(directory).status} == {ChargeStatus.RESERVED}
    again = reserved(run, provider="directory")
    assert charge(openai).status == charge(again).status == ChargeStatus.RESERVED
    assert charge(directory).status == ChargeStatus.UNCONFIRMED
    assert committed() == counted()


def test_a_contact_never_costs_more_than_its_ceiling_a_day(runs):
    (run,) = runs(1)
    with clock.at(NOON):
        settle(reserved(run, "0.08"), "0.06")
        (answer,) = reserve([ask(run, "0.05")], contact_ceiling_usd="0.10")
        assert isinstance(answer, Refusal) and answer.kind == "ceiling"
        assert "$0.10" in answer.reason and "Settings" in answer.reason
        assert isinstance(reserve([ask(run, "0.04")], contact_ceiling_usd="0.10")[0], Reservation)
    with clock.at(NOON + timedelta(days=1)):
        assert isinstance(reserve([ask(run, "0.10")], contact_ceiling_usd="0.10")[0], Reservation)


def test_what_is_in_doubt_counts_for_the_ceiling_too(runs):
    (run,) = runs(1)
    charge_id = reserved(run, "0.08")
    with db.session() as session:
        charges.mark_unconfirmed(session, [charge_id], "The connection broke before the answer.")
    (answer,) = reserve([ask(run, "0.03")], contact_ceiling_usd="0.10")
    assert isinstance(answer, Refusal) and answer.kind == "ceiling"


def test_one_contact_over_its_ceiling_keeps_nobody_else_back(runs):
    dear, cheap = runs(2)
    answers = reserve([ask(dear, "0.11"), ask(cheap)], contact_ceiling_usd="0.10")
    assert [type(answer) for answer in answers] == [Refusal, Reservation]


def test_nobody_is_asked_about_a_contact_that_was_deleted_meanwhile(runs, session):
    gone, here = runs(2)
    asks = [ask(gone), ask(here)]
    session.delete(session.get_one(Contact, gone.contact_id))
    session.commit()
    first, second = reserve(asks)
    assert isinstance(first, Refusal) and first.kind == "gone"
    assert isinstance(second, Reservation)


def test_the_standing_tells_the_parts_of_the_day(runs):
    spent, waiting, unknown = (reserved(run, "0.05") for run in runs(3))
    settle(spent, "0.02")
    with db.session() as session:
        charges.mark_unconfirmed(session, [unknown], "The connection broke before the answer.")
        standing = reservations.budget_status(session, settings_with(daily_budget_usd="0.15"))
    assert charge(waiting).status == ChargeStatus.RESERVED
    assert (standing.spent_usd, standing.reserved_usd) == (Decimal("0.02"), Decimal("0.05"))
    assert (standing.unconfirmed_usd, standing.left_usd) == (Decimal("0.05"), Decimal("0.03"))


def test_the_standing_of_a_day_without_a_charge_is_its_budget(session):
    with clock.at(NOON):
        standing = reservations.budget_status(session, settings_with(daily_budget_usd="50"))
    assert (standing.spent_usd, standing.left_usd) == (0, 50)
    assert standing.resumes_at == datetime(2026, 11, 21, tzinfo=UTC)


def test_a_budget_below_what_was_spent_leaves_nothing_and_no_debt(runs):
    settle(reserved(runs(1)[0], "0.05"), "0.05")
    with db.session() as session:
        assert (
            reservations.budget_status(session, settings_with(daily_budget_usd="0.01")).left_usd
            == 0
        )


@pytest.mark.heavy
@pytest.mark.parametrize("in_full", [True, False])
def test_sixteen_at_once_never_pass_the_budget_by_a_cent(runs, in_full):
    budget, each = Decimal("0.50"), 12
    everybody, later = runs(16 * each), runs(16 * 3)
    lots = [everybody[at : at + each] for at in range(0, len(everybody), each)]
    start, seen, defects = threading.Barrier(16), [], []

    def spend(lot: list[EnrichmentRun]) -> None:
        try:
            start.wait(30)
            for at in range(0, each, 4):
                asks = [ask(run, "0.007") for run in lot[at : at + 4]]
                answers = reserve(asks, daily_budget_usd=str(budget))
                seen.append(committed())
                charge_ids = [
                    answer.charge_id for answer in answers if isinstance(answer, Reservation)
                ]
                with db.session() as session:
                    charges.settle(session, {charge_ids[0]: costing("0.003")} if charge_ids else {})
                    charges.release(session, charge_ids[1:2], "Nothing was sent.")
                    broke = "The connection broke before the answer."
                    charges.mark_unconfirmed(session, charge_ids[2:3], broke, in_full=in_full)
        except Exception as error:
            defects.append(error)

    with clock.at(NOON):
        threads = [threading.Thread(target=spend, args=(lot,)) for lot in lots]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert not defects
        assert len(seen) == 48 and max(seen) <= budget and committed() == counted()
        # What came back after the last of them had asked is there for whoever asks next.
        reserve([ask(run, "0.007") for run in later], daily_budget_usd=str(budget))
        assert budget - Decimal("0.007") < committed() == counted() <= budget


@pytest.mark.heavy
def test_who_settles_doubts_and_expires_at_once_never_waits_in_a_circle(runs, session):
    known(session, "0.001")
    everybody = runs(24)
    lots = [everybody[at : at + 4] for at in range(0, 24, 4)]
    start, over, defects = threading.Barrier(8), threading.Event(), []

    def spend(lot: list[EnrichmentRun]) -> None:
        for _ in range(15):
            with db.session() as own_session:
                asks = [ask(run) for run in lot]
                answers = reservations.reserve(own_session, asks, settings_with(), timedelta(0))
            charge_ids = [
                answer.charge_id for answer in answers.values() if isinstance(answer, Reservation)
            ]
            lost = TemporaryError("The connection broke.", in_doubt=True)
            refused = TemporaryError("OpenAI has a problem.")
            with db.session() as own_session:
                unpaid = {charge_ids[3]: refused, charge_ids[2]: lost, charge_ids[1]: refused}
                book(own_session, {charge_ids[0]: costing("0.002")}, unpaid)

    def sweep(_: object) -> None:
        while not over.is_set():
            with db.session() as own_session:
                charges.expire(own_session)

    def watched(what: Callable[..., None], lot: Any) -> None:
        try:
            start.wait(30)
            what(lot)
        except Exception as error:
            defects.append(error)

    with clock.at(NOON):
        spenders = [threading.Thread(target=watched, args=(spend, lot)) for lot in lots]
        sweepers = [threading.Thread(target=watched, args=(sweep, None)) for _ in range(2)]
        for thread in spenders + sweepers:
            thread.start()
        for thread in spenders:
            thread.join(60)
        over.set()
        for thread in sweepers:
            thread.join(60)
        assert not defects
        assert committed() == counted() > 0


@pytest.mark.slow
def test_a_slice_is_reserved_and_settled_in_a_handful_of_statements(runs, session):
    asks = [ask(run) for run in runs(16)]
    reserve(asks[:1])
    with statements() as said:
        answers = reservations.reserve(session, asks[1:], settings_with())
    assert len(said) <= 8
    charge_ids = [
        answer.charge_id for answer in answers.values() if isinstance(answer, Reservation)
    ]
    with statements() as said:
        charges.settle(session, dict.fromkeys(charge_ids, costing("0.001")))
    assert len(charge_ids) == 15 and len(said) <= 4
    session.rollback()


@contextmanager
def statements() -> Iterator[list[str]]:
    """What this thread sends to the database meanwhile."""
    sent: list[str] = []
    this_thread = threading.get_ident()

    def note(*args: Any) -> None:
        if threading.get_ident() == this_thread:
            sent.append(args[2])

    event.listen(db.engine(), "before_cursor_execute", note)
    yield sent
    event.remove(db.engine(), "before_cursor_execute", note)


class Spending(RuleBasedStateMachine):
    """Any sequence of what workers, the scheduler, the provider and an ADMIN do to money.

    ``most`` is what each day had taken on when a question was last let out, ``late`` by how much
    truths that came afterwards were above what was likely.
    """

    people: list[EnrichmentRun] = []
    admin: Principal

    def __init__(self) -> None:
        super().__init__()
        with db.session() as session:
            for table in ("charge", "spending_day", "provider_state"):
                session.execute(spending.text(f"DELETE FROM {table}"))
            known(session, "0.003")
            known(session, "0.001", economy=True)
        self.now = NOON
        self.budget = Decimal("0.10")
        self.charges: list[int] = []
        self.most: dict[date, Decimal] = defaultdict(Decimal)
        self.late: dict[date, Decimal] = defaultdict(Decimal)

    @rule(
        first=st.integers(0, 7),
        prices=st.lists(st.integers(1, 60_000), max_size=4),
        kind=st.sampled_from([{}, {"economy": True}, {"more_room": True}]),
    )
    def reserves(self, first: int, prices: list[int], kind: dict[str, bool]) -> None:
        picked = [self.people[(first + at) % 8] for at in range(len(prices))]
        asks = [
            ask(run, str(Decimal(micro) / 1_000_000), **kind)
            for run, micro in zip(picked, prices, strict=True)
        ]
        with clock.at(self.now):
            answers = reserve(asks, daily_budget_usd=str(self.budget))
            charge_ids = [answer.charge_id for answer in answers if isinstance(answer, Reservation)]
            if charge_ids:
                assert committed() <= self.budget
                self.most[self.now.date()] = committed()
                self.late[self.now.date()] = Decimal(0)
        self.charges += charge_ids

    @precondition(lambda self: self.charges)
    @rule(data=st.data(), micro=st.integers(0, 70_000))
    def settles(self, data: st.DataObject, micro: int) -> None:
        before = charge(data.draw(st.sampled_from(self.charges)))
        with clock.at(self.now):
            settle(int(before.id or 0), str(Decimal(micro) / 1_000_000))
        after = charge(int(before.id or 0))
        if (before.status, after.status) == (ChargeStatus.UNCONFIRMED, ChargeStatus.SETTLED):
            more = after.spent_usd - (before.likely_usd or 0)
            self.late[before.day] += max(Decimal(0), more)

    @precondition(lambda self: self.charges)
    @rule(
        data=st.data(),
        what=st.sampled_from(
            [
                charges.release,
                partial(charges.release, in_doubt=True),
                charges.mark_unconfirmed,
                partial(charges.mark_unconfirmed, in_full=True),
            ]
        ),
    )
    def gives_up(self, data: st.DataObject, what: Callable[..., None]) -> None:
        picked = data.draw(st.lists(st.sampled_from(self.charges), max_size=3))
        with clock.at(self.now), db.session() as session:
            what(session, picked, "Nobody answered.")

    @precondition(lambda self: self.charges)
    @rule(data=st.data(), charged=st.booleans())
    def an_admin_looks(self, data: st.DataObject, charged: bool) -> None:
        picked = data.draw(st.sampled_from(self.charges))
        in_doubt = charge(picked).status == ChargeStatus.UNCONFIRMED
        with clock.at(self.now), db.session() as session:
            if in_doubt:
                costs.resolve(session, self.admin, picked, charged)
            else:
                with pytest.raises(Conflict):
                    costs.resolve(session, self.admin, picked, charged)

    @rule()
    def expires(self) -> None:
        with clock.at(self.now), db.session() as session:
            charges.expire(session)

    @rule(seconds=st.sampled_from([1, 200, 50_000]))
    def waits(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(micro=st.integers(0, 300_000))
    def decides(self, micro: int) -> None:
        self.budget = Decimal(micro) / 1_000_000

    @invariant()
    def every_day_is_the_sum_of_its_charges(self) -> None:
        day = NOON.date()
        while day <= self.now.date():
            assert committed(day) == counted(day)
            day += timedelta(days=1)

    @invariant()
    def no_day_passes_what_it_was_let_take_on(self) -> None:
        for day, most in self.most.items():
            assert committed(day) <= most + self.late[day]

    @invariant()
    def every_question_has_a_charge_of_its_own(self) -> None:
        with db.session() as session:
            query = select(func.count()).where(col(Charge.contact_id).is_not(None))
            assert session.exec(query).one() == len(self.charges) == len(set(self.charges))

    @invariant()
    def no_doubt_counts_more_than_was_reserved(self) -> None:
        with db.session() as session:
            doubts = session.exec(select(Charge).where(Charge.status == ChargeStatus.UNCONFIRMED))
            assert all(0 <= charge.likely_usd <= charge.reserved_usd for charge in doubts)


@pytest.mark.heavy
def test_whatever_happens_a_day_is_the_sum_of_its_charges(runs, alice):
    Spending.people, Spending.admin = runs(8), alice
    case = Spending.TestCase
    case.settings = settings(
        max_examples=examples(12),
        stateful_step_count=25,
    )
    case("runTest").runTest()
