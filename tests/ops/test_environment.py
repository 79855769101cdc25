"""Making `.venv`: only when something changed, and with the line that helps when it can't be."""

import threading
from pathlib import Path

import pytest

from yardflow.launch import environment


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder whose `.venv` is up to date."""
    found = tmp_path / ".venv"
    (found / "bin").mkdir(parents=True)
    (found / "bin" / "pip").touch()
    (tmp_path / "requirements.lock").write_text("a==1")
    (tmp_path / "requirements-dev.lock").write_text("a==1\nb==2")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "HOME", found)
    monkeypatch.setattr(environment, "_MADE_AT", found / ".made-at")
    (found / ".made-at").write_text(str(found))
    return found


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The programs that would have been run; each succeeds unless its name is in `fails`."""
    commands: list[list[str]] = []

    class Done:
        returncode = 0

    def run(command, **options):
        commands.append([str(part) for part in command])
        return Done()

    monkeypatch.setattr(environment.subprocess, "run", run)
    return commands


def test_packages_are_installed_once_for_each_lock(home: Path, runs) -> None:
    assert environment.main("requirements.lock") == 0
    assert environment.main("requirements.lock") == 0
    assert len(runs) == 1
    assert "--require-hashes" in runs[0]


def test_a_changed_lock_is_installed(home: Path, runs) -> None:
    environment.main("requirements.lock")
    (home.parent / "requirements.lock").write_text("a==2")
    environment.main("requirements.lock")
    assert len(runs) == 2


def test_who_has_everything_for_tests_has_everything_to_run(home: Path, runs) -> None:
    environment.main("requirements-dev.lock")
    environment.main("requirements.lock")
    assert len(runs) == 1


def test_a_project_that_was_moved_gets_a_new_one(home: Path, runs) -> None:
    environment.main("requirements.lock")
    (home / ".made-at").write_text("/elsewhere/.venv")
    environment.main("requirements.lock")
    assert [command[2] for command in runs] == ["pip", "venv", "pip"]


def test_what_takes_long_shows_that_it_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "SIGN_SECONDS", 0.01)
    told: list[str] = []
    second = threading.Event()

    def say(text: str) -> None:
        told.append(text)
        if len(told) == 2:
            second.set()

    with environment.signs_of_life(say):
        assert second.wait(10)
    assert told[0] == "… still at it, 0 s so far"


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
