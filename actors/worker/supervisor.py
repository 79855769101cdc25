"""The worker's first process: starts the others, starts them again, ends them in time.

It stays small and has one thread, so that forking is safe: everything is imported once, here, and
the processes share that memory. No connection is open when they are made.
"""

import gc
import logging
import multiprocessing
import signal
import socket
import sys
import threading
import time
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

from actors import kinds
from actors.worker import consumer, loop
from actors.worker.health import Health, listen, server
from actors.worker.heartbeat import Heartbeats
from actors.worker.scheduler import Scheduler
from yardflow import config, log, registry
from yardflow.launch import child_processes
from yardflow.launch.restart import Restart

DEADLINE_SECONDS = 25.0
SCHEDULER = "scheduler"

logger = logging.getLogger(__name__)
forking = multiprocessing.get_context("fork")


def main() -> int:
    """Runs until SIGTERM or SIGINT; returns the exit code."""
    try:
        settings = config.settings()
    except config.SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    log.configure()
    kinds.declare()
    host = "0.0.0.0" if settings.production else "127.0.0.1"  # noqa: S104 - behind the platform
    try:
        listener = listen(settings.worker_port, host)
    except OSError:
        print(
            f"WORKER_PORT {settings.worker_port} is taken by another program: expected a free "
            "port for the worker's health page",
            file=sys.stderr,
        )
        return 2
    # What has been loaded stays; a process that looked for garbage in it would copy it.
    gc.freeze()
    # A batch of emails is 30,000 objects that live until it is done. To look through them after
    # every 700 was a tenth of the engine's time.
    gc.set_threshold(10_000)
    gc.enable()
    Supervisor(listener).run()
    return 0


class Supervisor:
    """Holds one process for each queue and each loop, and one for scheduler and health.

    They are forked and share memory, which programs that `make run` starts do not; when a process
    is started again is the same for both.
    """

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._working = (*(queue.name for queue in consumer.QUEUES), *registry.loops())
        self._heartbeats = Heartbeats(self._working)
        self._stopping = False
        self._processes: dict[str, BaseProcess] = {}
        self._restarts: dict[str, Restart] = {}

    def run(self) -> None:
        """Starts everything, restarts what ends, and stops it all when told to."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for name in (*self._working, SCHEDULER):
            self._restarts[name] = Restart()
            self._start(name)
        logger.info("the worker is at work")
        while not self._stopping:
            alive = [process.sentinel for process in self._processes.values() if process.is_alive()]
            wait(alive, timeout=0.3)
            for name in self._processes:
                self._look_after(name)
        self._end()

    def _look_after(self, name: str) -> None:
        process, restart = self._processes[name], self._restarts[name]
        if self._stopping:
            return
        if restart.due is None and not process.is_alive():
            logger.error("the %s process ended (%s)", name, process.exitcode)
            if name != SCHEDULER:
                self._heartbeats.gone(name)
            restart.failed()
        elif restart.is_due:
            self._start(name)

    def _start(self, name: str) -> None:
        process = forking.Process(target=self._be, args=(name,), name=name)
        process.start()
        self._processes[name] = process
        self._restarts[name].started()

    def _be(self, name: str) -> None:
        if name == SCHEDULER:
            _schedule(self._listener, self._heartbeats)
            return
        self._listener.close()
        queue = next((queue for queue in consumer.QUEUES if queue.name == name), None)
        if queue is None:
            loop.run(name, self._heartbeats)
        else:
            consumer.work(queue, self._heartbeats)

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _end(self) -> None:
        """Signals each process once. The scheduler goes last: it answers for the others."""
        logger.info("the worker is finishing what it has begun")
        deadline = time.monotonic() + DEADLINE_SECONDS
        scheduler = self._processes.pop(SCHEDULER)
        for group in (list(self._processes.values()), [scheduler]):
            for process in group:
                process.terminate()
            for process in group:
                process.join(max(0.5, deadline - time.monotonic()))
                if process.is_alive():
                    logger.error("the %s process did not end in time", process.name)
                    process.kill()
                    process.join()
        logger.info("the worker has ended")


def _schedule(listener: socket.socket, heartbeats: Heartbeats) -> None:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child_processes.die_with_parent()
    health = server(listener, Health(heartbeats))
    threading.Thread(target=health.serve_forever, name="health", daemon=True).start()
    Scheduler(heartbeats).run(stop)
