"""Enriching contacts: one in a job of its own, many in a bulk."""

import dramatiq

from actors.broker import broker
from yardflow import jobs
from yardflow.services.enrichment.bulk import worker as bulk_worker
from yardflow.services.enrichment.runs import job as run_job


@dramatiq.actor(
    broker=broker,
    actor_name="enrich_contact",
    queue_name=jobs.QUEUE_OF["enrich_contact"],
)
def enrich_contact(job_id: int) -> None:
    """Asks the providers about one contact and applies what they claim."""
    jobs.perform(job_id, run_job.enrich)


@dramatiq.actor(
    broker=broker,
    actor_name="enrich_bulk",
    queue_name=jobs.QUEUE_OF["enrich_bulk"],
)
def enrich_bulk(job_id: int) -> None:
    """Enriches the contacts of a bulk, and shows how far it is."""
    jobs.perform(job_id, bulk_worker.work)


@dramatiq.actor(
    broker=broker,
    actor_name="enrich_bulk_worker",
    queue_name=jobs.QUEUE_OF["enrich_bulk_worker"],
)
def enrich_bulk_worker(job_id: int) -> None:
    """Works on a bulk beside its first worker."""
    jobs.perform(job_id, bulk_worker.work)
