"""OpenAI's Batch API: many questions handed over as one file, answered within a day at half the
price, in whatever order. Each is known by its ``custom_id`` alone.
"""

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import httpx2
import openai
from openai.types import Batch

from yardflow.integrations.errors import (
    Details,
    PermanentError,
    ProviderError,
    TemporaryError,
)
from yardflow.integrations.openai import batch_errors as openai_batch_errors
from yardflow.integrations.openai.client import client
from yardflow.integrations.openai.errors import error_of

# What one file may hold; theirs are 50,000 lines and 200 MB.
MOST_LINES, MOST_BYTES = 50_000, 190_000_000
ENDPOINT: Literal["/v1/responses"] = "/v1/responses"
# A file goes or comes in one piece, which takes longer than a question.
FILE_TIMEOUT_S = 120
# Long enough to be collected after a weekend's outage; then they delete what was said of people.
KEPT_THERE_S = 4 * 24 * 3600
MOST_PAGES = 20
_ENDED = {"completed", "failed", "expired", "cancelled"}
# What of an answer is read; the rest repeats the question.
_READ = ("status", "incomplete_details", "output", "usage")


@dataclass(frozen=True, slots=True)
class Remote:
    """A batch as it stands there. ``done`` are the questions that were answered, and so are paid
    for; ``problem`` is why it was refused as a whole.
    """

    id: str
    status: str
    done: int
    total: int
    input_file: str | None = None
    output_file: str | None = None
    error_file: str | None = None
    problem: ProviderError | None = None

    @property
    def files(self) -> list[str]:
        """All of its files."""
        kept = (self.input_file, self.output_file, self.error_file)
        return [file_id for file_id in kept if file_id]

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.status in _ENDED


class Unconfirmed(TemporaryError):
    """The questions are at OpenAI, in ``input_file``, and nobody knows whether a batch was made of
    them.
    """

    def __init__(self, message: str, input_file: str, details: Details | None) -> None:
        super().__init__(message, in_doubt=True, details=details)
        self.input_file = input_file


@dataclass(frozen=True, slots=True)
class Line:
    """What came back for one question: the body of an answer, or why there is none."""

    custom_id: str
    body: dict[str, Any] | None = None
    fault: ProviderError | None = None


def submit(lines: Iterable[tuple[str, dict[str, Any]]], key: str, model: str) -> Remote:
    """Hands questions over as one batch, with ``key`` in its metadata so that it is found again.

    Raises:
        Unconfirmed: it is in doubt whether it was taken; `find` tells.
        ProviderError: it was not taken.
    """
    with tempfile.TemporaryFile() as file:
        for custom_id, body in lines:
            line = {"custom_id": custom_id, "method": "POST", "url": ENDPOINT, "body": body}
            file.write(json.dumps(line).encode() + b"\n")
        if file.tell() > MOST_BYTES:
            raise PermanentError("A batch would be larger than OpenAI accepts.")
        file.seek(0)
        with _asking(model):
            sent = client().files.create(
                file=(f"{key}.jsonl", file, "application/jsonl"),
                purpose="batch",
                expires_after={"anchor": "created_at", "seconds": KEPT_THERE_S},
                timeout=FILE_TIMEOUT_S,
            )
    try:
        with _asking(model):
            return _remote(_made(sent.id, key), model)
    except ProviderError as fault:
        if fault.in_doubt:
            raise Unconfirmed(fault.message, sent.id, fault.details) from fault
        raise


def _made(file_id: str, key: str) -> Batch:
    try:
        return client().batches.create(
            input_file_id=file_id,
            endpoint=ENDPOINT,
            completion_window="24h",
            metadata={"key": key},
            output_expires_after={"anchor": "created_at", "seconds": KEPT_THERE_S},
        )
    except openai.InternalServerError as error:  # it may have been made all the same
        fault = error_of(error, "")
        raise TemporaryError(fault.message, in_doubt=True, details=fault.details) from error


def find(key: str, since: datetime, model: str) -> Remote | None:
    """The batch that was made with this key, if there is one; made at ``since`` or later.

    Raises:
        ProviderError: OpenAI could not be asked.
    """
    earliest = (since - timedelta(hours=1)).timestamp()
    with _asking(model):
        page = client().batches.list(limit=100)
        for _ in range(MOST_PAGES):
            for batch in page.data:
                if (batch.metadata or {}).get("key") == key:
                    return _remote(batch, model)
            if not page.has_next_page() or page.data[-1].created_at < earliest:
                break
            page = page.get_next_page()
    return None


def status(remote_id: str, model: str) -> Remote:
    """The batch as it stands.

    Raises:
        ProviderError: OpenAI could not be asked.
    """
    with _asking(model):
        try:
            return _remote(client().batches.retrieve(remote_id), model)
        except openai.NotFoundError:
            return Remote(remote_id, "failed", 0, 0, problem=openai_batch_errors.lost())


def cancel(remote_id: str, model: str) -> None:
    """Asks for it to be stopped; one that has ended already, or is not there, stays as it is.

    Raises:
        ProviderError: OpenAI could not be asked.
    """
    with (
        _asking(model),
        suppress(openai.ConflictError, openai.BadRequestError, openai.NotFoundError),
    ):
        client().batches.cancel(remote_id)


def results(remote: Remote, model: str) -> Iterator[Line]:
    """What came back of an ended batch, line by line, in no order, perhaps not for every question.

    Raises:
        ProviderError: a file could not be fetched just now.
    """
    for file_id in (remote.output_file, remote.error_file):
        for raw in _lines_of(file_id, model) if file_id else ():
            with suppress(ValueError, KeyError, TypeError, AttributeError, RecursionError):
                yield _line(json.loads(raw), model)


def forget(remote_id: str, model: str) -> None:
    """Deletes its files there, as far as that works; they expire by themselves in any case."""
    with suppress(ProviderError):
        for file_id in status(remote_id, model).files:
            with _asking(model):
                client().files.delete(file_id)


def withdraw(file_id: str, model: str) -> None:
    """Deletes the questions of a batch that may not have been made: so none is made of them later.
    A file that is not there is as good.

    Raises:
        ProviderError: OpenAI could not be asked.
    """
    with _asking(model), suppress(openai.NotFoundError):
        client().files.delete(file_id)


def _lines_of(file_id: str, model: str) -> Iterator[bytes]:
    """Split at line feeds alone: a text may hold other signs that end a line."""
    rest = b""
    with _asking(model), suppress(openai.NotFoundError):
        files = client().files.with_streaming_response
        with files.content(file_id, timeout=FILE_TIMEOUT_S) as answer:
            for part in answer.iter_bytes(65_536):
                *whole, rest = (rest + part).split(b"\n")
                yield from whole
    yield rest


def _line(reported: dict[str, Any], model: str) -> Line:
    custom_id = str(reported["custom_id"])
    response = reported.get("response")
    if response is None:
        return Line(custom_id, fault=openai_batch_errors.not_asked(reported.get("error")))
    body = response["body"]
    if response["status_code"] == 200:
        return Line(custom_id, body={part: body.get(part) for part in _READ})
    return Line(custom_id, fault=openai_batch_errors.of_line(response, model))


@contextmanager
def _asking(model: str) -> Iterator[None]:
    """What goes wrong in here, in the project's own kinds."""
    try:
        yield
    except openai.OpenAIError as error:
        raise error_of(error, model) from error
    except httpx2.HTTPError as error:
        raise TemporaryError("OpenAI's answer was interrupted.", in_doubt=True) from error
    except (AttributeError, IndexError, TypeError, ValueError) as error:
        raise TemporaryError("OpenAI's answer could not be read.", in_doubt=True) from error


def _remote(batch: Batch, model: str) -> Remote:
    counts = batch.request_counts
    return Remote(
        id=batch.id,
        status=batch.status,
        done=counts.completed if counts else 0,
        total=counts.total if counts else 0,
        input_file=batch.input_file_id,
        output_file=batch.output_file_id,
        error_file=batch.error_file_id,
        problem=openai_batch_errors.of_batch(batch, model) if batch.status == "failed" else None,
    )
