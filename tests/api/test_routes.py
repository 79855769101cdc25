"""Every route of the HTTP API, called by nobody, by a reading token and by a MEMBER."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import Session

from tests.auth.test_handlers import NO_SUCH_ID, everything
from tests.fixtures.programs import description
from yardflow.services.team import tokens

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]

OPEN = {
    ("get", "/api/ping"),
    ("get", "/api/health"),
    ("post", "/api/auth/signin"),
    ("post", "/api/auth/signout"),
    ("post", "/api/auth/join"),
}
# Opened by a secret of its own, and by no token of a person.
BY_SECRET = {("post", "/api/cron/re-enrich"), ("post", "/api/webhooks/sendgrid")}
BY_SECRET |= {("post", "/api/webhooks/sendgrid/inbound"), ("post", "/api/webhooks/hubspot")}


def routes() -> Iterator[tuple[str, str]]:
    """Method and path of each route, its parameters filled with what does not exist."""
    for path, methods in description()["paths"].items():
        for method in methods:
            yield method, path


def called(client: Any, method: str, path: str, **options: Any) -> Any:
    if method in ("post", "put", "patch"):
        options["json"] = {}
    return client.request(method.upper(), re.sub(r"{\w+}", str(NO_SUCH_ID), path), **options)


def test_nobody_is_let_into_any_route_but_the_open_ones(client, alice, bob, techexpo):
    before = everything()
    for method, path in routes():
        answer = called(client, method, path)
        if (method, path) not in OPEN:
            assert answer.status_code == 401, (method, path, answer.text)
            assert answer.json()["error"]["code"] == "unauthenticated"
        assert techexpo.name not in answer.text and alice.email not in answer.text
    assert everything() == before


def test_a_reading_token_reaches_no_route_that_writes(client, session: Session, alice):
    secret = tokens.create(session, alice, "reads", ["read"]).secret
    session.commit()
    headers = {"Authorization": f"Bearer {secret}"}
    called(client, "get", "/api/jobs", headers=headers)  # notes the token's first use
    before = everything()
    for method, path in routes():
        if method != "get" and (method, path) not in OPEN:
            answer = called(client, method, path, headers=headers)
            refused = 401 if (method, path) in BY_SECRET else 403
            assert answer.status_code == refused, (method, path, answer.text)
    assert everything() == before


def test_every_failure_of_every_route_has_the_one_shape(sign_in, bob, techexpo):
    browser = sign_in(bob)
    for method, path in routes():
        if path.startswith("/api/auth") or path in ("/api/health", "/api/ping"):
            continue
        answer = called(browser, method, path)
        if answer.status_code >= 400:
            assert set(answer.json()["error"]) == {"code", "message", "fields"}, (method, path)
        # No provider is set up here, and what asks one says so.
        assert answer.status_code < 500 or answer.json()["error"]["code"] == "provider", path


def test_what_does_not_exist_is_a_404_on_every_record(sign_in, alice):
    browser = sign_in(alice)
    for method, path in routes():
        if method in ("get", "delete") and path.count("{") == 1:
            answer = called(browser, method, path)
            assert answer.status_code == 404, (method, path, answer.text)
