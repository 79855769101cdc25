"""What is stored is found by the new search after the migration; the way back works, too."""

from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import text

from tests.services.records.test_event_lists import different
from yardflow import db, migrations
from yardflow.services.records import contacts
from yardflow.services.records.contacts import ContactQuery

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]


@pytest.fixture
def before(session, acme, works_at) -> Iterator[int]:
    """Pat with a phone on TechExpo's list, at the version before; the id."""
    pat = works_at(acme, "Pat O\u2019Neil", phone="+14155550100")
    session.commit()
    command.downgrade(migrations.alembic_config(), "0014")
    yield pat
    migrations.upgrade()


def test_contacts_of_the_version_before_are_found_by_phone(before, session, bob, techexpo):
    with db.engine().connect() as connection:
        searched = connection.execute(text("SELECT search::text FROM attendee")).scalar_one()
    assert "0010555514" not in searched and "neil" in searched
    migrations.upgrade()
    assert different() == []
    for event_id in (None, techexpo.id):
        for typed in ("415 555 0100", "neil"):
            page = contacts.search(session, bob, ContactQuery(event_id=event_id, q=typed))
            assert [row.id for row in page.items] == [before]
