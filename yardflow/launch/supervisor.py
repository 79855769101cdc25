"""Keeps a handful of programs running, and ends them all in the right order."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType

from yardflow.launch.tether import Child, LaunchError

STEADY_SECONDS = 60.0
MOST_RESTARTS = 5
STOP_SECONDS = 15.0


class Stopped(BaseException):
    """Somebody asked for the end: Ctrl-C, or SIGTERM."""


@dataclass
class Service:
    """One program: how it begins, and whether it came back often lately.

    What lies ``beneath`` the others (the database servers) is stopped after all of them.
    """

    name: str
    begin: Callable[[], Child]
    beneath: bool = False
    child: Child | None = None
    began: float = 0.0
    restarts: int = 0

    def start(self) -> None:
        """Starts it, and returns when it answers."""
        self.child = self.begin()
        self.began = time.monotonic()


@dataclass
class Supervisor:
    """Starts services in order; `watch` brings back the ones that end, `stop` ends all."""

    say: Callable[[str], None]
    services: list[Service] = field(default_factory=list)

    def start(self, name: str, begin: Callable[[], Child], *, beneath: bool = False) -> None:
        """Starts one more.

        Raises:
            LaunchError: it does not come up.
        """
        service = Service(name, begin, beneath)
        self.services.append(service)
        service.start()

    def watch(self) -> None:
        """Never returns: restarts what ended, and gives up on what ends again and again.

        Raises:
            LaunchError: a service ended too often.
            Stopped: somebody asked for the end.
        """
        while True:
            for service in self.services:
                if service.child and service.child.ended:
                    self._bring_back(service)
            time.sleep(0.3)

    def stop(self) -> None:
        """Ends everything: first the programs, all at once, then the servers they need."""
        for beneath in (False, True):
            deadline = time.monotonic() + STOP_SECONDS
            children = [s.child for s in self.services if s.child and s.beneath is beneath]
            for child in children:
                child.ask_to_stop()
            for child in children:
                child.stop(max(0.5, deadline - time.monotonic()))

    def _bring_back(self, service: Service) -> None:
        assert service.child
        if time.monotonic() - service.began > STEADY_SECONDS:
            service.restarts = 0
        service.restarts += 1
        code = service.child.process.returncode
        if service.restarts > MOST_RESTARTS:
            raise LaunchError(f"{service.name} keeps ending (exit code {code}); see its log.")
        self.say(f"{service.name} ended (exit code {code}); starting it again")
        _end_group(service.child)
        time.sleep(min(8, 2 ** (service.restarts - 2)))
        try:
            service.start()
        except LaunchError as error:
            self.say(str(error))


def _end_group(child: Child) -> None:
    """What it had started itself must not hold on to its port."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.process.pid, signal.SIGKILL)


@contextmanager
def until_stopped() -> Iterator[None]:
    """Turns the first SIGINT, SIGTERM or SIGHUP into `Stopped`; ignores more of them after it."""
    watched = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

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
