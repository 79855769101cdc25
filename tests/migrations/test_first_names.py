"""Lists of the version before are in the new order; the way back works, too."""

import pytest
from alembic import command
from sqlalchemy import text

from tests.services.records.test_event_lists import different
from yardflow import db, migrations

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]


def sorted_by() -> dict[str, list[str]]:
    with db.engine().connect() as connection:
        return {
            table: [
                *connection.execute(text(f"SELECT sort_name FROM {table} ORDER BY 1")).scalars()
            ]
            for table in ("contact", "attendee")
        }


def test_who_has_only_a_first_name_is_sorted_by_it_in_every_list(works_at, acme):
    for name in ("Ann Lee", "Émile"):
        works_at(acme, name)
    now = sorted_by()
    command.downgrade(migrations.alembic_config(), "0020")
    try:
        before = sorted_by()
    finally:
        migrations.upgrade()
    assert before == {"contact": [" emile", "lee ann"], "attendee": [" emile", "lee ann"]}
    assert sorted_by() == now == {"contact": ["emile", "lee ann"], "attendee": ["emile", "lee ann"]}
    assert different() == []
