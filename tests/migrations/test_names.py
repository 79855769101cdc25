"""Names of the version before sort without their signs, and lists that come find companies."""

import pytest
from alembic import command
from sqlalchemy import text
from sqlmodel import Session

from tests.fixtures.records import company
from tests.services.records.test_event_lists import different
from yardflow import db, migrations
from yardflow.models import Event, RecordKind
from yardflow.services.records import deletion

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]
SORTED = (
    ("contact", "sort_name"),
    ("contact", "account_sort"),
    ("attendee", "sort_name"),
    ("attendee", "account_sort"),
    ("target", "sort_name"),
    ("account", "sort_name"),
)


def sorted_by() -> dict[str, list[str]]:
    with db.engine().connect() as connection:
        return {
            f"{table}.{column}": [
                *connection.execute(text(f"SELECT {column} FROM {table} ORDER BY 1")).scalars()
            ]
            for table, column in SORTED
        }


def before() -> None:
    command.downgrade(migrations.alembic_config(), "0022")


def test_each_list_has_the_new_order_and_the_way_back_has_the_former(session, techexpo, works_at):
    works_at(company(session, techexpo, "L’Oréal Groß-Weiß"), "Pat O’Brien-Weiß")
    now = sorted_by()
    before()
    try:
        former = sorted_by()
    finally:
        migrations.upgrade()
    assert set(map(tuple, former.values())) == {
        ("l’oreal gros-weis",),
        ("o’brien-weis pat",),
    }
    assert set(map(tuple, now.values())) == {
        ("loreal gross-weiss",),
        ("obrien-weiss pat",),
    }
    assert sorted_by() == now
    assert different() == []


def test_who_was_deleted_before_is_back_under_the_new_name(session, bob, techexpo, works_at):
    acme = company(session, techexpo, "L’Oréal")
    works_at(acme, "Pat O’Brien")
    deletion_id = deletion.delete(session, bob, RecordKind.ACCOUNT, [acme.id])
    session.commit()
    session.close()
    try:
        before()
    finally:
        migrations.upgrade()
    with db.session() as current:
        deletion.undo(current, bob, deletion_id)
    assert sorted_by()["contact.account_sort"] == ["loreal"]
    assert different() == []


def test_a_stored_key_ends_where_that_of_a_list_does(session, techexpo):
    shorter = {
        "acme sp z oo": "acme",
        "birch spolka z oo": "birch",
        "cedar ltd sti": "cedar",
        "delta s de rl de cv": "delta",
        "elm lda": "elm",
        "ek": "ek",
        "fir": "fir",
        "gum oo": "gum oo",
    }
    before()
    try:
        for key in shorter:
            session.execute(added(), {"key": key})
        session.commit()
    finally:
        session.close()
        migrations.upgrade()
    with db.engine().connect() as connection:
        keys_of = connection.execute(text("SELECT name, name_key FROM account")).all()
    assert dict(keys_of) == shorter


def test_where_another_account_has_the_shorter_key_both_stay(session: Session, techexpo: Event):
    before()
    try:
        for key in ("acme", "acme sp z oo", "birch ek", "birch lda"):
            session.execute(added(), {"key": key})
        session.commit()
    finally:
        session.close()
        migrations.upgrade()
    assert keys() == ["acme", "acme sp z oo", "birch", "birch lda"]


def added():
    return text("""
        INSERT INTO account (name, name_key, created_at, updated_at, website, industry, size,
            headquarters) VALUES (:key, :key, now(), now(), '', '', '', '')
    """)


def keys() -> list[str]:
    with db.engine().connect() as connection:
        return [*connection.execute(text("SELECT name_key FROM account ORDER BY 1")).scalars()]
