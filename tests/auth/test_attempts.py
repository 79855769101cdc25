"""Attempts on the socket and the API of the real product, each with the outcome it must have.

Every handler as nobody, MEMBER and ADMIN: ``test_handlers.py``. Passwords, tries and sessions in
detail have files of their own.
"""

import http.client
import json
from urllib.parse import urlsplit

import httpx
import pytest
import socketio
from sqlmodel import Session, select

from tests.fixtures.product_in_process import cookie_of
from tests.fixtures.records import company
from tests.fixtures.socket_tab import HYDRATE, STATE, Tab, full_name
from yardflow import db, jobs
from yardflow.auth.gate import MAX_ANONYMOUS_PAYLOAD, MAX_PAYLOAD
from yardflow.config import settings
from yardflow.models import AuditEntry, JobStatus, LoginSession, User
from yardflow.services.team import revocation, sessions, users

CANARY = "Zanzibar Canary"


def row(kind: type, key: int):
    with db.session() as session:
        return session.get(kind, key)


@pytest.fixture
def secrets_of_the_trade(session: Session, techexpo, alice, bob, works_at) -> list[str]:
    """Data that must not leave: names and addresses nobody could guess."""
    works_at(
        company(session, techexpo, f"{CANARY} Ltd"), "Zanzibar Person", email="zanzibar@canary.test"
    )
    jobs.enqueue(session, "enrich_contact", subject="contact:4711", asked_by=bob.user_id)
    session.commit()
    return ["Zanzibar", "zanzibar", "contact:4711", techexpo.name, alice.email, "Bob"]


@pytest.mark.slow
async def test_nobody_loads_each_page_and_is_told_nothing(tab, secrets_of_the_trade):
    from yardflow.yardflow import app

    routes = [f"/{route.strip('/')}" for route in app._unevaluated_pages]
    assert len(routes) >= 3
    for route in routes:
        browser = await tab()
        await browser.open_page(route)
        for secret in secrets_of_the_trade:
            assert secret not in browser.text, (route, secret)


async def test_a_member_calls_an_administrators_handler_and_it_is_noted(tab, alice, bob, session):
    browser = await tab(cookie_of(bob))
    answers = await browser.call(
        full_name("TeamState", "change_role"), user_id=bob.user_id, role="ADMIN"
    )
    assert row(User, bob.user_id).role == "MEMBER"
    assert "team_state" not in json.dumps(answers[0:-1])
    noted = session.exec(select(AuditEntry).where(AuditEntry.action == "access.denied")).one()
    assert noted.user_id == bob.user_id
    assert noted.after == {"handler": "yardflow.state.settings.team.TeamState.change_role"}


async def test_another_owner_s_id_is_as_if_not_there(tab, alice, bob, session):
    hers = cookie_of(alice)
    her_session = session.exec(select(LoginSession)).one().id
    her_job = jobs.enqueue(session, "enrich_contact", asked_by=alice.user_id).id
    session.commit()
    browser = await tab(cookie_of(bob))
    await browser.call(full_name("SessionsState", "end"), session_id=her_session)
    await browser.call(full_name("JobsState", "cancel"), job_id=her_job)
    assert row(LoginSession, her_session).revoked_at is None
    assert row(jobs.queue.Job, her_job).status == JobStatus.QUEUED
    assert "Session not found." in browser.text and "Job not found." in browser.text
    assert hers not in browser.text


@pytest.mark.parametrize("who", ["nobody", "bob"])
async def test_vars_are_set_by_nobody_from_outside(tab, bob, who):
    browser = await tab(cookie_of(bob) if who == "bob" else "")
    workplace = full_name("Workplace", "enter").rpartition(".")[0]
    forged = {"name": "Mallory", "email": "", "initials": "", "is_admin": True}
    for name in (f"{workplace}.setvar", f"{STATE}.setvar"):
        await browser.call(name, var_name="me", value=forged)
    await browser.call(f"{workplace}.set_me", value=forged)
    vars_ = {f"{workplace}.me_rx_state_": forged, f"{workplace}.me": forged}
    await browser.call(full_name("UpdateVarsInternalState", "update_vars_internal"), vars=vars_)
    await browser.call(HYDRATE, vars=vars_)
    await browser.settle()
    assert "Mallory" not in browser.text and '"is_admin": true' not in browser.text


@pytest.mark.parametrize("var", ["no_state.me", "me", ".", f"{STATE}.no_state.me"])
@pytest.mark.parametrize("who", ["nobody", "bob"])
async def test_a_hydrate_that_brings_vars_costs_no_stack_in_the_log(tab, bob, caplog, who, var):
    browser = await tab(cookie_of(bob) if who == "bob" else "")
    await browser.call(HYDRATE, vars={var: "secret-canary"})
    assert "A handler failed" not in caplog.text and "secret-canary" not in caplog.text


@pytest.mark.parametrize(
    "payload",
    [
        {"form": "text with a secret-canary"},
        {"form": ["secret-canary"]},
        {"form": {"name": "Bobby"}, "user_id": "secret-canary"},
        {},
        {"form": None},
    ],
)
async def test_wrong_types_and_extra_arguments_end_before_the_handler(tab, bob, caplog, payload):
    browser = await tab(cookie_of(bob))
    await browser.call(full_name("ProfileState", "rename"), **payload)
    assert row(User, bob.user_id).name == "Bob"
    assert "was refused" in caplog.text and "secret-canary" not in caplog.text
    assert "A handler failed" not in caplog.text


@pytest.mark.parametrize("event", ["text", 7, [], {"name": 3}, {"name": "no.such.handler"}, None])
async def test_what_is_no_event_harms_nobody(tab, bob, event):
    browser = await tab(cookie_of(bob))
    await browser.send_raw(event)
    await browser.settle()


async def test_role_and_ids_in_a_form_are_ignored(tab, alice, bob):
    form = {"name": "Bobby", "role": "ADMIN", "id": alice.user_id, "user_id": alice.user_id}
    browser = await tab(cookie_of(bob))
    await browser.call(full_name("ProfileState", "rename"), form=form)
    assert (row(User, bob.user_id).name, row(User, bob.user_id).role) == ("Bobby", "MEMBER")
    assert row(User, alice.user_id).name == "Alice"


async def test_a_forged_path_cookie_or_address_opens_nothing(tab, alice):
    browser = await tab()
    await browser.send_raw(
        {
            "name": full_name("Workplace", "enter"),
            "payload": {},
            "router_data": {
                "pathname": "/settings",
                "asPath": "/settings",
                "headers": {"cookie": cookie_of(alice)},
                "ip": "127.0.0.1",
                "session_id": "1",
                "token": "another",
            },
        }
    )
    await browser.settle()
    assert alice.email not in browser.text
    assert browser.redirects == ["/login?next=%2Fsettings"]


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/x\r\ny: z"])
async def test_a_forged_path_leads_nobody_astray(tab, path):
    browser = await tab()
    await browser.call(full_name("Workplace", "enter"), path)
    for address in browser.redirects:
        parts = urlsplit(address)
        assert (parts.scheme, parts.netloc, parts.path) == ("", "", "/login")


@pytest.mark.parametrize("next_one", ["nobody", "bob"])
async def test_a_left_tab_s_token_brings_a_fresh_state(tab, alice, bob, next_one):
    hers = await tab(cookie_of(alice), token="the-token-of-alice")
    await hers.open_page("/settings")
    assert alice.email in hers.text
    await hers.leave()
    taker = await tab(cookie_of(bob) if next_one == "bob" else "", token="the-token-of-alice")
    await taker.call(full_name("LoginState", "read_address"))
    await taker.open_page("/settings")
    assert taker.token == "the-token-of-alice" and alice.email not in taker.text


async def test_a_token_in_use_is_not_shared(tab, alice):
    cookie = cookie_of(alice)
    hers = await tab(cookie, token="the-token-of-alice")
    await hers.open_page("/settings")
    strangers = await tab(token="the-token-of-alice")
    await strangers.settle()
    copied = await tab(cookie, token="the-token-of-alice")
    seen = len(hers.received)
    await hers.open_page("/settings")
    assert alice.email in json.dumps(hers.received[seen:])
    assert alice.email not in strangers.text and alice.email not in copied.text
    assert copied.token != hers.token == "the-token-of-alice"


async def test_an_oversized_event_is_refused(tab, bob, caplog):
    browser = await tab(cookie_of(bob))
    await browser.call(
        full_name("ProfileState", "rename"), form={"name": "B", "x": "x" * MAX_PAYLOAD}
    )
    assert row(User, bob.user_id).name == "Bob" and f"over {MAX_PAYLOAD} bytes" in caplog.text
    stranger = await tab()
    await stranger.call(HYDRATE, hashes=["x" * MAX_ANONYMOUS_PAYLOAD])
    assert f"over {MAX_ANONYMOUS_PAYLOAD} bytes" in caplog.text


async def test_a_message_past_a_megabyte_costs_its_sender_the_socket_only(tab, bob):
    browser, other = await tab(), await tab(cookie_of(bob))
    await browser.send(HYDRATE, vars={"x": "x" * 1_100_000})
    await other.open_page("/settings")
    assert bob.email in other.text


def test_an_oversized_upload_is_refused_before_it_is_read(address, alice):
    calls = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    calls.putrequest("POST", "/api/imports")
    for name, value in {
        "Cookie": cookie_of(alice),
        "Origin": settings().url,
        "Content-Type": "multipart/form-data; boundary=b",
        "Content-Length": "60000000",
    }.items():
        calls.putheader(name, value)
    calls.endheaders()
    assert calls.getresponse().status == 413
    calls.close()


@pytest.mark.parametrize("how", ["sign out", "demotion", "removal", "everywhere"])
async def test_whose_session_ended_is_refused_at_the_next_event(tab, alice, bob, session, how):
    browser = await tab(cookie_of(bob))
    await browser.open_page("/settings")
    await browser.settle()
    assert bob.email in browser.text
    me = sessions.Principal(
        bob.user_id,
        bob.role,
        "",
        "",
        session_id=session.exec(select(LoginSession)).one().id,
    )
    with db.session() as own:
        if how == "sign out":
            sessions.sign_out(own, me)
        elif how == "demotion":
            users.change_role(own, alice, bob.user_id, "ADMIN")
        elif how == "removal":
            users.remove(own, alice, bob.user_id)
        else:
            revocation.sign_out_everywhere(own, me)
    seen = len(browser.received)
    await browser.call(full_name("ProfileState", "rename"), "/settings", form={"name": "Bobby"})
    assert row(User, bob.user_id).name == "Bob"
    assert set(browser.redirects) == {"/login?error=ended&next=%2Fsettings"}
    assert bob.email not in json.dumps(browser.received[seen:])


def test_a_session_planted_before_the_login_is_not_taken_over(address, with_password, bob):
    planted = {"Cookie": "yardflow=planted-by-mallory"}
    body = {"email": bob.email, "password": with_password}
    answer = httpx.post(f"{address}/api/auth/signin", json=body, headers=planted)
    assert "planted" not in answer.headers["set-cookie"]
    assert httpx.get(f"{address}/api/auth/me", headers=planted).status_code == 401


async def test_another_site_opens_no_socket(address, alice):
    for origin in ("https://evil.example", "null", f"{settings().url}.evil.example"):
        browser = Tab(address, "token")
        with pytest.raises(socketio.exceptions.ConnectionError):
            await browser.connect(cookie_of(alice), Origin=origin)


def test_another_site_reads_nothing_and_posts_nothing(address, alice):
    headers = {"Cookie": cookie_of(alice), "Origin": "https://evil.example"}
    read = httpx.get(f"{address}/api/auth/me", headers=headers)
    assert "access-control-allow-origin" not in read.headers
    asking = headers | {"Access-Control-Request-Method": "POST"}
    assert httpx.options(f"{address}/api/jobs", headers=asking).status_code >= 400
    form = httpx.post(f"{address}/api/auth/signout", headers=headers, data={"x": "y"})
    assert form.status_code == 403
    assert httpx.get(f"{address}/api/auth/me", headers=headers).status_code == 200


@pytest.mark.slow
def test_the_eleventh_try_is_refused_whatever_the_headers_say(address, with_password, bob):
    seen = []
    for number in range(11):
        headers = {"X-Forwarded-For": f"10.9.{number}.1", "X-Real-IP": f"10.8.{number}.1"}
        body = {"email": f"guess{number}@yardflow.test", "password": "wrong"}
        seen.append(httpx.post(f"{address}/api/auth/signin", json=body, headers=headers))
    assert [answer.status_code for answer in seen] == [401] * 10 + [429]
    assert int(seen[-1].headers["retry-after"]) > 0


@pytest.mark.parametrize("length", [64, 73, 200])
def test_long_passwords_work_whole(address, session, bob, length):
    from yardflow.auth.passwords import hash_password

    session.get_one(User, bob.user_id).password_hash = hash_password("p" * length)
    session.commit()
    for password, status in (("p" * length, 200), ("p" * (length - 1) + "q", 401)):
        body = {"email": bob.email, "password": password}
        assert httpx.post(f"{address}/api/auth/signin", json=body).status_code == status
