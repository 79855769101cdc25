"""A workplace of its own for a measurement: an empty database, Redis, and OpenAI or its sandbox.

For a process that does nothing else: it changes its own environment.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from yardflow import config, db, jobs, migrations, registry
from yardflow.domains import DOMAINS
from yardflow.integrations.connections import PROVIDERS
from yardflow.launch import preflight, servers

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def opened(*, durable: bool = False) -> Iterator[bool]:
    """All of it until the block ends; yields whether OpenAI is the sandbox.

    What the environment says of databases is not used: nothing of this enters a real one.
    """
    with tempfile.TemporaryDirectory(prefix="yf-eval-") as folder:
        Path(folder).chmod(0o755)
        with servers.embedded(Path(folder) / "data", durable=durable) as urls:
            os.environ |= {
                "YARDFLOW_ENV": "development",
                "DATABASE_URL": urls.database_url,
                "REDIS_URL": urls.redis_url,
                "AUTH_SECRET": secrets.token_hex(32),
            }
            _forget_settings()
            registry.install(DOMAINS)
            try:
                migrations.upgrade()
                with _providers(Path(folder) / "sandbox.log") as sandbox:
                    yield sandbox
            finally:
                db.dispose()


def _forget_settings() -> None:
    config.settings.cache_clear()
    jobs.broker.cache_clear()
    db.dispose()


@contextmanager
def _providers(log: Path) -> Iterator[bool]:
    """The sandbox in place of OpenAI where nobody gave a key."""
    without = preflight.without_keys(config.settings())
    if PROVIDERS["openai"] not in without:
        yield False
        return
    port = preflight.free_port()
    command = [sys.executable, "-m", "yardflow.sandbox", "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait_for(f"http://127.0.0.1:{port}/ping", process)
        os.environ |= preflight.sandboxed(without, port)
        config.settings.cache_clear()
        yield True
    finally:
        process.terminate()
        process.wait(15)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while True:
        assert process.poll() is None, "the sandbox ended at its start"
        assert time.monotonic() < deadline, "the sandbox does not answer"
        try:
            httpx.get(url).raise_for_status()
            return
        except httpx.TransportError:
            time.sleep(0.05)
