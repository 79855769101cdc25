"""Who adds a record is shown others whose name may be another spelling of the same."""

from typing import Any

import pytest
from sqlalchemy import event, text

from yardflow.services.records import accounts, contacts, possible_duplicates
from yardflow.services.records.possible_duplicates import MOST

pytestmark = pytest.mark.usefixtures("database")
MANY = text("""
INSERT INTO account (name, name_key, created_at, updated_at, website, industry, size, headquarters)
SELECT 'Company ' || n, 'company ' || n, now(), now(), '', '', '', ''
FROM generate_series(1, 3000) n
""")


@pytest.mark.parametrize(
    ("known", "added", "alike"),
    [
        ("Müller GmbH", "Mueller GmbH", True),
        ("Muller GmbH", "Mueller GmbH", True),
        ("Van den Berg", "Vandenberg", True),
        ("Đorđe", "Djordje", True),
        ("Acme", "Apex", False),
    ],
)
def test_accounts_whose_name_is_spelled_otherwise(session, bob, known, added, alike):
    first = accounts.create(session, bob, {"name": known})
    second = accounts.create(session, bob, {"name": added})
    others = possible_duplicates.of_account(session, bob, second.id)
    assert [other.name for other in others] == ([first.name] if alike else [])


@pytest.mark.parametrize(
    ("known", "added", "count"),
    [("", "", 1), ("mueller.de", "", 1), ("mueller.de", "muller.com", 0)],
)
def test_two_domains_are_two_companies(session, bob, known, added, count):
    accounts.create(session, bob, {"name": "Müller", "domain": known})
    second = accounts.create(session, bob, {"name": "Mueller", "domain": added})
    assert len(possible_duplicates.of_account(session, bob, second.id)) == count


def test_colleagues_alone_are_compared(session, bob, acme, works_at):
    birch = accounts.create(session, bob, {"name": "Birch"})
    works_at(birch, "Jörg Müller")
    first, other = works_at(acme, "Jörg Müller"), works_at(acme, "Joe Moss")
    values = {"first_name": "Joerg", "last_name": "Mueller", "account_id": acme.id}
    added = contacts.create(session, bob, values)
    (same,) = possible_duplicates.of_contact(session, bob, added.id)
    assert (same.id, same.name) == (first, "Jörg Müller")
    assert possible_duplicates.of_contact(session, bob, other) == []


def test_only_the_first_ones_are_shown(session, bob):
    for number in range(MOST + 2):
        row = accounts.create(session, bob, {"name": "Müller", "domain": f"mueller{number}.de"})
    added = accounts.create(session, bob, {"name": "Mueller"})
    assert len(possible_duplicates.of_account(session, bob, added.id)) == MOST
    assert possible_duplicates.of_account(session, bob, row.id)


def test_they_are_looked_up_by_an_index(session, bob):
    session.execute(MANY)
    added = accounts.create(session, bob, {"name": "Mueller"})
    session.execute(text("ANALYZE account"))
    sent: list[tuple[str, Any]] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *of: sent.append(of[2:4]))
    possible_duplicates.of_account(session, bob, added.id)
    statement, values = sent[-1]
    plan = session.connection().exec_driver_sql(f"EXPLAIN {statement}", values).scalars().all()
    assert any("ix_account_spelling" in line for line in plan), plan
