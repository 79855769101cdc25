"""A process of the worker that does one thing over and over, as a domain declares it."""

import logging
import os
import signal
import threading
from pkgutil import resolve_name
from typing import Protocol, runtime_checkable

from sqlalchemy.exc import SQLAlchemyError

from actors.worker.heartbeat import Heartbeats
from yardflow import disk, registry
from yardflow.config import SettingsError
from yardflow.errors import YardFlowError
from yardflow.launch import child_processes

REST_SECONDS, LONGEST_REST_SECONDS = 1.0, 15.0
DRAIN_SECONDS = 20.0

log = logging.getLogger(__name__)


class Loop(Protocol):
    """What is done over and over."""

    def round(self) -> int:
        """Does what there is to do, as far as one round goes; says how much it was."""

    def close(self) -> object:
        """Lets what a round has left under way come to its end."""


@runtime_checkable
class Woken(Protocol):
    """Work that hears when there is more to do."""

    def rest(self, seconds: float) -> None:
        """Waits so long, or until there is."""


def run(name: str, heartbeats: Heartbeats) -> None:
    """Goes round until SIGTERM, then lets the round end that is under way."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child_processes.die_with_parent()
    work: Loop = resolve_name(registry.loops()[name])()
    rounds = threading.Thread(target=go_round, args=(work, stop), name=name, daemon=True)
    rounds.start()
    while not stop.wait(1):
        heartbeats.beat(name, int(rounds.is_alive()), 1)
    rounds.join(DRAIN_SECONDS)
    os._exit(0)  # what a round leaves unfinished is found by its lease


def go_round(work: Loop, stop: threading.Event) -> None:
    """Rounds, one after the other while there is work. Each fails alone, and while they fail the
    rests between them grow: a database that starts again is not asked at once by everyone.
    """
    failures = 0
    while not stop.is_set():
        did = 0
        try:
            did = 0 if disk.is_full() else work.round()
            failures = 0
        except (SQLAlchemyError, SettingsError, YardFlowError) as error:
            if not failures:
                log.warning("a loop waits for %s", type(error).__name__)
            failures += 1
        except Exception:
            log.exception("a round stopped on a defect")
            failures += 1
        if did:
            continue
        if failures or not isinstance(work, Woken):
            stop.wait(min(REST_SECONDS * 2 ** min(failures, 10), LONGEST_REST_SECONDS))
        else:
            work.rest(REST_SECONDS)
    work.close()
