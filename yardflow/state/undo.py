"""Undo: what a notice offers to take back.

The browser only says "undo what notice 7 offers". What that is stays on the server, and only ways
back that are registered here by the product's own code can be gone::

    @way_back("take_again")
    def _take_again(session: Session, principal: Principal, ids: tuple[int, ...]) -> str:
        ...
        return "The title is there again."

    self._say("Title is taken back.", undo=Undo("take_again", (claim_id,)))
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
    """One thing that can be undone: by which way, about which rows, and what goes with it."""

    way: str
    ids: tuple[int, ...]
    then: "Undo | None" = None


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
    told = _ways[what.way](session, principal, what.ids)
    if what.then is not None:
        undo(session, principal, what.then)
    return told
