"""``make run`` when things go wrong under it, and as a job in the background."""

import os
import signal
import socket
from pathlib import Path

import pytest

from tests.fixtures.product import COMMAND, MEMBER, Product, until
from yardflow.api.imports import leftovers

pytestmark = pytest.mark.heavy

STANDING = ("nohup", *COMMAND)
BACKGROUND = ("sh", "-c", "make -o environment run & wait")
NO_CONTROL_FILE = "global/pg_control"


def process_of(run: Product, part: str) -> int:
    return next(iter(run.programs(part)))


def tries(run: Product) -> int:
    return (run.data_dir / "logs" / "postgres.log").read_text().count(NO_CONTROL_FILE)


def test_a_database_that_cant_start_takes_nothing_down_and_comes_back(standing) -> None:
    run = standing()
    web = process_of(run, "yardflow.launch.web")
    control = run.data_dir / "postgres" / NO_CONTROL_FILE
    control.rename(control.with_suffix(".away"))
    os.kill(int((run.data_dir / "postgres" / "postmaster.pid").read_text().split()[0]), 9)
    assert until(lambda: tries(run) >= 3), run.output
    assert run.process.poll() is None
    assert process_of(run, "yardflow.launch.web") == web
    assert run.get("/login/")[0] == 200
    assert run.get("/api/health")[0] == 503
    assert run.output.count("PostgreSQL did not start") == 1
    assert NO_CONTROL_FILE in run.output
    control.with_suffix(".away").rename(control)
    assert until(lambda: run.get("/api/health")[0] == 200), run.get("/api/health")
    assert process_of(run, "yardflow.launch.web") == web


def test_an_upload_cut_off_by_a_kill_is_gone_at_the_next_start(standing) -> None:
    run = standing()
    before = set(leftovers.folder().iterdir())
    with begin_upload(run):
        assert until(lambda: set(leftovers.folder().iterdir()) - before, 20)
        for number in run.programs("yardflow.launch.web"):
            os.kill(number, signal.SIGKILL)
    assert until(lambda: run.get("/api/ping")[0] == 200)
    assert until(lambda: not set(leftovers.folder().iterdir()) - before, 20)


def begin_upload(run: Product) -> socket.socket:
    """An upload that stays where it is, half done."""
    part = 'Content-Disposition: form-data; name="file"; filename="people.csv"'
    lines = [
        "POST /api/imports HTTP/1.1",
        f"Host: localhost:{run.port}",
        f"Origin: {run.url}",
        f"Cookie: {run.sign_in(MEMBER)}",
        "Content-Type: multipart/form-data; boundary=x",
        "Content-Length: 1000000",
        *("", "--x", part, "", "First name,Last name,Company,Email\r\n"),
    ]
    connection = socket.create_connection(("localhost", run.port))
    connection.sendall("\r\n".join(lines).encode() + b"Ann,Lee,Acme,ann.lee@acme.example\r\n" * 99)
    return connection


def test_who_asked_for_no_hangup_keeps_it_running(standing) -> None:
    run = standing()
    assert ignores(run.process.pid, signal.SIGHUP)
    os.killpg(run.process.pid, signal.SIGHUP)
    assert run.get("/api/ping")[0] == 200
    run.process.terminate()
    assert run.process.wait(60) == 0


@pytest.mark.parametrize(
    ("sent", "to"),
    [
        (signal.SIGTERM, "make"),
        (signal.SIGINT, "group"),
        (signal.SIGINT, "launch"),
    ],
)
def test_a_job_in_the_background_ends_on_either_signal(start, sent, to) -> None:
    run = start(BACKGROUND).ready()
    launch = process_of(run, "yardflow.launch --tied")
    make = int(Path(f"/proc/{launch}/stat").read_text().rpartition(")")[2].split()[1])
    assert ignores(make, signal.SIGINT)  # as shells have it
    if to == "group":
        os.killpg(os.getpgid(launch), sent)
    else:
        os.kill(launch if to == "launch" else make, sent)
    assert until(lambda: not run.programs(), 60), run.programs()
    assert "Stopped" in run.output


def ignores(process: int, number: signal.Signals) -> bool:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    mask = next(int(line.split()[1], 16) for line in lines if line.startswith("SigIgn"))
    return bool(mask >> (number - 1) & 1)
