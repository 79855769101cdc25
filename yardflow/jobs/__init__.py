"""Work out of band: rows in PostgreSQL that are the truth, messages in Redis that only hurry it.

A job is written in the transaction of its cause (`enqueue`); its message leaves after the commit.
A worker claims it with a lease, does it, and records the end (`perform`). What no message reached,
and what a dead worker had leased, the sweeper brings back (`sweep`). So the product works with
Redis away, and a killed worker loses nothing.
"""

from yardflow.jobs.frequency import limit
from yardflow.jobs.queue import enqueue
from yardflow.jobs.runner import Cancelled, Hold, LeaseLost, RetryLater, Running, perform
from yardflow.jobs.sweeper import sweep
from yardflow.jobs.transport import broker, redis_available

__all__ = [
    "Cancelled",
    "Hold",
    "LeaseLost",
    "RetryLater",
    "Running",
    "broker",
    "enqueue",
    "limit",
    "perform",
    "redis_available",
    "sweep",
]
