"""The small rules under the gate: rate limits, arguments, the table of handlers."""

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from tests.fixtures.product_in_process import cookie_of
from tests.fixtures.rows import each_row
from yardflow import registry
from yardflow.auth import handlers, rate_limit
from yardflow.auth.event_validation import (
    InvalidArgument,
    payload_size,
    validate,
)
from yardflow.auth.rate_limit import RateLimiter, SocketRateLimit
from yardflow.domains import DOMAINS
from yardflow.registry import Domain, Handlers


def test_a_burst_passes_and_then_a_steady_few():
    moment = 0.0
    steady = RateLimiter(rate=2, burst=3, clock=lambda: moment)
    assert [steady.allow("bob") for _ in range(4)] == [True, True, True, False]
    assert steady.allow("alice")
    moment = 0.5
    assert steady.allow("bob") and not steady.allow("bob")


def test_who_waits_learns_how_long():
    steady = RateLimiter(rate=2, burst=1, clock=lambda: 0.0)
    assert [steady.reserve("bob") for _ in range(3)] == [0.0, 0.5, 1.0]


def test_the_memory_of_rate_limits_is_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rate_limit, "_MAX_KEYS", 10)
    steady = RateLimiter(rate=1, burst=5, clock=lambda: 0.0)
    for number in range(1000):
        steady.allow(f"10.0.0.{number}")
    assert len(steady._levels) <= 10


async def test_a_socket_that_talks_too_fast_is_read_more_slowly(monkeypatch):
    naps: list[float] = []

    async def nap(seconds: float) -> None:
        naps.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", nap)
    scope = {"type": "websocket", "client": ("10.0.0.9", 1), "headers": []}

    async def app(scope, receive, send):
        for _ in range(410):
            await receive()

    async def message():
        return {"type": "websocket.receive", "text": "2"}

    await SocketRateLimit(app)(scope, message, None)
    assert 1 <= len(naps) <= 10 and all(nap > 0 for nap in naps)


@pytest.mark.parametrize("sort", ["text", "bytes"])
async def test_long_messages_are_read_as_slowly_as_many(monkeypatch, sort):
    naps: list[float] = []

    async def nap(seconds: float) -> None:
        naps.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", nap)
    scope = {"type": "websocket", "client": ("10.0.0.8", 1), "headers": []}
    long = "2" * 200_000

    async def app(scope, receive, send):
        for _ in range(20):
            await receive()

    async def message():
        return {"type": "websocket.receive", sort: long if sort == "text" else long.encode()}

    await SocketRateLimit(app)(scope, message, None)
    assert len(naps) > 10 and max(naps) > 10


async def test_who_opens_sockets_too_fast_is_turned_away_sooner_without_a_session(database, bob):
    sent = []

    async def app(scope, receive, send):
        sent.append("open")

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message["type"])

    guarded = SocketRateLimit(
        app, signed_in=RateLimiter(rate=0.001, burst=2), strangers=RateLimiter(rate=0.001, burst=1)
    )
    for cookie in ("", "yardflow=made up", cookie_of(bob), cookie_of(bob), cookie_of(bob)):
        headers = [(b"cookie", cookie.encode())]
        scope = {"type": "websocket", "client": ("1.1.1.1", 1), "headers": headers}
        await guarded(scope, receive, send)
    assert sent == ["open", "websocket.close", "open", "open", "websocket.close"]


def handler(function):
    hints = {name: hint for name, hint in function.__annotations__.items() if name != "return"}
    return SimpleNamespace(fn=function, _type_hints=hints)


@handler
def rename(self, number: int, name: str, tags: list[str] | None = None):
    """Something that takes arguments."""


@handler
def save(self, form: dict, anything=None):
    """Something that takes a form."""


def test_fitting_arguments_pass_and_are_converted():
    payload = {"number": "7", "name": "Ann", "tags": ["a"]}
    validate(rename, payload)
    assert payload["number"] == 7


@each_row(
    "payload",
    [
        {"number": [], "name": "Ann"},
        {"number": 1, "name": {"$ne": ""}},
        {"number": 1, "name": None},
        {"number": 1},
        {"number": 1, "name": "Ann", "role": "ADMIN"},
        {"number": 1, "name": "Ann", "self": {}},
        {"number": 1, "name": "Ann", "tags": [{}]},
        {"number": 1, "name": {"__reflex_form_data__": [["a", "b"]]}},
    ],
)
def test_arguments_that_do_not_fit_are_refused(payload):
    with pytest.raises(InvalidArgument) as refused:
        validate(rename, payload)
    assert "ADMIN" not in str(refused.value)


def test_a_form_is_left_to_reflex_where_a_form_is_taken():
    payload = {"form": {"__reflex_form_data__": [["a", "b"]]}, "anything": object}
    validate(save, payload)
    assert payload["form"] == {"__reflex_form_data__": [["a", "b"]]}
    with pytest.raises(InvalidArgument):
        validate(save, {"form": "text"})


def test_weighing_stops_at_the_limit():
    assert payload_size({"a": "x" * 50, "b": [1, 2]}, 1000) < 200
    assert payload_size(["x" * 100] * 1000, 500) < 1000


@pytest.fixture
def twice() -> Iterator[None]:
    """A domain that declares a handler for members and for ADMINs."""
    load = (Handlers("a.State", member=("load",)), Handlers("a.State", admin=("load",)))
    registry.install((*DOMAINS, Domain(name="twice", handlers=load)))
    yield
    registry.install(DOMAINS)


def test_a_handler_is_declared_once(twice):
    with pytest.raises(ValueError, match=r"a\.State\.load is declared twice"):
        handlers.table()
