"""The worker's loop hears at once that HubSpot reported something, instead of asking more often."""

import time
from contextlib import suppress
from typing import Any

import psycopg
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from yardflow import db

_CHANNEL = "hubspot_event"


def wake(session: Session) -> None:
    """Wakes whoever waits, once this transaction is committed."""
    session.execute(select(func.pg_notify(_CHANNEL, "")))


class Waiting:
    """A connection of its own, on which it is heard also of what came while no one waited."""

    def __init__(self) -> None:
        self._connection: Any = None

    def wait(self, seconds: float) -> None:
        """Until someone wakes it, or so long; so long where the database is away, too."""
        began = time.monotonic()
        try:
            if self._connection is None:
                self._connection = _listening()
            if list(self._connection.notifies(timeout=seconds, stop_after=1)):
                list(self._connection.notifies(timeout=0))  # one round is for all of them
        except (psycopg.Error, SQLAlchemyError):
            self.close()
            time.sleep(max(0.0, began + seconds - time.monotonic()))

    def close(self) -> None:
        """Hears no more."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error):
                connection.close()


def _listening() -> Any:
    pooled = db.engine().raw_connection()
    connection: Any = pooled.driver_connection
    pooled.detach()
    connection.autocommit = True
    connection.execute(f"LISTEN {_CHANNEL}")
    return connection
