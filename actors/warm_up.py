"""Getting a work process ready before its first job comes."""

import threading

import dramatiq

from yardflow import jobs
from yardflow.services.enrichment.runs import job as run_job


class WarmUp(dramatiq.Middleware):
    """Loads beside the start what the first contact would otherwise wait for."""

    def after_worker_boot(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        """Called once a process, when its threads are at work."""
        if jobs.QUEUE_OF["enrich_contact"] in (worker.consumer_whitelist or ()):
            threading.Thread(target=run_job.warm_up, name="warm-up", daemon=True).start()
