"""Signing in and out over HTTP, as a program and as a form of our own pages."""

from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import Session, select

from yardflow import config, db
from yardflow.auth import cookies
from yardflow.models import AuditEntry, LoginSession, User
from yardflow.services.team import invitations, sessions

pytestmark = pytest.mark.usefixtures("database")

BOB = "bob@yardflow.test"


def way(answer) -> tuple[str, dict[str, str]]:
    parts = urlsplit(answer.headers["location"])
    return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}


def live() -> int:
    with db.session() as session:
        return len(
            session.exec(select(LoginSession).where(LoginSession.revoked_at.is_(None))).all()
        )


def test_a_program_signs_in_and_is_told_who_it_is(client, with_password):
    answer = client.post("/api/auth/signin", json={"email": BOB, "password": with_password})
    assert (answer.status_code, answer.json()["role"]) == (200, "MEMBER")
    assert answer.headers["cache-control"] == "no-store"
    assert client.get("/api/auth/me").json()["email"] == BOB


def test_an_address_is_known_in_either_spelling_of_its_domain(client, with_password, session):
    bob = session.exec(select(User).where(User.email == BOB)).one()
    bob.email = "bob@xn--strae-oqa.de"
    session.add(bob)
    session.commit()
    for email in (" Bob@Straße.de ", "bob@xn--strae-oqa.de"):
        sent = {"email": email, "password": with_password}
        assert client.post("/api/auth/signin", json=sent).status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(client, with_password):
    answer = client.post("/api/auth/signin", json={"email": BOB, "password": with_password})
    cookie = answer.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Domain" not in cookie


def test_behind_https_the_cookie_is_held_to_it(urls, monkeypatch: pytest.MonkeyPatch):
    settings = config.Settings(public_url="https://yardflow.example.com")
    monkeypatch.setattr(cookies, "settings", lambda: settings)
    assert cookies.issue("token").startswith("__Host-yardflow=token;")
    assert "Secure" in cookies.issue("token") and "Secure" in cookies.clear()
    assert cookies.token_of("yardflow=planted; __Host-yardflow=real") == "real"


def test_a_form_is_led_to_where_one_was_going(client, with_password):
    form = {"email": BOB, "password": with_password, "next": "/accounts?stage=Won"}
    answer = client.post("/api/auth/signin", data=form)
    assert answer.status_code == 303
    assert way(answer) == ("/accounts", {"stage": "Won"})


def test_a_form_sent_before_the_page_was_ready_is_led_back_all_the_same(client, with_password):
    form = {"email": BOB, "password": with_password, "next": ""}
    login = "http://localhost:3000/login?next=%2Fjobs%2F"
    answer = client.post("/api/auth/signin", data=form, headers={"Referer": login})
    assert way(answer)[0] == "/jobs/"
    foreign = "http://localhost:3000/login?next=https%3A%2F%2Fexample.com"
    answer = client.post("/api/auth/signin", data=form, headers={"Referer": foreign})
    assert way(answer)[0] == "/"


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "/%0d%0aSet-Cookie:x=y\r\nx: y",
        "/api/auth/signout",
        "/login",
        "",
    ],
)
def test_it_is_never_led_off_our_pages(client, with_password, path: str):
    form = {"email": BOB, "password": with_password, "next": path}
    assert way(client.post("/api/auth/signin", data=form)) == ("/", {})


def test_a_form_that_fails_goes_back_to_the_login_and_keeps_the_way(client, with_password):
    form = {"email": BOB, "password": "wrong", "next": "/accounts"}
    answer = client.post("/api/auth/signin", data=form)
    assert way(answer) == ("/login", {"error": "wrong", "next": "/accounts"})
    assert "set-cookie" not in answer.headers
    assert way(client.post("/api/auth/signin", data={"x": ""})) == ("/login", {"error": "wrong"})


def test_a_wrong_person_and_a_wrong_password_get_the_same_answer(client, with_password):
    answers = [
        client.post("/api/auth/signin", json={"email": email, "password": "wrong"})
        for email in (BOB, "nobody@yardflow.test")
    ]
    assert answers[0].status_code == answers[1].status_code == 401
    assert answers[0].json() == answers[1].json()


def test_a_failed_try_is_in_the_audit_log_without_the_address(client, with_password, session):
    client.post("/api/auth/signin", json={"email": BOB, "password": "wrong"})
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "session.refused")).one()
    assert entry.record_id and entry.ip == "10.0.0.9"
    assert BOB not in entry.model_dump_json()


def test_a_form_that_tries_too_often_is_told_to_wait(client, with_password):
    for _ in range(10):
        client.post("/api/auth/signin", data={"email": BOB, "password": "wrong"})
    right = {"email": BOB, "password": with_password}
    assert way(client.post("/api/auth/signin", data=right)) == ("/login", {"error": "slow"})


def test_signing_out_ends_the_session_and_clears_the_cookie(sign_in, bob):
    browser = sign_in(bob)
    answer = browser.post("/api/auth/signout", headers={"Accept": "text/html"})
    assert way(answer) == ("/login", {"error": "left"})
    assert "Max-Age=0" in answer.headers["set-cookie"] and live() == 0
    assert browser.get("/api/auth/me").status_code == 401


def test_signing_out_without_a_session_is_fine(client):
    assert client.post("/api/auth/signout").status_code == 200


def test_signing_out_everywhere_ends_the_other_browsers_too(sign_in, bob):
    first, second = sign_in(bob), sign_in(bob)
    assert first.post("/api/auth/signout-everywhere").status_code == 200
    assert second.get("/api/auth/me").status_code == 401 and live() == 0


def test_one_browser_is_signed_out_from_another(sign_in, bob, alice):
    first, second, other = sign_in(bob), sign_in(bob), sign_in(alice)
    with db.session() as session:
        rows = {
            row.id: row.user_id
            for row in session.exec(select(LoginSession).order_by(LoginSession.id)).all()
        }
    own, foreign = [n for n, u in rows.items() if u == bob.user_id], list(rows)[-1]
    assert first.post(f"/api/auth/sessions/{own[1]}/revoke").status_code == 200
    assert second.get("/api/auth/me").status_code == 401
    assert first.post(f"/api/auth/sessions/{foreign}/revoke").status_code == 404
    assert other.get("/api/auth/me").status_code == 200
    leaving = first.post(f"/api/auth/sessions/{own[0]}/revoke", headers={"Accept": "text/html"})
    assert way(leaving)[0] == "/login"


def test_a_new_password_ends_every_session_and_opens_one_for_this_browser(
    sign_in, bob, with_password
):
    browser, other = sign_in(bob), sign_in(bob)
    change = {"current": with_password, "new": "quite another password"}
    answer = browser.post("/api/auth/password", data=change)
    assert way(answer) == ("/settings/", {"tab": "profile", "done": "password"})
    assert other.get("/api/auth/me").status_code == 401
    fresh = answer.headers["set-cookie"].split(";")[0]
    assert other.get("/api/auth/me", headers={"Cookie": fresh}).status_code == 200
    signed = other.post("/api/auth/signin", json={"email": BOB, "password": change["new"]})
    assert signed.status_code == 200


@pytest.mark.parametrize(
    ("current", "new", "word", "field"),
    [
        ("wrong", "quite another password", "wrong", "current"),
        (None, "short", "short", "password"),
        (None, "password2026", "common", "password"),
        (None, "Bob@yardflow.test", "own", "password"),
        (None, "A Password of the Tests!", "former", "password"),
    ],
)
def test_a_new_password_takes_the_old_one_and_is_not_one_that_is_guessed_first(
    sign_in, bob, with_password, current, new, word, field
):
    browser, change = sign_in(bob), {"current": current or with_password, "new": new}
    assert way(browser.post("/api/auth/password", data=change))[1]["error"] == word
    answer = browser.post("/api/auth/password", json=change)
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, [field])
    assert browser.get("/api/auth/me").status_code == 200


def test_the_current_password_is_not_guessed_at_either(sign_in, bob, with_password):
    browser, change = sign_in(bob), {"current": "wrong", "new": "quite another password"}
    for _ in range(10):
        browser.post("/api/auth/password", json=change)
    assert browser.post("/api/auth/password", json=change).status_code == 429


def test_an_invitation_is_accepted_with_a_form(client, session: Session, alice):
    link = invitations.invite(session, alice, "carol@yardflow.test", "MEMBER").link
    session.commit()
    form = {"token": link.partition("token=")[2], "name": "Carol", "password": "short"}
    refused = client.post("/api/auth/join", data=form)
    assert way(refused) == ("/invitation", {"token": form["token"], "error": "short"})
    accepted = client.post("/api/auth/join", data=form | {"password": "a sentence is good"})
    assert way(accepted) == ("/", {})
    assert client.get("/api/auth/me").json()["name"] == "Carol"
    again = client.post("/api/auth/join", data=form | {"password": "a sentence is good"})
    assert way(again)[1]["error"] == "gone"


@pytest.mark.parametrize(("name", "word"), [("", "name"), ("Carol", "taken")])
def test_why_one_cannot_join_is_said(client, session: Session, alice, name, word):
    link = invitations.invite(session, alice, "carol@yardflow.test", "MEMBER").link
    session.commit()
    if word == "taken":
        second = invitations.Invitation(
            email="alice@yardflow.test",
            token_hash=sessions.fingerprint("token of alice"),
            expires_at=sessions.clock.now() + invitations.VALID_FOR,
        )
        session.add(second)
        session.commit()
    token = "token of alice" if word == "taken" else link.partition("token=")[2]
    form = {"token": token, "name": name, "password": "a sentence is good"}
    assert way(client.post("/api/auth/join", data=form))[1]["error"] == word


def test_a_program_is_told_what_is_wrong_with_an_invitation(client):
    body = {"token": "none", "name": "Carol", "password": "a sentence is good"}
    assert client.post("/api/auth/join", json=body).status_code == 404
