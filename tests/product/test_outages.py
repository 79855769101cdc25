"""``make run`` when things go wrong under it."""

import os
import signal
import socket

import pytest

from tests.fixtures.product import MEMBER, Product, until
from yardflow.api.imports import leftovers

pytestmark = pytest.mark.heavy

NO_CONTROL_FILE = "global/pg_control"


def tries(run: Product) -> int:
    return (run.data_dir / "logs" / "postgres.log").read_text().count(NO_CONTROL_FILE)


def test_a_database_that_cant_start_takes_nothing_down_and_comes_back(standing) -> None:
    run = standing()
    web = run.number_of("yardflow.launch.web")
    control = run.data_dir / "postgres" / NO_CONTROL_FILE
    control.rename(control.with_suffix(".away"))
    os.kill(int((run.data_dir / "postgres" / "postmaster.pid").read_text().split()[0]), 9)
    assert until(lambda: tries(run) >= 3), run.output
    assert run.process.poll() is None
    assert run.number_of("yardflow.launch.web") == web
    assert run.get("/login/")[0] == 200
    assert run.get("/api/health")[0] == 503
    assert run.output.count("PostgreSQL did not start") == 1
    assert NO_CONTROL_FILE in run.output
    control.with_suffix(".away").rename(control)
    assert until(lambda: run.get("/api/health")[0] == 200), run.get("/api/health")
    assert run.number_of("yardflow.launch.web") == web


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
