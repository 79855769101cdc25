"""The pieces of a file on their way to the database."""

from sqlalchemy import insert
from sqlmodel import Session

from yardflow.models import ExportPart

PART_BYTES = 1 << 20


class Parts:
    """A file that is only written to: each megabyte of it becomes a row.

    It can't say where it is, so that a zip is written to it from front to back.
    """

    def __init__(self, session: Session, export_id: int) -> None:
        self._session, self._export_id = session, export_id
        self._waiting: list[bytes] = []
        self._waits = 0
        self._number = 0
        self.size = 0

    def write(self, content: bytes) -> int:
        """Adds to the end of the file."""
        self._waiting.append(bytes(content))
        self._waits += len(content)
        if self._waits >= PART_BYTES:
            self.keep()
        return len(content)

    def flush(self) -> None:
        """A zip asks for it after each of its entries; pieces are kept when they are large."""

    def keep(self) -> None:
        """Writes what waits as a piece of its own."""
        if not self._waits:
            return
        row = {
            "export_id": self._export_id,
            "number": self._number,
            "content": b"".join(self._waiting),
        }
        self._session.execute(insert(ExportPart).values(**row))
        self.size += self._waits
        self._number += 1
        self._waiting.clear()
        self._waits = 0
