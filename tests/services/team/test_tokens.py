"""API tokens: shown once, hashed, limited, revocable, and only one's own."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from yardflow import clock
from yardflow.errors import Invalid, NotFound
from yardflow.models import AuditEntry, User
from yardflow.services.team import revocation, tokens, users

pytestmark = pytest.mark.usefixtures("database")


def test_a_token_is_told_once_and_stored_as_a_hash(session: Session, bob):
    made = tokens.create(session, bob, "Nightly export", ["read"])
    session.commit()
    dump = str(session.execute(text("SELECT api_token::text FROM api_token")).all())
    assert made.secret.startswith("yf_") and made.secret not in dump
    assert made.row.hint == f"…{made.secret[-4:]}"


def test_a_token_acts_as_its_owner_within_its_scopes(session: Session, bob):
    reading = tokens.find(session, tokens.create(session, bob, "r", ["read"]).secret)
    writing = tokens.find(session, tokens.create(session, bob, "w", ["write"]).secret)
    assert reading.user_id == bob.user_id and reading.scopes == {"read"}
    assert writing.scopes == {"read", "write"} and writing.session_id is None


@pytest.mark.parametrize(
    ("name", "scopes", "days", "field"),
    [
        ("", ["read"], None, "name"),
        ("x" * 101, ["read"], None, "name"),
        ("x", [], None, "scopes"),
        ("x", ["admin"], None, "scopes"),
        ("x", ["read"], 0, "days"),
        ("x", ["read"], 4000, "days"),
    ],
)
def test_a_token_needs_a_name_known_scopes_and_a_sane_life(session, bob, name, scopes, days, field):
    with pytest.raises(Invalid) as refused:
        tokens.create(session, bob, name, scopes, days)
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize("event", ["password", "everywhere", "role", "removal"])
def test_a_token_ends_with_what_ends_all_sessions(session: Session, alice, bob, event: str):
    his = tokens.create(session, bob, "Export", ["write"]).secret
    hers = tokens.create(session, alice, "Hers", ["write"]).secret
    {
        "password": lambda: users.set_password(session, bob, "another hash"),
        "everywhere": lambda: revocation.sign_out_everywhere(session, bob),
        "role": lambda: users.change_role(session, alice, bob.user_id, "ADMIN"),
        "removal": lambda: users.remove(session, alice, bob.user_id),
    }[event]()
    assert tokens.find(session, his) is None and tokens.find(session, hers)
    entry = session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc())).first()
    assert entry.after["tokens"] == 1


def test_a_token_lives_ninety_days_unless_something_else_is_chosen(session: Session, bob):
    usual = tokens.create(session, bob, "usual", ["read"])
    endless = tokens.create(session, bob, "endless", ["read"], None)
    assert usual.row.expires_at == usual.row.created_at + timedelta(days=90)
    assert endless.row.expires_at is None


def test_how_many_still_work_is_counted(session: Session, alice, bob):
    tokens.create(session, bob, "a day", ["read"], 1)
    tokens.create(session, bob, "usual", ["read"])
    tokens.revoke(session, bob, tokens.create(session, bob, "gone", ["read"]).row.id)
    assert (tokens.count_own(session, bob), tokens.count_own(session, alice)) == (2, 0)
    with clock.at(clock.now() + timedelta(days=2)):
        assert tokens.count_of(session, [alice.user_id, bob.user_id]) == {bob.user_id: 1}


def test_a_token_ends_with_its_days(session: Session, bob):
    made = tokens.create(session, bob, "A week", ["read"], 7)
    with clock.at(clock.now() + timedelta(days=6)):
        assert tokens.find(session, made.secret)
    with clock.at(clock.now() + timedelta(days=8)):
        assert tokens.find(session, made.secret) is None
        assert tokens.list_own(session, bob) == []


def test_a_revoked_token_opens_nothing_at_once(session: Session, bob):
    made = tokens.create(session, bob, "Lost laptop", ["write"])
    tokens.revoke(session, bob, made.row.id)
    assert tokens.find(session, made.secret) is None
    with pytest.raises(NotFound):
        tokens.revoke(session, bob, made.row.id)


def test_somebody_else_s_token_is_as_if_not_there(session: Session, alice, bob):
    made = tokens.create(session, bob, "Bob's", ["read"])
    with pytest.raises(NotFound):
        tokens.revoke(session, alice, made.row.id)
    assert tokens.list_own(session, alice) == []
    assert [row.name for row in tokens.list_own(session, bob)] == ["Bob's"]


def test_a_token_of_somebody_who_left_opens_nothing(session: Session, bob):
    made = tokens.create(session, bob, "x", ["read"])
    session.get_one(User, bob.user_id).removed_at = clock.now()
    session.commit()
    assert tokens.find(session, made.secret) is None


def test_the_last_use_is_shown(session: Session, bob):
    made = tokens.create(session, bob, "x", ["read"])
    assert made.row.last_used_at is None
    tokens.find(session, made.secret)
    session.commit()
    assert tokens.list_own(session, bob)[0].last_used_at is not None
