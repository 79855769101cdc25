"""A workplace of its own for a measurement: an empty database, Redis, and OpenAI or its sandbox.

For a process that does nothing else: it changes its own environment.
"""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.fixtures import sandbox
from yardflow import config, db, jobs, migrations, registry
from yardflow.domains import DOMAINS
from yardflow.integrations.connections import PROVIDERS
from yardflow.launch import preflight, servers


@contextmanager
def opened(*, durable: bool = False, data_dir: Path | None = None) -> Iterator[bool]:
    """All of it until the block ends; yields whether OpenAI is the sandbox.

    What is in ``data_dir`` is there from the beginning, and stays. What the environment says of
    databases is not used: nothing of this enters a real one.
    """
    with tempfile.TemporaryDirectory(prefix="yf-eval-") as folder:
        Path(folder).chmod(0o755)
        with servers.embedded(data_dir or Path(folder) / "data", durable=durable) as urls:
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
                with _providers(Path(folder) / "sandbox.log") as played:
                    yield played
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
    with log.open("wb") as output, sandbox.started(output) as url:
        played = preflight.sandboxed(without, int(url.rpartition(":")[2]))
        os.environ |= played
        config.settings.cache_clear()
        try:
            yield True
        finally:
            # The next one of this process has a sandbox of its own.
            for name in played:
                del os.environ[name]
