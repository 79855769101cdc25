"""``python -m actors``: workers, scheduler and their health server, until SIGTERM."""

import sys

from actors.worker import supervisor
from yardflow import registry
from yardflow.domains import DOMAINS

if __name__ == "__main__":
    registry.install(DOMAINS)
    sys.exit(supervisor.main())
