"""The real product on a real port, without its built pages: socket and API are what is attacked.

Alice (ADMIN) and Bob (MEMBER) can sign in here: `sign_in(bob)` gives a client with his cookie.
"""

import asyncio
import contextvars
import os
import socket
import threading
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from functools import cache

import httpx
import pytest
from fastapi import FastAPI
from granian.constants import Interfaces
from granian.server.embed import Server
from sqlmodel import Session

from tests.access.tab import Tab
from yardflow import db
from yardflow.api.app import make
from yardflow.auth import cookies, passwords
from yardflow.auth.gate import Gate
from yardflow.config import settings
from yardflow.launch.web import SERVE_WHAT_WAS_BUILT
from yardflow.models import User
from yardflow.services.access import Principal
from yardflow.services.team import sessions

PASSWORD = "a password of the tests"


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cheapest bcrypt: what it costs is no rule that is tested here."""
    monkeypatch.setattr(passwords, "ROUNDS", 4)


@pytest.fixture
def client(database: None) -> Iterator[httpx.Client]:
    """A program that calls the API in this process, nobody signed in."""
    with _Calls() as calls:
        yield calls


@pytest.fixture
def sign_in(session: Session, database: None) -> Iterator[Callable[[Principal], httpx.Client]]:
    """``sign_in(alice)`` is a browser with Alice's session."""
    opened: list[httpx.Client] = []

    def browser(principal: Principal) -> httpx.Client:
        calls = _Calls(headers={"Cookie": cookie_of(principal), "Origin": settings().url})
        opened.append(calls.__enter__())
        return opened[-1]

    yield browser
    for calls in opened:
        calls.__exit__(None, None, None)


class _Calls(httpx.Client):
    """Calls the API app on an event loop of its own, as a browser that follows no redirect."""

    def __init__(self, **options: object) -> None:
        super().__init__(transport=_InProcess(), base_url=settings().url, **options)


@cache
def _api() -> FastAPI:
    """The API alone, for all tests; the product has another one, with Reflex below it."""
    return make()


class _InProcess(httpx.BaseTransport):
    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._app = httpx.ASGITransport(_api(), raise_app_exceptions=False, client=("10.0.0.9", 5))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._loop.run_until_complete(self._handle(request))

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        answer = await self._app.handle_async_request(
            httpx.Request(
                request.method, request.url, headers=request.headers, content=request.read()
            )
        )
        body = await answer.aread()
        return httpx.Response(answer.status_code, headers=answer.headers, content=body)

    def close(self) -> None:
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()


def cookie_of(principal: Principal) -> str:
    """The ``Cookie`` header of a new session."""
    with db.session() as session:
        token = sessions.open_session(session, principal.user_id, ip="10.0.0.9")
    return f"{cookies.name()}={token}"


@pytest.fixture
def with_password(session: Session, alice: Principal, bob: Principal) -> str:
    """Gives Alice and Bob the same password, and returns it."""
    for principal in (alice, bob):
        session.get_one(User, principal.user_id).password_hash = passwords.hash_password(PASSWORD)
    session.commit()
    return PASSWORD


@pytest.fixture(scope="session")
def address(urls: object) -> Iterator[str]:
    """Where the whole product listens: granian in a thread, on a loop of its own."""
    os.environ |= SERVE_WHAT_WAS_BUILT | {"__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "false"}
    from yardflow.yardflow import app

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ready: Future[asyncio.AbstractEventLoop] = Future()
    stopped = threading.Event()

    async def serve() -> None:
        server = Server(
            app(), address="127.0.0.1", port=port, interface=Interfaces.ASGI, log_enabled=False
        )
        task = asyncio.create_task(server.serve())
        await asyncio.to_thread(_until_open, port)
        ready.set_result(asyncio.get_running_loop())
        await asyncio.to_thread(stopped.wait)
        server.stop()
        await task

    # Reflex keeps what is registered in the context that imported it: this one.
    context = contextvars.copy_context()

    def run() -> None:
        try:
            context.run(asyncio.run, serve())
        except BaseException as error:
            if not ready.done():
                ready.set_exception(error)
            raise

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.result(30)
    yield f"http://127.0.0.1:{port}"
    stopped.set()
    thread.join(15)


def _until_open(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            probe.settimeout(0.1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        threading.Event().wait(0.05)
    raise TimeoutError("the server did not start")


@pytest.fixture
async def tab(address: str, database: None) -> AsyncIterator[Callable[..., object]]:
    """``await tab(cookie)`` opens a browser's tab on the socket; closed after the test."""
    opened: list[Tab] = []

    async def open_tab(cookie: str = "", token: str = "", **headers: str) -> Tab:
        one = Tab(address, token or str(uuid.uuid4()))
        opened.append(one)
        await one.connect(cookie, **headers)
        return one

    yield open_tab
    for one in opened:
        await one.leave()


@pytest.fixture
def the_gate(address: str) -> Gate:
    """The one gate of the product."""
    from yardflow.yardflow import app

    return next(one for one in app._middlewares if isinstance(one, Gate))
