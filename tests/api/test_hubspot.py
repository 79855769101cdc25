"""The connection to HubSpot over HTTP, and the way back from there."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.fixtures.hubspot_connection import press_connect
from yardflow.auth import cookies
from yardflow.services.hubspot.connection import authorizing, store
from yardflow.services.team import sessions, tokens

CONNECTION, CALLBACK = "/api/hubspot/connection", "/api/hubspot/callback"


@pytest.fixture
def browser(session, alice, sign_in):
    """Alice's browser, and what she brings back from HubSpot with it."""
    calls = sign_in(alice)

    def came_back(**changes: str) -> dict[str, str]:
        token = cookies.token_of(calls.headers["cookie"])
        address = authorizing.begin(session, sessions.find(session, token))
        session.commit()
        return press_connect(address) | changes

    calls.came_back = came_back
    return calls


def led_to(answer) -> str:
    assert answer.status_code == 303 and answer.headers["cache-control"] == "no-store"
    address = answer.headers["location"]
    assert urlsplit(address).path == "/settings/" and "tab=hubspot" in address
    query = parse_qs(urlsplit(address).query)
    return (query.get("done") or query.get("error") or [""])[0]


def test_who_comes_back_is_connected_and_led_to_the_settings(browser, sandbox):
    assert led_to(browser.get(CALLBACK, params=browser.came_back())) == "connected"
    body = browser.get(CONNECTION).json()
    assert (body["status"], body["kind"], body["portalId"]) == ("connected", "oauth", 24_000_001)
    assert body["connectedBy"] == "Alice" and body["missing"] == []


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"state": "foreign"}, "state"),
        ({"state": ""}, "state"),
        ({"state": "x" * 10_000}, "state"),
        ({"code": "foreign"}, "grant"),
        ({"code": ""}, "state"),
        ({"code": "x" * 10_000}, "state"),
        ({"error": "access_denied"}, "declined"),
        ({"error": "<script>"}, "refused"),
        ({"something": "new"}, "connected"),
    ],
)
def test_what_comes_back_otherwise_is_refused_in_one_word(browser, sandbox, changes, word):
    assert led_to(browser.get(CALLBACK, params=browser.came_back(**changes))) == word
    assert (store.read() is not None) == (word == "connected")


def test_another_login_session_does_not_connect(browser, sign_in, alice, carol, bob, sandbox):
    back = browser.came_back()
    for who in (alice, carol, bob):
        assert led_to(sign_in(who).get(CALLBACK, params=back)) == "state"
    assert store.read() is None


def test_whose_session_has_ended_signs_in_again(client, browser, sandbox):
    back = browser.came_back()
    assert client.get(CALLBACK, params=back).status_code == 401
    answer = client.get(CALLBACK, params=back, headers={"Accept": "text/html"})
    assert answer.status_code == 303 and answer.headers["location"].startswith("/login?")
    assert back["state"] not in answer.headers["location"]


def test_an_api_token_neither_comes_back_nor_enters_a_token(client, session, alice, browser):
    secret = tokens.create(session, alice, "writes", ["read", "write"]).secret
    session.commit()
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get(CALLBACK, params={"code": "a", "state": "b"}, headers=headers).is_error
    answer = client.post(f"{CONNECTION}/token", json={"token": "sandbox"}, headers=headers)
    assert answer.status_code == 403 and store.read() is None


def test_a_private_app_s_token_is_entered_by_form_or_as_json(browser, sandbox):
    assert led_to(browser.post(f"{CONNECTION}/token", data={"token": "wrong"})) == "token"
    assert led_to(browser.post(f"{CONNECTION}/token", data={"token": ""})) == "unreadable"
    assert led_to(browser.post(f"{CONNECTION}/token", data={"token": "sandbox"})) == "connected"
    answer = browser.post(f"{CONNECTION}/token", json={"token": "sandbox"})
    assert answer.json()["kind"] == "private_app"
    refused = browser.post(f"{CONNECTION}/token", json={"token": "wrong-canary"})
    assert refused.status_code == 502 and "wrong-canary" not in refused.text


def test_a_form_of_another_site_enters_nothing(browser, sandbox):
    foreign = {"Origin": "https://evil.example"}
    answer = browser.post(f"{CONNECTION}/token", data={"token": "sandbox"}, headers=foreign)
    assert answer.status_code == 403 and store.read() is None


def test_a_test_and_the_end(browser, sign_in, bob, sandbox):
    for method, path in (("POST", f"{CONNECTION}/test"), ("DELETE", CONNECTION)):
        assert browser.request(method, path).status_code == 404
    browser.get(CALLBACK, params=browser.came_back())
    assert browser.post(f"{CONNECTION}/test").json() == {
        "ok": True,
        "message": "Connected to account 24000001.",
        "details": "",
    }
    member = sign_in(bob)
    assert member.get(CONNECTION).json()["status"] == "connected"
    for method, path in (("POST", f"{CONNECTION}/test"), ("DELETE", CONNECTION)):
        assert member.request(method, path).status_code == 403
    token = member.post(f"{CONNECTION}/token", json={"token": "sandbox"})
    assert token.status_code == 403
    assert "stays" in browser.delete(CONNECTION).json()["message"]
    assert browser.get(CONNECTION).json()["status"] == "not_connected"


def test_no_token_shows_in_any_answer(browser, sandbox):
    browser.get(CALLBACK, params=browser.came_back())
    connection = store.read()
    secrets = [
        connection.access_token,
        connection.refresh_token,
        connection.access().token.get_secret_value(),
    ]
    shown = browser.get(CONNECTION).text + browser.post(f"{CONNECTION}/test").text
    shown += browser.delete(CONNECTION).text
    assert not any(secret in shown for secret in secrets)
