"""An actor for each kind of job that the domains declare, named as the kind."""

from pkgutil import resolve_name

import dramatiq

from actors.broker import broker
from yardflow import jobs, registry
from yardflow.registry import JobKind


def declare() -> None:
    """Makes them known to the broker, and imports what they do."""
    for kind in registry.job_kinds().values():
        _declare(kind)


def _declare(kind: JobKind) -> None:
    work = resolve_name(kind.work)

    @dramatiq.actor(broker=broker, actor_name=kind.name, queue_name=kind.queue.value)
    def perform(job_id: int) -> None:
        jobs.perform(job_id, work)
