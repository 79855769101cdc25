"""Undo: what a notice offers to take back.

The browser only says "undo what notice 7 offers". What that is stays on the server, and only
actions that a domain declares (`Domain.undo_actions`) can be called::

    def apply_again(session: Session, principal: Principal, ids: tuple[int, ...]) -> str:
        ...
        return "The title is there again."

    self._say("Removed title", undo=Undo("undo_revert", (claim_id,)))
"""

from collections.abc import Callable
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import Any

from yardflow import registry
from yardflow.db import Session
from yardflow.services.access import Principal

# Takes what it is about, and says in a sentence what is so again.
UndoAction = Callable[[Session, Principal, tuple[Any, ...]], str]


@dataclass(frozen=True, slots=True)
class Undo:
    """One thing that can be undone: by which action, about what, and what goes with it.

    ``rows`` are ids, or rows as they were before they were removed.
    """

    action: str
    rows: tuple[Any, ...]
    then: "Undo | None" = None


def undo(session: Session, principal: Principal, offer: Undo) -> str:
    """Does what was offered; the sentence to show.

    Raises:
        KeyError: no domain declares such an action.
    """
    action: UndoAction = resolve_name(registry.undo_actions()[offer.action])
    sentence = action(session, principal, offer.rows)
    if offer.then is not None:
        undo(session, principal, offer.then)
    return sentence
