"""What is refused leaves a line in the log, but no flood of it may fill the log."""

import asyncio
import logging
from typing import Any

_MOST, _WINDOW_S = 60, 60.0


class Refusals:
    """Writes the first lines of a minute, and then only how many more there were."""

    def __init__(self, log: logging.Logger, most: int = _MOST) -> None:
        self.most = most
        self._log, self._count = log, 0

    def note(self, text: str, *arguments: Any) -> None:
        """One line, or a count once there are too many. Called on an event loop."""
        self._count += 1
        if self._count == 1:
            asyncio.get_running_loop().call_later(_WINDOW_S, self.sum_up)
        if self._count <= self.most:
            self._log.warning(text, *arguments)

    def sum_up(self) -> None:
        """Ends the minute: says how many were not written."""
        unwritten, self._count = self._count - self.most, 0
        if unwritten > 0:
            self._log.warning("%d more were refused within a minute", unwritten)
