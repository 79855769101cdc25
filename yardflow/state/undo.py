"""Undo: what the button of a notice does.

The browser only names the notice. What it undoes stays on the server, and only actions that the
product's own code registers here can run::

    @undo_action("apply_again")
    def _apply_again(session: Session, principal: Principal, ids: tuple[int, ...]) -> str:
        ...
        return "Job title restored"

    self._say("Removed job title", undo=Undo("apply_again", (claim_id,)))
"""

from collections.abc import Callable
from dataclasses import dataclass

from yardflow.db import Session
from yardflow.services.access import Principal

# Takes the ids that it is about; returns what the next notice says.
UndoAction = Callable[[Session, Principal, tuple[int, ...]], str]

_actions: dict[str, UndoAction] = {}


@dataclass(frozen=True, slots=True)
class Undo:
    """An action to run, the ids it is about, and what is undone with it."""

    action: str
    ids: tuple[int, ...]
    then: "Undo | None" = None


def undo_action(name: str) -> Callable[[UndoAction], UndoAction]:
    """Registers an action under a name of its own."""

    def register(work: UndoAction) -> UndoAction:
        if name in _actions:
            raise ValueError(f"there are two undo actions called {name}")
        _actions[name] = work
        return work

    return register


def run(session: Session, principal: Principal, step: Undo) -> str:
    """Undoes it; returns what the notice says.

    Raises:
        KeyError: there is no such action.
    """
    message = _actions[step.action](session, principal, step.ids)
    if step.then is not None:
        run(session, principal, step.then)
    return message
