"""Login sessions: only a hash is kept, they end, and they end everywhere when they must."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from yardflow import clock
from yardflow.errors import NotFound
from yardflow.models import AuditEntry, LoginSession, User
from yardflow.services.team import revocation, sessions

pytestmark = pytest.mark.usefixtures("database")

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_a_token_has_at_least_128_random_bits_and_is_never_stored(session: Session, bob):
    tokens = {sessions.open_session(session, bob.user_id) for _ in range(3)}
    session.commit()
    assert len(tokens) == 3 and all(len(token) * 6 >= 128 for token in tokens)
    dump = str(session.execute(text("SELECT login_session::text FROM login_session")).all())
    assert not any(token in dump for token in tokens)


def test_a_token_finds_its_person_with_the_role_they_have_now(session: Session, alice):
    token = sessions.open_session(session, alice.user_id)
    principal = sessions.find(session, token, ip="10.0.0.1")
    assert (principal.user_id, principal.role, principal.ip) == (
        alice.user_id,
        alice.role,
        "10.0.0.1",
    )
    assert principal.session_id and not principal.scopes


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 500, "\ud800", "' OR 1=1 --"])
def test_anything_else_finds_nobody(session: Session, bob, token: str):
    sessions.open_session(session, bob.user_id)
    assert sessions.find(session, token) is None


def test_a_session_ends_when_it_is_not_used(session: Session, bob):
    token, began = sessions.open_session(session, bob.user_id), clock.now()
    with clock.at(began + sessions.IDLE - timedelta(minutes=1)):
        assert sessions.find(session, token)
    with clock.at(began + sessions.IDLE * 2):
        assert sessions.find(session, token) is None


def test_a_session_ends_after_a_week_however_much_it_is_used(session: Session, bob):
    token, began = sessions.open_session(session, bob.user_id), clock.now()
    for hour in range(0, 7 * 24, 6):
        with clock.at(began + timedelta(hours=hour)):
            assert sessions.find(session, token), hour
    with clock.at(began + sessions.ABSOLUTE + timedelta(seconds=1)):
        assert sessions.find(session, token) is None


def test_a_use_is_noted_at_most_once_a_minute(session: Session, bob):
    token = sessions.open_session(session, bob.user_id)
    first = session.exec(select(LoginSession.last_seen_at)).one()
    with clock.at(first + timedelta(seconds=59)):
        sessions.find(session, token)
        assert session.exec(select(LoginSession.last_seen_at)).one() == first
    with clock.at(first + timedelta(seconds=61)):
        sessions.find(session, token)
        assert session.exec(select(LoginSession.last_seen_at)).one() > first


def test_signing_in_again_ends_the_session_that_the_browser_had(session: Session, bob):
    former = sessions.open_session(session, bob.user_id)
    token = sessions.open_session(session, bob.user_id, former=former)
    assert sessions.find(session, former) is None and sessions.find(session, token)


def test_a_person_sees_their_own_sessions_and_which_one_this_is(session: Session, alice, bob):
    token = sessions.open_session(session, bob.user_id, ip="10.0.0.7", user_agent=FIREFOX)
    sessions.open_session(session, bob.user_id)
    sessions.open_session(session, alice.user_id)
    me = sessions.find(session, token)
    rows = sessions.list_own(session, me)
    assert sorted(row.current for row in rows) == [False, True]
    mine = next(row for row in rows if row.current)
    assert (mine.browser, mine.ip) == ("Firefox on Windows", "10.0.0.7")


def test_a_person_ends_one_of_their_own(session: Session, bob):
    token = sessions.open_session(session, bob.user_id)
    sessions.revoke(session, bob, sessions.find(session, token).session_id)
    assert sessions.find(session, token) is None


def test_somebody_else_s_session_is_as_if_not_there(session: Session, alice, bob):
    token = sessions.open_session(session, bob.user_id)
    number = sessions.find(session, token).session_id
    with pytest.raises(NotFound):
        sessions.revoke(session, alice, number)
    assert sessions.find(session, token)


def test_everywhere_means_everywhere_and_nobody_else(session: Session, alice, bob):
    own = [sessions.open_session(session, bob.user_id) for _ in range(3)]
    other = sessions.open_session(session, alice.user_id)
    assert revocation.sign_out_everywhere(session, sessions.find(session, own[0])) == 3
    assert not any(sessions.find(session, token) for token in own)
    assert sessions.find(session, other)


def test_somebody_who_was_removed_has_no_session(session: Session, bob):
    token = sessions.open_session(session, bob.user_id)
    session.get_one(User, bob.user_id).removed_at = clock.now()
    session.commit()
    assert sessions.find(session, token) is None


def test_what_ended_long_ago_is_forgotten(session: Session, alice, bob):
    for who in (alice, bob):
        sessions.open_session(session, who.user_id)
    with clock.at(clock.now() + timedelta(days=60)):
        sessions.open_session(session, bob.user_id)
    owners = session.exec(select(LoginSession.user_id)).all()
    assert sorted(owners) == [alice.user_id, bob.user_id]


def test_coming_and_going_is_in_the_audit_log(session: Session, bob):
    me = sessions.find(session, sessions.open_session(session, bob.user_id, ip="10.0.0.7"))
    sessions.sign_out(session, me)
    entries = session.exec(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == ["session.opened", "session.closed"]
    assert entries[0].ip == "10.0.0.7" and entries[0].user_id == bob.user_id


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Macintosh; Mac OS X) AppleWebKit Safari/605", "Safari on macOS"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Safari/537", "Chrome on Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140", "Edge on Windows"),
        ("curl/8.14", "A program"),
        ("", "A program"),
    ],
)
def test_a_browser_is_named_so_that_one_recognises_it(agent: str, name: str):
    assert sessions.browser_name(agent) == name
