"""A file that comes as ``multipart/form-data``, written to disk while it arrives.

Nothing of it is held in memory, it is cut off at its limit, and the file on disk is gone once the
request is answered, however that ends.
"""

import errno
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from yardflow import disk
from yardflow.api.imports import leftovers
from yardflow.errors import DiskFull, Invalid, YardFlowError
from yardflow.services.imports import NoRoom

LONGEST_FIELD = 1_000
_MOST_PARTS = 20
_NO_FORM = "Send the file as multipart/form-data."
_BROKEN = "The upload broke off or is damaged. Nothing was kept; send the file again."
FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass
class Received:
    """What came: the file at ``path`` (its ``filename`` is empty when there was none), fields."""

    path: Path
    filename: str = ""
    fields: dict[str, str] = field(default_factory=dict)


@asynccontextmanager
async def received(
    request: Request, name: str, limit: int, too_large: Callable[[], YardFlowError]
) -> AsyncIterator[Received]:
    """Takes the part called ``name`` as the file, for as long as the block lasts.

    Raises:
        Invalid: it is no such form, or a damaged one.
        NoRoom: the disk is full, or would be before the list is in the database.
        YardFlowError: ``too_large()``, as soon as the file passes ``limit`` bytes.
    """
    try:
        if not disk.has_room(_announced(request, limit), leftovers.folder()):
            await _let_pass(request, limit)
            raise NoRoom
        with leftovers.file() as file:
            parts = _Parts(name, limit, too_large, file)
            await _read(request, parts)
            file.flush()
            yield Received(Path(file.name), parts.filename, parts.fields)
    except DiskFull as error:
        raise NoRoom from error
    except OSError as error:
        if error.errno in FULL:
            raise NoRoom from error
        raise


def _announced(request: Request, limit: int) -> int:
    """How much is about to come; whoever doesn't say is taken to send the most."""
    length = request.headers.get("content-length", "")
    return min(int(length), limit) if length.isascii() and length.isdigit() else limit


async def _let_pass(request: Request, limit: int) -> None:
    """Reads what comes without keeping it: a browser that is cut off shows no answer."""
    passed = 0
    with suppress(ClientDisconnect):
        async for chunk in request.stream():
            passed += len(chunk)
            if passed > limit:
                return


async def _read(request: Request, parts: "_Parts") -> None:
    kind, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise Invalid(_NO_FORM)
    try:
        parser = MultipartParser(boundary, parts.callbacks())
        async for chunk in request.stream():
            parser.write(chunk)
        parser.finalize()
    except (FormParserError, ClientDisconnect):
        raise Invalid(_BROKEN) from None
    if not parts.ended:
        raise Invalid(_BROKEN)


class _Parts:
    """What the parser calls: the file goes to disk, fields are kept as far as they are short."""

    def __init__(
        self, name: str, limit: int, too_large: Callable[[], YardFlowError], file: IO[bytes]
    ) -> None:
        self.filename, self.ended = "", False
        self.fields: dict[str, str] = {}
        self._name, self._file = name, file
        self._limit, self._too_large, self._written = limit, too_large, 0
        self._count = 0
        self._begin()

    def callbacks(self) -> Any:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._grow("_header", data[start:end]),
            "on_header_value": lambda data, start, end: self._grow("_value", data[start:end]),
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._part_end,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        self._header = self._value = self._disposition = self._text = b""
        self._field, self._is_file = "", False
        self._count += 1
        if self._count > _MOST_PARTS:
            raise Invalid(_BROKEN)

    def _grow(self, what: str, data: bytes) -> None:
        grown = getattr(self, what) + data
        if len(grown) > LONGEST_FIELD * 4:
            raise Invalid(_BROKEN)
        setattr(self, what, grown)

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._field = options.get(b"name", b"").decode("utf-8", "replace")
        if self._field == self._name and b"filename" in options:
            self._is_file = not self.filename
            self.filename = options[b"filename"].decode("utf-8", "replace")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if not self._is_file:
            self._grow("_text", data[start:end])
            return
        self._written += end - start
        if self._written > self._limit:
            raise self._too_large()
        self._file.write(data[start:end])

    def _part_end(self) -> None:
        if self._field and not self._is_file:
            self.fields[self._field] = self._text.decode("utf-8", "replace")

    def _end(self) -> None:
        self.ended = True
