"""Making an API token: over HTTP, with one's password, by a form or as a program."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlmodel import Session, select

from tests.api.test_sign_in import way
from yardflow import db
from yardflow.auth import sign_in as signing_in
from yardflow.errors import Unauthenticated
from yardflow.models import ApiToken, AuditEntry
from yardflow.services.team import revocation, sessions, tokens, users

pytestmark = pytest.mark.usefixtures("database")


def body(password: str, **more) -> dict:
    return {"name": "Export", "scopes": ["read"], "password": password} | more


def test_the_form_is_led_back_with_the_secret_out_of_reach_of_scripts(
    sign_in, client, bob, with_password
):
    form = body(with_password, scopes="write", days="30")
    answer = sign_in(bob).post("/api/tokens", data=form)
    assert way(answer) == ("/settings/", {"tab": "tokens", "done": "token"})
    cookie = answer.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Lax", "Max-Age=60"))
    secret = cookie.partition("=")[2].partition(";")[0]
    assert secret not in answer.headers["location"]
    granted = client.get("/api/jobs", headers={"Authorization": f"Bearer {secret}"})
    assert granted.status_code == 200


@pytest.mark.parametrize(
    ("days", "lives"), [({}, 90), ({"days": 30}, 30), ({"days": None}, None), ({"days": 365}, 365)]
)
def test_a_token_lives_as_long_as_is_chosen(sign_in, bob, with_password, session, days, lives):
    answer = sign_in(bob).post("/api/tokens", json=body(with_password, **days))
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    token = session.exec(select(ApiToken)).one()
    assert (token.expires_at and (token.expires_at - token.created_at).days) == lives


def test_a_wrong_password_makes_none_and_is_said_and_noted(sign_in, bob, with_password, session):
    browser = sign_in(bob)
    answer = browser.post("/api/tokens", json=body("wrong"))
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, ["password"])
    form = body("wrong", scopes="write", days="never")
    back = {"tab": "tokens", "error": "wrong", "name": "Export", "scopes": "write", "days": "never"}
    assert way(browser.post("/api/tokens", data=form)) == ("/settings/", back)
    assert session.exec(select(ApiToken)).all() == []
    noted = session.exec(select(AuditEntry).where(AuditEntry.action == "password.refused")).one()
    assert (noted.user_id, noted.ip, noted.after) == (
        bob.user_id,
        "10.0.0.9",
        {"for": "an API token"},
    )


@pytest.mark.slow
def test_the_password_is_not_guessed_at_here_either(sign_in, bob, with_password, session):
    browser = sign_in(bob)
    for number in range(10):
        route = ("/api/tokens", "/api/auth/password")[number % 2]
        guess = body("wrong") if number % 2 == 0 else {"current": "wrong", "new": "a good sentence"}
        assert browser.post(route, json=guess).status_code == 422
    assert browser.post("/api/tokens", json=body(with_password)).status_code == 429
    assert session.exec(select(ApiToken)).all() == []
    assert sign_in(bob).post("/api/tokens", json=body(with_password)).status_code == 201


@pytest.mark.slow
def test_right_passwords_use_nothing_up(sign_in, bob, with_password):
    browser = sign_in(bob)
    for _ in range(12):
        assert browser.post("/api/tokens", json=body(with_password)).status_code == 201


def ended(event: str, alice, bob) -> None:
    with db.session() as own:
        if event == "password":
            users.set_password(own, bob, "another hash")
        elif event == "everywhere":
            revocation.sign_out_everywhere(own, bob)
        else:
            users.change_role(own, alice, bob.user_id, "ADMIN")


@pytest.mark.parametrize("event", ["password", "everywhere", "role"])
def test_a_session_that_ended_meanwhile_makes_no_token(session: Session, alice, bob, event):
    me = sessions.find(session, sessions.open_session(session, bob.user_id))
    session.commit()
    ended(event, alice, bob)
    with pytest.raises(Unauthenticated):
        signing_in._make_token(session, me, "Export", ["write"], None)


@pytest.mark.slow
@pytest.mark.parametrize("event", ["password", "everywhere", "role"])
def test_a_token_about_to_be_made_when_its_session_ends_ends_too(
    session: Session, alice, bob, event
):
    me = sessions.find(session, sessions.open_session(session, bob.user_id))
    session.commit()
    with ThreadPoolExecutor(1) as threads:
        with db.session() as own:
            sessions.hold(own, me)
            ending_it = threads.submit(ended, event, alice, bob)
            wait([ending_it], timeout=0.5)
            secret = tokens.create(own, me, "Export", ["write"]).secret
        ending_it.result()
    assert tokens.find(session, secret) is None
