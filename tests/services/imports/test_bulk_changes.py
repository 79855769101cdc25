"""Changes to what imports have put on a list, undone after the import was."""

import pytest

from yardflow import db
from yardflow.models import RecordKind
from yardflow.services.records import accounts, bulk_changes, contacts
from yardflow.services.records.bulk_changes import AddToEvent, Change, RemoveFromEvent
from yardflow.services.records.selection import Selection

pytestmark = pytest.mark.usefixtures("database")
LIST = "Name,Company,E-mail\nAnn Lee,Acme,ann@acme.com\n"


@pytest.fixture
def ann(session, bob) -> tuple[int, int]:
    """Ann of Acme and her account, who were there before any list."""
    acme = accounts.create(session, bob, {"name": "Acme"})
    named = {"account_id": acme.id, "first_name": "Ann", "last_name": "Lee"}
    person = contacts.create(session, bob, {**named, "email": "ann@acme.com"})
    session.commit()
    return acme.id, person.id


@pytest.mark.parametrize("change", [RemoveFromEvent, AddToEvent])
@pytest.mark.parametrize("kind", [RecordKind.CONTACT, RecordKind.ACCOUNT])
@pytest.mark.parametrize("undo_import", [True, False])
def test_nothing_is_put_back_for_an_import_that_was_undone_since(
    desk, bob, ann, change: type[RemoveFromEvent], kind: RecordKind, undo_import: bool
):
    view = desk.bring(LIST if kind == RecordKind.CONTACT else "Company\nAcme\n", f"{kind.value}s")
    record = ann[1] if kind == RecordKind.CONTACT else ann[0]
    made = _made(bob, kind, record, change(desk.event_id))
    if undo_import:
        desk.undo(view)
    with db.session() as session:
        bulk_changes.undo(session, bob, made.id)
    listed = desk.attendees() if kind == RecordKind.CONTACT else desk.targets()
    assert [row.import_id for row in listed] == ([] if undo_import else [view.id])


def _made(bob, kind: RecordKind, record: int, change: Change) -> bulk_changes.BulkChangeView:
    with db.session() as session:
        return bulk_changes.start(session, bob, Selection(kind, [record]), change)
