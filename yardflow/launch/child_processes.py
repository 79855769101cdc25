"""Child processes that never outlive their parent.

On Linux the kernel itself signals a child when its parent dies, `kill -9` included
(``PR_SET_PDEATHSIG``). Two things about it shape this module: a change of user clears the setting,
so it is made last, just before the program starts; and it fires when the *thread* that started
the child ends, so children are started from a thread that lasts (the main one).
"""

import ctypes
import os
import pwd
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yardflow.launch.program_logs import Output

_PR_SET_PDEATHSIG = 1
# The lines that tell why a program ended, the most telling kind first.
_TELLING = (
    re.compile(r"(?:\w+:\s+)?[^:\]]*: No space left on device.*"),
    re.compile(r"(?:PANIC|FATAL:  could|CRITICAL|[\w.]*Error\b).*"),
    re.compile(r"FATAL.*"),
)
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class LaunchError(Exception):
    """Something could not be started; the text says what, and what to do about it.

    ``reason`` is the program's own last word on it, in one line, where it had one.
    """

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


@dataclass
class Child:
    """A running program and how it is asked to end."""

    name: str
    process: subprocess.Popen[bytes]
    stop_signal: signal.Signals = signal.SIGTERM
    stop_requested: bool = False
    output: Output | None = None

    @property
    def ended(self) -> bool:
        """Whether it is no longer running."""
        return self.process.poll() is not None

    def ask_to_stop(self) -> None:
        """Sends the stop signal, once, to this process alone; it looks after its children."""
        if not self.ended and not self.stop_requested:
            self.stop_requested = True
            self.process.send_signal(self.stop_signal)

    def stop(self, seconds: float = 15) -> None:
        """Asks, waits, and after the deadline ends the whole process group."""
        self.ask_to_stop()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        if self.output:
            self.output.finish()

    def tail(self, size: int = 1500) -> str:
        """The end of what it said, as far as that went to a log."""
        return self.output.tail(size) if self.output else ""

    def reason(self) -> str:
        """The last line that tells why it ended, without time and process; empty without one."""
        lines = [line for line in map(str.strip, self.tail(4000).splitlines()) if line]
        for kind in _TELLING:
            if telling := [match[0] for match in map(kind.search, lines) if match]:
                return telling[-1]
        return lines[-1] if lines else ""


@dataclass
class Server:
    """Something that can be started, and started again, at one address."""

    url: str
    begin: Callable[[], Child]


def when_ready(child: Child, ready: Callable[[], bool], seconds: float, log: Path) -> Child:
    """Waits until a child answers.

    Raises:
        LaunchError: it ended or stayed silent, with the end of its log; it is stopped then.
    """
    deadline = time.monotonic() + seconds
    while not ready():
        if child.ended or time.monotonic() > deadline:
            child.stop(1)
            message = f"{child.name} did not start. {log} ends:\n{child.tail()}"
            raise LaunchError(message, child.reason())
        time.sleep(0.05)
    return child


def die_with_parent(sent: signal.Signals = signal.SIGTERM) -> None:
    """Lets the kernel send this process a signal when its parent dies. Does nothing off Linux."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(sent), 0, 0, 0)


def fork() -> int:
    """As `os.fork`; what is forked ends with this process."""
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        _tie(parent, signal.SIGTERM)()
    return child


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path | None = None,
    user: str | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    keep_open: Sequence[int] = (),
) -> Child:
    """Starts a program in its own process group, so that Ctrl-C reaches only the supervisor.

    Args:
        log: where its output is kept (`Output`); without it, it shares ours.
        user: who it runs as, for programs that refuse root.
        keep_open: descriptors it inherits.
    """
    reading_end, writing_end = os.pipe() if log else (None, None)
    try:
        process = subprocess.Popen(  # noqa: S603 - commands are ours
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=writing_end,
            stderr=subprocess.STDOUT if writing_end else None,
            env=env,
            cwd=cwd,
            pass_fds=keep_open,
            process_group=0,
            preexec_fn=_tie(os.getpid(), stop_signal),  # runs after the change of user
            **as_user(user),
        )
    except OSError as error:
        if reading_end:
            os.close(reading_end)
        raise LaunchError(f"{name} could not be started: {error}") from error
    finally:
        if writing_end:
            os.close(writing_end)
    output = Output(reading_end, log) if reading_end and log else None
    return Child(name, process, stop_signal, output=output)


def as_user(user: str | None) -> dict[str, Any]:
    """Arguments for `subprocess` that run a program as somebody else, with none of our groups."""
    if user is None:
        return {}
    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _tie(parent: int, sent: signal.Signals) -> Callable[[], None]:
    def tie() -> None:
        die_with_parent(sent)
        if os.getppid() != parent:  # it died before the line above took hold
            os._exit(1)

    return tie
