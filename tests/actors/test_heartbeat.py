"""What the worker's processes tell each other about their threads, and its timed questions."""

import threading
import time

import pytest

from actors.worker import heartbeat
from actors.worker.checks import Check


def test_a_process_with_all_of_its_threads_is_well() -> None:
    beats = heartbeat.Heartbeats(["default"])
    beats.beat("default", alive=9, expected=9)
    assert beats.read()[0].healthy


@pytest.mark.parametrize("alive", [0, 8])
def test_a_process_that_lost_a_thread_is_not(alive: int) -> None:
    beats = heartbeat.Heartbeats(["default"])
    beats.beat("default", alive=alive, expected=9)
    assert not beats.read()[0].healthy


def test_a_process_that_never_said_anything_is_not() -> None:
    beats = heartbeat.Heartbeats(["default", "long"])
    beats.beat("long", alive=1, expected=1)
    assert [beat.healthy for beat in beats.read()] == [False, True]


def test_a_process_that_fell_silent_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    beats = heartbeat.Heartbeats(["default"])
    beats.beat("default", alive=9, expected=9)
    later = time.monotonic() + heartbeat.STALE_SECONDS
    monkeypatch.setattr(heartbeat.time, "monotonic", lambda: later)
    assert not beats.read()[0].healthy


def test_a_process_that_ended_is_not() -> None:
    beats = heartbeat.Heartbeats(["default"])
    beats.beat("default", alive=9, expected=9)
    beats.gone("default")
    assert not beats.read()[0].healthy


def test_a_question_without_an_answer_takes_one_thread_however_often_it_is_asked() -> None:
    release = threading.Event()
    beats = []

    def question() -> None:
        beats.append(1)
        release.wait()

    check = Check(question, limit=0.05)
    assert [check.ask().trouble for _ in range(3)] == ["no answer in time"] * 3
    assert beats == [1]
    release.set()


def test_a_question_that_fails_says_what_kind_of_trouble_it_is() -> None:
    def question() -> None:
        raise ConnectionError("canary")

    assert Check(question).ask().trouble == "ConnectionError"
