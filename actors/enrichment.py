"""Enriching one contact."""

import dramatiq

from actors.broker import broker
from yardflow import jobs
from yardflow.services.enrichment import running


@dramatiq.actor(
    broker=broker,
    actor_name="enrich_contact",
    queue_name=jobs.QUEUE_OF["enrich_contact"],
)
def enrich_contact(job_id: int) -> None:
    """Asks the providers about one contact and settles what they say."""
    jobs.perform(job_id, running.enrich)
