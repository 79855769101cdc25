"""Secrets planted in every failing path turn up in no log, page, job or bundle."""

import io
import json
import logging
from collections.abc import Iterator

import httpx
import pytest
from sqlmodel import Session

from tests.fixtures.product import Web, web_process
from tests.fixtures.product_in_process import cookie_of
from tests.fixtures.socket_tab import NAMESPACE, STATE, Tab, full_name
from yardflow import db, jobs, log
from yardflow.config import settings
from yardflow.jobs.queue import Job
from yardflow.services.team import invitations

CANARY = "c4nary" * 4
COOKIE = "c00kie" * 4
ADDRESS = "c4nary.person@c4nary.test"
KEYS = {
    "OPENAI_API_KEY": f"sk-{CANARY}",
    "HUBSPOT_ACCESS_TOKEN": f"pat-{CANARY}",
    "HUBSPOT_CLIENT_ID": "an-app",
    "HUBSPOT_CLIENT_SECRET": f"secret-{CANARY}",
    "HUBSPOT_DEVELOPER_KEY": f"developer-{CANARY}",
    "ENCRYPTION_KEYS": f"{CANARY}{CANARY[:19]}=",
    "SENDGRID_API_KEY": f"SG.{CANARY}",
    "CRON_SECRET": f"cron-{CANARY}{CANARY}",
}
# Where no one answers, so that asking it fails.
AWAY = {"HUBSPOT_BASE_URL": "http://127.0.0.1:9"}


@pytest.fixture
def web(database: None, address: str) -> Iterator[Web]:
    """Its own process, so that what it prints is what a deployment prints."""
    with web_process(**KEYS, **AWAY, PUBLIC_URL=settings().url) as web:
        yield web


@pytest.mark.heavy
async def test_no_failing_path_tells_a_secret(web, alice, bob, with_password, session: Session):
    with httpx.Client(base_url=web.address, timeout=20) as calls:
        answers = [answer.text for answer in _failing_calls(calls, cookie_of(bob), bob.email)]
        answers += [answer.text for answer in _failing_connections(calls, cookie_of(alice))]
    invitations.invite(session, alice, ADDRESS, "MEMBER")
    session.commit()
    browser = Tab(web.address, f"token-{CANARY}")
    await browser.connect(f"yardflow={COOKIE}; other={COOKIE}", **{"User-Agent": ADDRESS})
    await _failing_events(browser)
    await browser.leave()
    signed = Tab(web.address, "a-token")
    await signed.connect(cookie_of(bob))
    await _failing_events(signed)
    await signed.leave()
    assert '"level": "warning"' in web.output
    for output in (web.output, "".join(answers), signed.text):
        assert CANARY not in output and ADDRESS not in output and with_password not in output
    assert COOKIE not in web.output + browser.text  # its own token and browser are told back to it


def _failing_calls(calls: httpx.Client, cookie: str, email: str) -> Iterator[httpx.Response]:
    signed = {"Cookie": cookie, "Origin": settings().url}
    yield calls.post("/api/auth/signin", json={"email": ADDRESS, "password": CANARY})
    yield calls.post("/api/auth/signin", data={"email": email, "password": CANARY})
    yield calls.post("/api/auth/signin", content=f'{{"password": "{CANARY}", ')
    yield calls.post("/api/auth/signin", json={"email": [ADDRESS], "password": {"x": CANARY}})
    yield calls.post("/api/auth/password", json={"current": CANARY, "new": CANARY}, headers=signed)
    yield calls.post("/api/auth/join", json={"token": CANARY, "name": "", "password": CANARY})
    yield calls.post("/api/tokens", json={"name": CANARY, "scopes": [CANARY]}, headers=signed)
    yield calls.get("/api/jobs", headers={"Authorization": f"Bearer yf_{CANARY}"})
    yield calls.get("/api/jobs", headers={"Cookie": f"yardflow={CANARY}"})
    yield calls.get(f"/api/jobs/{CANARY}", headers=signed)
    yield calls.get(f"/api/nothing?token={CANARY}&email={ADDRESS}")
    yield calls.get("/api/health")
    yield calls.get("/api/openapi.json")


def _failing_connections(calls: httpx.Client, cookie: str) -> Iterator[httpx.Response]:
    signed = {"Cookie": cookie, "Origin": settings().url}
    token, callback = "/api/hubspot/connection/token", "/api/hubspot/callback"
    yield calls.post(token, json={"token": f"pat-{CANARY}"}, headers=signed)
    yield calls.post(token, data={"token": f"pat-{CANARY}"}, headers=signed)
    yield calls.post(token, json={"token": [CANARY]}, headers=signed)
    yield calls.post(token, json={"token": f"{CANARY} {CANARY}"}, headers=signed)
    yield calls.get(f"{callback}?code={CANARY}&state={CANARY}", headers=signed)
    yield calls.get(f"{callback}?code={CANARY}&state={CANARY}")
    yield calls.get(f"{callback}?error={CANARY}", headers=signed)


async def _failing_events(browser: Tab) -> None:
    await browser.send(f"{STATE}.no_such_handler", secret=CANARY, email=ADDRESS)
    await browser.send(f"{STATE}.setvar", var_name=CANARY, value=ADDRESS)
    await browser.send(full_name("ProfileState", "rename"), form=[CANARY, ADDRESS])
    await browser.send(full_name("ProfileState", "rename"), **{CANARY: ADDRESS})
    await browser.send(full_name("LoginState", "read_address"), "/login", password=CANARY)
    await browser.send_raw(CANARY)
    await browser.send_raw([ADDRESS])
    await browser.send_raw({"name": {"x": CANARY}, "payload": ADDRESS})
    await browser._client.emit("client_error", {"message": ADDRESS}, namespace=NAMESPACE)
    await browser.settle()


def test_a_job_that_stops_on_a_defect_tells_nothing(session: Session, bob):
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.addFilter(log.Quiet())
    handler.setFormatter(log.JsonLines())
    job = jobs.enqueue(session, "enrich_contact", subject="contact:1", asked_by=bob.user_id).id
    session.commit()

    def defect(running: jobs.Running) -> None:
        raise RuntimeError(f"{CANARY} {ADDRESS}")

    logging.getLogger().addHandler(handler)
    try:
        jobs.perform(job, defect)
    finally:
        logging.getLogger().removeHandler(handler)
    with db.session() as own:
        row = own.get_one(Job, job).model_dump_json()
    assert "RuntimeError" in said.getvalue()
    for output in (said.getvalue(), row):
        assert CANARY not in output and ADDRESS not in output


def test_what_is_compiled_into_the_public_bundle_holds_no_secret(address, monkeypatch):
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    from reflex.state import State

    state = json.dumps(State(_reflex_internal_init=True).dict(initial=True), default=str)
    assert "workplace" in state
    assert CANARY not in state and settings().secret() not in state
    assert settings().database_url not in state
