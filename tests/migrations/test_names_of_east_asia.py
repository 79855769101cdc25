"""Names of East Asia get the key that they have written in one piece."""

import pytest
from alembic import command
from sqlalchemy import text

from yardflow import db, migrations
from yardflow.services.records.values.normalize import name_key

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]

PEOPLE = [
    ("小明", "王"),
    ("민수", "김"),
    ("さくら", "五十嵐"),
    ("ジョン", "スミス"),
    ("Ada", "Byron"),
]
KEY = text("""
    UPDATE contact SET first_name = :first, last_name = :last, name_key = :key WHERE id = :id
""")


def test_keys_are_those_that_new_names_get(session, acme, works_at):
    ids = {person: works_at(acme, " ".join(person)) for person in PEOPLE}
    whole, halves = works_at(acme, "Pat One"), works_at(acme, "Pat Two")
    command.downgrade(migrations.alembic_config(), "0088")
    try:
        with db.engine().begin() as connection:
            for (first, last), contact_id in ids.items():
                key = name_key(first) + " " + name_key(last)
                values = {"id": contact_id, "first": first, "last": last, "key": key}
                connection.execute(KEY, values)
            values = {"id": whole, "first": "李娜", "last": "", "key": "李娜"}
            connection.execute(KEY, values)
            connection.execute(KEY, {"id": halves, "first": "娜", "last": "李", "key": "娜 李"})
    finally:
        migrations.upgrade()
    with db.engine().begin() as connection:
        keys = dict(connection.execute(text("SELECT id, name_key FROM contact")).all())
    assert {person: keys[ids[person]] for person in PEOPLE} == {
        person: name_key(" ".join(person)) for person in PEOPLE
    }
    assert keys[whole] == "李娜"
    assert keys[halves] == "娜 李"  # another one has its key
