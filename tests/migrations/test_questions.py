"""What waited before the update is a question where its field says other; and the way back."""

import pytest
from alembic import command
from sqlalchemy import text
from sqlmodel import select

from tests.fixtures.claims import says, settled
from yardflow import db, migrations
from yardflow.models import Claim

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]


def questions() -> dict[str, bool]:
    with db.session() as session:
        return dict(session.exec(select(Claim.field, Claim.is_question)).all())


def test_what_waited_in_the_version_before_is_a_question_where_its_field_says_other(works_at, acme):
    found = {"title": "COO", "email": "zoe@acme.com", "industry": "Logistics", "size": "11-50"}
    settled(works_at(acme, "Zoe Quinn"), *(says(*claim, "0.60") for claim in found.items()))
    assert questions() == dict.fromkeys(found, True)
    command.downgrade(migrations.alembic_config(), "0021")
    try:
        with db.session() as session:
            session.execute(text("UPDATE contact SET title = 'C.O.O.'"))
            session.execute(text("UPDATE account SET size = '11–50'"))
            session.execute(text("UPDATE claim SET status = 'rejected' WHERE field = 'industry'"))
    finally:
        migrations.upgrade()
    assert questions() == {"title": False, "email": True, "industry": False, "size": False}
