"""A loop of the worker: its rounds fail alone, and are tried less and less often while they do."""

import threading

from sqlalchemy.exc import OperationalError

from actors.worker.loop import LONGEST_REST_SECONDS, go_round


class Stop(threading.Event):
    """Keeps how long was rested, in no time at all, until ``most`` times."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.rests: list[float] = []
        self._most = most

    def wait(self, timeout: float | None = None) -> bool:
        self.rests.append(timeout or 0)
        if len(self.rests) == self._most:
            self.set()
        return self.is_set()


class Asks:
    """A loop whose rounds fail one after the other, each as told; None: it does not."""

    def __init__(self, *defects: Exception | None) -> None:
        self._defects = iter(defects)

    def round(self) -> int:
        if (defect := next(self._defects)) is not None:
            raise defect
        return 0

    def close(self) -> None:
        pass


def test_rests_grow_while_rounds_fail_and_are_short_again_after_one_that_did_not():
    away = OperationalError("SELECT 1", {}, Exception())
    stop = Stop(10)
    go_round(Asks(*[away] * 6, None, ValueError(), None, None), stop)
    assert stop.rests == [2, 4, 8, LONGEST_REST_SECONDS, LONGEST_REST_SECONDS, 15, 1, 2, 1, 1]
