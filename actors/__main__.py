"""``python -m actors``: workers, scheduler and their health server, until SIGTERM."""

import gc

gc.disable()  # until everything is loaded: what is loaded stays

import sys

from actors.worker import supervisor
from yardflow import registry
from yardflow.domains import DOMAINS

if __name__ == "__main__":
    registry.install(DOMAINS)
    sys.exit(supervisor.main())
