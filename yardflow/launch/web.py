"""The web process: pages, socket and API from one port, out of a finished build.

    python -m yardflow.launch.web [--host ADDRESS]

The port is the setting ``PORT``. The two names with leading underscores are Reflex's own
switches for "serve what was built, build nothing"; a test holds that they still work.
"""

import argparse
import os
import sys

from granian.constants import Interfaces
from granian.server import Server

from yardflow import log
from yardflow.config import SettingsError, settings

SERVE_WHAT_WAS_BUILT = {
    "REFLEX_ENV_MODE": "prod",
    "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    "__REFLEX_SKIP_COMPILE": "true",
    "REFLEX_TELEMETRY_ENABLED": "false",
}
# Tabs keep their sockets open for as long as they are open; SIGTERM gives them this long.
DRAIN_SECONDS = 8


def main() -> None:
    """Serves until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="0.0.0.0")  # noqa: S104 - deployed behind a proxy
    arguments = parser.parse_args()
    os.environ |= SERVE_WHAT_WAS_BUILT
    try:
        current = settings()
    except SettingsError as error:
        sys.exit(str(error))
    Server(
        "yardflow.yardflow:app",
        factory=True,
        address=arguments.host,
        port=current.port,
        interface=Interfaces.ASGI,
        workers=int(os.environ.get("GRANIAN_WORKERS", "1")),
        workers_kill_timeout=DRAIN_SECONDS,
        respawn_failed_workers=True,
        log_dictconfig=log.dict_config(current.production),
    ).serve()


if __name__ == "__main__":
    main()
