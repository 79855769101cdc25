"""People: roles, removal and passwords; never without an administrator."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import Session, select

from tests.conftest import person
from yardflow import db
from yardflow.errors import Conflict, Forbidden, Invalid, NotFound
from yardflow.models import AuditEntry, BulkChange, Job, Role, User
from yardflow.services import dashboard
from yardflow.services.records import accounts, active_event, bulk_changes, contacts, owners
from yardflow.services.records.accounts import AccountQuery
from yardflow.services.records.bulk_changes import service
from yardflow.services.records.contacts import ContactQuery
from yardflow.services.records.export import columns as export_columns
from yardflow.services.records.owners import Owned
from yardflow.services.team import sessions, tokens, users

pytestmark = pytest.mark.usefixtures("database")


def test_a_person_is_found_by_their_address_however_it_is_spelled(session: Session, bob):
    assert users.credentials(session, " Bob@Yardflow.TEST ").user_id == bob.user_id
    assert users.credentials(session, "nobody@yardflow.test") is None


def test_a_name_is_changed_on_one_line_and_noted(session: Session, bob):
    users.rename(session, bob, "  Bob \n Builder ")
    assert session.get_one(User, bob.user_id).name == "Bob Builder"
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "user.renamed")).one()
    assert (entry.before, entry.after) == ({"name": "Bob"}, {"name": "Bob Builder"})


@pytest.mark.parametrize("name", ["", "   ", "x" * 101])
def test_a_name_is_neither_empty_nor_endless(session: Session, bob, name: str):
    with pytest.raises(Invalid):
        users.rename(session, bob, name)


def test_a_new_password_ends_every_session(session: Session, bob):
    token = sessions.open_session(session, bob.user_id)
    users.set_password(session, bob, "another hash")
    assert sessions.find(session, token) is None
    assert users.credentials_of(session, bob).password_hash == "another hash"


def test_the_team_is_shown_to_an_administrator_only(session: Session, alice, bob):
    sessions.open_session(session, bob.user_id)
    rows = users.team(session, alice)
    assert [(row.name, row.is_me, row.last_seen_at is None) for row in rows] == [
        ("Alice", True, True),
        ("Bob", False, False),
    ]
    with pytest.raises(Forbidden):
        users.team(session, bob)


def test_a_change_of_role_holds_at_once_and_signs_out(session: Session, alice, bob):
    token = sessions.open_session(session, bob.user_id)
    users.change_role(session, alice, bob.user_id, "ADMIN")
    assert session.get_one(User, bob.user_id).role == Role.ADMIN
    assert sessions.find(session, token) is None


def test_the_role_one_has_already_changes_nothing(session: Session, alice, bob):
    token = sessions.open_session(session, bob.user_id)
    users.change_role(session, alice, bob.user_id, "MEMBER")
    assert sessions.find(session, token)


def test_the_last_administrator_stays_one_and_stays(session: Session, alice, bob):
    with pytest.raises(Conflict):
        users.change_role(session, alice, alice.user_id, "MEMBER")
    with pytest.raises(Conflict):
        users.remove(session, alice, alice.user_id)
    users.change_role(session, alice, bob.user_id, "ADMIN")
    users.remove(session, alice, alice.user_id)


def test_two_administrators_who_remove_each_other_leave_one(session: Session, alice):
    carol = person(session, "Carol", Role.ADMIN)

    def remove(who, whom) -> bool:
        try:
            with db.session() as own:
                users.remove(own, who, whom.user_id)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(remove, (alice, carol), (carol, alice)))
    assert sorted(done) == [False, True]


def test_who_is_removed_loses_sessions_and_tokens_and_keeps_their_name(
    session: Session, alice, bob
):
    token = sessions.open_session(session, bob.user_id)
    secret = tokens.create(session, bob, "x", ["write"]).secret
    users.remove(session, alice, bob.user_id)
    session.commit()
    assert sessions.find(session, token) is None and tokens.find(session, secret) is None
    assert users.credentials(session, "bob@yardflow.test") is None
    assert session.get_one(User, bob.user_id).name == "Bob"
    with pytest.raises(NotFound):
        users.remove(session, alice, bob.user_id)


def owner_in_each_answer(session: Session, by, acme, ann: int, event_id: int) -> list[int | None]:
    """Who owns Acme and Ann, as records, lists, the dashboard and an export say it."""
    columns = [column for column in export_columns.of_accounts(None) if column.header == "Owner"]
    exported = session.execute(export_columns.accounts([acme.id], None, columns)).one()
    said = [accounts.get(session, by, acme.id).owner_id, contacts.get(session, by, ann).owner_id]
    unowned = dashboard.overview(session, by).counts.unowned
    filters = {"none": None} | {str(user.id): user.id for user in session.exec(select(User))}
    for text, owner in filters.items():
        for at in (None, event_id):
            of_accounts = accounts.search(session, by, AccountQuery(event_id=at, owner=text))
            of_contacts = contacts.search(session, by, ContactQuery(event_id=at, owner=text))
            said += [owner] * (of_accounts.total + of_contacts.total)
    assert len(said) == 2 + 4
    names = {user.name: user.id for user in session.exec(select(User))}
    return [*said, names.get(exported.owner), None if unowned else said[0]]


@pytest.fixture
def owned_by_bob(session: Session, bob, alice, acme, techexpo, works_at) -> int:
    """Acme and Ann, who is there, are Bob's; her id."""
    ann = works_at(acme, "Ann Lee", owner_id=bob.user_id)
    accounts.assign(session, bob, acme.id, None, bob.user_id)
    active_event.switch(session, alice, techexpo.id)
    session.commit()
    return ann


def test_what_a_removed_person_owned_is_unassigned_in_every_answer(
    session: Session, alice, bob, acme, techexpo, owned_by_bob
):
    asked = (session, alice, acme, owned_by_bob, techexpo.id)
    assert set(owner_in_each_answer(*asked)) == {bob.user_id}
    assert owners.owned(session, alice, bob.user_id) == Owned(accounts=1, contacts=1)
    users.remove(session, alice, bob.user_id)
    session.commit()
    assert set(owner_in_each_answer(*asked)) == {None}
    assert owners.owned(session, alice, bob.user_id) == Owned(accounts=0, contacts=0)
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "user.removed")).one()
    handed_on = {name: entry.after[name] for name in ("accounts", "contacts", "new_owner_id")}
    assert handed_on == {"accounts": 1, "contacts": 1, "new_owner_id": None}


def test_what_a_removed_person_owned_says_whose_it_was_until_it_is_someones(
    session: Session, alice, bob, acme, owned_by_bob
):
    columns = [column for column in export_columns.of_contacts(None) if column.header == "Owner"]

    def said() -> set[str]:
        exported = session.execute(export_columns.contacts([owned_by_bob], None, columns)).one()
        of_accounts = accounts.search(session, alice, AccountQuery())
        lists = of_accounts, contacts.search(session, alice, ContactQuery())
        records = (
            accounts.get(session, alice, acme.id),
            contacts.get(session, alice, owned_by_bob),
            *(row for page in lists for row in page.items),
        )
        return {exported.owner or "Unassigned"} | {
            row.owner_name or owners.unassigned_label(row.former_owner) for row in records
        }

    assert said() == {"Bob"}
    users.remove(session, alice, bob.user_id)
    session.commit()
    assert said() == {"Unassigned (was Bob)"}
    for assign, record in ((accounts.assign, acme.id), (contacts.assign, owned_by_bob)):
        assign(session, alice, record, None, alice.user_id)
    assert said() == {"Alice"}
    for assign, record in ((accounts.assign, acme.id), (contacts.assign, owned_by_bob)):
        assign(session, alice, record, None, None)
    assert said() == {"Unassigned"}


def test_what_a_removed_person_owned_is_handed_on_to_who_was_chosen(
    session: Session, alice, bob, acme, techexpo, owned_by_bob
):
    before = contacts.get(session, alice, owned_by_bob).version
    users.remove(session, alice, bob.user_id, alice.user_id)
    session.commit()
    said = owner_in_each_answer(session, alice, acme, owned_by_bob, techexpo.id)
    assert set(said) == {alice.user_id}
    assert contacts.get(session, alice, owned_by_bob).version == before + 1
    for change in session.exec(select(BulkChange)).all():
        bulk_changes.undo(session, alice, int(change.id or 0))
    session.commit()
    said = owner_in_each_answer(session, alice, acme, owned_by_bob, techexpo.id)
    assert set(said) == {None}


def test_many_records_are_handed_on_by_jobs_and_are_unassigned_until_then(
    session: Session, alice, bob, acme, techexpo, owned_by_bob, monkeypatch
):
    monkeypatch.setattr(service, "SIZE", 0)
    users.remove(session, alice, bob.user_id, alice.user_id)
    session.commit()
    assert {job.kind for job in session.exec(select(Job))} == {"change_records"}
    said = owner_in_each_answer(session, alice, acme, owned_by_bob, techexpo.id)
    assert set(said) == {None}


@pytest.mark.parametrize("owner", ["who leaves", "nobody"])
def test_records_are_handed_on_to_someone_who_stays(session: Session, alice, bob, owner: str):
    with pytest.raises(Invalid):
        users.remove(session, alice, bob.user_id, bob.user_id if owner == "who leaves" else 10**6)
    session.rollback()
    assert users.credentials(session, "bob@yardflow.test")


def test_a_member_changes_nobody(session: Session, alice, bob):
    with pytest.raises(Forbidden):
        users.change_role(session, bob, bob.user_id, "ADMIN")
    with pytest.raises(Forbidden):
        users.remove(session, bob, alice.user_id)


def test_there_are_two_roles(session: Session, alice, bob):
    with pytest.raises(Invalid):
        users.change_role(session, alice, bob.user_id, "OWNER")
