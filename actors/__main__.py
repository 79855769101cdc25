"""``python -m actors``: workers, scheduler and their health server, until SIGTERM."""

import sys

from actors.worker import supervisor

if __name__ == "__main__":
    sys.exit(supervisor.main())
