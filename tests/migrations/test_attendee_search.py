"""Attendees of the version before learn what they are searched by; the way back works, too."""

from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import text

from tests.fixtures.records import company
from tests.services.records.test_event_lists import different
from yardflow import db, migrations
from yardflow.models import Stage
from yardflow.services.records import contacts
from yardflow.services.records.accounts import AccountQuery, search
from yardflow.services.records.contacts import ContactQuery

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]


@pytest.fixture
def before(session, acme, techexpo, works_at) -> Iterator[int]:
    """Ann on TechExpo's list, at the version before; her id."""
    ann = works_at(acme, "Ann Lee", title="Buyer")
    company(session, techexpo, "Zeta", Stage.QUALIFIED)
    company(session, techexpo, "Beta", Stage.LOST)
    session.commit()
    command.downgrade(migrations.alembic_config(), "0008")
    yield ann
    migrations.upgrade()


def test_attendees_are_searched_by_what_their_contact_was_at_the_version_before(
    before, session, bob, techexpo
):
    with db.engine().begin() as connection:
        connection.execute(text("UPDATE contact SET title = 'Dispatcher', last_name = 'Moss'"))
        sorts = connection.execute(text("SELECT sort_name FROM attendee")).scalars().all()
    assert sorts == ["moss ann"]
    migrations.upgrade()
    assert different() == []
    page = contacts.search(session, bob, ContactQuery(event_id=techexpo.id, q="dispatch moss"))
    assert [row.id for row in page.items] == [before]
    page = search(session, bob, AccountQuery(event_id=techexpo.id, sort="stage"))
    assert [row.name for row in page.items] == ["Acme", "Zeta", "Beta"]
