"""Deletions with imports in between, in any order: a record is there, or kept, and never both."""

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import text

from tests.fixtures.examples import examples
from tests.fixtures.records import company
from tests.fixtures.tables import tables
from tests.services.records.test_event_lists import different
from yardflow import db
from yardflow.errors import Conflict, Invalid
from yardflow.models import ImportStatus, RecordKind
from yardflow.services.records import contacts, deletion, icp, notes
from yardflow.state.records.undo_actions import restore_deleted

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
ACCOUNT, CONTACT = RecordKind.ACCOUNT, RecordKind.CONTACT
LIST = "Name,Company,E-mail,Notes\nAnn Lee,Acme,a@acme.com,Met at booth\nJoe Smith,Birch,,\n"


def delete(who, kind: RecordKind, *ids: int) -> int:
    with db.session() as session:
        return deletion.delete(session, who, kind, ids)


def undo(who, deletion_id: int) -> deletion.Restored:
    with db.session() as session:
        return deletion.undo(session, who, deletion_id)


def imported() -> dict[str, Any]:
    """All records and what is about them, but for the import itself, the history of scores, and the
    words of names, which are forgotten later.
    """
    return tables(without=("import", "import_row", "import_mapping", "score_change", "name_word"))


def test_what_an_import_added_that_is_undone_stays_deleted_and_is_named(desk, bob, acme):
    view = desk.bring(LIST)
    ann, joe = (desk.contact(name).id for name in ("Ann", "Joe"))
    deletion_id = delete(bob, CONTACT, ann, joe)
    assert desk.undo(view).status == ImportStatus.UNDONE
    restored = undo(bob, deletion_id)
    assert (restored.contacts, restored.not_restored) == (0, ("Ann Lee", "Joe Smith"))
    assert "the import that added the record was undone" in deletion.in_words(restored)
    assert desk.contacts() == [] and different() == []


def test_an_account_that_an_import_added_stays_deleted_with_its_contacts(desk, bob):
    view = desk.bring(LIST)
    deletion_id = delete(bob, ACCOUNT, *[each.id for each in desk.accounts()])
    desk.undo(view)
    restored = undo(bob, deletion_id)
    assert (restored.accounts, restored.contacts, restored.remaining) == (0, 0, 4)
    assert desk.accounts() == desk.contacts() == []


def test_a_record_that_was_there_before_returns_without_what_the_import_added(
    session, desk, bob, works_at
):
    acme = company(session, None, "Acme", domain="acme.com")
    ann = works_at(acme, "Ann Lee", email="a@acme.com")
    notes.add(session, bob, "Hers", contact_id=ann)
    session.commit()
    view = desk.bring(LIST)
    assert memberships_and_notes() == (1, ["Hers", "Met at booth"])
    deletion_id = delete(bob, CONTACT, ann)
    desk.undo(view)
    assert undo(bob, deletion_id).contacts == 1
    assert memberships_and_notes() == (0, ["Hers"]) and different() == []


def memberships_and_notes() -> tuple[int, list[str]]:
    """How many attendees are Ann, and what is written about her."""
    ann = "(SELECT id FROM contact WHERE first_name = 'Ann')"
    with db.session() as session:
        count = session.execute(text(f"SELECT count(*) FROM attendee WHERE contact_id = {ann}"))
        texts = session.execute(text(f"SELECT text FROM note WHERE contact_id = {ann} ORDER BY 1"))
        return count.scalar_one(), list(texts.scalars())


@pytest.mark.parametrize("reason", ["edited", "noted", "another import"])
def test_a_contact_that_is_more_than_an_import_s_returns(desk, bob, acme, reason):
    view = desk.bring(LIST)
    ann = desk.contact("Ann").id
    if reason == "another import":
        desk.bring(LIST)
    else:
        with db.session() as session:
            if reason == "edited":
                contacts.update(session, bob, ann, None, {"title": "COO"})
            else:
                notes.add(session, bob, "Call her", contact_id=ann)
    deletion_id = delete(bob, CONTACT, ann)
    desk.undo(view)
    assert undo(bob, deletion_id).contacts == 1
    assert "Ann" in {each.first_name for each in desk.contacts()} and different() == []


def test_an_import_is_undone_as_if_nothing_had_been_deleted(desk, bob, acme):
    with db.session() as session:
        icp.recalculate(session, [acme.id], "Set up")
    before = imported()
    view = desk.bring(LIST)
    birch = next(account.id for account in desk.accounts() if account.name == "Birch")
    undo(bob, delete(bob, CONTACT, desk.contact("Ann").id))
    undo(bob, delete(bob, ACCOUNT, birch))
    assert desk.undo(view).counts["undo"]["contacts_removed"] == 2
    assert imported() == before


def test_the_same_list_once_more_takes_the_place(desk, bob, acme):
    desk.bring(LIST)
    deletion_id = delete(bob, CONTACT, *[each.id for each in desk.contacts()])
    desk.bring(LIST)
    with pytest.raises(Conflict):
        undo_all(bob, deletion_id)
    assert len(desk.contacts()) == 2 and different() == []


def undo_all(who, deletion_id: int) -> None:
    """What the button in a notice does."""
    with db.session() as session:
        restore_deleted(session, who, (deletion_id,))


KEPT_TABLES = ("account", "contact", "target", "attendee", "note")
# What follows other records is not as it was.
FOLLOWS = {
    "account": ("icp_score", "icp_parts"),
    "contact": ("account_sort", "account_words", "search"),
}
which = st.integers(0, 10**6)


class AnyOrder(RuleBasedStateMachine):
    """Few names, so that they meet each other."""

    principal: Any
    desk: Any

    def __init__(self) -> None:
        super().__init__()
        self.deletions: list[int] = []
        self.imports: list[Any] = []
        self.seen: dict[str, set[int]] = {table: set() for table in KEPT_TABLES}
        self.rows: dict[tuple[str, int], dict] = {}

    def teardown(self) -> None:
        with db.session() as session:
            for table in ("account", "deletion", "import", "job"):
                session.execute(text(f'DELETE FROM "{table}"'))

    @rule(
        name=st.sampled_from(("Ann Lee", "Joe Smith")),
        company=st.sampled_from(("Acme", "Birch")),
        email=st.sampled_from(("", "a@acme.com", "info@acme.com")),
    )
    def add(self, name: str, company: str, email: str) -> None:
        first, last = name.split()
        values = {"first_name": first, "last_name": last, "email": email}
        try:
            with db.session() as session:
                row = contacts.create_at(
                    session, self.principal, self.desk.event_id, company, values
                )
                notes.add(session, self.principal, "Added", contact_id=row.id)
        except (Conflict, Invalid):
            pass

    @rule(content=st.sampled_from((LIST, "Name,Company,E-mail\nAnn Lee,Birch,info@acme.com\n")))
    def bring(self, content: str) -> None:
        self.imports.append(self.desk.bring(content))

    @rule(place=which)
    def undo_import(self, place: int) -> None:
        if self.imports:
            view, before = self.imports.pop(place % len(self.imports)), self.present()
            self.desk.undo(view)
            after, kept = self.present(), self.kept()
            for table in KEPT_TABLES:
                self.seen[table] -= before[table] - after[table]
                # What it had added to a record that is deleted is gone when that one returns.
                self.seen[table] -= {
                    row_id for row_id, row in kept[table].items() if row.get("import_id") == view.id
                }

    @rule(place=which, count=st.integers(1, 2))
    def delete_contacts(self, place: int, count: int) -> None:
        self.delete(CONTACT, place, count)

    @rule(place=which)
    def delete_account(self, place: int) -> None:
        self.delete(ACCOUNT, place, 1)

    @rule(place=which)
    def undo(self, place: int) -> None:
        if self.deletions:
            try:
                undo(self.principal, self.deletions[place % len(self.deletions)])
            except Conflict:
                return  # it is undone already

    def delete(self, kind: RecordKind, place: int, count: int) -> None:
        ids = sorted(self.present()[kind.value])
        if ids:
            start = place % len(ids)
            self.deletions.append(delete(self.principal, kind, *ids[start : start + count]))

    @invariant()
    def what_is_repeated_is_equal(self) -> None:
        assert different() == []

    @invariant()
    def each_row_is_there_or_kept(self) -> None:
        present, kept = self.present(), self.kept()
        for table in KEPT_TABLES:
            assert not present[table] & kept[table].keys(), table
            assert self.seen[table] <= present[table] | kept[table].keys(), table
            self.seen[table] |= present[table]

    @invariant()
    def a_row_returns_as_it_was(self) -> None:
        current = {
            (table, row_id): self.row(table, row_id)
            for table, ids in self.present().items()
            for row_id in ids
        }
        for table, rows in self.kept().items():
            for row_id, row in rows.items():
                self.rows.setdefault((table, row_id), row)
        for key, row in self.rows.items():
            if key in current:
                names = row.keys() - set(FOLLOWS.get(key[0], ())) - {"import_id", "beside"}
                assert {name: current[key][name] for name in names} == {
                    name: row[name] for name in names
                }
        self.rows = {key: row for key, row in self.rows.items() if key not in current}

    def present(self) -> dict[str, set[int]]:
        with db.session() as session:
            return {
                table: set(session.execute(text(f'SELECT id FROM "{table}"')).scalars())
                for table in KEPT_TABLES
            }

    def kept(self) -> dict[str, dict[int, dict]]:
        with db.session() as session:
            rows = session.execute(
                text("SELECT table_name, row FROM deleted_row WHERE column_name IS NULL")
            ).all()
        kept: dict[str, dict[int, dict]] = {table: {} for table in KEPT_TABLES}
        for table, row in rows:
            if table in kept:
                assert row["id"] not in kept[table], "kept twice"
                kept[table][row["id"]] = row
        return kept

    def row(self, table: str, row_id: int) -> dict:
        with db.session() as session:
            statement = text(f'SELECT to_jsonb(t) FROM "{table}" t WHERE id = :id')
            return session.execute(statement, {"id": row_id}).scalar_one()


@pytest.mark.heavy
def test_any_order_of_deletions_undos_and_imports_loses_and_repeats_nothing(desk, bob):
    AnyOrder.principal, AnyOrder.desk = bob, desk
    run_state_machine_as_test(
        AnyOrder,
        settings=settings(
            max_examples=examples(10),
            stateful_step_count=14,
        ),
    )
