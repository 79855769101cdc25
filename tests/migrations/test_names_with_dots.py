"""A name in one piece gets the key of the same name in two."""

import pytest
from alembic import command
from sqlalchemy import text

from yardflow import db, migrations
from yardflow.services.records.values.normalize import name_key

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]

KEYS_BEFORE = {
    "约翰·史密斯": "约翰 史密斯",
    "マリー・楠": "マリー 楠",
    "ジョン・スミス": "ション スミス",
    "唐纳德·约翰·特朗普": "唐纳德 约翰 特朗普",
    "Ada": "ada",
}
STORED = text("""
    UPDATE contact SET first_name = :first, last_name = '', name_key = :key WHERE id = :id
""")


def test_keys_are_those_that_new_names_get(session, acme, works_at):
    ids = {name: works_at(acme, f"Pat {at}") for at, name in enumerate(KEYS_BEFORE)}
    taken = works_at(acme, "Pat Other")
    works_at(acme, "吐温 马克")
    command.downgrade(migrations.alembic_config(), "0094")
    try:
        with db.engine().begin() as connection:
            for name, key in KEYS_BEFORE.items():
                connection.execute(STORED, {"id": ids[name], "first": name, "key": key})
            first = {"id": taken, "first": "吐温·马克", "key": "吐温 马克"}
            connection.execute(STORED, first)
    finally:
        migrations.upgrade()
    with db.engine().begin() as connection:
        rows = connection.execute(text("SELECT id, name_key FROM contact"))
        keys = {row.id: row.name_key for row in rows}
    assert {name: keys[ids[name]] for name in KEYS_BEFORE} == {
        name: name_key(name) for name in KEYS_BEFORE
    }
    assert keys[taken] == "吐温 马克"  # another one has its key
