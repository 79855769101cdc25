"""Uploads whose process was killed: gone at the next start, and nobody else's with them."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from yardflow.api.imports import leftovers

UPLOADING = """
import sys, tempfile
tempfile.tempdir = sys.argv[1]
from yardflow.api.imports import leftovers
with leftovers.file() as file:
    file.write(b"ann.lee@acme.example")
    file.flush()
    print(file.name, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def uploads(temporary: Path):
    """Processes in the midst of taking a file in."""
    started = []

    def begin() -> tuple[subprocess.Popen[str], Path]:
        process = subprocess.Popen(
            [sys.executable, "-c", UPLOADING, str(temporary)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        return process, Path(process.stdout.readline().strip())

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def test_what_a_killed_process_left_is_removed_and_what_others_read_is_not(uploads):
    killed, left = uploads()
    living, kept = uploads()
    killed.kill()
    killed.wait()
    assert left.exists()
    with leftovers.file() as own:
        leftovers.clear()
        assert (left.exists(), kept.exists(), Path(own.name).exists()) == (False, True, True)
    assert not Path(own.name).exists()
    living.communicate("")
    assert not kept.exists()


def test_nobody_else_can_look_into_the_folder(temporary: Path):
    assert leftovers.folder().stat().st_mode & 0o077 == 0


def test_the_product_clears_up_whenever_it_starts():
    from yardflow.yardflow import app

    assert leftovers.clear in app.get_lifespan_tasks()
