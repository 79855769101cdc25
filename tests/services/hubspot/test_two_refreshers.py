"""Two interpreters renew one token: the later answer never replaces the newer token, and what a
kill between HubSpot's answer and our row costs is said.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import httpx
import pytest
from sqlalchemy import func, update
from sqlmodel import Session

from tests.fixtures.hubspot_connection import stored
from yardflow import clock
from yardflow.integrations.hubspot import account
from yardflow.models import HubSpotConnection
from yardflow.services.hubspot.connection import tokens, views

CALL = """
import sys
from yardflow.integrations.hubspot import account
from yardflow.services.hubspot.connection import tokens
print("ready", flush=True)
sys.stdin.readline()
try:
    print(tokens.calling(account.details).portal_id, flush=True)
except tokens.TokenRefused:
    print("refused", flush=True)
"""


class Between(ThreadingHTTPServer):
    """Stands between us and HubSpot; the next token waits here from `hold` until `free` is set."""

    def __init__(self, url: str) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.url = url
        self.holding, self.answered, self.free = Event(), Event(), Event()

    def pass_on(self) -> None:
        """HubSpot has answered."""
        if self.holding.is_set():
            self.holding.clear()
            self.answered.set()
            self.free.wait(60)


class _Passing(BaseHTTPRequestHandler):
    server: Between

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {
            name: self.headers[name]
            for name in ("authorization", "content-type")
            if name in self.headers
        }
        url = self.server.url + self.path
        answer = httpx.request(self.command, url, content=body, headers=headers, verify=False)
        if self.path.endswith("/token"):
            self.server.pass_on()
        self.send_response(answer.status_code)
        self.send_header("Content-Length", str(len(answer.content)))
        if "location" in answer.headers:
            self.send_header("Location", answer.headers["location"])
        self.end_headers()
        self.wfile.write(answer.content)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def between(sandbox, set_up) -> Iterator[Between]:
    server = Between(f"{sandbox.url}/hubspot")
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    set_up(HUBSPOT_BASE_URL=f"http://127.0.0.1:{server.server_port}")
    yield server
    server.free.set()
    server.shutdown()


@pytest.fixture
def caller() -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Another interpreter that calls HubSpot as soon as it gets a line."""
    running: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        command = [sys.executable, "-c", CALL]
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
        running.append(process)
        assert read(process) == "ready"
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def read(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def go(*processes: subprocess.Popen[str]) -> None:
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()


def end_token(session: Session, sandbox) -> None:
    """The token has ended, here and there."""
    sandbox.set_forward(1_800)
    session.execute(update(HubSpotConnection).values(expires_at=clock.now()))
    session.commit()


def end_turn(session: Session) -> None:
    """Whoever renews the token has taken longer than anyone waits for."""
    session.execute(update(HubSpotConnection).values(refreshing_until=func.now()))
    session.commit()


def refreshes(sandbox) -> int:
    received = sandbox.received("hubspot")
    return sum((each["body"] or {}).get("grant_type") == "refresh_token" for each in received)


def works() -> bool:
    return tokens.calling(account.details).portal_id == 24_000_001


def test_two_interpreters_that_find_it_ended_renew_it_once(session, connect, sandbox, caller):
    connect()
    processes = [caller(), caller()]
    end_token(session, sandbox)
    go(*processes)
    assert [read(each) for each in processes] == ["24000001"] * 2
    assert refreshes(sandbox) == 1 and works()


def test_a_slow_interpreter_s_token_is_kept_though_another_was_refused(
    session, connect, sandbox, between, caller
):
    connect()
    slow, quick = caller(), caller()
    end_token(session, sandbox)
    between.holding.set()
    go(slow)
    assert between.answered.wait(30)
    end_turn(session)
    go(quick)
    assert read(quick) == "refused" and stored(session).lost_at
    between.free.set()
    assert read(slow) == "24000001"
    assert stored(session).lost_at is None and works()


@pytest.mark.parametrize(("rotates", "result"), [(True, "refused"), (False, "24000001")])
def test_a_kill_between_the_answer_and_the_row_costs_a_reconnection_at_most(
    session, alice, connect, sandbox, between, caller, rotates, result
):
    sandbox.choose_oauth(rotates=rotates)
    connect()
    killed, other = caller(), caller()
    end_token(session, sandbox)
    between.holding.set()
    go(killed)
    assert between.answered.wait(30)
    killed.kill()
    killed.wait()
    between.free.set()
    end_turn(session)
    go(other)
    assert read(other) == result
    view = views.get(session, alice)
    if rotates:
        assert view.status == "lost" and "never arrived" in view.problem
        connect()
    assert works()
