"""Asks the process in this container whether it is well: web on ``PORT``, or worker.

    python -m yardflow.launch.healthcheck

An image without curl needs a program for its health check; this one starts in a tenth of a second.
"""

import http.client
import os
import sys
from pathlib import Path


def main() -> int:
    """0 when the process answers, 1 when it does not."""
    if b"actors" in Path("/proc/1/cmdline").read_bytes():
        return ask(int(os.environ.get("WORKER_PORT", "8080")), "/health")
    return ask(int(os.environ.get("PORT", "3000")), "/api/ping")


def ask(port: int, path: str) -> int:
    """One question over loopback, with a time limit of two seconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return 0 if connection.getresponse().status == 200 else 1
    except OSError:
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
