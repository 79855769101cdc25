"""What a log line says, and what it keeps to itself."""

import io
import json
import logging
import time

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.fixtures.rows import each_row
from yardflow import log
from yardflow.log import job_id


@pytest.fixture
def lines():
    """A production logger, and the JSON lines it wrote."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(log.Quiet())
    handler.setFormatter(log.JsonLines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize(
    "secret",
    [
        "ann.lee+x@acme.co.uk",
        "+49 170 1234567",
        "postgresql://app:hunter2@db/yardflow",
        "Authorization: Bearer abc.def",
        "Cookie: session=abc123",
        '{"password": "hunter2"}',
        "api_key=sk-12345",
        "key sk-proj-hunter2_hunter2",
        "token yf_hunter2hunter2",
        "passwd: hunter2",
        "passphrase=hunter2",
        "pwd = hunter2",
        "Cookie: theme=dark; yardflow=hunter2",
        "(415) 555-0123",
        "415-555-0123",
        "415.555.0123",
        "4155550123",
        "0170 1234567",
        "0049 170 1234567",
        "020 7946 5550123",
        "client 'b6f0c2d0-5a1b-4c7e-9d44-0123456789ab'",
        "GET /_event/?token=b6f0c2d0-5a1b-4c7e-9d44-0123456789ab&EIO=4",
    ],
)
def test_addresses_numbers_and_credentials_are_masked(secret: str, lines) -> None:
    logging.getLogger("any").warning("saw %s here", secret)
    text = lines()[0]["message"]
    for part in ("ann.lee", "1234567", "hunter2", "abc", "sk-12345", "0123", "b6f0c2d0"):
        assert part not in text


@each_row(
    "harmless",
    [
        "2026-11-26 15:12:33 took 12.3 ms",
        "2026-11-26T17:11:44.123Z",
        "127.0.0.1:5432 and 192.168.100.200",
        "20,000 of 100,000 rows, job 4711",
        "0.0086 USD of 0.0090, version 0.17.123, 3221225472 bytes",
        "req_0123456789abcdef0123456789abcdef",
        "task-runner-42 asked sk-ips",
    ],
)
def test_figures_that_are_no_numbers_of_telephones_stay(harmless: str) -> None:
    assert log.clean(harmless) == harmless


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\x1b[2J", "\x85", "\u2028", "\x00"])
def test_a_line_stays_one_line(sign: str, lines) -> None:
    logging.getLogger("any").warning("before%safter", sign)
    text = lines()[0]["message"]
    assert len(text.splitlines()) == 1 and text.isprintable()


def test_half_a_character_is_written_as_it_can_be() -> None:
    record = logging.LogRecord("any", logging.INFO, "x.py", 1, "a \ud83d b", (), None)
    log.Quiet().filter(record)
    assert log.Readable().format(record).encode().endswith(b"a \\ud83d b")


def test_an_exception_is_logged_without_its_message(lines) -> None:
    try:
        raise ValueError("Key (email)=(ann) already exists")
    except ValueError:
        logging.getLogger("any").exception("it failed")
    line = lines()[0]
    assert line["error"]["type"] == "ValueError"
    assert "test_log.py" in line["error"]["at"][-1]
    assert "already exists" not in json.dumps(line)


def test_what_a_client_sent_to_reflex_is_not_quoted(lines) -> None:
    logger = logging.getLogger("reflex.app")
    logger.warning("Received event from session 1. Event data: {'note': 'canary'}")
    logger.error(
        "[Reflex Backend Exception]\n Traceback (most recent call last):\n"
        "  File \"state.py\", line 3, in save\n    raise KeyError(canary)\nKeyError: 'canary'\n"
    )
    text = json.dumps(lines())
    assert "canary" not in text
    assert "state.py" in text
    assert "KeyError" in text


def test_a_line_of_a_job_carries_its_number(lines) -> None:
    token = job_id.set(7)
    logging.getLogger("any").info("working")
    job_id.reset(token)
    assert lines()[0]["job"] == 7


def test_a_person_reads_plain_lines(lines) -> None:
    record = logging.LogRecord("any", logging.INFO, "x.py", 1, "to %s", ("ann@acme.com",), None)
    log.Quiet().filter(record)
    assert log.Readable().format(record).endswith("any to [email]")


def client() -> TestClient:
    async def answer(request: Request) -> PlainTextResponse:
        logging.getLogger("any").info("inside")
        return PlainTextResponse(log.request_id.get() or "")

    async def fail(request: Request) -> PlainTextResponse:
        raise RuntimeError("canary")

    app = Starlette(
        routes=[Route("/api/{rest:path}", answer), Route("/page", answer), Route("/broken", fail)]
    )
    return TestClient(log.RequestLog(app), raise_server_exceptions=False)


def test_a_request_has_one_id_in_answer_and_log(lines) -> None:
    answer = client().get("/api/contacts?search=ann")
    inside, line = (line for line in lines() if line["logger"] in {"any", "yardflow.access"})
    assert answer.headers["x-request-id"] == answer.text == line["request"] == inside["request"]
    assert (line["message"], line["status"]) == ("GET /api/contacts", 200)


def test_a_proxy_may_bring_the_id_but_not_any_text() -> None:
    assert client().get("/api/x", headers={"X-Request-Id": "abcdef-123456"}).text == "abcdef-123456"
    assert client().get("/api/x", headers={"X-Request-Id": "a b"}).text != "a b"


def test_a_token_in_a_path_is_not_logged(lines) -> None:
    client().get("/api/invites/Zk3mZk3mZk3mZk3mZk3mZk3m")
    assert [f["message"] for f in lines() if f["logger"] == "yardflow.access"] == [
        "GET /api/invites/[hidden]"
    ]


def test_pages_are_logged_only_when_they_fail(lines) -> None:
    client().get("/page")
    client().get("/broken")
    messages = [f["message"] for f in lines() if f["logger"] == "yardflow.access"]
    assert messages == ["GET /broken"]


@each_row(
    "piece",
    ["a", "1", "a.", "é.", "+1 ", "a@", "://", "token=", "0 ", "(0", "0/", "sk-", "0123-", "pwd "],
)
def test_a_very_long_text_is_cut_and_keeps_nobody_waiting(piece: str) -> None:
    began = time.process_time()
    assert len(log.clean(piece * 100_000)) <= 4000
    assert time.process_time() - began < 1, "masking has become quadratic again"


def test_an_address_that_the_cut_divides_is_not_left_in_half() -> None:
    assert "ann" not in log.clean("x" * 3994 + " ann.lee@acme.example")


def test_a_servers_own_report_of_a_failure_shows_places_and_no_values(lines) -> None:
    report = (
        "Application callable raised an exception\nTraceback (most recent call last):\n"
        '  File "/app/yardflow/db.py", line 9, in run\n'
        "psycopg.DataError: bad value [parameters: {'name': 'Ann Lee'}]"
    )
    logging.getLogger("any").error(report)
    text = lines()[0]["message"]
    assert "Ann" not in text
    assert "psycopg.DataError" in text and "line 9" in text
