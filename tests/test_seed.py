"""The demo data."""

import os

import pytest
from sqlalchemy import func
from sqlmodel import select

import seed
from yardflow import config
from yardflow.auth import passwords
from yardflow.errors import Invalid
from yardflow.models import Account, Contact, EnrichmentRun, Event, Role, Stage, User
from yardflow.services.access import acting_for
from yardflow.services.records import accounts

pytestmark = [pytest.mark.heavy, pytest.mark.usefixtures("database")]


def count(session, kind) -> int:
    return session.exec(select(func.count()).select_from(kind)).one()


async def test_the_two_logins_of_the_readme_open(session):
    seed.fill(session)
    session.commit()
    people = {user.email: user for user in session.exec(select(User)).all()}
    admin, demo = people["admin@yardflow.com"], people["demo@yardflow.com"]
    assert (admin.role, demo.role) == (Role.ADMIN, Role.MEMBER)
    assert await passwords.matches("YardFlow2026!", admin.password_hash)
    assert await passwords.matches("Demo2026!", demo.password_hash)


def test_there_is_an_event_with_accounts_over_all_stages(session):
    seed.fill(session)
    session.commit()
    techexpo = session.exec(select(Event).where(Event.name == "TechExpo 2026")).one()
    assert count(session, Event) == 2
    assert set(session.exec(select(User.active_event_id)).all()) == {techexpo.id}
    assert set(session.exec(select(Account.stage)).all()) == set(Stage)
    assert 5 <= count(session, Account) <= 10
    assert 20 <= count(session, Contact) <= 30
    assert session.exec(select(func.count()).where(Contact.email.is_(None))).one() >= 5


def test_filling_again_adds_nothing_and_brings_nothing_back(session):
    seed.fill(session)
    session.commit()
    admin = acting_for(session, session.exec(select(User.id).order_by(User.id)).first())
    accounts.delete(session, admin, session.exec(select(Account.id)).first())
    session.commit()
    before = [count(session, kind) for kind in (User, Event, Account, Contact)]
    seed.fill(session)
    session.commit()
    assert [count(session, kind) for kind in (User, Event, Account, Contact)] == before


@pytest.mark.parametrize("own", ["", "YardFlow2026!", "short"])
def test_production_demands_passwords_of_its_own(session, monkeypatch, own):
    monkeypatch.setitem(os.environ, "YARDFLOW_ENV", "production")
    monkeypatch.setitem(os.environ, "SEED_ADMIN_PASSWORD", own)
    config.settings.cache_clear()
    try:
        with pytest.raises(Invalid):
            seed.fill(session)
    finally:
        monkeypatch.undo()
        config.settings.cache_clear()
    assert count(session, User) == 0


def test_nobody_of_the_demo_data_is_enriched_before_somebody_asks(session):
    seed.fill(session)
    session.commit()
    assert count(session, EnrichmentRun) == 0
