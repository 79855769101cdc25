"""People: roles, removal and passwords; never without an administrator."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import Session, select

from tests.conftest import person
from yardflow import db
from yardflow.errors import Conflict, Forbidden, Invalid, NotFound
from yardflow.models import AuditEntry, Role, User
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


def test_a_member_changes_nobody(session: Session, alice, bob):
    with pytest.raises(Forbidden):
        users.change_role(session, bob, bob.user_id, "ADMIN")
    with pytest.raises(Forbidden):
        users.remove(session, bob, alice.user_id)


def test_there_are_two_roles(session: Session, alice, bob):
    with pytest.raises(Invalid):
        users.change_role(session, alice, bob.user_id, "OWNER")
