"""The database: a lazily made pool, one transaction a piece of work.

Importing this package opens no connection. `pool` connects, `sessions` are transactions, `threads`
is where they are gone through without holding up who else is served, and `statements` is what
SQLAlchemy is too slow or too general for.
"""

from yardflow.db.pool import dispose, engine
from yardflow.db.sessions import Deadlock, Session, after_commit, again, session
from yardflow.db.statements import (
    column,
    ids_of,
    json_of,
    keep_plans_apart,
    named,
    plain,
    rows,
    unprepared,
)
from yardflow.db.threads import SHORT_AT_ONCE, look_up, read, run, run_access, run_long

__all__ = [
    "SHORT_AT_ONCE",
    "Deadlock",
    "Session",
    "after_commit",
    "again",
    "column",
    "dispose",
    "engine",
    "ids_of",
    "json_of",
    "keep_plans_apart",
    "look_up",
    "named",
    "plain",
    "read",
    "rows",
    "run",
    "run_access",
    "run_long",
    "session",
    "unprepared",
]
