"""How long `make run` takes once everything is there, beside importing the app alone."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import Figure
from tests.fixtures import product


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="yf-bench-") as folder:
        Path(folder).chmod(0o755)
        with product.running(Path(folder) / "data"):
            pass
        began = time.monotonic()
        with product.running(Path(folder) / "data"):
            spent = time.monotonic() - began
    return [Figure("second start", spent, "s", _import_alone(), "value <= 10")]


def _import_alone() -> float:
    command = [sys.executable, "-c", "import yardflow.yardflow"]
    began = time.monotonic()
    subprocess.run(command, cwd=product.ROOT, check=True)
    return time.monotonic() - began
