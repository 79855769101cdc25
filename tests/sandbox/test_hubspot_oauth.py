"""HubSpot's OAuth as the sandbox plays it: what it grants, refuses and lets end."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.fixtures.sandbox import Sandbox, started
from tests.sandbox.hubspot import published_answers as published
from tests.sandbox.hubspot.published_requests import check

BACK = "http://localhost:3000/api/hubspot/callback"
VERIFIER = "v" * 64
CLIENT = {"client_id": "sandbox", "client_secret": "sandbox"}
SCOPES = "oauth crm.objects.contacts.read"


def challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def authorize(sandbox, method: str = "POST", **changes: str) -> httpx.Response:
    query = {
        "client_id": "sandbox",
        "redirect_uri": BACK,
        "scope": SCOPES,
        "state": "a&b",
        "code_challenge": challenge(VERIFIER),
        "code_challenge_method": "S256",
    }
    return httpx.request(method, f"{sandbox.url}/hubspot/oauth/authorize", params=query | changes)


def code(sandbox) -> str:
    return parse_qs(urlsplit(authorize(sandbox).headers["location"]).query)["code"][0]


def post(sandbox, path: str = "", **form: str) -> httpx.Response:
    return httpx.post(f"{sandbox.url}/hubspot/oauth/2026-03/token{path}", data=CLIENT | form)


def exchange(sandbox, code: str, **changes: str) -> httpx.Response:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
    return post(sandbox, **(form | {"code_verifier": VERIFIER} | changes))


def refresh(sandbox, token: str) -> httpx.Response:
    return post(sandbox, grant_type="refresh_token", refresh_token=token)


def details(sandbox, token: str) -> httpx.Response:
    url = f"{sandbox.url}/hubspot/account-info/v3/details"
    return httpx.get(url, headers={"Authorization": f"Bearer {token}"})


def test_the_page_names_the_scopes_and_leads_back_with_the_state(sandbox):
    page = authorize(sandbox, "GET").text
    assert "crm.objects.contacts.read" in page and page.count("<button") == 1
    assert "error=access_denied&amp;state=a%26b" in page
    answer = authorize(sandbox)
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert answer.status_code == 302 and query["state"] == ["a&b"] and query["code"]
    assert authorize(sandbox, client_id="other").status_code == 400
    assert authorize(sandbox, redirect_uri="javascript:alert(1)").status_code == 400


def test_a_code_serves_once_and_only_whoever_asked_for_it(sandbox):
    for changes in ({"code_verifier": "w" * 64}, {"redirect_uri": f"{BACK}/other"}):
        refused = exchange(sandbox, code(sandbox), **changes)
        assert refused.status_code == 400 and refused.json()["error"] == "invalid_grant"
    assert exchange(sandbox, code(sandbox), client_secret="wrong").status_code == 401
    given = code(sandbox)
    tokens = exchange(sandbox, given).json()
    assert tokens["expires_in"] == 1_800 and tokens["scopes"] == SCOPES.split()
    assert details(sandbox, tokens["access_token"]).json()["portalId"] == tokens["hub_id"]
    assert exchange(sandbox, given).json()["error"] == "invalid_grant"


def test_an_access_token_ends_and_is_named_so(sandbox):
    tokens = exchange(sandbox, code(sandbox)).json()
    sandbox.set_forward(1_801)
    answer = details(sandbox, tokens["access_token"])
    assert (answer.status_code, answer.json()["category"]) == (401, "EXPIRED_AUTHENTICATION")
    assert post(sandbox, "/introspect", token=tokens["access_token"]).json() == {"active": False}
    assert details(sandbox, refresh(sandbox, tokens["refresh_token"]).json()["access_token"])


def test_a_refresh_token_serves_once_where_they_rotate(sandbox):
    first = exchange(sandbox, code(sandbox)).json()["refresh_token"]
    second = refresh(sandbox, first).json()["refresh_token"]
    assert second != first
    assert refresh(sandbox, first).json()["status"] == "BAD_REFRESH_TOKEN"
    sandbox.choose_oauth(rotates=False)
    assert refresh(sandbox, second).json()["refresh_token"] == second
    assert refresh(sandbox, second).status_code == 200


def test_introspection_says_what_a_token_may(sandbox):
    sandbox.choose_oauth(scopes=["oauth"])
    token = exchange(sandbox, code(sandbox)).json()["access_token"]
    info = post(sandbox, "/introspect", token=token).json()
    assert info["active"] and info["scopes"] == ["oauth"] and info["user"]


def test_what_is_revoked_serves_no_longer(sandbox):
    tokens = exchange(sandbox, code(sandbox)).json()
    assert post(sandbox, "/revoke", token=tokens["refresh_token"]).status_code == 200
    assert refresh(sandbox, tokens["refresh_token"]).status_code == 400
    assert details(sandbox, tokens["access_token"]).status_code == 401


@pytest.mark.parametrize("token", ["sandbox", "wrong"])
def test_a_private_app_s_token_says_its_scopes(sandbox, token):
    url = f"{sandbox.url}/hubspot/oauth/v2/private-apps/get/access-token-info"
    answer = httpx.post(url, json={"tokenKey": token})
    assert answer.status_code == (200 if token == "sandbox" else 404)
    assert ("crm.objects.deals.write" in answer.text) == (token == "sandbox")


def test_tokens_outlast_a_restart(tmp_path):
    with started(None, "--folder", str(tmp_path)) as url:
        first = exchange(Sandbox(url), code(Sandbox(url))).json()
    with started(None, "--folder", str(tmp_path)) as url:
        assert details(Sandbox(url), first["access_token"]).status_code == 200
        second = refresh(Sandbox(url), first["refresh_token"])
        assert second.status_code == 200
        assert refresh(Sandbox(url), first["refresh_token"]).status_code == 400


def test_no_secret_of_it_is_kept_in_what_was_received(sandbox):
    given = code(sandbox)
    tokens = exchange(sandbox, given).json()
    refresh(sandbox, tokens["refresh_token"])
    kept = str(sandbox.received("hubspot"))
    assert "(hidden)" in kept and "authorization_code" in kept
    for secret in (given, VERIFIER, tokens["refresh_token"], tokens["access_token"]):
        assert secret not in kept


def test_tokens_and_what_is_said_of_them_are_as_published(sandbox):
    issued = check(published.IssuedTokens, exchange(sandbox, code(sandbox)).text)
    said = post(sandbox, "/introspect", token=issued.access_token).text
    assert check(published.Introspected, said).token == issued.access_token
    renewed = check(published.IssuedTokens, refresh(sandbox, issued.refresh_token).text)
    assert renewed.refresh_token != issued.refresh_token
