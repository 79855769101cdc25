"""What is done out of band: one module a domain, thin, each actor named as its kind of job.

    import dramatiq
    from actors.broker import broker  # sets Dramatiq's broker
    from yardflow import jobs

    @dramatiq.actor(actor_name="enrich_contact", queue_name=jobs.QUEUE_OF["enrich_contact"])
    def enrich_contact(job_id: int) -> None:
        jobs.perform(job_id, enrichment.enrich)

``python -m actors`` runs them all; it finds the modules of this package by itself. Importing one
opens no connection.
"""
