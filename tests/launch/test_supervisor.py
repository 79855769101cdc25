"""Programs that end again and again, and the order in which all of them are stopped."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from yardflow.launch import child_processes, supervisor
from yardflow.launch.child_processes import Child, LaunchError
from yardflow.launch.supervisor import Service, Stopped, Supervisor

WAIT = "import time; time.sleep(600)"
UNTIL_THERE = """
import pathlib, sys, time
if not pathlib.Path(sys.argv[1]).exists():
    sys.exit(f"OSError: No space left on device {time.time_ns()}")
time.sleep(600)
"""
SAY_GOODBYE = """
import signal, sys, time
def end(*_):
    time.sleep(float(sys.argv[2]))
    print(sys.argv[1], file=open(sys.argv[3], "a"), flush=True)
    sys.exit()
signal.signal(signal.SIGTERM, end)
print(sys.argv[1], file=open(sys.argv[4], "a"), flush=True)
while True: time.sleep(1)
"""


def program(tmp_path: Path, source: str, *arguments: object) -> Callable[[], Child]:
    command = [sys.executable, "-c", source, *map(str, arguments)]
    return lambda: child_processes.start("program", command, log=tmp_path / "log")


@pytest.fixture
def heard() -> list[str]:
    return []


@pytest.fixture
def running(heard: list[str]):
    supervisor = Supervisor(heard.append)
    yield supervisor
    supervisor.stop()


def watch(running: Supervisor, rounds: Callable[[], bool]) -> None:
    """Until ``rounds`` says that it is enough; each round tries at once what has ended."""

    def look() -> bool:
        if rounds():
            raise Stopped
        return True

    with pytest.raises(Stopped):
        running.watch(look)


def ends(service: Service) -> int:
    return service.restart.failures


@pytest.mark.heavy
def test_what_keeps_ending_takes_nobody_down_and_comes_back_once_it_can(
    tmp_path: Path, running: Supervisor, heard: list[str]
) -> None:
    running.start("steady", program(tmp_path, WAIT))
    running.start("fickle", program(tmp_path, UNTIL_THERE, tmp_path / "cause"))
    steady, fickle = running.services
    watch(running, lambda: ends(fickle) >= 8)
    assert len(heard) == 1
    assert heard[0].startswith("fickle ended (exit code 1): OSError: No space left on device")
    (tmp_path / "cause").touch()
    since = time.monotonic()
    watch(running, lambda: fickle.restart.due is None and time.monotonic() - since > 1)
    assert fickle.child and not fickle.child.ended
    assert steady.child and not steady.child.ended
    assert steady.restart.failures == 0


@pytest.mark.heavy
def test_what_does_not_come_up_again_is_tried_on(
    tmp_path: Path, running: Supervisor, heard: list[str]
) -> None:
    tries = []

    def begin() -> Child:
        tries.append(1)
        if 1 < len(tries) < 10:
            raise LaunchError("a long log", "FATAL: the disk is full")
        return program(tmp_path, "" if len(tries) == 1 else WAIT)()

    running.start("server", begin)
    watch(running, lambda: len(tries) == 10)
    assert heard == [
        "server ended (exit code 0); starting it again",
        "server did not start: FATAL: the disk is full; starting it again",
    ]


def test_the_pause_grows_up_to_ten_seconds(running: Supervisor) -> None:
    service, pauses = Service("fickle", lambda: pytest.fail("not started")), []
    for _ in range(8):
        before = time.monotonic()
        running._try_again_later(service, "It ended", "")
        assert service.restart.due is not None
        pauses.append(round(service.restart.due - before, 1))
    assert pauses == [0.5, 1, 2, 4, 8, 10, 10, 10]


def test_the_reason_is_named_again_after_a_while(
    running: Supervisor, heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Service("fickle", lambda: pytest.fail("not started"))
    for reason in ("full", "full", "broken", "broken"):
        running._try_again_later(service, "It ended", reason)
    assert len(heard) == 2
    monkeypatch.setattr(supervisor, "REPEAT_SECONDS", -1.0)
    running._try_again_later(service, "It ended", "broken")
    assert heard[2:] == ["It ended: broken; starting it again"]


def test_a_first_start_that_fails_ends_the_start(running: Supervisor) -> None:
    def begin() -> Child:
        raise LaunchError("it does not come up")

    with pytest.raises(LaunchError, match="does not come up"):
        running.start("server", begin)


@pytest.mark.slow
def test_who_is_needed_ends_after_those_who_need_it(tmp_path: Path) -> None:
    running = Supervisor(lambda _: None)
    ended, begun = tmp_path / "ended", tmp_path / "begun"
    for name, depth, seconds in [
        ("database", 2, 0), ("sandbox", 1, 0), ("worker", 0, 0.5), ("web", 0, 0),
    ]:  # fmt: skip
        run = program(tmp_path, SAY_GOODBYE, name, seconds, ended, begun)
        running.start(name, run, depth=depth)
    while not begun.exists() or len(begun.read_text().split()) < 4:
        time.sleep(0.05)
    running.stop()
    assert ended.read_text().split() == ["web", "worker", "sandbox", "database"]
