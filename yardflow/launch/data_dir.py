"""The data folder: one owner at a time, and a short private place for sockets.

Two locks. ``owner.lock`` is held by the supervisor alone and dies with it. ``servers.lock`` is
handed on to all that it starts as an open descriptor, so it stays held until the last of them has
ended, also when their parent was killed: whoever gets it knows that nobody writes here.
"""

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from yardflow.launch.child_processes import LaunchError

PATIENCE = 30.0
OWNER_PATIENCE = 1.0  # a killed owner needs a moment to be gone
_ELSEWHERE = "Use a folder of your own: make run DATA_DIR=/other/folder"
_LONGEST_SOCKET_FOLDER = 80
_SHARED = Path("/tmp")  # noqa: S108 - the folder in it is made private and its owner checked


@contextmanager
def owned(data_dir: Path) -> Iterator[int]:
    """Owns the folder for a while; yields the descriptor that all programs must keep open.

    Raises:
        LaunchError: somebody else owns it, with their process id.
    """
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o711)
        (data_dir / "logs").mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise LaunchError(f"{data_dir} cannot be used: {error.strerror}. {_ELSEWHERE}") from None
    owner = _open(data_dir / "owner.lock")
    servers = _open(data_dir / "servers.lock")
    try:
        if not _wait_for(owner, OWNER_PATIENCE):
            who = os.pread(owner, 64, 0).decode(errors="replace").strip() or "unknown"
            raise LaunchError(
                f"YardFlow already runs on {data_dir} (process {who}). Stop it first, "
                "or use another folder and port: make run DATA_DIR=/other/folder PORT=3001"
            )
        with suppress(OSError):  # a full disk
            os.ftruncate(owner, 0)
            os.pwrite(owner, f"{os.getpid()}\n".encode(), 0)
        if not _wait_for(servers, PATIENCE):
            raise LaunchError(
                f"The programs of an earlier start are still closing {data_dir}. "
                "Try again in a moment."
            )
        try:
            yield servers
        finally:
            _remove_sockets(data_dir)
    finally:
        os.close(servers)
        os.close(owner)


def socket_folder(data_dir: Path, owner: int) -> Path:
    """A private folder for this data folder's sockets; their paths may not pass ~100 bytes.

    Args:
        owner: the user id that the database server runs as.

    Raises:
        LaunchError: the folder's name belongs to another user.
    """
    folder = _runtime(owner) / f"yardflow-{owner}-{_name(data_dir)}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(folder, owner, -1)
    status = folder.lstat()
    if folder.is_symlink() or status.st_uid != owner:
        raise LaunchError(f"{folder} belongs to another user. Remove it and start again.")
    folder.chmod(0o700)
    return folder


def _remove_sockets(data_dir: Path) -> None:
    """Takes away what `socket_folder` made, once the servers took their sockets away themselves."""
    for place in {_runtime(os.geteuid()), _SHARED}:
        for folder in place.glob(f"yardflow-*-{_name(data_dir)}"):
            with suppress(OSError):
                folder.rmdir()


def _name(data_dir: Path) -> str:
    return hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:12]


def _runtime(owner: int) -> Path:
    own = os.environ.get("XDG_RUNTIME_DIR", "")
    if own and owner == os.geteuid() and len(own) < _LONGEST_SOCKET_FOLDER - 40:
        path = Path(own)
        if path.is_dir() and os.access(path, os.W_OK):
            return path
    return _SHARED


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError:
        raise LaunchError(f"{path.parent} belongs to another user. {_ELSEWHERE}") from None


def _wait_for(descriptor: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
