"""Makes `.venv` from a hashed lock file. Runs before anything is installed: standard library only.

    python3 yardflow/launch/environment.py requirements.lock

Installs exactly what the lock file lists, and only when it changed since the last time.
"""

import hashlib
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".venv"
_MADE_AT = HOME / ".made-at"
OLDEST = (3, 11)
SIGN_SECONDS = 15.0


# Nothing is resolved: the list is complete. A resolver would look at the index for what a package
# asks of another's extras, find something newer than the list knows, and refuse the whole list.
_OPTIONS = ("-qq", "--no-deps", "--require-hashes", "--only-binary=:all:", "-r")
# Unpacking and compiling keep one core busy each. As nothing is resolved, no part needs another's.
_PARTS = 2


def main(lock: str) -> int:
    """Brings `.venv` in line with the lock file; returns the exit code."""
    if sys.version_info < OLDEST:
        return _fail(f"YardFlow needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    stamp = _stamp(lock)
    current = _fingerprint(ROOT / lock)
    if stamp.exists() and stamp.read_text() == current and not _moved():
        return 0
    if (not (HOME / "bin" / "pip").exists() or _moved() or _outdated()) and not _make():
        return _fail(_how_to_get_venv())
    print("▸ Installing packages (a minute or two, only when they changed)", flush=True)
    with signs_of_life(lambda text: print(f"▸ {text}", flush=True)):
        if not _installed(ROOT / lock):
            return _fail("The packages could not be installed; pip's message above says why.")
        if (check := _pip("check", capture_output=True)).returncode:
            return _fail(f"{lock} is incomplete; `make lock` renews it.\n{check.stdout.strip()}")
    stamp.write_text(current)
    if lock == "requirements-dev.lock":  # it holds everything the other one does
        _stamp("requirements.lock").write_text(_fingerprint(ROOT / "requirements.lock"))
    return 0


def _installed(lock: Path) -> bool:
    """Installs the list in parts, all at once; whether everything came in."""
    packages = lock.read_text().replace("\\\n", " ").splitlines()  # with their hashes beside them
    parts = [packages[first::_PARTS] for first in range(min(_PARTS, len(packages)))]
    with ThreadPoolExecutor(_PARTS) as pips:
        return all(pips.map(_install, parts))


def _install(packages: list[str]) -> bool:
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as part:
        part.write("\n".join(packages))
        part.flush()
        return _pip("install", *_OPTIONS, part.name).returncode == 0


def _pip(*arguments: str | Path, capture_output: bool = False) -> subprocess.CompletedProcess[str]:
    command = [HOME / "bin" / "python", "-m", "pip", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, check=False, text=True, capture_output=capture_output)  # noqa: S603


@contextmanager
def signs_of_life(say: Callable[[str], None]) -> Iterator[None]:
    """Says every 15 s that something long still goes on."""
    done, began = threading.Event(), time.monotonic()

    def tell() -> None:
        while not done.wait(SIGN_SECONDS):
            say(f"… still at it, {time.monotonic() - began:.0f} s so far")

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


def _stamp(lock: str) -> Path:
    return HOME / f".installed-{lock}"


def _fingerprint(lock: Path) -> str:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return hashlib.sha256(lock.read_bytes()).hexdigest() + " " + version


def _moved() -> bool:
    """Whether the project was renamed since: programs in `.venv` know the folder they are in."""
    return _MADE_AT.exists() and _MADE_AT.read_text() != str(HOME)


def _outdated() -> bool:
    """Whether `.venv` holds an earlier list: what the new one no longer has must not stay."""
    stamps = ((_stamp(lock.name), lock) for lock in ROOT.glob("requirements*.lock"))
    return any(stamp.exists() and stamp.read_text() != _fingerprint(lock) for stamp, lock in stamps)


def _make() -> bool:
    print(f"▸ Creating {HOME.name} with Python {sys.version.split()[0]}", flush=True)
    command: list[str | Path] = [sys.executable, "-m", "venv", "--clear", HOME]
    if subprocess.run(command, check=False, capture_output=True).returncode:  # noqa: S603
        return False
    _MADE_AT.write_text(str(HOME))
    return True


def _how_to_get_venv() -> str:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return (
        "Python cannot create virtual environments here. Install that part of it:\n"
        f"    sudo apt-get install python{version}-venv     (Debian, Ubuntu)\n"
        "    sudo dnf install python3-pip                 (Fedora)"
    )


def _fail(message: str) -> int:
    print(f"✗ {message}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
