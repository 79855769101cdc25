"""Crowds to ask questions of, with what the database knows of them, and one that is kept.

A million contacts take minutes to make. They are made once and kept in ``.data``, for as long as
their sources and the tables stay as they are.
"""

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from bench import crowd, own_workplace
from yardflow.config import settings
from yardflow.launch.build import ROOT

KEPT = ROOT / ".data" / "bench"
_MAKES_IT = [*ROOT.glob("bench/crowd*.py"), *ROOT.glob("migrations/versions/*.py")]
_TABLES = ("account", "contact", "target", "attendee", "enrichment_run", "claim")


def connected() -> psycopg.Connection[Any]:
    """A connection to the workplace that is open."""
    return crowd.connected(settings().database_url or "")


def kept(count: int, before: int) -> Path:
    """The data folder of a crowd that the database has not looked at, made where there is none."""
    made_of = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(_MAKES_IT)))
    folder = KEPT / f"crowd-{count}-{made_of.hexdigest()[:12]}"
    if not folder.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        making = folder.with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        with own_workplace.opened(data_dir=making), connected() as connection:
            filled(connection, before, fresh=True)
            filled(connection, count, fresh=False)
        making.rename(folder)
    return folder


@contextmanager
def copied(folder: Path) -> Iterator[Path]:
    """A copy until the block ends, with the owners of its files: PostgreSQL looks at them."""
    copy = folder.with_suffix(".asked")
    shutil.rmtree(copy, ignore_errors=True)
    subprocess.run(["cp", "-a", "--reflink=auto", str(folder), str(copy)], check=True)
    try:
        yield copy
    finally:
        shutil.rmtree(copy)


def people_of(connection: psycopg.Connection[Any]) -> crowd.Crowd:
    """Those of the crowd that is there."""
    connection.autocommit = True
    events, owners = (
        [row[0] for row in connection.execute(f"SELECT id FROM {table} ORDER BY id")]
        for table in ("event", "app_user")
    )
    return crowd.Crowd(events, owners, {})


def filled(connection: psycopg.Connection[Any], count: int, *, fresh: bool) -> crowd.Crowd:
    """A crowd in place of what was there; the database looks at it only when it is to be fresh."""
    connection.autocommit = False
    for table in _TABLES:
        connection.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = off)")
    connection.execute("TRUNCATE event, app_user, account CASCADE")
    people = crowd.fill(connection, count)
    connection.commit()
    connection.autocommit = True
    if fresh:
        look_at_tables(connection)
    return people


def look_at_tables(connection: psycopg.Connection[Any]) -> None:
    connection.execute("VACUUM ANALYZE " + ", ".join(_TABLES))
