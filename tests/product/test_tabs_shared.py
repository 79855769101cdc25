"""The same with two web processes that share their state in Redis."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.fixtures.product import ROOT, answers, until
from tests.fixtures.product_in_process import cookie_of
from tests.fixtures.socket_tab import Tab, full_name
from yardflow import db, jobs
from yardflow.config import settings
from yardflow.launch import preflight
from yardflow.services.team import sessions

pytestmark = pytest.mark.heavy


# Two web processes, forked from one that has loaded the product: loading is most of a start.
PAIR = """
import asyncio, sys
from granian.constants import Interfaces
from granian.server.embed import Server
from yardflow.launch import child_processes
from yardflow.yardflow import app

async def serve(port):
    where = {"address": "127.0.0.1", "port": port}
    await Server(app(), interface=Interfaces.ASGI, log_enabled=False, **where).serve()

first, second = map(int, sys.argv[1:])
asyncio.run(serve(first if child_processes.fork() else second))
"""


@pytest.fixture(scope="module")
def webs(urls, address) -> Iterator[list[str]]:
    """Two web processes on one database and one Redis."""
    shared = {"REFLEX_STATE_MANAGER_MODE": "redis", "REFLEX_REDIS_URL": urls.redis_url}
    shared |= {"PUBLIC_URL": settings().url}
    ports = [str(preflight.free_port()) for _ in range(2)]
    addresses = [f"http://127.0.0.1:{port}" for port in ports]
    command = [sys.executable, "-c", PAIR, *ports]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | shared)
    try:
        for each in addresses:
            assert until(lambda url=f"{each}/api/ping": answers(url) or process.poll() is not None)
        assert process.poll() is None, "it ended at its start"
        yield addresses
    finally:
        process.terminate()
        process.wait(20)


def new_job(session, who) -> str:
    number = jobs.enqueue(session, "enrich_contact", asked_by=who.user_id).id
    session.commit()
    return f'"id": {number},'


async def opened(address: str, cookie: str, token: str) -> Tab:
    browser = Tab(address, token)
    await browser.connect(cookie)
    return browser


async def follows(browser: Tab, session, who) -> None:
    """The list of jobs is followed: what is new comes by itself."""
    job = new_job(session, who)
    async with asyncio.timeout(20):
        while job not in browser.text:
            await asyncio.sleep(0.05)


async def test_what_runs_at_one_process_reaches_its_owner_at_another_and_nobody_else(
    webs, alice, bob, session
):
    first, second = webs
    cookie, others = cookie_of(alice), [await opened(second, "", "a-token")]
    hers = await opened(first, cookie, "a-token")
    await hers.open_page("/jobs/")
    await hers.send(full_name("JobsState", "follow"), "/jobs/")
    await follows(hers, session, alice)
    await hers.leave()
    back = await opened(second, cookie, "a-token")
    await follows(back, session, alice)
    others += [await opened(web, cookie_of(bob), "a-token") for web in webs]
    others += [await opened(first, "", "a-token")]
    await follows(back, session, alice)
    assert [tab.received for tab in others] == [[], [], [], []]
    with db.session() as own:
        sessions.revoke_all(own, alice.user_id, "signed out")
    job, his = new_job(session, alice), others[1]
    await his.open_page("/jobs/")
    await follows(his, session, bob)
    await follows(his, session, bob)
    assert job not in back.text
    for browser in (*others, back):
        await browser.leave()
