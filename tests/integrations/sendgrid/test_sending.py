"""Sending through SendGrid: what was taken, what certainly was not, and what no one knows."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.fixtures.product import until
from tests.fixtures.sandbox import call
from yardflow.integrations.sendgrid import client, sending
from yardflow.integrations.sendgrid.refusals import Code, Refusal
from yardflow.integrations.sendgrid.sending import Accepted, Unknown

MESSAGE = {
    "personalizations": [{"to": [{"email": "ann@acme.example"}], "custom_args": {"message": "7"}}],
    "from": {"email": "sales@yardflow.example", "name": "Sales"},
    "subject": "Grüße \ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "content": [{"type": "text/plain", "value": "Good morning"}],
}


@pytest.fixture(autouse=True)
def empty(sandbox) -> None:
    """No messages from the tests before."""
    call("DELETE", f"{sandbox.url}/messages")


def taken(sandbox) -> int:
    return call("GET", f"{sandbox.url}/messages").json()["total"]


def test_what_is_accepted_is_in_the_book_under_its_id(sandbox):
    outcome = sending.send(MESSAGE)
    (entry,) = call("GET", f"{sandbox.url}/messages").json()["items"]
    assert outcome == Accepted(entry["message_id"])


def test_of_each_failure_it_is_known_whether_the_message_may_have_gone_out(sandbox, monkeypatch):
    monkeypatch.setattr(client, "READ_S", 0.3)
    client._pool.cache_clear()
    for fault, how, outcome, arrived in (
        ("rate_limited", {"retryAfter": 30}, Code.RATE_LIMITED, 0),
        ("error", {"status": 401, "message": "Maximum credits exceeded"}, Code.NO_CREDIT, 0),
        ("error", {"status": 401, "message": "invalid, expired, or revoked"}, Code.BAD_KEY, 0),
        ("error", {"status": 403, "message": "access forbidden"}, Code.NO_PERMISSION, 0),
        ("error", {"status": 404}, Code.WRONG_ADDRESS, 0),
        ("error", {"status": 413}, Code.TOO_LARGE, 0),
        ("error", {"status": 400, "param": "subject"}, Code.INVALID, 0),
        ("error", {"status": 408}, None, 0),
        ("error", {"status": 503}, None, 0),
        ("down", {}, None, 0),
        ("malformed", {}, None, 0),
        ("drop", {}, None, 0),
        ("lost", {}, None, 1),
        ("slow", {"seconds": 0.5}, None, 1),
    ):
        call("DELETE", f"{sandbox.url}/messages")
        sandbox.fail(fault, "sendgrid", **how)
        result = sending.send(MESSAGE)
        if outcome is None:
            assert isinstance(result, Unknown) and "may have gone out" in result.message, fault
            assert "error 2" not in result.message, "what worked is no error"
        else:
            assert isinstance(result, Refusal) and result.code is outcome, fault
            assert result.message and result.permanent == (outcome in ("too_large", "invalid"))
        # What is slow arrives when it is no longer waited for.
        assert until(lambda n=arrived: taken(sandbox) == n, 5), fault
    client._pool.cache_clear()


def test_a_limit_says_how_long_to_wait(sandbox):
    sandbox.fail("rate_limited", "sendgrid", retryAfter=30)
    result = sending.send(MESSAGE)
    assert isinstance(result, Refusal) and result.after is not None
    assert 25 <= result.after.total_seconds() <= 30


def test_who_is_not_verified_and_what_is_not_valid_are_told_apart(sandbox):
    other = sending.send(MESSAGE | {"from": {"email": "ann@acme.com"}})
    wrong = sending.send(MESSAGE | {"subject": ""})
    assert isinstance(other, Refusal) and isinstance(wrong, Refusal)
    assert (other.code, wrong.code) == (Code.SENDER_NOT_VERIFIED, Code.INVALID)
    assert wrong.details.param == "subject" and "subject" in wrong.message
    assert taken(sandbox) == 0


def test_without_a_key_or_with_an_impossible_one_nothing_is_sent(sandbox, set_up):
    for key in ("sand\nbox", "schlüssel"):
        set_up(SENDGRID_API_KEY=key)
        result = sending.send(MESSAGE)
        assert isinstance(result, Refusal) and "SENDGRID_API_KEY" in result.message
    set_up(SENDGRID_API_KEY=None, SENDGRID_BASE_URL=None)
    result = sending.send(MESSAGE)
    assert isinstance(result, Refusal) and "not set up" in result.message
    assert taken(sandbox) == 0


def test_sendgrid_itself_is_never_asked_to_email_people_who_can_t_exist(set_up):
    set_up(SENDGRID_API_KEY="SG.real", SENDGRID_BASE_URL=None)
    for address in ("Ann@acme.EXAMPLE", "ann@mail.acme.test", "ann@example.com"):
        to = {"personalizations": [{"to": [{"email": address}]}]}
        assert sending.send(MESSAGE | to) == Refusal(Code.INVALID, sending.NO_ONE), address


@contextmanager
def raw_server(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """An address where each connection is handed to ``serve``."""
    listening = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=[connection], daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()


ACCEPTED = b"HTTP/1.1 202 Accepted\r\nX-Message-Id: m1\r\n"


def answering(*answers: bytes) -> Callable[[socket.socket], None]:
    """Gives each request on a connection the next of these; behind the last it is closed."""

    def serve(connection: socket.socket) -> None:
        with connection:
            for answer in answers:
                head = b""
                while b"\r\n\r\n" not in head:
                    if not (part := connection.recv(65_536)):
                        return
                    head += part
                connection.sendall(answer)

    return serve


def test_no_one_there_is_certain_and_a_closed_or_strange_line_is_not(set_up):
    set_up(SENDGRID_API_KEY="sandbox", SENDGRID_BASE_URL="http://127.0.0.1:9")
    assert sending.send(MESSAGE) == Refusal(
        Code.UNREACHABLE, "SendGrid can't be reached right now."
    )
    set_up(SENDGRID_BASE_URL="http://nowhere.invalid")
    assert sending.send(MESSAGE) == Refusal(
        Code.UNREACHABLE, "SendGrid can't be reached right now."
    )
    for answer, outcome in (
        (b"", Unknown),
        (b"HTTP/1.1 20", Unknown),
        (b"nonsense\r\n\r\n", Unknown),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", Unknown),
        (b"HTTP/1.1 302 Found\r\nLocation: http://x.example/\r\n\r\n", Refusal),
        (ACCEPTED + b"Content-Length: 0\r\n\r\n", Accepted),
        # The status says it: what would have followed is of no use.
        (ACCEPTED + b"Content-Length: 50\r\n\r\nhalf", Accepted),
    ):
        with raw_server(answering(answer)) as url:
            set_up(SENDGRID_BASE_URL=url)
            assert isinstance(sending.send(MESSAGE), outcome), answer


def test_a_connection_is_kept_and_one_that_was_closed_meanwhile_is_not_used(set_up):
    good = ACCEPTED + b"Content-Length: 0\r\n\r\n"
    closed: list[threading.Event] = []

    def serve(connection: socket.socket) -> None:
        closed.append(threading.Event())
        answering(good, good)(connection)
        closed[-1].set()

    with raw_server(serve) as url:
        set_up(SENDGRID_API_KEY="sandbox", SENDGRID_BASE_URL=url)
        for connections in (1, 2, 3):
            assert [sending.send(MESSAGE), sending.send(MESSAGE)] == [Accepted("m1")] * 2
            assert len(closed) == connections
            assert closed[-1].wait(10)


def test_broken_answers_leave_no_place_taken(set_up, monkeypatch):
    monkeypatch.setattr(client, "CONNECTIONS", 2)
    client._pool.cache_clear()
    with raw_server(answering(b"HTTP/1.1 500 X\r\nContent-Length: 9\r\n\r\nhalf")) as url:
        set_up(SENDGRID_API_KEY="sandbox", SENDGRID_BASE_URL=url)
        assert all(isinstance(sending.send(MESSAGE), Unknown) for _ in range(5))
    endless = b"HTTP/1.1 500 X\r\nContent-Length: 90000000\r\n\r\n" + b"x" * 2_000_000
    with raw_server(answering(endless)) as url:
        set_up(SENDGRID_BASE_URL=url)
        assert all(isinstance(sending.send(MESSAGE), Unknown) for _ in range(5))
    client._pool.cache_clear()
