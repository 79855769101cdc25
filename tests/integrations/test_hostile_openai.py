"""What calls itself OpenAI and means harm: a question ends in a fault, never in a crash."""

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from pydantic import BaseModel

from yardflow.integrations.errors import TemporaryError
from yardflow.integrations.openai import answers as openai_answers
from yardflow.integrations.openai import batches as openai_batches
from yardflow.integrations.openai import client as openai_client
from yardflow.integrations.openai.batches import Remote

MODEL = "gpt-5.4-mini"
LARGE = openai_client.LARGEST_ANSWER
DEEP = b"[" * 200_000


class Form(BaseModel):
    """What is asked for."""

    title: str


@pytest.fixture
def says(set_up: Callable[..., None]) -> Iterator[Callable[..., None]]:
    """``says(body, **headers)``: from now on the answer to everything, with status 200.

    A list is said piece by piece, slowly.
    """
    replies: list[tuple[bytes | list[bytes], dict[str, str]]] = []

    class Speaker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            body, headers = replies[-1]
            self.send_response(int(headers.get("status", 200)))
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            whole = sum(map(len, body)) if isinstance(body, list) else len(body)
            self.send_header("Content-Length", str(whole))
            self.end_headers()
            with suppress(OSError):  # whoever asked may have left
                for part in body if isinstance(body, list) else [body]:
                    self.wfile.write(part)
                    time.sleep(0.02 if isinstance(body, list) else 0)

        do_GET = do_POST

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Speaker)
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    set_up(OPENAI_API_KEY="sandbox", OPENAI_BASE_URL=f"http://127.0.0.1:{server.server_port}/v1")
    yield lambda body, **headers: replies.append((body, headers))
    server.shutdown()
    server.server_close()
    thread.join(5)


def ask() -> openai_answers.Answer[Form]:
    return openai_answers.ask(Form, "Fill in the form.", {"company": "Acme"}, MODEL)


@pytest.mark.parametrize("body", [DEEP, b'{"a":' * 40_000, b"", b"\xff\xfe", b"9" * 5_000])
def test_json_that_cannot_be_read_is_in_doubt(says, body):
    says(body)
    with pytest.raises(TemporaryError, match="could not be read") as caught:
        ask()
    assert caught.value.in_doubt


def test_an_error_that_cannot_be_read_passes_all_the_same(says):
    says(DEEP, status="500")
    with pytest.raises(TemporaryError, match="error 500"):
        ask()


@pytest.mark.parametrize(
    "wait", ["Mon, 99 Jan 99999999999999999999 00:00:00 GMT", "nan", "1e400", "9" * 5_000]
)
def test_a_wait_that_is_no_time_is_none(says, wait):
    says(b"{}", status="429", **{"Retry-After": wait})
    with pytest.raises(TemporaryError, match="slow down") as caught:
        ask()
    assert caught.value.after is None


def test_a_line_of_a_batch_that_cannot_be_read_is_skipped_and_the_next_one_taken(says):
    says(DEEP + b'\n{"custom_id": "charge-7", "response": {"status_code": 200, "body": {}}}\n')
    remote = Remote("batch_1", "completed", 2, 2, output_file="file-1")
    assert [answer.custom_id for answer in openai_batches.results(remote, MODEL)] == ["charge-7"]


def test_an_answer_that_never_ends_is_broken_off(says):
    says(b" " * (20 * LARGE))
    with pytest.raises(TemporaryError, match="can't be reached") as caught:
        ask()
    assert caught.value.in_doubt


@pytest.mark.heavy
def test_what_is_packed_is_bounded_before_it_is_unpacked(says):
    packed = gzip.compress(b" " * 400_000_000)
    assert len(packed) > LARGE
    says(packed, **{"Content-Encoding": "gzip"})
    with pytest.raises(TemporaryError, match="can't be reached"):
        ask()


def test_an_answer_that_drips_is_broken_off_as_a_whole(says, monkeypatch):
    monkeypatch.setattr(openai_client, "WHOLE_S", 0.3)
    says([b" "] * 500)
    began = time.monotonic()
    with pytest.raises(TemporaryError, match="took too long") as caught:
        ask()
    assert caught.value.in_doubt and time.monotonic() - began < 5
