"""A work process: threads that take the messages of one queue and do what they say."""

import os
import signal
import threading
import uuid
from dataclasses import dataclass

import dramatiq
from dramatiq.brokers.redis import RedisBroker

from actors.worker.heartbeat import Heartbeats
from yardflow import jobs
from yardflow.launch import child_processes
from yardflow.registry import JobQueue

DRAIN_MS = 20_000


@dataclass(frozen=True, slots=True)
class Queue:
    """How one queue is worked: by how many threads, and how many messages a process has, those that
    are worked on among them: with fewer than threads, some threads have nothing to do.

    What it has beyond them waits for this process even when another is idle, and is lent out
    again only half a minute after this process died.
    """

    name: JobQueue
    threads: int
    messages: int


QUEUES = (
    Queue(JobQueue.DEFAULT, threads=8, messages=32),
    Queue(JobQueue.BULK, threads=2, messages=2),
    Queue(JobQueue.LONG, threads=2, messages=2),
)


def work(queue: Queue, heartbeats: Heartbeats) -> None:
    """Works until SIGTERM, then lets what is running end."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child_processes.die_with_parent()
    broker = jobs.broker()
    # Dramatiq takes this id for the process: two that share it would hide each other's death.
    broker.broker_id = str(uuid.uuid4())
    worker = _start(broker, queue)
    while not stop.wait(1):
        heartbeats.beat(queue.name, *_threads(worker))
    worker.stop(timeout=DRAIN_MS)
    os._exit(0)  # a thread still at work holds a lease; the next worker takes it when it runs out


def _start(broker: RedisBroker, queue: Queue) -> dramatiq.Worker:
    worker = dramatiq.Worker(broker, queues={queue.name.value}, worker_threads=queue.threads)
    worker.queue_prefetch = queue.messages
    broker.declare_queue(queue.name.value)
    worker.start()
    return worker


def _threads(worker: dramatiq.Worker) -> tuple[int, int]:
    threads = [*worker.workers, *worker.consumers.values()]
    return sum(thread.is_alive() for thread in threads), len(threads)
