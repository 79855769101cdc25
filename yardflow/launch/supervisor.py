"""Keeps a handful of programs running, and ends them all in the right order."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType

from yardflow.launch.child_processes import Child, LaunchError

STEADY_SECONDS = 60.0
STOP_SECONDS = 15.0
LONGEST_PAUSE = 10.0
# What keeps ending for the same reason is named again only this often.
SAID_AGAIN_SECONDS = 600.0


class Stopped(BaseException):
    """Somebody asked for the end: Ctrl-C, or SIGTERM."""


@dataclass
class Service:
    """One program: how it begins, and how often in a row it ended soon after its start.

    ``depth`` is how far it lies beneath what people use: what is deeper is stopped later.
    """

    name: str
    begin: Callable[[], Child]
    depth: int = 0
    child: Child | None = None
    began: float = 0.0
    ends: int = 0
    due: float | None = None  # when it is tried again; None while it runs
    said: tuple[str, float] = ("", 0.0)  # the last reason on the console, and when

    def start(self) -> None:
        """Starts it, and returns when it answers."""
        self.child = self.begin()
        self.began = time.monotonic()
        self.due = None


@dataclass
class Supervisor:
    """Starts services in order; `watch` brings back the ones that end, `stop` ends all."""

    say: Callable[[str], None]
    services: list[Service] = field(default_factory=list)

    def start(self, name: str, begin: Callable[[], Child], *, depth: int = 0) -> None:
        """Starts one more.

        Raises:
            LaunchError: it does not come up.
        """
        service = Service(name, begin, depth)
        self.services.append(service)
        service.start()

    def watch(self, look: Callable[[], bool] = lambda: False) -> None:
        """Never returns: what ended is started again, for as long as it takes.

        Args:
            look: asked all the time; True when what kept ending may well start now.

        Raises:
            Stopped: somebody asked for the end.
        """
        while True:
            at_once = look()
            for service in self.services:
                self._look_after(service, at_once)
            time.sleep(0.3)

    def stop(self) -> None:
        """Ends everything: the programs, all at once, then what they need, layer by layer."""
        for depth in sorted({service.depth for service in self.services}):
            deadline = time.monotonic() + STOP_SECONDS
            children = [s.child for s in self.services if s.child and s.depth == depth]
            for child in children:
                child.ask_to_stop()
            for child in children:
                child.stop(max(0.5, deadline - time.monotonic()))

    def _look_after(self, service: Service, at_once: bool) -> None:
        child, now = service.child, time.monotonic()
        if child is None:
            return
        if service.due is None and child.ended:
            if now - service.began > STEADY_SECONDS:
                service.ends = 0
            _end_group(child)
            what = f"{service.name} ended (exit code {child.process.returncode})"
            self._try_again_later(service, what, child.reason())
        elif service.due is not None and (at_once or now >= service.due):
            try:
                service.start()
            except LaunchError as error:
                self._try_again_later(service, f"{service.name} did not start", error.reason)

    def _try_again_later(self, service: Service, what: str, reason: str) -> None:
        service.ends += 1
        now = time.monotonic()
        service.due = now + min(LONGEST_PAUSE, 2 ** (service.ends - 2))
        known = re.sub(r"\d+", "", reason)  # without numbers of processes and lines
        if service.ends == 1 or known != service.said[0] or _long_ago(service.said[1], now):
            service.said = (known, now)
            self.say(f"{what}{f': {reason}' if reason else ''}; starting it again")


def _long_ago(moment: float, now: float) -> bool:
    return now - moment > SAID_AGAIN_SECONDS


def _end_group(child: Child) -> None:
    """What it had started itself must not hold on to its port."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.process.pid, signal.SIGKILL)


@contextmanager
def until_stopped() -> Iterator[None]:
    """Turns the first SIGINT, SIGTERM or SIGHUP into `Stopped`; ignores more of them after it.

    A shell that starts a job in the background has it ignore SIGINT; that is taken back, so that
    it ends like any other. Who chose to have SIGHUP ignored (`nohup`) keeps it so.
    """
    watched = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        watched.append(signal.SIGHUP)

    def stop(number: int, frame: FrameType | None) -> None:
        for each in watched:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    before = {each: signal.signal(each, stop) for each in watched}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
