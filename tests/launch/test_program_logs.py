"""What programs say: kept in logs of bounded size, whole, and never at the program's cost."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.rows import each_row
from yardflow.launch import child_processes, program_logs
from yardflow.launch.child_processes import Child

TALK = "import sys\nfor n in range({lines}): print(f'line {{n:07}}', flush={flush})\n{end}"


def talk(log: Path, lines: int, flush: bool = False, end: str = "") -> Child:
    program = TALK.format(lines=lines, flush=flush, end=end)
    child = child_processes.start("talker", [sys.executable, "-c", program], log=log)
    child.process.wait(60)
    assert child.output
    child.output.finish(60)
    return child


def said(*logs: Path) -> list[int]:
    return [int(line.split()[1]) for log in logs for line in log.read_text().splitlines()]


def test_a_log_is_renewed_while_its_program_runs_and_no_line_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program_logs, "LARGEST", 100_000)
    log = tmp_path / "talker.log"
    talk(log, 12_000, flush=True)  # 13 bytes each
    assert said(tmp_path / "talker.old.log", log) == list(range(12_000))
    assert all(path.stat().st_size <= 100_000 + (1 << 16) for path in tmp_path.iterdir())


def test_a_line_that_comes_in_parts_stays_in_one_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program_logs, "LARGEST", 100)
    log = tmp_path / "talker.log"
    for part in (b"line 1\n" * 14, b"line 2", b"2", b"\n", b"line 3\n"):
        program_logs.append(log, part)
    assert (tmp_path / "talker.old.log").read_text().endswith("line 1\nline 22\n")
    assert log.read_text() == "line 3\n"


def test_a_log_that_is_renewed_at_the_last_line_is_there_and_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program_logs, "LARGEST", 100)
    log = tmp_path / "talker.log"
    program_logs.append(log, b"line 1\n" * 15)
    assert said(tmp_path / "talker.old.log") == [1] * 15
    assert log.read_text() == ""


@pytest.mark.slow
def test_a_program_that_never_stops_talking_costs_two_logs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program_logs, "LARGEST", 1_000_000)
    log = tmp_path / "talker.log"
    talk(log, 250_000)  # more than three logs
    sizes = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert set(sizes) == {"talker.log", "talker.old.log"}
    assert max(sizes.values()) <= program_logs.LARGEST + (1 << 16)
    kept = said(tmp_path / "talker.old.log", log)
    assert kept == list(range(kept[0], 250_000))


@pytest.mark.slow
def test_what_an_earlier_start_left_is_added_to(tmp_path: Path) -> None:
    log = tmp_path / "talker.log"
    talk(log, 3)
    talk(log, 2)
    assert said(log) == [0, 1, 2, 0, 1]


@pytest.mark.slow
def test_a_full_disk_costs_the_log_and_not_the_program() -> None:
    child = talk(Path("/dev/full"), 100_000, flush=True, end="sys.exit(3)")
    assert child.process.returncode == 3
    assert child.tail(20).endswith("line 0099999")


@pytest.mark.slow
def test_the_end_is_known_though_children_of_the_program_go_on(tmp_path: Path) -> None:
    left = "import subprocess; p = subprocess.Popen(['sleep', '60']); print(p.pid)"
    child = child_processes.start(
        "parent", [sys.executable, "-c", left], log=tmp_path / "parent.log"
    )
    child.process.wait(20)
    assert child.tail().isdigit()
    subprocess.run(["kill", child.tail()], check=True)


POSTGRES = """
2026-11-26 15:12:33.123 UTC [41] LOG:  database system was interrupted
2026-11-26 15:12:33.200 UTC [47] PANIC:  could not write to file "pg_wal/x.47": {why}
2026-11-26 15:12:33.201 UTC [48] FATAL:  the database system is not yet accepting connections
2026-11-26 15:12:33.202 UTC [41] LOG:  database system is shut down
"""
NO_SPACE = 'PANIC:  could not write to file "pg_wal/x.47": No space left on device'


@each_row(
    ("last_words", "reason"),
    [
        (POSTGRES.format(why="No space left on device"), NO_SPACE),
        (POSTGRES.format(why="bad"), 'PANIC:  could not write to file "pg_wal/x.47": bad'),
        ("Traceback …\nValueError: no such thing\n", "ValueError: no such thing"),
        ("it was nice\nbye", "bye"),
        ("", ""),
    ],
)  # fmt: skip
def test_the_line_that_tells_why_it_ended_is_found(
    tmp_path: Path, last_words: str, reason: str
) -> None:
    speak = [sys.executable, "-c", f"print({last_words!r})"]
    child = child_processes.start("speaker", speak, log=tmp_path / "log")
    child.process.wait(20)
    assert child.reason() == reason
