"""Getting a work process ready before its first job comes."""

import threading
from pkgutil import resolve_name

import dramatiq

from yardflow import registry


class WarmUp(dramatiq.Middleware):
    """Loads beside the start what the first job would otherwise wait for."""

    def after_worker_boot(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        """Called once a process, when its threads are at work."""
        queues = worker.consumer_whitelist or ()
        for kind in registry.job_kinds().values():
            if kind.warm_up and kind.queue in queues:
                load = resolve_name(kind.warm_up)
                threading.Thread(target=load, name="warm-up", daemon=True).start()
