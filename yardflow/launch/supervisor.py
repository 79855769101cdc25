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
from yardflow.launch.restart import Restart

STOP_SECONDS = 15.0
# What keeps ending for the same reason is named again only this often.
REPEAT_SECONDS = 600.0


class Stopped(BaseException):
    """Somebody asked for the end: Ctrl-C, or SIGTERM."""


@dataclass
class Service:
    """One program and how it begins.

    ``depth`` is how far it lies beneath what people use: what is deeper is stopped later.
    ``reported`` is the last reason on the console, and when it was printed.
    """

    name: str
    begin: Callable[[], Child]
    depth: int = 0
    child: Child | None = None
    restart: Restart = field(default_factory=Restart)
    reported: tuple[str, float] = ("", 0.0)

    def start(self) -> None:
        """Starts it, and returns when it answers."""
        self.child = self.begin()
        self.restart.started()


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
        child, restart = service.child, service.restart
        if child is None:
            return
        if restart.due is None and child.ended:
            _end_group(child)
            what = f"{service.name} ended (exit code {child.process.returncode})"
            self._try_again_later(service, what, child.reason())
        elif restart.due is not None and (at_once or restart.is_due):
            try:
                service.start()
            except LaunchError as error:
                self._try_again_later(service, f"{service.name} did not start", error.reason)

    def _try_again_later(self, service: Service, what: str, reason: str) -> None:
        service.restart.failed()
        now = time.monotonic()
        known = re.sub(r"\d+", "", reason)  # without numbers of processes and lines
        before, at = service.reported
        if service.restart.failures == 1 or known != before or now - at > REPEAT_SECONDS:
            service.reported = (known, now)
            self.say(f"{what}{f': {reason}' if reason else ''}; starting it again")


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
    signals = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signals.append(signal.SIGHUP)

    def stop(number: int, frame: FrameType | None) -> None:
        for caught in signals:
            signal.signal(caught, signal.SIG_IGN)
        raise Stopped

    before = {number: signal.signal(number, stop) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
