"""The schema: migrations that go both ways, and rules that the database itself holds."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from alembic import command
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from yardflow import db, migrations
from yardflow.errors import Conflict
from yardflow.models import Event
from yardflow.services import audit

pytestmark = pytest.mark.usefixtures("database")


def test_the_models_and_the_migrations_agree():
    command.check(migrations.alembic_config())


@pytest.mark.heavy
def test_migrations_go_down_to_nothing_and_up_again():
    command.downgrade(migrations.alembic_config(), "base")
    left = set(inspect(db.engine()).get_table_names()) - {"alembic_version"}
    migrations.upgrade()
    assert left == set()
    command.check(migrations.alembic_config())


def test_upgrading_twice_changes_nothing():
    migrations.upgrade()
    with db.engine().connect() as connection:
        assert migrations.current(connection) == migrations.head()


def test_the_later_of_two_people_who_edit_the_same_record_is_refused(session, techexpo):
    mine = session.get(Event, techexpo.id)
    with db.session() as other:
        other.get(Event, techexpo.id).booth = "A1"
    with pytest.raises(Conflict), db.session() as current:
        current.merge(mine).booth = "B2"
    with db.session() as current:
        assert current.get(Event, techexpo.id).booth == "A1"


@pytest.mark.slow
def test_of_two_who_wait_for_each_other_one_is_told_to_try_again(session, techexpo):
    later = Event(name="Later")
    session.add(later)
    session.commit()
    meet = Barrier(2, timeout=10)

    def hold(first: int, second: int) -> str:
        try:
            with db.session() as current:
                current.get(Event, first, with_for_update=True)
                meet.wait()
                current.get(Event, second, with_for_update=True)
            return "done"
        except Conflict as conflict:
            return conflict.message

    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(hold, (techexpo.id, later.id), (later.id, techexpo.id)))
    assert "done" in ended and any("Try again" in one for one in ended)


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_log SET action = ''", "DELETE FROM audit_log", "TRUNCATE audit_log"]
)
def test_the_audit_log_can_only_grow(session: Session, statement: str):
    audit.record(session, None, "user.signed_in")
    session.commit()
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(statement))
