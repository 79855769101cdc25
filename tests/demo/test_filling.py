"""The demo data."""

import os

import pytest
from sqlalchemy import func
from sqlmodel import select

from tests.fixtures.enrichment import enriched
from yardflow import config
from yardflow.auth import passwords
from yardflow.demo import filling
from yardflow.errors import Invalid
from yardflow.models import (
    Account,
    Attendee,
    Contact,
    EmailStatus,
    EnrichmentRun,
    Event,
    JobStatus,
    Note,
    Role,
    Sender,
    Sequence,
    SequenceStatus,
    Stage,
    Target,
    User,
)
from yardflow.services.access import acting_for
from yardflow.services.records import accounts, events

pytestmark = [pytest.mark.heavy, pytest.mark.usefixtures("database")]


def count(session, kind) -> int:
    return session.exec(select(func.count()).select_from(kind)).one()


async def test_it_has_two_logins_and_events_that_share_accounts_and_people(session):
    filling.fill(session)
    session.commit()
    await the_two_logins_of_the_readme_open(session)
    there_is_an_event_with_accounts_over_all_stages(session)
    the_events_share_some_accounts_and_people_and_not_all(session)
    statuses = session.exec(select(Sequence.status).order_by(Sequence.name)).all()
    assert statuses == [SequenceStatus.ACTIVE] * 2 and count(session, Sender) == 2
    assert count(session, EnrichmentRun) == 0, "enriched before somebody asks"


async def the_two_logins_of_the_readme_open(session) -> None:
    people = {user.email: user for user in session.exec(select(User)).all()}
    admin, demo = people["admin@yardflow.com"], people["demo@yardflow.com"]
    assert (admin.role, demo.role) == (Role.ADMIN, Role.MEMBER)
    assert await passwords.matches("YardFlow2026!", admin.password_hash)
    assert await passwords.matches("Demo2026!", demo.password_hash)


def there_is_an_event_with_accounts_over_all_stages(session) -> None:
    techexpo = session.exec(select(Event).where(Event.name == "TechExpo 2026")).one()
    assert count(session, Event) == 2
    assert set(session.exec(select(User.active_event_id)).all()) == {techexpo.id}
    of_techexpo = select(Target.stage).where(Target.event_id == techexpo.id)
    stages = session.exec(of_techexpo).all()
    assert set(stages) == set(Stage)
    assert 5 <= len(stages) <= 10
    attendees = select(Attendee.email_status).where(Attendee.event_id == techexpo.id)
    statuses = session.exec(attendees).all()
    assert 20 <= len(statuses) <= 30
    assert statuses.count(EmailStatus.NONE) >= 5


def the_events_share_some_accounts_and_people_and_not_all(session) -> None:
    for membership, record in ((Target, Account), (Attendee, Contact)):
        key = membership.account_id if membership is Target else membership.contact_id
        counts = session.exec(select(func.count(key)).group_by(key)).all()
        assert set(counts) == {1, 2}
        assert len(counts) == count(session, record)
    helena = session.exec(select(Contact.id).where(Contact.last_name == "Brandt")).one()
    at = session.exec(select(func.count()).where(Attendee.contact_id == helena)).one()
    about = session.exec(select(Note.event_id).where(Note.contact_id == helena)).all()
    assert (at, len(set(about))) == (2, 2)
    shared = session.exec(select(Contact.email).where(Contact.email_shared)).all()
    assert (len(shared), len(set(shared))) == (2, 1)


def test_filling_again_gives_deleted_events_their_lists_and_brings_nothing_else_back(session):
    filling.fill(session)
    admin = acting_for(session, session.exec(select(User.id).order_by(User.id)).first())
    kinds = (User, Event, Account, Contact, Target, Attendee, Note)
    before = [count(session, kind) for kind in kinds]
    for name in ("TechExpo 2026", "Yard & Dock Summit 2027"):
        event = session.exec(select(Event).where(Event.name == name)).one()
        events.delete(session, admin, event.id)
        filling.fill(session)
        session.commit()
        assert [count(session, kind) for kind in kinds] == before
    accounts.delete(session, admin, session.exec(select(Account.id)).first())
    session.commit()
    without = [count(session, kind) for kind in kinds]
    filling.fill(session)
    session.commit()
    assert [count(session, kind) for kind in kinds] == without


@pytest.mark.parametrize("own", ["", "YardFlow2026!", "short"])
def test_production_demands_passwords_of_its_own(session, monkeypatch, own):
    monkeypatch.setitem(os.environ, "YARDFLOW_ENV", "production")
    monkeypatch.setitem(os.environ, "SEED_ADMIN_PASSWORD", own)
    config.settings.cache_clear()
    try:
        with pytest.raises(Invalid):
            filling.fill(session)
    finally:
        monkeypatch.undo()
        config.settings.cache_clear()
    assert count(session, User) == 0


@pytest.mark.slow
def test_a_newcomer_s_first_enrichment_finds_an_address(sandbox, session):
    filling.fill(session)
    session.commit()
    admin = acting_for(session, session.exec(select(User.id).order_by(User.id)).first())
    ingrid = session.exec(select(Contact).where(Contact.last_name == "Solberg")).one()
    assert ingrid.email is None
    assert enriched(admin, int(ingrid.id or 0)).status == JobStatus.SUCCEEDED
    session.expire_all()
    assert ingrid.email == "ingrid.solberg@northlinefoods.example"
