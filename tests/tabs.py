"""A state as it is behind one tab of a signed-in person, without a browser.

jobs = tab(session, bob, JobsState, "/jobs/?show=failed")
await call(jobs, JobsState.load)
"""

from typing import Any, TypeVar

import reflex as rx
from reflex.istate.data import RouterData
from sqlmodel import Session

from yardflow.auth import cookies
from yardflow.services.access import Principal
from yardflow.services.team import sessions

State = TypeVar("State", bound=rx.State)


def tab(session: Session, who: Principal | None, kind: type[State], path: str = "/") -> State:
    """A fresh state whose socket came with this person's cookie (nobody's for None)."""
    cookie = ""
    if who is not None:
        token = sessions.open_session(session, who.user_id)
        session.commit()
        cookie = f"{cookies.name()}={token}"
    # From the root, as in the product: what one state changes, others may compute from.
    root = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
    state: Any = root.get_substate(kind.get_full_name().split("."))
    router = {
        "pathname": path.partition("?")[0],
        "asPath": path,
        "query": {},
        "headers": {"cookie": cookie, "origin": "http://localhost:3000"},
        "ip": "127.0.0.1",
    }
    state.router = RouterData.from_router_data(router)
    return state


async def call(state: rx.State, handler: Any, *arguments: Any) -> Any:
    """Calls a handler as an event would, and returns what it leads to."""
    return await handler.fn(state, *arguments)
