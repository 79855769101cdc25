"""What is done by hand for people in a sequence, said with a button that undoes it."""

from collections.abc import Callable, Sequence
from typing import Any

import reflex as rx

from yardflow.counts import counted
from yardflow.services.sequences.running import acts
from yardflow.services.sequences.running.acts import Before, Done
from yardflow.state.undo import Undo

# So many are acted for at one click: some seconds of work.
MOST = 5_000
_LEFT = " {} stayed as they were."


class Acting(rx.State, mixin=True):
    """A mixin for states that are a `Workplace`."""

    async def _act(
        self, work: Callable[..., Done], ids: Sequence[int], said: str, *more: Any
    ) -> None:
        """Does it for these enrollments, a batch at a time; ``said`` begins the notice."""
        rows: list[Before] = []
        for at in range(0, len(ids), acts.MOST):
            some = ids[at : at + acts.MOST]
            rows += (await self._run(work, some, *more)).rows  # type: ignore[attr-defined]
        left = len(ids) - len(rows)
        text = f"{said} for {counted(len(rows), 'contact')}." + (_LEFT.format(left) if left else "")
        self._say(text, undo=Undo("undo_enrollment_act", tuple(rows)))  # type: ignore[attr-defined]
