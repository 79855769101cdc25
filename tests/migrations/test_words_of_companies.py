"""Contacts of the version before are found by their company's words; the way back works, too."""

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
    """Pat of Acme on TechExpo's list, at the version before; the id."""
    pat = works_at(acme, "Pat O\u2019Neil", phone="+14155550100")
    session.commit()
    command.downgrade(migrations.alembic_config(), "0044")
    yield pat
    migrations.upgrade()


def test_contacts_of_the_version_before_have_the_words_of_their_company(
    before, session, bob, acme, techexpo
):
    with db.engine().begin() as connection:
        searched = connection.execute(text("SELECT search::text FROM attendee")).scalar_one()
        assert "@" not in searched and "^" not in searched
        connection.execute(
            text("UPDATE account SET name = 'Zenith O''Hara', domain = 'zenith.example'")
        )
    migrations.upgrade()
    assert different() == []
    for event_id in (None, techexpo.id):
        for typed in ("zenith", "o'hara neil", "example", "415 555 0100"):
            page = contacts.search(session, bob, ContactQuery(event_id=event_id, q=typed))
            assert [row.id for row in page.items] == [before], typed
