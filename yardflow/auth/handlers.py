"""Which handlers there are, and who may call them: reads ``handlers.toml``.

A handler is named there as ``module.State`` and its method. Reflex's own full name of an event is
made of the same parts, so one leads to exactly one of the other.
"""

import tomllib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("handlers.toml")
ANY_STATE = "*"


class Access(StrEnum):
    """The least that somebody must be to call a handler."""

    EVERYBODY = "EVERYBODY"
    MEMBER = "MEMBER"
    ADMIN = "ADMIN"
    NEVER = "NEVER"


@cache
def table() -> dict[str, Access]:
    """``module.State.method`` to who may call it; ``*.method`` holds for every state."""
    rows: dict[str, Access] = {}
    for state, levels in tomllib.loads(TABLE.read_text()).items():
        for level, methods in levels.items():
            for method in methods:
                name = f"{state}.{method}"
                if name in rows:
                    raise ValueError(f"{name} is in handlers.toml twice")
                rows[name] = Access(level)
    return rows


def path_of(full_name: str, registered: Any) -> str:
    """The name that the table knows a registered handler by."""
    state = registered.states[0]
    return f"{state.__module__}.{state.__qualname__}.{full_name.rpartition('.')[2]}"


def access_of(full_name: str, registered: Any) -> Access | None:
    """Who may call a registered handler; None when the table doesn't name it."""
    method = full_name.rpartition(".")[2]
    return table().get(f"{ANY_STATE}.{method}") or table().get(path_of(full_name, registered))


def missing(handlers: Mapping[str, Any]) -> list[str]:
    """The registered handlers that the table says nothing about."""
    return sorted(path_of(n, r) for n, r in handlers.items() if access_of(n, r) is None)


def left_over(handlers: Mapping[str, Any]) -> list[str]:
    """What the table names and nothing registers any more."""
    known: Iterable[str] = {path_of(name, one) for name, one in handlers.items()}
    return sorted(p for p in table() if not p.startswith(ANY_STATE) and p not in known)
