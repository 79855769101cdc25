"""Notes: entries about accounts and contacts, each its author's."""

import pytest
from sqlmodel import select

from yardflow.errors import Forbidden, Invalid, NotFound
from yardflow.models import AuditEntry, Import, ImportKind, Note
from yardflow.services.records import accounts, contacts, events, notes, scores

pytestmark = pytest.mark.usefixtures("database")


def texts(rows) -> list[str]:
    return [row.text for row in rows]


def test_notes_say_who_where_and_when_the_newest_first(session, bob, alice, acme, techexpo):
    notes.add(session, bob, "Met at the booth", account_id=acme.id, event_id=techexpo.id)
    notes.add(session, alice, "  Call again\nin May ", account_id=acme.id)
    newest, oldest = notes.of(session, bob, account_id=acme.id)
    assert (newest.text, newest.author, newest.event_name) == ("Call again\nin May", "Alice", "")
    assert (oldest.author, oldest.event_name, oldest.edited_at) == ("Bob", "TechExpo 2026", None)
    assert (newest.mine, oldest.mine) == (False, True)


def test_notes_of_an_account_and_of_its_contacts_are_apart(session, bob, acme, works_at):
    ann = works_at(acme, "Ann Lee")
    notes.add(session, bob, "Of Acme", account_id=acme.id)
    notes.add(session, bob, "Of Ann", contact_id=ann)
    assert texts(notes.of(session, bob, account_id=acme.id)) == ["Of Acme"]
    assert texts(notes.of(session, bob, contact_id=ann)) == ["Of Ann"]


def test_a_note_is_changed_by_its_author_or_an_admin(session, alice, bob, acme):
    hers = notes.add(session, alice, "Hers", account_id=acme.id)
    his = notes.add(session, bob, "His", account_id=acme.id)
    for change in (
        lambda: notes.edit(session, bob, hers.id, "x"),
        lambda: notes.delete(session, bob, hers.id),
    ):
        with pytest.raises(Forbidden, match="Only"):
            change()
    notes.edit(session, alice, his.id, "Edited")
    row = notes.of(session, bob, account_id=acme.id)[0]
    assert (row.text, row.author, row.edited_at is None) == ("Edited", "Bob", False)
    notes.delete(session, bob, his.id)
    assert texts(notes.of(session, bob, account_id=acme.id)) == ["Hers"]


def test_a_note_of_an_import_is_changed_by_admins_only(session, alice, bob, acme, techexpo):
    brought = Import(
        event_id=techexpo.id,
        made_by=bob.user_id,
        kind=ImportKind.ACCOUNTS,
        filename="list.csv",
        size=9,
    )
    session.add(brought)
    session.flush()
    note = Note(account_id=acme.id, import_id=brought.id, text="Big yard")
    session.add(note)
    session.flush()
    (row,) = notes.of(session, bob, account_id=acme.id)
    assert (row.import_name, row.author, row.mine) == ("list.csv", "", False)
    with pytest.raises(Forbidden):
        notes.edit(session, bob, row.id, "Small yard")
    notes.edit(session, alice, row.id, "Small yard")


@pytest.mark.parametrize("text", ["", "  \n ", "\x00", "x" * 20_001])
def test_a_note_has_a_text_that_can_be_stored(session, bob, acme, text):
    note = notes.add(session, bob, "Fine", account_id=acme.id)
    with pytest.raises(Invalid):
        notes.add(session, bob, text, account_id=acme.id)
    with pytest.raises(Invalid):
        notes.edit(session, bob, note.id, text)


@pytest.mark.parametrize("missing", [0, -1, 999_999, 10**30])
def test_what_is_not_there_has_no_notes(session, bob, acme, missing):
    for about in ({"account_id": missing}, {"contact_id": missing}):
        with pytest.raises(NotFound):
            notes.of(session, bob, **about)
        with pytest.raises(NotFound):
            notes.add(session, bob, "x", **about)
    with pytest.raises(NotFound):
        notes.add(session, bob, "x", account_id=acme.id, event_id=missing)
    with pytest.raises(NotFound):
        notes.edit(session, bob, missing, "x")
    with pytest.raises(NotFound):
        notes.delete(session, bob, missing)


def test_a_first_note_makes_an_account_more_complete(session, bob, acme):
    before = scores.parts(accounts.get(session, bob, acme.id).icp_parts)
    note = notes.add(session, bob, "Big yard", account_id=acme.id)
    row = accounts.get(session, bob, acme.id)
    assert "notes" not in row.icp_parts["missing"]
    assert len(before) == len(scores.parts(row.icp_parts))
    notes.delete(session, bob, note.id)
    assert "notes" in accounts.get(session, bob, acme.id).icp_parts["missing"]
    assert accounts.get(session, bob, acme.id).icp_score == row.icp_score - 4


def test_notes_stay_when_their_event_goes_and_go_with_their_record(
    session, alice, acme, techexpo, works_at
):
    ann = works_at(acme, "Ann Lee")
    notes.add(session, alice, "At the booth", contact_id=ann, event_id=techexpo.id)
    events.delete(session, alice, techexpo.id)
    (row,) = notes.of(session, alice, contact_id=ann)
    assert (row.text, row.event_name) == ("At the booth", "")
    contacts.delete(session, alice, ann)
    assert session.exec(select(Note.id)).all() == []


def test_the_audit_log_has_no_text_of_a_note(session, bob, acme, works_at):
    note = notes.add(session, bob, "A secret", contact_id=works_at(acme, "Ann Lee"))
    notes.edit(session, bob, note.id, "A secret, too")
    notes.delete(session, bob, note.id)
    entries = session.exec(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == ["note.added", "note.edited", "note.deleted"]
    assert "secret" not in str([(entry.before, entry.after) for entry in entries])
