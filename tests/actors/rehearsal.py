"""A worker with one kind of job, its own, for tests: ``python -m tests.actors.rehearsal``.

Each job writes a line into the table ``rehearsal`` in the transaction that ends it. What a worker
that died has held comes back after seconds, not after half a minute.
"""

import sys
import time
from datetime import timedelta

from sqlalchemy import text

from yardflow import db, jobs, registry
from yardflow.jobs import leases, transport
from yardflow.registry import Domain, JobKind, JobQueue

KIND = "rehearse"
DOMAIN = Domain(
    name="rehearsal",
    job_kinds=(
        JobKind(
            KIND,
            JobQueue.DEFAULT,
            work=f"{__name__}:work",
            title="Rehearse {}",
            title_without_name="Rehearse",
        ),
    ),
)


def work(running: jobs.Running) -> None:
    time.sleep(running.payload.get("seconds", 0.01))
    with db.session() as session:
        session.execute(text("INSERT INTO rehearsal (job_id) VALUES (:id)"), {"id": running.id})
        running.finish(session)


if __name__ == "__main__":
    leases.LEASE, leases.RENEW_EVERY_S = timedelta(seconds=4), 1.0
    transport.HEARTBEAT_TIMEOUT_MS, transport.MAINTENANCE_CHANCE = 4_000, 1_000_000
    from actors.worker import supervisor  # makes the broker, with what stands above

    registry.install((DOMAIN,))
    sys.exit(supervisor.main())
