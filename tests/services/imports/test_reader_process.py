"""Lists are read in processes of their own: in turn, within limits, all or nothing."""

import functools
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlmodel import select

from tests.conftest import person
from tests.fixtures.imports import LIST, send
from tests.fixtures.programs import caller
from yardflow import clock, db
from yardflow.api.imports import reader, readings
from yardflow.models import Import, ImportKind, ImportRow, ImportStatus, Role
from yardflow.services import imports
from yardflow.services.imports.limits import READING_BYTES

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]

HTML = {"headers": {"Accept": "text/html"}, "follow_redirects": False}


class Program:
    """Somebody's program at a server that goes on between calls, and that others call too."""

    def __init__(self, server: TestClient, headers: dict[str, str]) -> None:
        self._server, self._headers = server, headers

    def _call(self, method: str, address: str, **more: Any):
        headers = self._headers | more.pop("headers", {})
        return self._server.request(method, address, headers=headers, **more)

    def __getattr__(self, method: str) -> Callable[..., Any]:
        return functools.partial(self._call, method)


@pytest.fixture
def served(calls) -> Iterator[Callable[..., Program]]:
    """``served(bob)`` is Bob's program; what was begun is read to its end."""
    with caller(raises=False) as server:
        yield lambda who: Program(server, {"Authorization": calls(who).headers["Authorization"]})
        until(lambda: not readers())


@pytest.fixture
def temporary(tmp_path, monkeypatch) -> Path:
    """The folder of temporary files, to see what is left in it."""
    (tmp_path / "files").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "files"))
    return tmp_path / "files"


@contextmanager
def reading_held_up() -> Iterator[None]:
    """Meanwhile whoever reads a list waits to learn how such lists were mapped before."""
    with db.engine().begin() as connection:
        connection.execute(text("LOCK TABLE import_mapping IN ACCESS EXCLUSIVE MODE"))
        yield


def files(folder: Path) -> list[Path]:
    """What lies in a folder and below."""
    return [path for path in folder.rglob("*") if path.is_file()]


def until(what: Callable[[], Any]) -> Any:
    """Waits for something that comes about by itself, and gives it."""
    deadline = time.monotonic() + 60
    while not (seen := what()):
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)
    return seen


def readers(parent: int | None = None) -> list[int]:
    """The processes that read lists, ours or another parent's.

    Between them and their parent are the one that they are forked from and one that waits for them.
    """
    generation = {parent or os.getpid()}
    for _ in range(3):
        generation = {child for child in _processes() if _parent(child) in generation}
    return sorted(generation)


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]


def _parent(process: int) -> int:
    """0 for one that runs no longer."""
    try:
        state, parent = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return 0
    return 0 if state == "Z" else int(parent)


def held_up() -> list[int]:
    """The connections of those that wait."""
    waiting = "SELECT pid FROM pg_locks WHERE relation = 'import_mapping'::regclass AND NOT granted"
    with db.engine().connect() as connection:
        return list(connection.execute(text(waiting)).scalars())


def record(import_id: int = 1) -> Import | None:
    with db.session() as session:
        return session.get(Import, import_id)


def look(who, import_id: int = 1) -> imports.ImportView:
    with db.session() as session:
        return imports.get(session, who, import_id)


def rows() -> int:
    with db.session() as session:
        return len(session.exec(select(ImportRow.number)).all())


def status(who, import_id: int = 1) -> ImportStatus:
    return look(who, import_id).status


def test_two_are_read_at_once_and_the_others_wait_their_turn(session, served, techexpo, bob):
    team = [person(session, name, Role.MEMBER) for name in ("Carla", "Dan", "Eve", "Finn")]
    programs = [served(who) for who in team]
    with reading_held_up():
        for program in programs:
            assert send(program, techexpo, **HTML).status_code == 303
        until(lambda: len(held_up()) == 2)
        assert len(readers()) == readings.AT_ONCE == 2
        views = [look(who, n) for n, who in enumerate(team, 1)]
        assert {view.status for view in views} == {ImportStatus.READING}
        assert all(view.under_way and not view.can_run for view in views)
        me = served(bob)
        assert me.get("/api/ping").status_code == 200
        assert me.get("/api/contacts").json()["total"] == 0
    for n, who in enumerate(team, 1):
        until(lambda n=n, who=who: status(who, n) == ImportStatus.DRAFT)
    assert rows() == 12


def test_a_second_list_of_the_same_person_is_refused_while_the_first_is_read(
    served, techexpo, bob, alice
):
    program = served(bob)
    with reading_held_up():
        send(program, techexpo, **HTML)
        again = send(program, techexpo)
        assert (again.status_code, again.json()["error"]["code"]) == (409, "conflict")
        assert "still reading your last file" in again.json()["error"]["message"]
        led = send(program, techexpo, **HTML)
        assert led.headers["location"] == "/import/?refused=reading"
        assert send(served(alice), techexpo, **HTML).headers["location"] == "/import/4/"
    until(lambda: status(bob) == ImportStatus.DRAFT)
    assert send(program, techexpo).status_code == 201


def test_the_process_has_limits_and_steps_back_for_others(served, techexpo, bob):
    with reading_held_up():
        send(served(bob), techexpo, **HTML)
        until(held_up)
        (process,) = readers()
        limits = Path(f"/proc/{process}/limits").read_text()
        assert limits.split("Max cpu time")[1].split()[:2] == ["60", "65"]
        assert limits.split("Max address space")[1].split()[0] == str(READING_BYTES)
        assert os.getpriority(os.PRIO_PROCESS, process) == os.getpriority(os.PRIO_PROCESS, 0) + 5


@pytest.mark.parametrize(
    ("sent", "status_code", "reason"),
    [
        (signal.SIGXCPU, 422, "took too long"),  # what the kernel sends at the limit
        (signal.SIGKILL, 422, "too much memory"),  # what it sends when memory runs short
        (signal.SIGTERM, 503, "was interrupted"),
    ],
)
def test_a_reader_that_is_stopped_leaves_nothing_but_the_reason(
    served, techexpo, bob, temporary, sent, status_code, reason
):
    program = served(bob)
    with reading_held_up():
        send(program, techexpo, **HTML)
        until(held_up)
        os.kill(readers()[0], sent)
        until(lambda: status(bob) == ImportStatus.REFUSED)
    assert reason in look(bob).error and rows() == 0
    until(lambda: not files(temporary))
    assert program.post("/api/imports/1/run").status_code == 409


@pytest.mark.parametrize("sent", [signal.SIGXCPU, signal.SIGTERM])
def test_a_program_is_answered_with_the_reason_and_nothing_stays(
    served, techexpo, bob, temporary, sent
):
    from concurrent.futures import ThreadPoolExecutor

    program = served(bob)
    with reading_held_up(), ThreadPoolExecutor(1) as thread:
        answer = thread.submit(send, program, techexpo)
        until(held_up)
        os.kill(readers()[0], sent)
        reply = answer.result(240)
    assert reply.status_code == (422 if sent == signal.SIGXCPU else 503)
    assert record() is None and rows() == 0 and not files(temporary)


def test_readers_are_forked_from_one_process_and_from_another_when_that_has_died(
    served, techexpo, bob
):
    program = served(bob)
    assert send(program, techexpo).status_code == 201
    first = reader._process
    assert send(program, techexpo).status_code == 201
    assert reader._process is first and first.poll() is None
    with reading_held_up():
        send(program, techexpo, **HTML)
        until(held_up)
        first.kill()
        until(lambda: status(bob, 3) == ImportStatus.REFUSED)
        assert not readers()
    assert "was interrupted" in look(bob, 3).error
    assert send(program, techexpo).status_code == 201
    assert first.poll() == -signal.SIGKILL and reader._process is not first


def test_over_its_time_on_the_clock_a_list_is_refused(
    served, techexpo, bob, temporary, monkeypatch
):
    monkeypatch.setattr(readings, "READING_WALL_FACTOR", 0.05)
    with reading_held_up():
        answer = send(served(bob), techexpo)
        assert answer.status_code == 422 and "took too long" in answer.json()["error"]["message"]
        until(lambda: not readers())
    assert record() is None and not files(temporary)


def test_over_its_memory_a_list_is_refused(session, techexpo, bob, tmp_path):
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["Name", "Company"])
    for n in range(15_000):
        sheet.append([f"Ann {n} Lee", f"Acme {n} {'x' * 300}"])
    book.save(tmp_path / "list.xlsx")
    import_id = imports.begin(session, bob, "list.xlsx", 9, ImportKind.CONTACTS, techexpo.id)
    session.commit()
    # A reader that keeps all it read, within little more than the process has when it begins.
    less = """
import json, sys
from pathlib import Path
from yardflow.services.imports import limits, reader_process
from yardflow.services.imports.files import workbook
taken = int(Path("/proc/self/statm").read_text().split()[0]) * 4096
reader_process.READING_BYTES = taken + (16 << 20)
kept = workbook._text
hoard = []
workbook._text = lambda value: hoard.append(bytes(kept(value), "utf-8") * 3) or kept(value)
order = reader_process.Order(**json.loads(sys.stdin.readline()))
sys.exit(reader_process.read_within_limits(order, reader_process.Answers(sys.stdout)))
"""
    order = readings.Order(import_id, str(tmp_path / "list.xlsx"), "", "")
    done = subprocess.run(
        [sys.executable, "-c", less], input=order.as_line(), capture_output=True, check=False
    )
    assert (done.returncode, b"too_much_memory" in done.stdout) == (1, True), done.stderr
    assert rows() == 0


def test_without_the_database_reading_stops_and_says_so(served, techexpo, bob, temporary):
    with reading_held_up():
        send(served(bob), techexpo, **HTML)
        (backend,) = until(held_up)
        with db.engine().connect() as connection:
            connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": backend})
        until(lambda: status(bob) == ImportStatus.REFUSED)
    assert "was interrupted" in look(bob).error
    until(lambda: not files(temporary))


def test_a_list_that_is_thrown_away_stops_being_read(served, techexpo, bob, temporary):
    program = served(bob)
    with reading_held_up():
        send(program, techexpo, **HTML)
        until(held_up)
        assert program.delete("/api/imports/1").status_code == 204
        until(lambda: not readers())
        until(lambda: not files(temporary))
    assert rows() == 0
    assert send(program, techexpo).status_code == 201


SERVER = """
import asyncio, sys
from pathlib import Path
from yardflow.api.imports import readings
asyncio.run(readings.read_for_page(int(sys.argv[1]), Path(sys.argv[2])))
"""


def test_with_its_server_the_reader_ends_and_the_list_counts_as_refused(
    session, techexpo, bob, tmp_path
):
    path = tmp_path / "people.csv"
    path.write_text(LIST)
    import_id = imports.begin(session, bob, path.name, 99, ImportKind.CONTACTS, techexpo.id)
    session.commit()
    with reading_held_up():
        server = subprocess.Popen([sys.executable, "-c", SERVER, str(import_id), str(path)])
        until(held_up)
        (process,) = readers(server.pid)
        server.kill()
        server.wait()
        until(lambda: not _parent(process))
    assert rows() == 0 and record(import_id).status == ImportStatus.READING
    later(import_id)
    assert status(bob, import_id) == ImportStatus.REFUSED
    assert "was interrupted" in look(bob, import_id).error
    with db.session() as after:
        imports.begin(after, bob, path.name, 99, ImportKind.CONTACTS, techexpo.id)
    assert record(import_id) is None


def later(import_id: int) -> None:
    """The lease that nobody renewed is over."""
    with db.session() as session:
        session.get_one(Import, import_id).read_until = clock.now() - timedelta(seconds=1)


def test_a_refused_list_says_why_until_its_person_brings_the_next(served, techexpo, bob):
    program = served(bob)
    send(program, techexpo, LIST + 'Dora,Ray,"Acme,dora@acme.example,39\n', **HTML)
    until(lambda: status(bob) == ImportStatus.REFUSED)
    assert "opened in line 5 " in look(bob).error
    shown = program.get("/api/imports/1").json()
    assert (shown["status"], "line 5" in shown["error"]) == ("refused", True)
    assert send(program, techexpo).json()["id"] == 2
    assert record(1) is None


def test_how_far_a_reading_is_stands_in_its_row(session, techexpo, bob):
    import_id = imports.begin(session, bob, "list.csv", 9, ImportKind.CONTACTS, techexpo.id)
    assert look_in(session, bob, import_id).note == ""
    assert imports.renew_lease(session, import_id, 40_000, 53)
    view = look_in(session, bob, import_id)
    assert (view.note, view.done, view.total) == ("Reading row 40,000", 53, 100)
    imports.forget(session, import_id)
    assert not imports.renew_lease(session, import_id, 50_000, 60)


def look_in(session, who, import_id: int) -> imports.ImportView:
    session.expire_all()
    return imports.get(session, who, import_id)
