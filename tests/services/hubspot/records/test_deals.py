"""The deals of an account's targets: their stage, and what HubSpot says that they are worth."""

from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from tests.fixtures.hubspot import Portal
from tests.fixtures.rows import each_row
from yardflow import db
from yardflow.integrations.hubspot.objects import Found
from yardflow.models import HubSpotDeal, HubSpotLink, Stage, SyncedRecord, Target
from yardflow.services.hubspot.changes import pending
from yardflow.services.hubspot.links import deals as worth
from yardflow.services.hubspot.records import view
from yardflow.services.records import targets

ACCOUNT, TARGET = SyncedRecord.ACCOUNT, SyncedRecord.TARGET


@pytest.fixture
def target(session: Session, alice, rounds, acme, techexpo) -> int:
    """Acme at TechExpo, which qualified and has a deal in HubSpot."""
    targets.set_stage(session, alice, techexpo.id, acme.id, None, "Qualified")
    session.commit()
    rounds()
    key = session.exec(select(Target.id).where(Target.account_id == acme.id)).one()
    session.commit()
    return int(key or 0)


def deal_of(target_id: int) -> str:
    with db.session() as session:
        return session.exec(select(HubSpotLink).filter_by(target_id=target_id)).one().hubspot_id


def look(target_id: int) -> None:
    with db.session() as session:
        pending.add(session, TARGET, [target_id])


def test_an_accounts_deals_have_stage_amount_and_page(
    session, bob, portal: Portal, rounds, acme, techexpo, target
):
    (deal,) = view.get(session, bob, ACCOUNT, acme.id).deals
    assert (deal.event, deal.stage, deal.amount) == (techexpo.name, Stage.QUALIFIED, None)
    assert deal.href.endswith(f"/record/0-3/{deal_of(target)}")
    portal.update(deal_of(target), kind="deals", amount="12500.5")
    look(target)
    rounds()
    session.rollback()
    (deal,) = view.get(session, bob, ACCOUNT, acme.id).deals
    assert deal.amount == Decimal("12500.50")
    portal.update(deal_of(target), kind="deals", amount="")
    look(target)
    rounds()
    session.rollback()
    assert view.get(session, bob, ACCOUNT, acme.id).deals[0].amount is None


def test_a_deal_that_is_gone_or_of_another_account_is_not_listed(
    session, bob, portal, rounds, acme, target
):
    session.execute(text("UPDATE hubspot_link SET state = 'archived' WHERE record = 'target'"))
    session.commit()
    assert view.get(session, bob, ACCOUNT, acme.id).deals == []
    session.execute(text("UPDATE hubspot_link SET state = 'linked' WHERE record = 'target'"))
    session.execute(text("UPDATE hubspot_sync SET portal_id = 1"))
    session.commit()
    assert view.get(session, bob, ACCOUNT, acme.id).deals == []


@each_row(
    ("said", "amount"),
    [
        ("1e3", Decimal(1000)),
        ("-5", Decimal(-5)),
        ("NaN", None),
        ("Infinity", None),
        ("1e99", None),
        ("ten", None),
        ("9" * 500, None),
        ("", None),
    ],
)
def test_what_is_no_amount_is_none(session, target, said, amount):
    worth.keep(session, TARGET, {target: Found("7", {"amount": said}), 10**9: Found("8", {})})
    session.commit()
    session.expire_all()
    kept = session.exec(select(HubSpotDeal)).one()
    assert (kept.target_id, kept.amount) == (target, amount)
