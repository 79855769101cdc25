"""Long work keeps nobody waiting: who asks, and what is short, have threads of their own."""

import asyncio
import threading
from collections.abc import Callable

import pytest
from sqlmodel import Session

from yardflow import db
from yardflow.auth import cookies
from yardflow.auth.passwords import hash_password
from yardflow.auth.request_principal import principal_of_cookie
from yardflow.auth.sign_in import Browser, sign_in
from yardflow.models import Role, User
from yardflow.services.access import Principal
from yardflow.services.records import events
from yardflow.services.team import sessions

pytestmark = pytest.mark.usefixtures("database")


def member(number: int) -> Principal:
    """A member among many."""
    return Principal(number, Role.MEMBER, f"Person {number}", f"p{number}@yardflow.test")


class Held:
    """Services that go on until they are let go."""

    def __init__(self) -> None:
        self.begun = 0
        self._go = threading.Event()

    def service(self, session: Session, *_: object) -> None:
        session.connection()
        self.begun += 1
        assert self._go.wait(60)

    async def fill(self, run: Callable, count: int) -> "asyncio.Future[list[None]]":
        """Asks for that many at once; as many as there are threads for are held from then on."""
        people = [()] * count if run is not db.run_long else [(member(n),) for n in range(count)]
        waiting = asyncio.gather(*(run(self.service, *person) for person in people))
        while self.begun == 0:
            await asyncio.sleep(0)
        return waiting

    def let_go(self) -> None:
        self._go.set()


@pytest.fixture
def cookie(session, bob) -> str:
    """What Bob's browser sends."""
    token = sessions.open_session(session, bob.user_id)
    session.commit()
    return f"{cookies.name()}={token}"


async def test_six_long_services_keep_no_short_one_waiting(bob, cookie, techexpo):
    services = Held()
    waiting = await services.fill(db.run_long, 6)
    try:
        assert await principal_of_cookie(cookie) is not None
        assert (await db.run(events.get, bob, techexpo.id)).name == "TechExpo 2026"
        assert not waiting.done()
    finally:
        services.let_go()
    await waiting
    assert services.begun == 6


async def test_one_person_s_long_services_take_one_thread():
    services = Held()
    hers = asyncio.gather(*(db.run_long(services.service, member(1)) for _ in range(20)))
    while services.begun == 0:
        await asyncio.sleep(0)
    try:
        assert await db.run_long(lambda session, who: who.user_id, member(2)) == 2
        assert services.begun == 1
    finally:
        services.let_go()
    await hers
    assert services.begun == 20


async def test_who_gives_up_a_long_service_has_its_thread_until_it_ends():
    services = Held()
    given_up = []
    for _ in range(5):
        given_up.append(asyncio.ensure_future(db.run_long(services.service, member(1))))
        while services.begun == 0:
            await asyncio.sleep(0)
        await asyncio.sleep(0.01)
        given_up[-1].cancel()
    try:
        assert await db.run_long(lambda session, who: who.user_id, member(2)) == 2
        assert services.begun == 1 and not given_up[0].done()
    finally:
        services.let_go()
    assert (await asyncio.wait({given_up[0]}, timeout=10))[0] and given_up[0].cancelled()


async def test_one_person_s_short_services_leave_threads_to_the_others(bob, techexpo):
    services = Held()
    hers = asyncio.gather(*(db.run(services.service, member(bob.user_id + 1)) for _ in range(40)))
    while services.begun < db.SHORT_AT_ONCE:
        await asyncio.sleep(0)
    try:
        assert (await db.run(events.get, bob, techexpo.id)).name == "TechExpo 2026"
        assert services.begun == db.SHORT_AT_ONCE
    finally:
        services.let_go()
    await hers
    assert services.begun == 40


async def test_whatever_services_are_held_up_people_are_recognised_and_sign_in(
    session, bob, cookie
):
    session.get_one(User, bob.user_id).password_hash = hash_password("a password of Bob's")
    session.commit()
    services = Held()
    waiting = await services.fill(db.run, 30)
    try:
        assert (await principal_of_cookie(cookie)).user_id == bob.user_id
        assert await sign_in(bob.email, "a password of Bob's", Browser("127.0.0.1"))
        assert not waiting.done()
    finally:
        services.let_go()
    await waiting


async def test_all_threads_together_find_a_connection_each():
    services = Held()
    waiting = [await services.fill(run, 30) for run in (db.run, db.run_access, db.run_long)]
    services.let_go()
    for each in waiting:
        await each
    assert services.begun == 90


async def test_a_service_knows_what_the_request_s_context_says():
    from yardflow.log import job_id

    token = job_id.set(77)
    try:
        assert await db.run(lambda _: job_id.get()) == 77
    finally:
        job_id.reset(token)
