"""Names that have other signs for an apostrophe get the keys that new ones have."""

import pytest
from alembic import command
from sqlalchemy import text

from yardflow import db, migrations
from yardflow.services.records.names.company_names import company_key
from yardflow.services.records.values.normalize import name_key

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]

# First and last name, and the key at the version before.
PEOPLE = {
    ("Sean", "OʼDea"): "sean oʼdea",
    ("Sean", "O‘Brien"): "sean o brien",
    ("Zoë", "D′Ær"): "zoe d aer",
    ("Kai", "Ka＇ahu ‘Lee"): "kai ka ahu lee",
    ("Sean", "O'Hara‘s"): "sean ohara s",
    ("Ann", "Lee ‘B’"): "ann lee b",
}


def test_keys_are_those_that_new_names_get(session, acme, works_at):
    ids = {person: works_at(acme, " ".join(person)) for person in PEOPLE}
    works_at(acme, "Pat ODea")
    namesake = works_at(acme, "Pat Nobody")
    command.downgrade(migrations.alembic_config(), "0014")
    change = text("UPDATE contact SET last_name = :last, name_key = :key WHERE id = :id")
    company = text("UPDATE account SET name = 'Lʼonda', name_key = 'lʼonda'")
    try:
        with db.engine().begin() as connection:
            for (first, last), key in PEOPLE.items():
                values = {"id": ids[first, last], "last": last, "key": key}
                connection.execute(change, values)
            connection.execute(change, {"id": namesake, "last": "O‘Dea", "key": "pat o dea"})
            connection.execute(company)
    finally:
        migrations.upgrade()
    with db.engine().begin() as connection:
        keys = dict(connection.execute(text("SELECT id, name_key FROM contact")).all())
        account = connection.execute(text("SELECT name_key FROM account")).scalar_one()
    assert {person: keys[ids[person]] for person in PEOPLE} == {
        person: name_key(" ".join(person)) for person in PEOPLE
    }
    assert keys[namesake] == "pat o dea"  # another one has its key
    assert account == company_key("Lʼonda") == "londa"
