"""Making `.venv`: only when something changed, and with the line that helps when it can't be."""

import threading
from pathlib import Path

import pytest

from yardflow.launch import environment


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder whose `.venv` is up to date."""
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "pip").touch()
    (tmp_path / "requirements.lock").write_text("a==1")
    (tmp_path / "requirements-dev.lock").write_text("a==1\nb==2")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "HOME", venv)
    monkeypatch.setattr(environment, "_MADE_AT", venv / ".made-at")
    (venv / ".made-at").write_text(str(venv))
    return venv


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The programs that would have been run; each succeeds unless its name is in `fails`."""
    commands: list[list[str]] = []

    class Done:
        returncode = 0
        stdout = ""

    def run(command, **options):
        parts = [str(part) for part in command]
        if "-r" in command:  # what the list held: the file is gone when the program ends
            parts[-1] = Path(parts[-1]).read_text()
        commands.append(parts)
        return Done()

    monkeypatch.setattr(environment.subprocess, "run", run)
    return commands


def test_packages_are_installed_once_for_each_lock(home: Path, runs) -> None:
    assert environment.main("requirements.lock") == 0
    assert environment.main("requirements.lock") == 0
    assert [command[4] for command in runs] == ["install", "check"]
    assert {"--require-hashes", "--no-deps"} <= set(runs[0])


def test_a_list_comes_in_parts_with_each_package_in_one_and_its_hashes_beside_it(
    home: Path, runs
) -> None:
    packages = [f"{name}==1 --hash=sha256:{name}1 --hash=sha256:{name}2" for name in "abcde"]
    lock = "\n".join(["# made by a program with", "#    its command", *packages, ""])
    written = lock.replace(" --hash", " \\\n    --hash")
    (home.parent / "requirements.lock").write_text(written)
    assert environment.main("requirements.lock") == 0
    parts = [command[-1].splitlines() for command in runs if "install" in command]
    assert len(parts) > 1
    lines = [" ".join(line.split()) for part in parts for line in part]
    assert sorted(line for line in lines if not line.startswith("#")) == packages


def test_a_changed_lock_is_installed(home: Path, runs) -> None:
    environment.main("requirements.lock")
    (home.parent / "requirements.lock").write_text("a==2")
    environment.main("requirements.lock")
    assert [command[4] for command in runs if "install" in command] == ["install", "install"]


def test_what_a_changed_lock_no_longer_lists_does_not_stay(home: Path, runs) -> None:
    environment.main("requirements.lock")
    (home.parent / "requirements.lock").write_text("b==2")
    runs.clear()
    environment.main("requirements.lock")
    assert [command[2] for command in runs] == ["venv", "pip", "pip"]


def test_a_start_that_was_cut_off_goes_on_with_what_is_there(home: Path, runs) -> None:
    environment.main("requirements.lock")
    assert "venv" not in [command[2] for command in runs]


def test_who_has_everything_for_tests_has_everything_to_run(home: Path, runs) -> None:
    environment.main("requirements-dev.lock")
    runs.clear()
    environment.main("requirements.lock")
    assert runs == []


def test_a_project_that_was_moved_gets_a_new_one(home: Path, runs) -> None:
    environment.main("requirements.lock")
    (home / ".made-at").write_text("/elsewhere/.venv")
    environment.main("requirements.lock")
    assert [command[2] for command in runs] == ["pip", "pip", "venv", "pip", "pip"]


def test_what_takes_long_shows_that_it_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "SIGN_SECONDS", 0.01)
    messages: list[str] = []
    second = threading.Event()

    def say(text: str) -> None:
        messages.append(text)
        if len(messages) == 2:
            second.set()

    with environment.signs_of_life(say):
        assert second.wait(10)
    assert messages[0] == "… still at it, 0 s so far"


def test_without_venv_the_line_that_installs_it_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "bin" / "pip").unlink()
    monkeypatch.setattr(environment, "_make", lambda: False)
    assert environment.main("requirements.lock") == 1
    assert "apt-get install python3." in capsys.readouterr().err


def test_an_old_python_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "OLDEST", (9, 0))
    assert environment.main("requirements.lock") == 1
    assert "needs Python" in capsys.readouterr().err
