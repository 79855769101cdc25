"""Stored keys of names with rare apostrophes follow the rule by which lists are compared."""

import pytest
from alembic import command
from sqlalchemy import text

from yardflow import db, migrations
from yardflow.services.records.names.company_names import company_key
from yardflow.services.records.values.normalize import name_key

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]

# A name, and its key in the version before.
COMPANIES = {"L\ua78cOréal": "l\ua78coreal", "\u02bfAyn Trading": "\u02bfayn trading"}
PEOPLE = {
    "Pat O\u0384Neil": "pat o neil",
    "\u02bfAlī Qur\u02bean": "\u02bfali qur\u02bean",
    "\u02bbOlena Kama\u02bb": "\u02bbolena kama\u02bb",
    "Ann O'Dea": "ann odea",
}
# At the same company, without addresses: only one of two can have the key.
TWO = {"Bo O'Hara": "bo ohara", "Bo O\u02c8Hara": "bo o\u02c8hara"}
ADD_COMPANY = text("""
    INSERT INTO account (name, name_key, created_at, updated_at, website, industry, size,
        headquarters) VALUES (:name, :key, now(), now(), '', '', '', '') RETURNING id
""")
ADD_PERSON = text("""
    INSERT INTO contact (account_id, first_name, last_name, name_key, title, personas, seniority,
        email_status, phone, mobile, linkedin_url, country, created_at, updated_at)
    VALUES (:company, :first, :last, :key, '', '{}', 'Staff', 'none', '', '', '', '', now(), now())
""")


def test_a_stored_key_is_that_of_a_list_unless_another_record_has_it(session, techexpo, caplog):
    command.downgrade(migrations.alembic_config(), "0055")
    try:
        for name, key in COMPANIES.items():
            company = session.execute(ADD_COMPANY, {"name": name, "key": key}).scalar_one()
        for name, key in (PEOPLE | TWO).items():
            first, last = name.split(" ")
            person = {"company": company, "first": first, "last": last, "key": key}
            session.execute(ADD_PERSON, person)
        session.commit()
    finally:
        session.close()
        migrations.upgrade()
    assert keys_of("account", "name") == {name: company_key(name) for name in COMPANIES}
    people = keys_of("contact", "first_name || ' ' || last_name")
    assert {name: people[name] for name in TWO} == TWO
    assert {name: people[name] for name in PEOPLE} == {name: name_key(name) for name in PEOPLE}
    assert [each.message for each in caplog.records if "duplicate" in each.message] != []


def keys_of(table: str, name: str) -> dict[str, str]:
    with db.engine().connect() as connection:
        rows = connection.execute(text(f"SELECT {name}, name_key FROM {table}")).all()
    return dict(rows)
