"""Runs what is to be checked: ``python -m tests.run`` for all, ``--fast`` for the quick part.

The quick part: format, lint, types, layers, and the tests that need no database and are neither
slow nor heavy. All of it: the browser is installed where missing, the pages are built, every test
runs, and tests reach 80 % of the product's lines; processes that they start are not looked into.
Journeys in the browser run in processes of their own: Playwright brings an event loop and greenlets
along, which have no place beside the product's threads.

It always ends. A test that passes its limit (``faulthandler_timeout``) shows the stack of every
thread and ends its worker process, whatever hangs there; it has failed, and the others go on. What
hangs outside of a test ends with the run's own limit.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parents[1]
# The first is Chromium without windows, which has a quarter less to do for a page.
BROWSERS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser")
STATIC = (
    ("format", "ruff", "format", "--check", "--quiet", "."),
    ("lint", "ruff", "check", "--quiet", "."),
    ("types", "mypy"),
    ("layers", "lint-imports"),
)
# What is read once here, each process of tests finds compiled: else each would compile all tests
# for itself, for 15 s of a core. The pages are built beside it, and take longer than other tools.
COLLECTED = ("collection", "python", "-m", "pytest", "--collect-only", "-qq")
CORES = os.cpu_count() or 2
# One more than there are cores: a test waits for the database, a heavy one for the product. Each
# costs many seconds of a core before its first test: imports, collecting, servers of its own.
PROCESSES = ("-n", str(CORES + 1))
QUICK = ("-m", "not browser and not database and not heavy and not slow", *PROCESSES)
INSIDE = ("-p", "tests.coverage", "--ignore", "tests/browser", *PROCESSES)
SEEN = ROOT / ".coverage"  # which lines each process of tests has seen
ENOUGH = ("--skip-covered", "--fail-under", "80")
# Each process has a product and a browser of its own, which keep a core busy.
BROWSER = ("-m", "browser", "tests/browser", "-n", str(max(2, CORES)))
LONGEST_RUN_S = 35 * 60
# So few that fail are run once more, alone: docs/decisions/0233.
FEW = 4
AGAIN = ("--last-failed", "--last-failed-no-failures", "none", "-n", "1")
# Idle ones take tests over. (Not "loadgroup": it starts what ended its process again and again.)
PARALLEL = ("-q", "--dist", "worksteal")


def main() -> int:
    fast = "--fast" in sys.argv
    began = time.monotonic()
    if not fast and not browser():
        return 1
    # Each of the tools keeps one core busy, and so do the tests and the build of the pages.
    with ThreadPoolExecutor(1) as beside:
        tools = STATIC if fast else (*STATIC, COLLECTED)
        static = beside.submit(lambda: [tool for tool in tools if not passes(*tool)])
        if fast:
            failed = [] if tests("tests", *QUICK) else ["tests"]
        else:
            failed = [] if passes("pages", "python", "-m", "yardflow.launch.build") else ["pages"]
    failed = [name for name, *_ in static.result()] + failed
    if not fast and "pages" not in failed:
        shutil.rmtree(SEEN, ignore_errors=True)
        SEEN.mkdir()
        failed += [] if tests("tests", *INSIDE) else ["tests"]
        seen = ("--merge", *SEEN.iterdir(), "--out", SEEN / "all.json")
        failed += [] if passes("coverage", "slipcover", *seen, *ENOUGH) else ["coverage"]
        failed += [] if tests("journeys", *BROWSER) else ["journeys"]
    spent = f"{time.monotonic() - began:.0f} s"
    print(f"✗ {', '.join(failed)} ({spent})" if failed else f"✓ All is well ({spent})")
    return 1 if failed else 0


def passes(name: str, *command: str | Path) -> bool:
    """Runs one tool; shows its output only when it complains."""
    began = time.monotonic()
    done = subprocess.run(
        [BIN / command[0], *command[1:]],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    well = done.returncode == 0
    print(f"{'✓' if well else '✗'} {name} ({time.monotonic() - began:.0f} s)", flush=True)
    if not well:
        print(done.stdout + done.stderr, flush=True)
    return well


def tests(name: str, *options: str, root: Path = ROOT) -> bool:
    """Runs tests, and the few that failed once more, one after another: whether all have passed."""
    if _run(name, *options, root=root):
        return True
    kept = root / ".pytest_cache" / "v" / "cache" / "lastfailed"
    failed = json.loads(kept.read_text()) if kept.exists() else {}
    if not 0 < len(failed) <= FEW:
        return False
    return _run(f"{name}: {len(failed)} that failed, once more", *options, *AGAIN, root=root)


def _run(name: str, *options: str, root: Path) -> bool:
    print(f"▸ {name}", flush=True)
    command = [BIN / "python", "-m", "pytest", *PARALLEL, *options]
    running = subprocess.Popen(command, cwd=root, env=environment(), start_new_session=True)
    try:
        return running.wait(LONGEST_RUN_S) == 0
    except subprocess.TimeoutExpired:
        print(f"✗ {name} did not end within {LONGEST_RUN_S // 60} minutes", flush=True)
        return False
    finally:
        with contextlib.suppress(ProcessLookupError):  # it ended, and all of its own with it
            os.killpg(running.pid, signal.SIGKILL)


def environment() -> dict[str, str]:
    """Without what the person at the keyboard has set: that is theirs, not the tests'.

    Tests start many processes; each would compile the whole product anew where Python is told to
    write no bytecode.
    """
    from tests.fixtures.product import SETTINGS

    others = SETTINGS | {"PYTHONDONTWRITEBYTECODE"}
    return {name: value for name, value in os.environ.items() if name not in others}


def browser() -> bool:
    """Makes sure that Chromium is there; says how to install it where that fails."""
    if any(Path(path).exists() for path in BROWSERS):
        return True
    print("▸ Installing Chromium for the browser tests", flush=True)
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") and (not sudo or shutil.which("sudo")):
        quietly = {"check": False, "stdout": subprocess.DEVNULL}
        subprocess.run([*sudo, "apt-get", "update", "-qq"], **quietly)
        for package in ("chromium-headless-shell", "chromium"):
            step = [*sudo, "apt-get", "install", "-y", "-qq", package]
            if subprocess.run(step, **quietly).returncode == 0:
                break
    if any(Path(path).exists() for path in BROWSERS):
        return True
    print(
        "✗ The browser tests need Chromium, and it could not be installed from here:\n"
        "    sudo apt-get install chromium     (Debian, Ubuntu)\n"
        "    sudo dnf install chromium         (Fedora)",
        file=sys.stderr,
    )
    return False


if __name__ == "__main__":
    sys.exit(main())
