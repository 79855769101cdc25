"""A worker of the sync that is killed in the middle, or stopped and not waited for long, and whose
leases others get soon.
"""

from datetime import timedelta

from actors.worker import loop
from actors.worker.heartbeat import Heartbeats
from yardflow.services.hubspot.changes import pending

LEASE_S = 20


def work() -> None:
    """Goes round until it is ended."""
    pending.LEASE = timedelta(seconds=LEASE_S)
    loop.REST_SECONDS, loop.LONGEST_REST_SECONDS = 0.2, 2.0
    loop.DRAIN_SECONDS = 0.2
    loop.run("hubspot", Heartbeats(["hubspot"]))
