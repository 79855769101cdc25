"""Whether the database has the shape that this code expects, without loading what gives it that
shape: nearly always it has, and loading is a good part of a start.
"""

import re
from pathlib import Path

from yardflow.launch.preflight import plain

_VERSIONS = Path(__file__).resolve().parents[2] / "migrations" / "versions"
_STATED = re.compile(r'^(revision|down_revision) = "(\w+)"$', re.MULTILINE)


def is_current(database_url: str) -> bool:
    """Whether nothing is left to migrate."""
    import psycopg

    with psycopg.connect(plain(database_url), connect_timeout=5) as connection:
        if connection.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,):
            return False
        rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    return rows == [(revision,) for revision in heads()]


def heads() -> list[str]:
    """The newest revisions in the code: one, unless two branches were merged without a word."""
    stated: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for path in _VERSIONS.glob("*.py"):
        for name, revision in _STATED.findall(path.read_text()):
            stated[name].add(revision)
    return sorted(stated["revision"] - stated["down_revision"])
