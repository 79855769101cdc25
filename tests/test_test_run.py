"""`make test` always ends: what hangs fails alone, and shows where."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests import run

ROOT = Path(__file__).resolve().parents[1]
OUTER = "PYTEST_"  # what the run around says to its own processes
# Each of the five processes would load every plugin there is.
ALONE = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
# One hangs in Python, with a thread beside it; one in native code that never lets Python in.
HANGING = """
import ctypes, threading, time

def beside():
    time.sleep(600)

def test_hangs_in_python():
    threading.Thread(target=beside, daemon=True).start()
    threading.Event().wait()

def test_hangs_in_native_code():
    ctypes.PyDLL(None).sleep(600)

def test_is_quick():
    pass

def test_is_quick_too():
    pass
"""


COMES_TOO_EARLY = """
from pathlib import Path

def test_comes_too_early():
    seen = Path(__file__).with_suffix(".seen")
    before, _ = seen.exists(), seen.touch()
    assert before

def test_is_right():
    pass
"""
FAILS = "def test_fails():\n    assert False\n"


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("files", "passes"),
    [
        ({"early": COMES_TOO_EARLY}, True),
        ({"early": COMES_TOO_EARLY, "wrong": FAILS}, False),
        ({f"early_{number}": COMES_TOO_EARLY for number in range(run.FEW + 1)}, False),
    ],
)
def test_the_few_that_failed_are_run_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], passes: bool
) -> None:
    for name, text in files.items():
        (tmp_path / f"test_{name}.py").write_text(text)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -p xdist\n")
    for name, value in ALONE.items():
        monkeypatch.setenv(name, value)
    for name in [name for name in os.environ if name.startswith(OUTER) and name not in ALONE]:
        monkeypatch.delenv(name)
    assert run.tests("tests", "-n", "2", root=tmp_path) == passes


@pytest.mark.heavy
def test_what_hangs_fails_alone_and_shows_every_threads_stack(tmp_path: Path) -> None:
    (tmp_path / "test_hanging.py").write_text(HANGING)
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\nfaulthandler_timeout = 2\nfaulthandler_exit_on_timeout = true\n"
    )
    inner = {name: value for name, value in os.environ.items() if not name.startswith(OUTER)}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "xdist", "-n", "2", "--dist", "worksteal"],
        cwd=tmp_path,
        env=inner | ALONE,
        text=True,
        capture_output=True,
        timeout=120,
    )
    failed = set(re.findall(r"^FAILED \S+::(\w+)", done.stdout, re.MULTILINE))
    assert failed == {"test_hangs_in_python", "test_hangs_in_native_code"}
    assert "2 failed, 2 passed" in done.stdout
    assert done.stderr.count("Timeout (0:00:02)!") == 2
    for hanging in ("in beside", "in test_hangs_in_python", "in test_hangs_in_native_code"):
        assert hanging in done.stderr


def test_every_test_has_such_a_limit() -> None:
    options = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    assert 0 < options["faulthandler_timeout"] <= 300
    assert options["faulthandler_exit_on_timeout"] is True
