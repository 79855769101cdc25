"""Questions with a time limit: what does not answer in time counts as away."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

LIMIT_SECONDS = 0.4


@dataclass(frozen=True, slots=True)
class Answer:
    """``trouble`` is empty when all is well; time in milliseconds."""

    trouble: str
    ms: float


class Check:
    """Asks in a thread of its own, one at a time: a hung database costs one thread, not many."""

    def __init__(self, question: Callable[[], None], limit: float = LIMIT_SECONDS) -> None:
        self._question = question
        self._limit = limit
        self._lock = threading.Lock()
        self._asking: _Asking | None = None

    def ask(self) -> Answer:
        """The answer, or "no answer" after the limit."""
        began = time.perf_counter()
        with self._lock:
            if self._asking is None or self._asking.done.is_set():
                self._asking = _Asking(self._question)
            asking = self._asking
        answered = asking.done.wait(self._limit)
        ms = round((time.perf_counter() - began) * 1000, 1)
        return Answer(asking.trouble if answered else "no answer in time", ms)


class _Asking:
    def __init__(self, question: Callable[[], None]) -> None:
        self.done = threading.Event()
        self.trouble = ""
        threading.Thread(target=self._ask, args=(question,), daemon=True).start()

    def _ask(self, question: Callable[[], None]) -> None:
        try:
            question()
        except Exception as error:
            self.trouble = type(error).__name__
        self.done.set()
