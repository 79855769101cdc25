"""The process that files are read from, as its parent has it.

It is started with the first file, and again when it has ended. It ends with this process, because
the socket to it does. What is said on the socket: `services/imports/reader_process.py`.
"""

import contextlib
import socket
import subprocess
import sys
from threading import Lock

_COMMAND = (sys.executable, "-m", "yardflow.services.imports.reader_process")

_starting = Lock()
_process: subprocess.Popen[bytes] | None = None
_requests = socket.socket()


def ask() -> socket.socket:
    """A socket on which one `Order` is taken and answered; what was asked ends when it is closed.

    Where the process dies meanwhile, no answer comes and the socket is at its end.
    """
    ours, theirs = socket.socketpair()
    with theirs, _starting:
        _start_where_needed()
        with contextlib.suppress(BrokenPipeError):
            socket.send_fds(_requests, [b"."], [theirs.fileno()])
    return ours


def _start_where_needed() -> None:
    global _process, _requests
    if _process is None or _process.poll() is not None:
        _requests.close()
        _requests, theirs = socket.socketpair()
        with theirs:
            _process = subprocess.Popen(_COMMAND, stdin=theirs.fileno())  # noqa: S603 - our own
