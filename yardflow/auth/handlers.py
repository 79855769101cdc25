"""Which handlers there are, and who may call them: what the domains declare, and nobody else.

A handler is named as ``module.State`` and its method. Reflex's own full name of an event is made of
the same parts, so one leads to exactly one of the other.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any

from yardflow import registry
from yardflow.registry import Domain, Handlers


class Access(StrEnum):
    """The least that somebody must be to call a handler."""

    EVERYBODY = "EVERYBODY"
    MEMBER = "MEMBER"
    ADMIN = "ADMIN"
    NEVER = "NEVER"


# What Reflex needs to draw a page. Who is not signed in gets a fresh state: defaults only.
_FRAMEWORK = (
    Handlers("reflex.state.State", everybody=("hydrate", "hydrate_and_load", "set_is_hydrated")),
    Handlers("reflex.state.OnLoadInternalState", everybody=("on_load_internal", "set_is_hydrated")),
    Handlers("reflex.state.FrontendEventExceptionState", member=("handle_frontend_exception",)),
)
# Reflex registers these too, and nobody may call them: each state's setter of any of its vars, and
# what writes into vars that live in the browser's storage, of which there are none.
_SETTER = "setvar"
_REFUSED = ("reflex.state.UpdateVarsInternalState.update_vars_internal",)
# A hydrate takes the same along.
_HYDRATE, _STORED_VARS = "reflex.state.State.hydrate_and_load", "vars"


def table() -> dict[str, Access]:
    """``module.State.method`` to who may call it.

    Raises:
        ValueError: a handler is declared twice.
    """
    return _table(registry.domains())


@cache
def _table(domains: tuple[Domain, ...]) -> dict[str, Access]:
    rows = dict.fromkeys(_REFUSED, Access.NEVER)
    for declared in (*_FRAMEWORK, *(each for domain in domains for each in domain.handlers)):
        for access, methods in (
            (Access.EVERYBODY, declared.everybody),
            (Access.MEMBER, declared.member),
            (Access.ADMIN, declared.admin),
        ):
            for method in methods:
                name = f"{declared.state}.{method}"
                if name in rows:
                    raise ValueError(f"{name} is declared twice")
                rows[name] = access
    return rows


def path_of(full_name: str, registered: Any) -> str:
    """The name that the table knows a registered handler by."""
    state = registered.states[0]
    return f"{state.__module__}.{state.__qualname__}.{full_name.rpartition('.')[2]}"


def access_of(full_name: str, registered: Any) -> Access | None:
    """Who may call a registered handler; None when no domain declares it."""
    if full_name.rpartition(".")[2] == _SETTER:
        return Access.NEVER
    return table().get(path_of(full_name, registered))


def writes_stored_vars(path: str, payload: Mapping[str, Any]) -> bool:
    """Whether an event brings values for vars that live in the browser's storage."""
    return path == _HYDRATE and bool(payload.get(_STORED_VARS))


def missing(handlers: Mapping[str, Any]) -> list[str]:
    """The registered handlers that no domain declares."""
    return sorted(
        path_of(name, registered)
        for name, registered in handlers.items()
        if access_of(name, registered) is None
    )


def left_over(handlers: Mapping[str, Any]) -> list[str]:
    """What is declared and nothing registers any more."""
    known = {path_of(name, registered) for name, registered in handlers.items()}
    return sorted(table().keys() - known)
