"""The product as `make run` starts it, in a folder of its own, while a measurement takes."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from yardflow.config import Settings
from yardflow.launch import preflight

ROOT = Path(__file__).resolve().parents[1]
ADMIN = ("admin@yardflow.com", "YardFlow2026!")
START_SECONDS = 300


@dataclass(frozen=True)
class Product:
    """A running product: its address, port, data folder and first process."""

    url: str
    port: int
    data_dir: Path
    process: subprocess.Popen[bytes]

    def sign_in(self) -> str:
        """Signs the administrator in; returns the ``Cookie`` header to send from then on."""
        body = json.dumps({"email": ADMIN[0], "password": ADMIN[1]}).encode()
        headers = {"Content-Type": "application/json", "Origin": self.url}
        request = urllib.request.Request(f"{self.url}/api/auth/signin", body, headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.headers["Set-Cookie"].partition(";")[0]

    def processes(self, part: str) -> list[int]:
        """Ids of this product's processes whose command line has ``part`` in it."""
        mark, numbers = f"DATA_DIR={self.data_dir}\0".encode(), []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if part.encode() in (entry / "cmdline").read_bytes():
                    numbers += [int(entry.name)] * (mark in (entry / "environ").read_bytes())
            except OSError:
                continue
        return numbers

    def environment(self, part: str) -> dict[str, str]:
        """The settings that one of its processes was given: where database and Redis listen."""
        lines = Path(f"/proc/{self.processes(part)[0]}/environ").read_bytes().split(b"\0")
        return dict(line.decode().split("=", 1) for line in lines if b"=" in line)


@contextmanager
def running(keep_in: Path | None = None) -> Iterator[Product]:
    """Starts it, with demo data and nobody's settings, and ends it; ``keep_in`` outlives it."""
    taken = {name.upper() for name in Settings.model_fields} | {"YARDFLOW_ENV"}
    kept = {name: value for name, value in os.environ.items() if name not in taken}
    with tempfile.TemporaryDirectory(prefix="yf-bench-") as folder:
        Path(folder).chmod(0o755)
        port, log = preflight.free_port(), Path(folder) / "log"
        data_dir = (keep_in or Path(folder)) / "data"
        own = {"PORT": str(port), "WORKER_PORT": str(preflight.free_port())}
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "yardflow.launch", "--tied"],
                cwd=ROOT,
                env=kept | own | {"DATA_DIR": str(data_dir)},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            _wait_until_ready(process, log)
            yield Product(f"http://localhost:{port}", port, data_dir, process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while "Ready in" not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


def memory_mb(process_id: int) -> float:
    """Resident memory of one process, in MB of a million bytes."""
    pages = int(Path(f"/proc/{process_id}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
