"""Work that ends while somebody looks how far it is: they see it as it was before or as it is now,
never its end without what it did.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlmodel import Session

from tests.fixtures import exports, imports
from tests.fixtures.records import copy
from yardflow import jobs
from yardflow.models import Contact, ImportStatus, JobStatus, RecordKind
from yardflow.models.job import OPEN
from yardflow.services import imports as import_service
from yardflow.services.imports import ImportView
from yardflow.services.records import bulk_changes, deletion, export
from yardflow.services.records.bulk_changes import SetOwner, batches, job
from yardflow.services.records.contact_query import ContactQuery
from yardflow.services.records.deletion import service
from yardflow.services.records.deletion.job import delete_records
from yardflow.services.records.selection import Selection

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
ALL = Selection(RecordKind.CONTACT, query=ContactQuery())
# The statements of a look, before each of which the work may end; there is no look with more.
STATEMENTS = range(1, 9)


@contextmanager
def before_statement(session: Session, number: int, happens: Callable[[], None]) -> Iterator[None]:
    """Has something happen once, before the statement of this session with this number."""
    session.rollback()
    session.expunge_all()
    connection, seen = session.connection(), []

    def count(*about) -> None:
        seen.append(about)
        if len(seen) == number:
            happens()

    event.listen(connection, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(connection, "before_cursor_execute", count)
    assert len(seen) < STATEMENTS[-1]


@pytest.mark.parametrize("number", STATEMENTS)
def test_an_export(session, bob, acme, works_at, number):
    works_at(acme, "Ann Lee")
    view = exports.ask(bob, ContactQuery())
    with before_statement(session, number, lambda: jobs.perform(view.job_id, export.run)):
        seen = export.get(session, bob, view.id)
    assert (seen.status, seen.rows) in [(JobStatus.QUEUED, 0), (JobStatus.SUCCEEDED, 1)]
    assert (seen.status in OPEN) == (seen.ready_at is None)


@pytest.mark.parametrize("number", STATEMENTS)
def test_a_bulk_change(session, bob, acme, works_at, number):
    works_at(acme, "Ann Lee")
    people = 2 * batches.SIZE
    copy(session, session.query(Contact).one(), people - 1, name_key="'ann ' || n")
    view = bulk_changes.start(session, bob, ALL, SetOwner(bob.user_id))
    session.commit()
    with before_statement(session, number, lambda: jobs.perform(view.job_id or 0, job.change)):
        seen = bulk_changes.get(session, bob, view.id)
    assert not seen.ended or (seen.changed, seen.pending, seen.can_undo) == (people, 0, True)


@pytest.mark.parametrize("number", STATEMENTS)
def test_a_deletion(session, bob, acme, works_at, monkeypatch, number):
    monkeypatch.setattr(service, "AT_ONCE", 1)
    works_at(acme, "Ann Lee")
    works_at(acme, "Joe Smith")
    view = deletion.start(session, bob, ALL)
    session.commit()
    with before_statement(session, number, lambda: jobs.perform(view.job_id or 0, delete_records)):
        seen = deletion.get(session, bob, view.id)
    assert seen.job_id is not None or (seen.contacts, seen.remaining) == (2, 2)


@pytest.mark.parametrize("number", [2, 3])  # behind what is read of it, and of its job
def test_an_import(session, bob, calls, techexpo, number):
    import_id = imports.send(calls(bob), techexpo).json()["id"]

    def look() -> ImportView:
        with before_statement(session, number, imports.work):
            return import_service.get(session, bob, import_id)

    import_service.start(session, bob, import_id)
    session.commit()
    seen = look()
    assert seen.under_way or (seen.status, seen.counts["created"]) == (ImportStatus.DONE, 2)
    imports.work()
    import_service.remove(session, bob, import_id)
    session.commit()
    assert look().status in (ImportStatus.UNDOING, ImportStatus.UNDONE)
