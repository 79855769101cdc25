"""Where a provider's tables are: in a folder they outlast a restart, else they are in memory."""

import sqlite3
import sys
from pathlib import Path

_QUICKLY = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL"


def opened(folder: Path | None, provider: str) -> sqlite3.Connection:
    """A provider's database. A full disk takes nothing down: it is kept in memory then."""
    if folder is not None:
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            return _connected(folder / f"{provider}.sqlite")
        except (OSError, sqlite3.Error) as error:
            message = f"What {provider} has is kept in memory: {folder} can't be used ({error})."
            print(message, file=sys.stderr)
    return _connected(":memory:")


def _connected(place: Path | str) -> sqlite3.Connection:
    # Handlers of one event loop use it, and none awaits amid a transaction.
    database = sqlite3.connect(place, check_same_thread=False)
    database.row_factory = sqlite3.Row
    database.executescript(_QUICKLY)
    return database
