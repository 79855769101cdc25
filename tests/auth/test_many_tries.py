"""Many attempts at once: right ones all succeed, wrong ones get no more looks than one by one."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from sqlmodel import Session, select

from yardflow import clock
from yardflow.api.app import make
from yardflow.auth import passwords
from yardflow.config import settings
from yardflow.models import AuditEntry, LoginAttempt, User

pytestmark = pytest.mark.usefixtures("database")

BOB = "bob@yardflow.test"


@pytest.fixture
async def calls() -> AsyncIterator[httpx.AsyncClient]:
    """A program that calls the API in this process, many times at once; nobody called it before."""
    way_in = httpx.ASGITransport(make(), raise_app_exceptions=False, client=("10.0.0.9", 5))
    async with httpx.AsyncClient(transport=way_in, base_url=settings().url) as client:
        yield client


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password that was compared, in the order it happened."""
    seen: list[str] = []
    compare = passwords._check

    def noted(password: str, stored: str) -> bool:
        seen.append(password)
        return compare(password, stored)

    monkeypatch.setattr(passwords, "_check", noted)
    return seen


async def attempts(calls: httpx.AsyncClient, guesses: list[str], **headers: str) -> Counter[int]:
    answers = await asyncio.gather(
        *(
            calls.post("/api/auth/signin", json={"email": BOB, "password": guess}, headers=headers)
            for guess in guesses
        )
    )
    calls.cookies.clear()
    return Counter(answer.status_code for answer in answers)


@pytest.mark.slow
async def test_twenty_right_sign_ins_at_once_all_succeed(calls, with_password, session: Session):
    assert await attempts(calls, [with_password] * 20) == {200: 20}
    assert session.exec(select(LoginAttempt)).all() == []


@pytest.mark.slow
async def test_twenty_right_ones_succeed_beside_nine_that_failed(calls, with_password):
    assert await attempts(calls, ["wrong"] * 9) == {401: 9}
    assert await attempts(calls, [with_password] * 20) == {200: 20}


@pytest.mark.slow
async def test_of_fifty_wrong_ones_at_once_ten_are_looked_at(calls, with_password, looks):
    seen = await attempts(calls, [f"guess {number}" for number in range(50)])
    assert seen == {401: 10, 429: 40} and len(looks) == 10
    assert await attempts(calls, [with_password]) == {429: 1} and len(looks) == 10


@pytest.mark.slow
async def test_a_right_one_among_many_wrong_ones_gives_no_more_looks(calls, with_password, looks):
    mixed = [f"guess {number}" for number in range(30)]
    mixed.insert(5, with_password)
    seen = await attempts(calls, mixed)
    assert seen == {200: 1, 401: 10, 429: 20} and len(looks) == 11


@pytest.mark.slow
async def test_attempts_that_were_stopped_are_one_entry_a_minute_with_a_count(
    calls, with_password, session: Session, bob
):
    await attempts(calls, ["wrong"] * 60)
    stopped = select(AuditEntry).where(AuditEntry.action == "session.throttled")
    first = session.exec(stopped).one()
    assert (first.record_id, first.ip, first.after) == (bob.user_id, "10.0.0.9", None)
    session.rollback()
    with clock.at(clock.now() + timedelta(minutes=1)):
        await attempts(calls, ["wrong"])
    entries = session.exec(stopped.order_by(AuditEntry.id)).all()
    assert [entry.after for entry in entries] == [None, {"times": 50}, None]


async def test_outsiders_lock_neither_a_known_browser_nor_a_session_out(calls, with_password):
    mine = await calls.post("/api/auth/signin", json={"email": BOB, "password": with_password})
    cookies = "; ".join(cookie.partition(";")[0] for cookie in mine.headers.get_list("set-cookie"))
    known = cookies.partition("; ")[2]
    calls.cookies.clear()
    assert (await attempts(calls, ["wrong"] * 12))[429] == 2
    assert await attempts(calls, [with_password]) == {429: 1}
    assert await attempts(calls, [with_password], Cookie=known) == {200: 1}
    change = {"current": with_password, "new": "quite another sentence"}
    changed = await calls.post("/api/auth/password", json=change, headers={"Cookie": cookies})
    assert changed.status_code == 200


@pytest.mark.slow
async def test_a_known_browser_has_ten_attempts_of_its_own_and_costs_others_none(
    calls, with_password, looks
):
    mine = await calls.post("/api/auth/signin", json={"email": BOB, "password": with_password})
    known = mine.headers.get_list("set-cookie")[1].partition(";")[0]
    calls.cookies.clear()
    looks.clear()
    assert await attempts(calls, ["wrong"] * 30, Cookie=known) == {401: 10, 429: 20}
    assert len(looks) == 10
    assert await attempts(calls, [with_password]) == {200: 1}


@pytest.mark.slow
async def test_a_browser_is_known_to_its_person_only_and_while_the_password_is_the_same(
    calls, with_password, session: Session, alice, bob
):
    body = {"email": BOB, "password": with_password}
    mine = await calls.post("/api/auth/signin", json=body)
    known = mine.headers.get_list("set-cookie")[1].partition(";")[0]
    calls.cookies.clear()
    name, _, value = known.partition("=")
    nonce, _, signature = value.partition(".")
    forged = [
        f"yardflow-known-{alice.user_id}={value}",
        f"{name}={nonce}x.{signature}",
        f"{name}={nonce}.{signature[:-1]}x",
        f"{name}={nonce}.é",
        f"{name}=x",
    ]
    await attempts(calls, ["wrong"] * 10)
    for cookie in forged:
        answer = await calls.post(
            "/api/auth/signin", json=body, headers={b"Cookie": cookie.encode("latin-1")}
        )
        assert answer.status_code == 429, cookie
    session.get_one(User, bob.user_id).password_hash = passwords.hash_password("another sentence")
    session.commit()
    assert await attempts(calls, ["another sentence"], Cookie=known) == {429: 1}


async def test_a_password_that_changes_during_the_comparison_opens_nothing(
    calls, with_password, session: Session, bob, monkeypatch
):
    other = passwords.hash_password("another sentence")
    compare = passwords._check

    def overtaken(password: str, stored: str) -> bool:
        session.get_one(User, bob.user_id).password_hash = other
        session.commit()
        return compare(password, stored)

    monkeypatch.setattr(passwords, "_check", overtaken)
    assert await attempts(calls, [with_password]) == {401: 1}
