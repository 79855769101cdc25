"""Whatever is changed in bulk, edited in between and undone, in any order: an undo restores what is
still as its change left it, and nothing else; and no two rows say different things.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text
from sqlmodel import select

from tests.fixtures.examples import examples
from tests.services.records.test_event_lists import DIFFERENT
from yardflow import db
from yardflow.models import Account, Attendee, Contact, Event, RecordKind, Target
from yardflow.services.access import Principal
from yardflow.services.records import attendees, bulk_changes, contacts, targets
from yardflow.services.records.bulk_changes import (
    AddToEvent,
    Change,
    ChangePersonas,
    RemoveFromEvent,
    SetOwner,
    SetStage,
    SetStatus,
)
from yardflow.services.records.selection import Selection

pytestmark = pytest.mark.usefixtures("database")
ACCOUNT, CONTACT = RecordKind.ACCOUNT, RecordKind.CONTACT

# A row by its table and who it is of; what it says by column.
Place = tuple[str, int, int]
Rows = dict[Place, dict[str, Any]]
_SAID = {
    "account": ("owner_id",),
    "contact": ("owner_id", "personas", "personas_origin"),
    "target": ("stage", "added_by", "added_at", "version"),
    "attendee": ("status", "source", "added_by", "added_at", "version"),
}

some = st.sets(st.integers(0, 3), min_size=1)
event = st.integers(0, 1)
personas = st.sets(st.sampled_from(["Ops", "Sales"]), max_size=2).map(lambda names: tuple(names))


@dataclass
class Made:
    """A change, and every row before and after it."""

    id: int
    before: Rows
    after: Rows


class AnySequence(RuleBasedStateMachine):
    """Four people at two companies, two events, two colleagues."""

    principal: Principal
    colleague: Principal

    @initialize()
    def begin(self) -> None:
        """Half of them are on the first event's lists."""
        with db.session() as session:
            shows = [Event(name="MODEX"), Event(name="ProMat")]
            companies = [Account(name=name, name_key=name.lower()) for name in ("Acme", "Birch")]
            session.add_all([*shows, *companies])
            session.flush()
            people = [
                Contact(account_id=companies[n % 2].id, first_name=f"Ann{n}", name_key=f"ann{n}")
                for n in range(4)
            ]
            session.add_all(people)
            session.flush()
            self.events = [int(show.id or 0) for show in shows]
            self.accounts = [int(company.id or 0) for company in companies]
            self.people = [int(person.id or 0) for person in people]
            attendees.add(session, self.principal, self.events[0], self.people[:2])
        self.made: list[Made] = []

    def teardown(self) -> None:
        with db.session() as session:
            for table in ("bulk_change", "event", "account"):
                session.execute(text(f"DELETE FROM {table}"))

    def rows(self) -> Rows:
        """All rows as they are now, each with its id and version as ``mark``."""
        rows: Rows = {}
        keys: list[tuple[Any, str]] = [(Account, "id"), (Contact, "id")]
        keys += [(Target, "account_id"), (Attendee, "contact_id")]
        with db.session() as session:
            for model, key in keys:
                table = model.__tablename__
                for row in session.exec(select(model)).all():
                    said = {name: getattr(row, name) for name in _SAID[table]}
                    place = (table, getattr(row, "event_id", 0), getattr(row, key))
                    rows[place] = {**said, "mark": (row.id, row.version)}
        return rows

    def change(self, kind: RecordKind, numbers: set[int], change: Change) -> None:
        """Makes the change of some accounts or contacts."""
        ids = self.people if kind == CONTACT else self.accounts
        chosen = [ids[number % len(ids)] for number in numbers]
        before = self.rows()
        with db.session() as session:
            view = bulk_changes.start(session, self.principal, Selection(kind, chosen), change)
        after = self.rows()
        for place, row in after.items():
            changed = place in before and said(before[place]) != said(row)
            if changed and place[0] in ("account", "contact"):
                assert row["mark"][1] > before[place]["mark"][1]
        self.made.append(Made(view.id, before, after))

    @rule(who=some, accounts=st.booleans(), owner=st.sampled_from(["nobody", "me", "colleague"]))
    def owner(self, who: set[int], accounts: bool, owner: str) -> None:
        """An owner for some."""
        owners = {"me": self.principal.user_id, "colleague": self.colleague.user_id}
        self.change(ACCOUNT if accounts else CONTACT, who, SetOwner(owners.get(owner)))

    @rule(who=some, added=personas, removed=personas, replace=st.booleans())
    def choose_personas(self, who: set[int], added: Any, removed: Any, replace: bool) -> None:
        """Personas for some."""
        if added or removed or replace:
            self.change(CONTACT, who, ChangePersonas(added, removed, replace))

    @rule(
        who=some,
        at=event,
        stage=st.sampled_from(["Lead", "Won"]),
        kind=st.sampled_from(RecordKind),
    )
    def stage(self, who: set[int], at: int, stage: str, kind: RecordKind) -> None:
        """A stage for some, or for the accounts of some."""
        self.change(kind, who, SetStage(self.events[at], stage))

    @rule(who=some, at=event, status=st.sampled_from(["Listed", "Met"]))
    def status(self, who: set[int], at: int, status: str) -> None:
        """A status for some."""
        self.change(CONTACT, who, SetStatus(self.events[at], status))

    @rule(who=some, at=event, kind=st.sampled_from(RecordKind))
    def add(self, who: set[int], at: int, kind: RecordKind) -> None:
        """Some on an event's list."""
        self.change(kind, who, AddToEvent(self.events[at]))

    @rule(who=some, at=event, kind=st.sampled_from(RecordKind))
    def remove(self, who: set[int], at: int, kind: RecordKind) -> None:
        """Some off it."""
        self.change(kind, who, RemoveFromEvent(self.events[at]))

    @rule(number=st.integers(0, 3), at=event, how=st.sampled_from(["owner", "title", "on", "off"]))
    def edit(self, number: int, at: int, how: str) -> None:
        """Someone edits one of them alone."""
        contact_id, event_id = self.people[number], self.events[at]
        with db.session() as session:
            if how == "owner":
                owner_id = self.colleague.user_id
                contacts.assign(session, self.colleague, contact_id, None, owner_id)
            elif how == "title":
                contacts.update(session, self.colleague, contact_id, None, {"title": "Buyer"})
            elif how == "on":
                attendees.add(session, self.colleague, event_id, [contact_id])
            else:
                targets.remove(session, self.colleague, event_id, self.accounts)

    @precondition(lambda self: self.made)
    @rule(number=st.integers(0, 10**6))
    def undo(self, number: int) -> None:
        """Any of the changes is undone."""
        made = self.made.pop(number % len(self.made))
        now = self.rows()
        with db.session() as session:
            if not bulk_changes.get(session, self.principal, made.id).can_undo:
                return
            bulk_changes.undo(session, self.principal, made.id)
        expected = {place: said(row) for place, row in now.items()}
        for place in made.before.keys() | made.after.keys():
            was, became = made.before.get(place), made.after.get(place)
            if was == became or mark(now.get(place)) != mark(became):
                continue  # not changed by it, or changed since
            if was is None:
                expected.pop(place)
            elif became is None or said(was) != said(became):
                expected[place] = said(was)
        after = {place: said(row) for place, row in self.rows().items()}
        for place in expected.keys() - after.keys():
            raise AssertionError(f"{place} is gone")
        for place in after.keys() - expected.keys():
            # An account that came along stays where others of it have come since.
            assert place[0] == "target" and self.has_attendees(*place[1:]), place
            expected[place] = said(now[place])
        assert {p: plain(row) for p, row in after.items()} == {
            p: plain(row) for p, row in expected.items()
        }

    def has_attendees(self, event_id: int, account_id: int) -> bool:
        """Whether contacts of an account are on an event's list."""
        with db.session() as session:
            at = (Attendee.event_id == event_id, Attendee.account_id == account_id)
            return session.exec(select(Attendee.id).where(*at)).first() is not None

    @invariant()
    def no_two_rows_say_different_things(self) -> None:
        """What lists repeat of a record is the record's."""
        with db.session() as session:
            assert session.execute(text(DIFFERENT)).all() == []


def said(row: dict[str, Any]) -> dict[str, Any]:
    """What a row says."""
    return {name: value for name, value in row.items() if name != "mark"}


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """What a row says to people."""
    return {name: value for name, value in row.items() if name != "version"}


def mark(row: dict[str, Any] | None) -> Any:
    """Which row it is, in which version."""
    return row and row["mark"]


@pytest.mark.heavy
def test_an_undo_restores_what_its_change_left_and_nothing_else(bob, alice) -> None:
    AnySequence.principal, AnySequence.colleague = bob, alice
    run_state_machine_as_test(
        AnySequence,
        settings=settings(
            max_examples=examples(12),
            stateful_step_count=20,
        ),
    )
