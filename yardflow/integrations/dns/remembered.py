"""What was learned of domains, kept in this process for a while."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

MOST_REMEMBERED = 10_000
Answer = TypeVar("Answer")


class Remembered(Generic[Answer]):
    """Asks by ``ask``, unless it knows the answer still; ``keep_s`` says for how many seconds an
    answer is kept.
    """

    def __init__(
        self,
        ask: Callable[[str], Answer],
        keep_s: Callable[[Answer], float],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask, self._keep_s, self._now = ask, keep_s, now
        self._known: OrderedDict[str, tuple[float, Answer]] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, domain: str) -> Answer:
        """The answer for a domain; raises what asking raises."""
        with self._lock:
            known = self._known.get(domain)
        if known is not None and self._now() < known[0]:
            return known[1]
        answer = self._ask(domain)
        with self._lock:
            self._known[domain] = (self._now() + self._keep_s(answer), answer)
            self._known.move_to_end(domain)
            while len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)
        return answer
