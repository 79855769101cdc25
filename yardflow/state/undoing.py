"""Undo: what a notice offers to take back.

The browser only says "undo what notice 7 offers". What that is stays on the server, and only ways
back that are registered here by the product's own code can be gone::

    @way_back("apply_again")
    def _apply_again(session: Session, principal: Principal, ids: tuple[int, ...]) -> str:
        ...
        return "The title is there again."

    self._say("Title is taken back.", undo=Undo("apply_again", (claim_id,)))
"""

from collections.abc import Callable
from dataclasses import dataclass

from yardflow.db import Session
from yardflow.services.access import Principal

# Takes the ids that it is about, and says in a sentence what is so again.
WayBack = Callable[[Session, Principal, tuple[int, ...]], str]

_ways: dict[str, WayBack] = {}


@dataclass(frozen=True, slots=True)
class Undo:
    """One thing that can be undone: by which way, and about which rows."""

    way: str
    ids: tuple[int, ...]


def way_back(name: str) -> Callable[[WayBack], WayBack]:
    """Registers a way back under a name of its own."""

    def register(work: WayBack) -> WayBack:
        if name in _ways:
            raise ValueError(f"there are two ways back called {name}")
        _ways[name] = work
        return work

    return register


def undo(session: Session, principal: Principal, what: Undo) -> str:
    """Goes the way back; what to say about it.

    Raises:
        KeyError: nobody registered such a way.
    """
    return _ways[what.way](session, principal, what.ids)
