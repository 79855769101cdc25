"""A worker with one actor of its own, for tests: ``python tests/actors/rehearsal.py``.

Each job writes a line into the table ``rehearsal`` in the transaction that ends it.
"""

import sys
import time

from sqlalchemy import text

from yardflow import db, jobs
from yardflow.jobs.queue import QUEUE_OF

KIND = "rehearse"
QUEUE_OF[KIND] = "default"


def work(running: jobs.Running) -> None:
    time.sleep(running.payload.get("seconds", 0.01))
    with db.session() as session:
        session.execute(text("INSERT INTO rehearsal (job_id) VALUES (:id)"), {"id": running.id})
        running.finish(session)


def load() -> None:
    import dramatiq

    import actors.broker  # noqa: F401

    @dramatiq.actor(actor_name=KIND, queue_name=QUEUE_OF[KIND])
    def rehearse(job_id: int) -> None:
        jobs.perform(job_id, work)


if __name__ == "__main__":
    from actors.worker import supervisor

    sys.exit(supervisor.main(load))
