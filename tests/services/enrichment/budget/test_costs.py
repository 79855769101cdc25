"""The yield ledger: every cent on a line, every claim counted once."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from tests.fixtures import spending
from tests.fixtures.spending import NOON, Runs, committed, reserved, settle
from yardflow import clock, db
from yardflow.errors import Conflict, Forbidden, Invalid, NotFound
from yardflow.models import (
    Account,
    AuditEntry,
    ChargeStatus,
    Claim,
    ClaimStatus,
    Contact,
    EnrichmentRun,
    Event,
)
from yardflow.services.access import Principal
from yardflow.services.enrichment.budget import charges
from yardflow.services.enrichment.budget import costs as ledger
from yardflow.services.enrichment.budget.costs import Ledger, LedgerLine, LedgerQuery

TODAY = NOON.date()


@pytest.fixture
def runs(session: Session, acme: Account, works_at: Callable[..., int]) -> Runs:
    """``runs(3)``: so many runs under way, each of another contact."""
    return lambda count: spending.runs_at(session, acme, works_at, count)


@pytest.fixture
def claimed(session: Session) -> Callable[..., Claim]:
    """``claimed(run, "title", ClaimStatus.REVIEW)``: OpenAI's word, at noon."""

    def put(
        run: EnrichmentRun,
        field: str,
        status: ClaimStatus = ClaimStatus.UNUSED,
        source: str = "openai",
        **other: Any,
    ) -> Claim:
        if status in (ClaimStatus.APPLIED, ClaimStatus.REPLACED):
            other.setdefault("applied_at", NOON)
        values: dict[str, Any] = {
            "run_id": run.id,
            "contact_id": run.contact_id,
            "value": "x",
            "confidence": Decimal("0.80"),
            "how": "It says so",
            "created_at": NOON,
        }
        claim = Claim(**values | {"field": field, "status": status, "source": source} | other)
        session.add(claim)
        session.commit()
        return claim

    return put


def spent(run: EnrichmentRun, usd: str, **other: Any) -> int:
    """A question that was asked at noon and cost this."""
    with clock.at(NOON):
        charge_id = reserved(run, "0.10", **other)
        settle(charge_id, usd)
    return charge_id


def read(principal: Principal, **query: Any) -> Ledger:
    """The ledger of the day of the tests, if nothing else is said."""
    days: dict[str, Any] = {"since": TODAY, "until": TODAY}
    with db.session() as session:
        return ledger.read(session, principal, LedgerQuery(**days | query))


def line(costs: Ledger, field: str, provider: str = "openai") -> LedgerLine:
    """The line of one field."""
    (match,) = [line for line in costs.lines if (line.provider, line.field) == (provider, field)]
    return match


def test_what_an_answer_cost_is_divided_among_its_claims(runs, claimed, bob):
    (run,) = runs(1)
    claimed(run, "title")
    claimed(run, "seniority")
    spent(run, "0.01")
    costs = read(bob)
    assert [(line.model, line.field, line.cost_usd) for line in costs.lines] == [
        (spending.MODEL, "title", Decimal("0.005")),
        (spending.MODEL, "seniority", Decimal("0.005")),
    ]


def test_no_millionth_is_lost_where_it_does_not_divide(runs, claimed, bob):
    (run,) = runs(1)
    for field in ("title", "seniority", "industry"):
        claimed(run, field)
    spent(run, "0.000011")
    costs = [line.cost_usd for line in read(bob).lines]
    assert sorted(costs) == [Decimal("0.000003"), Decimal("0.000003"), Decimal("0.000005")]


@pytest.mark.slow
def test_the_lines_days_and_events_each_add_up_to_what_was_spent(runs, claimed, bob):
    fields = ("email", "title", "seniority", "industry", "size")
    for number, run in enumerate(runs(12)):
        for field in fields[: number % 6]:
            claimed(run, field)
        spent(run, str(Decimal(number * 7 + 1) / 1_000_000))
    costs = read(bob)
    total = costs.totals.cost_usd
    assert total == sum(Decimal(number * 7 + 1) for number in range(12)) / 1_000_000
    for part in (costs.lines, costs.days, costs.events):
        assert sum(line.cost_usd for line in part) == total


def test_an_answer_that_told_nothing_stands_on_a_line_of_its_own(runs, bob):
    spent(runs(1)[0], "0.01")
    (row,) = read(bob).lines
    assert (row.field, row.field_label, row.claims, row.cost_usd) == (
        "",
        "Nothing found",
        0,
        Decimal("0.01"),
    )


def test_two_questions_of_one_run_both_count(runs, claimed, bob):
    (run,) = runs(1)
    claimed(run, "title")
    spent(run, "0.01")
    spent(run, "0.02")
    (row,) = read(bob).lines
    assert (row.claims, row.cost_usd) == (1, Decimal("0.03"))


def test_what_is_free_costs_nothing(runs, claimed, bob):
    (run,) = runs(1)
    claimed(run, "email", source="email_pattern")
    claimed(run, "title")
    spent(run, "0.01")
    free = line(read(bob), "email", "email_pattern")
    assert (free.model, free.claims, free.cost_usd) == ("", 1, 0)
    assert free.provider_label == "Email pattern"


def test_each_fate_of_a_claim_is_counted_once(runs, claimed, bob):
    fates = {
        ClaimStatus.APPLIED: {},
        ClaimStatus.REPLACED: {},
        ClaimStatus.REVIEW: {},
        ClaimStatus.REJECTED: {"applied_at": NOON},
        ClaimStatus.CORRECTED: {"applied_at": NOON},
        ClaimStatus.UNUSED: {},
    }
    for (status, other), run in zip(fates.items(), runs(6), strict=True):
        claimed(run, "title", status, **other)
    claimed(runs(1)[0], "title", ClaimStatus.REPLACED, applied_at=None)
    title = line(read(bob), "title")
    counts = (title.claims, title.accepted, title.rejected, title.corrected, title.waiting)
    assert counts == (7, 2, 1, 1, 1)


def test_the_price_of_an_accepted_field(runs, claimed, bob):
    used, refused = runs(2)
    claimed(used, "title", ClaimStatus.APPLIED)
    claimed(refused, "title", ClaimStatus.REJECTED)
    claimed(refused, "seniority", ClaimStatus.REVIEW)
    spent(used, "0.01")
    spent(refused, "0.01")
    costs = read(bob)
    assert line(costs, "title").cost_per_accepted == Decimal("0.015")
    assert line(costs, "seniority").cost_per_accepted is None
    assert costs.totals.cost_per_accepted == Decimal("0.02")


def test_models_are_told_apart(runs, claimed, bob):
    for run, model in zip(runs(2), ("gpt-6-luna", "gpt-6-sol"), strict=True):
        claimed(run, "title")
        spent(run, "0.01", model=model)
    assert [line.model for line in read(bob).lines] == ["gpt-6-luna", "gpt-6-sol"]


def test_only_the_days_that_were_asked_for_count_and_each_is_there(runs, claimed, bob):
    run, other = runs(2)
    claimed(run, "title")
    spent(run, "0.01")
    claimed(other, "title", created_at=NOON + timedelta(days=1))
    costs = read(bob, since=TODAY - timedelta(days=1))
    assert [(day.day, day.claims, day.cost_usd) for day in costs.days] == [
        (TODAY - timedelta(days=1), 0, 0),
        (TODAY, 1, Decimal("0.01")),
    ]
    assert (
        read(bob, since=TODAY + timedelta(days=1), until=TODAY + timedelta(days=1)).totals.claims
        == 1
    )


def test_events_are_told_apart(session, runs, claimed, bob, acme, works_at):
    fair = Event(name="Fair", timezone="UTC")
    session.add(fair)
    session.commit()
    here, there = runs(2)
    there.event_id = fair.id
    session.add(there)
    session.commit()
    for run, usd in ((here, "0.01"), (there, "0.02")):
        claimed(run, "title")
        spent(run, usd)
    costs = read(bob)
    assert [(event.name, event.cost_usd) for event in costs.events] == [
        ("Fair", Decimal("0.02")),
        ("TechExpo 2026", Decimal("0.01")),
    ]
    only = read(bob, event_id=fair.id)
    assert (only.totals.claims, only.totals.cost_usd) == (1, Decimal("0.02"))


def test_what_was_spent_on_a_deleted_contact_stays_in_the_ledger(session, runs, claimed, bob):
    (run,) = runs(1)
    claimed(run, "title", ClaimStatus.APPLIED)
    spent(run, "0.01")
    session.delete(session.get_one(Contact, run.contact_id))
    session.commit()
    (row,) = read(bob).lines
    assert (row.field, row.field_label) == ("deleted", "Deleted contacts")
    assert row.cost_usd == Decimal("0.01")


def test_a_test_of_the_connection_stands_on_a_line_of_its_own(session, runs, bob):
    (run,) = runs(1)
    spent(run, "0.01")
    session.execute(text("UPDATE charge SET run_id = NULL"))
    session.commit()
    (row,) = read(bob).lines
    assert (row.field, row.field_label) == ("test", "Connection tests")


def test_an_empty_ledger_is_all_zeros(bob, session):
    costs = read(bob)
    assert (costs.lines, costs.events, costs.totals) == ((), (), ledger.Totals())


@pytest.mark.parametrize(
    ("since", "until"), [(TODAY, TODAY - timedelta(days=1)), (TODAY - timedelta(days=366), TODAY)]
)
def test_days_that_make_no_sense_are_refused(bob, since, until):
    with pytest.raises(Invalid):
        read(bob, since=since, until=until)


def test_what_is_in_doubt_is_told_beside_the_cost(runs, bob):
    with clock.at(NOON):
        unknown(runs(1)[0])
    totals = read(bob).totals
    assert (totals.cost_usd, totals.unconfirmed, totals.unconfirmed_usd) == (0, 1, Decimal("0.05"))


def unknown(run: EnrichmentRun) -> int:
    """A question whose answer never came; the id of its charge."""
    charge_id = reserved(run, "0.05")
    with db.session() as session:
        charges.mark_unconfirmed(session, [charge_id], "The connection broke before the answer.")
    return charge_id


def test_everybody_sees_what_is_in_doubt(runs, bob, session):
    charge_id = unknown(runs(1)[0])
    (row,) = ledger.unconfirmed(session, bob)
    assert (row.charge_id, row.usd, row.provider_label) == (charge_id, Decimal("0.05"), "OpenAI")
    assert (row.event, row.contact) == ("TechExpo 2026", "Ann Lee0")
    assert row.note == "The connection broke before the answer."


def test_what_was_not_charged_goes_back_to_its_day(runs, alice):
    with clock.at(NOON):
        charge_id = unknown(runs(1)[0])
    with clock.at(NOON + timedelta(days=2)), db.session() as session:
        ledger.resolve(session, alice, charge_id, charged=False)
    charge = spending.charge(charge_id)
    assert (charge.status, charge.settled_by) == (ChargeStatus.RELEASED, alice.user_id)
    assert committed(TODAY) == spending.counted(TODAY) == 0


def test_what_was_charged_is_spent_in_full_and_told_by_the_run(runs, alice):
    (run,) = runs(1)
    with clock.at(NOON):
        charge_id = unknown(run)
    with db.session() as session:
        ledger.resolve(session, alice, charge_id, charged=True)
        assert session.get_one(EnrichmentRun, run.id).cost_usd == Decimal("0.05")
    assert spending.charge(charge_id).spent_usd == Decimal("0.05")
    assert committed(TODAY) == spending.counted(TODAY) == Decimal("0.05")
    assert read(alice).totals.cost_usd == Decimal("0.05")


def test_a_resolved_charge_is_in_the_audit_log(runs, alice, session):
    charge_id = unknown(runs(1)[0])
    ledger.resolve(session, alice, charge_id, charged=True)
    session.commit()
    entry = session.query(AuditEntry).filter_by(action="enrichment.charge_resolved").one()
    assert (entry.user_id, entry.record_id) == (alice.user_id, charge_id)
    assert entry.after == {"status": "settled", "usd": "0.050000"}


def test_only_an_admin_resolves(runs, bob, session):
    charge_id = unknown(runs(1)[0])
    with pytest.raises(Forbidden):
        ledger.resolve(session, bob, charge_id, charged=False)


def test_a_charge_is_resolved_once(runs, alice, session):
    charge_id = unknown(runs(1)[0])
    ledger.resolve(session, alice, charge_id, charged=False)
    with pytest.raises(Conflict):
        ledger.resolve(session, alice, charge_id, charged=True)
    with pytest.raises(NotFound):
        ledger.resolve(session, alice, 10**9, charged=True)


def test_a_late_answer_changes_nothing_that_a_person_has_settled(runs, alice):
    charge_id = unknown(runs(1)[0])
    with db.session() as session:
        ledger.resolve(session, alice, charge_id, charged=False)
    settle(charge_id, "0.01")
    assert spending.charge(charge_id).status == ChargeStatus.RELEASED


def test_the_file_holds_every_part(runs, claimed, bob):
    (run,) = runs(1)
    claimed(run, "title", ClaimStatus.APPLIED)
    spent(run, "0.01")
    lines = ledger.as_csv(read(bob)).decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == [
        '"part"',
        '"field"',
        '"day"',
        '"event"',
        '"total"',
    ]
    assert lines[1] == (
        '"field","OpenAI","gpt-6-luna","Title","","","1","1","0","0","0","0.010000","0.010000",""'
    )


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "a;=1+1"])
def test_no_name_is_taken_for_a_formula(session, runs, bob, techexpo, name):
    techexpo.name = name
    session.add(techexpo)
    session.commit()
    spent(runs(1)[0], "0.01")
    text = ledger.as_csv(read(bob)).decode("utf-8-sig")
    assert f'"{name}"' not in text
    assert f"'{name}" in text or "a;'=1+1" in text


@pytest.mark.heavy
def test_twenty_thousand_charges_are_read_in_a_moment(session, runs, bob):
    (run,) = runs(1)
    session.execute(
        spending.text("""
            WITH made AS (
                INSERT INTO enrichment_run (event_id, input_tokens, output_tokens, status,
                    trigger, due_at, asked_at)
                SELECT :event, 0, 0, 'succeeded', 'bulk', :now, :now FROM generate_series(1, 20000)
                RETURNING id
            ), charged AS (
                INSERT INTO charge (run_id, event_id, day, provider, model, status, reserved_usd,
                    spent_usd, input_tokens, cached_tokens, output_tokens, reserved_at, expires_at)
                SELECT id, :event, :day, 'openai', 'gpt-6-luna', 'settled', 0.01, 0.000101,
                    1, 0, 1, :now, :now FROM made
            )
            INSERT INTO claim (run_id, contact_id, field, value, confidence, source, how, status,
                created_at)
            SELECT id, :contact, field, 'x', 0.8, 'openai', 'x', 'review', :now
            FROM made, unnest(ARRAY['title', 'seniority', 'industry']) AS field
        """),
        {"event": run.event_id, "contact": run.contact_id, "now": NOON, "day": TODAY},
    )
    session.commit()
    session.execute(spending.text("ANALYZE enrichment_run, charge, claim"))
    began = time.perf_counter()
    costs = ledger.read(session, bob, LedgerQuery(TODAY, TODAY))
    assert costs.totals.cost_usd == Decimal("2.02") and costs.totals.claims == 60_000
    assert time.perf_counter() - began < 3


def test_the_days_are_utc_days(runs, claimed, bob):
    midnight = NOON + timedelta(hours=12)
    claimed(runs(1)[0], "title", created_at=midnight - timedelta(seconds=1))
    claimed(runs(1)[0], "title", created_at=midnight)
    assert read(bob).totals.claims == 1
    assert read(bob, since=date(2026, 11, 21), until=date(2026, 11, 21)).totals.claims == 1
