"""Costs, as their page shows them for the days and the event that the address names."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlmodel import Session

from tests.fixtures.state_tab import call, tab
from yardflow import clock
from yardflow.models import Charge, ChargeStatus, Claim, ClaimStatus, EnrichmentRun, Event
from yardflow.services.access import Principal
from yardflow.state.enrichment.costs import CostsState

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def charge(session: Session, techexpo: Event, people: list[int]):
    """``charge(day, usd, fields=2)``: one paid run with so many accepted fields."""

    def put(day: date, usd: str, *, fields: int = 2, status=ChargeStatus.SETTLED) -> int:
        at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        run = EnrichmentRun(contact_id=people[0], event_id=techexpo.id, asked_at=at, due_at=at)
        run.status, run.finished_at = "succeeded", at
        session.add(run)
        session.flush()
        paid = Charge(
            run_id=run.id,
            contact_id=people[0],
            event_id=techexpo.id,
            day=day,
            provider="openai",
            model="gpt-5.4-mini",
            status=status,
            reserved_usd=Decimal(usd),
            spent_usd=Decimal(usd) if status == ChargeStatus.SETTLED else Decimal(0),
            likely_usd=Decimal(usd) / 10 if status == ChargeStatus.UNCONFIRMED else None,
            reserved_at=at,
            expires_at=at,
            note="The connection broke.",
        )
        session.add(paid)
        for field in ("title", "seniority")[:fields]:
            session.add(
                Claim(
                    run_id=run.id,
                    contact_id=people[0],
                    field=field,
                    value=f"Value of {run.id}",
                    confidence=Decimal("0.8"),
                    source="openai",
                    how="The model said so.",
                    status=ClaimStatus.REPLACED,
                    created_at=at,
                    applied_at=at,
                )
            )
        session.commit()
        return int(paid.id or 0)

    return put


async def opened(session: Session, who: Principal, query: str = "") -> CostsState:
    page = tab(session, who, CostsState, f"/enrichment/costs/{query}")
    with clock.at(NOON):
        await call(page, CostsState.load)
    assert page.problem == ""
    return page


def address(event) -> str:
    return {str(name): str(value) for name, value in event.args}["path"].strip('"')


async def test_days_without_activity_say_so(session: Session, bob: Principal):
    page = await opened(session, bob)
    assert (page.active, page.totals.cost, page.totals.per_field) == (False, "$0.00", "–")
    assert (page.days, page.since, page.until) == ("30", "2026-10-24", "2026-11-22")


async def test_costs_stand_beside_accepted_fields(session: Session, bob: Principal, charge):
    charge(date(2026, 11, 20), "0.30")
    charge(date(2026, 11, 22), "0.10", fields=0)
    page = await opened(session, bob)
    assert (page.totals.cost, page.totals.accepted, page.totals.per_field) == (
        "$0.40",
        "2",
        "$0.20",
    )
    assert [(row.name, row.cost) for row in page.lines] == [
        ("Title", "$0.15"),
        ("Seniority", "$0.15"),
        ("Nothing found", "$0.10"),
    ]
    assert [(row.name, row.accepted, row.cost) for row in page.events] == [
        ("TechExpo 2026", "2", "$0.40")
    ]


async def test_each_day_has_a_bar_beside_the_highest(session: Session, bob: Principal, charge):
    charge(date(2026, 11, 20), "0.30")
    charge(date(2026, 11, 22), "0.15", fields=1)
    page = await opened(session, bob, "?days=7")
    bars = {bar.day: (bar.cost_share, bar.accepted_share) for bar in page.bars}
    assert len(bars) == 7
    assert bars["2026-11-20"] == (100, 100)
    assert bars["2026-11-21"] == (0, 0)
    assert bars["2026-11-22"] == (50, 50)
    assert page.bars[-1].caption == "Nov 22: $0.15, 1 accepted"


async def test_the_address_names_days_and_event_and_the_file_is_about_the_same(
    session: Session, bob: Principal, techexpo: Event, charge
):
    charge(date(2026, 11, 1), "0.30")
    query = f"?since=2026-11-01&until=2026-11-02&event={techexpo.id}"
    page = await opened(session, bob, query)
    assert (page.days, page.totals.cost) == ("", "$0.30")
    query = f"since=2026-11-01&until=2026-11-02&eventId={techexpo.id}"
    assert page.csv == f"/api/enrichment/ledger.csv?{query}"
    assert address(await call(page, CostsState.narrow, "")).endswith(
        "?since=2026-11-01&until=2026-11-02"
    )
    led = await call(page, CostsState.show_dates, {"since": "2026-10-01", "until": "2026-10-31"})
    assert address(led).endswith(f"?since=2026-10-01&until=2026-10-31&event={techexpo.id}")


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("?since=2026-11-02&until=2026-11-01", "Choose a date on or after the start date."),
        ("?since=2020-01-01&until=2026-11-01", "Choose at most a year."),
    ],
)
async def test_days_that_can_t_be_shown_say_why(
    session: Session, bob: Principal, query: str, error: str
):
    page = await opened(session, bob, query)
    assert (page.dates_error, page.loaded) == (error, True)


async def test_an_address_that_means_nothing_shows_the_usual_days(session: Session, bob: Principal):
    page = await opened(session, bob, "?days=9999&since=yesterday&event=drop")
    assert (page.days, page.event_id, page.dates_error) == ("30", "", "")


async def test_an_unconfirmed_charge_is_resolved_by_an_administrator(
    session: Session, alice: Principal, bob: Principal, charge
):
    charge_id = charge(date(2026, 11, 22), "0.05", status=ChargeStatus.UNCONFIRMED)
    members = await opened(session, bob)
    (unconfirmed,) = members.unconfirmed
    assert (unconfirmed.subject, unconfirmed.usd, unconfirmed.most) == (
        "Ann Lee",
        "$0.005",
        "$0.05",
    )
    await call(members, CostsState.resolve, charge_id, True)
    assert members.notice.kind == "error"
    page = await opened(session, alice)
    await call(page, CostsState.resolve, charge_id, True)
    page = await opened(session, alice)
    assert (page.unconfirmed, page.totals.cost) == ([], "$0.005")
