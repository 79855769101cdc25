"""Where SendGrid's tables are kept: in a folder they outlast a restart, else they are in memory."""

import sqlite3
import sys
from pathlib import Path

_QUICKLY = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL"


def opened(folder: Path | None) -> sqlite3.Connection:
    """The database of a folder. A full disk takes nothing down: it is kept in memory then."""
    if folder is not None:
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            return _connected(folder / "sendgrid.sqlite")
        except (OSError, sqlite3.Error) as error:
            print(
                f"Messages are kept in memory: {folder} can't be used ({error}).", file=sys.stderr
            )
    return _connected(":memory:")


def _connected(place: Path | str) -> sqlite3.Connection:
    # Handlers of one event loop use it, and none awaits amid a transaction.
    database = sqlite3.connect(place, check_same_thread=False)
    database.row_factory = sqlite3.Row
    database.executescript(_QUICKLY)
    return database
