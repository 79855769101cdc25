"""A worker of the sync that is killed in the middle, and whose leases others get soon."""

import threading
from datetime import timedelta

from actors.worker import loop
from yardflow.services.hubspot.changes import pending
from yardflow.services.hubspot.syncing.round import Sync

LEASE_S = 20


def work() -> None:
    """Goes round until it is killed."""
    pending.LEASE = timedelta(seconds=LEASE_S)
    loop.REST_SECONDS, loop.LONGEST_REST_SECONDS = 0.2, 2.0
    loop.go_round(Sync(), threading.Event())
