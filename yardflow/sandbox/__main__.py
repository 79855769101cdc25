"""``python -m yardflow.sandbox --port N``: serves on this machine alone until it is ended.

With ``--folder`` the book of messages and HubSpot's account are kept there. With ``--webhook``
SendGrid reports to this address by itself what becomes of each message, and what a person does with
it in the inbox; HubSpot's events go to the same host.
"""

import argparse
import asyncio
import signal
from contextlib import suppress
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server

from yardflow.sandbox.app import make_app

# So many may be open at a time: who comes on top is not answered until one of them is closed, and
# clients keep theirs.
CONNECTIONS = 1_024


async def serve(port: int, folder: Path | None, webhook: str) -> None:
    """Answers on 127.0.0.1 until SIGTERM or SIGINT; one process, so that its end is the end."""
    server = Server(
        make_app(folder, webhook),
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGI,
        log_enabled=False,
        backlog=CONNECTIONS,
    )
    running = asyncio.create_task(server.serve())
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await asyncio.wait(
        [running, asyncio.create_task(ended.wait())], return_when=asyncio.FIRST_COMPLETED
    )
    server.stop()
    with suppress(asyncio.CancelledError):
        await running
    await asyncio.sleep(0.2)  # its threads must have left before the interpreter does


def main() -> None:
    """Reads the options, and serves."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--folder", type=Path)
    options.add_argument("--webhook", default="")
    chosen = options.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(chosen.port, chosen.folder, chosen.webhook))


if __name__ == "__main__":
    main()
