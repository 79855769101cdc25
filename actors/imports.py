"""Imports, when they happen."""

import dramatiq

from yardflow import jobs
from yardflow.services import imports


@dramatiq.actor(
    broker=jobs.broker(), actor_name="run_import", queue_name=jobs.QUEUE_OF["run_import"]
)
def run_import(job_id: int) -> None:
    """Runs an import."""
    jobs.perform(job_id, imports.run)


@dramatiq.actor(
    broker=jobs.broker(), actor_name="undo_import", queue_name=jobs.QUEUE_OF["undo_import"]
)
def undo_import(job_id: int) -> None:
    """Undoes an import."""
    jobs.perform(job_id, imports.undo)
