"""Room kept in reserve beside the database. Whether a disk is full is decided by thresholds on the
real one, so that these tests need no disk of their own."""

from pathlib import Path

import pytest

from yardflow import config, disk
from yardflow.launch import disk_reserve
from yardflow.launch.disk_reserve import Reserve

PLENTY = 1 << 60


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A data folder on a disk with room; `low` is what makes it full."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setattr(disk, "RESERVE", 2 << 20)
    monkeypatch.setattr(disk, "LOW", 0)
    monkeypatch.setattr(disk_reserve, "_MARGIN", 0)
    config.settings.cache_clear()
    yield tmp_path
    config.settings.cache_clear()


@pytest.fixture
def heard() -> list[str]:
    return []


def full(monkeypatch: pytest.MonkeyPatch, yes: bool) -> None:
    monkeypatch.setattr(disk, "LOW", PLENTY if yes else 0)


def kept(home: Path) -> int:
    return (home / disk.NAME).stat().st_size


def test_room_is_kept_as_long_as_there_is_some(home: Path, heard: list[str]) -> None:
    reserve = Reserve(home, heard.append)
    assert kept(home) == 2 << 20
    assert (home / disk.NAME).stat().st_blocks * 512 >= 2 << 20
    assert reserve.look() is False
    assert heard == []
    assert not disk.is_full()


def test_a_full_disk_gets_the_reserve_and_everybody_sees_it(
    home: Path, heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reserve = Reserve(home, heard.append)
    full(monkeypatch, True)
    assert disk.is_full()
    reserve.look()
    reserve.look()
    assert kept(home) == 0
    assert len(heard) == 1 and "The disk is full" in heard[0] and str(home) in heard[0]
    assert disk.is_full()


def test_room_that_comes_back_fills_the_reserve_and_is_reported_once(
    home: Path, heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reserve = Reserve(home, heard.append)
    full(monkeypatch, True)
    reserve.look()
    full(monkeypatch, False)
    assert disk.is_full()  # until the reserve is there again
    assert [reserve.look(), reserve.look()] == [True, False]
    assert kept(home) == 2 << 20
    assert heard[1:] == ["There is space on the disk again; YardFlow continues"]
    assert not disk.is_full()


def test_a_start_on_a_full_disk_says_so_and_gives_the_reserve_up(
    home: Path, heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Reserve(home, heard.append)
    full(monkeypatch, True)
    Reserve(home, heard.append)
    assert kept(home) == 0
    assert "The disk is full" in heard[0]
    Reserve(home, heard.append)
    assert "The disk is full" in heard[1]


def test_without_a_database_of_our_own_nothing_is_held_back(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full(monkeypatch, True)
    assert not disk.is_full()


def test_a_list_needs_room_for_itself_and_for_its_rows(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Reserve(home, lambda _: None)
    room = disk.free(home)
    needed = room // (disk.STAGED + 1)
    assert disk.has_room(needed // 2, tmp_path)
    assert not disk.has_room(needed * 2, tmp_path)
    (home / disk.NAME).unlink()
    assert disk.has_room(needed * 2, tmp_path)
    assert not disk.has_room(room * 2, tmp_path)
