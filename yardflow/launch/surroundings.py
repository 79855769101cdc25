"""What `make run` decides for a person who set nothing: ports, a secret, the sandbox."""

import os
import secrets
import socket
from pathlib import Path

from yardflow.config import SANDBOX_KEY, Settings
from yardflow.launch.tether import LaunchError

# provider: (setting of its key, setting of its address, path under the sandbox)
_PROVIDERS = (
    ("OPENAI_API_KEY", "OPENAI_BASE_URL", "/openai/v1"),
    ("HUBSPOT_ACCESS_TOKEN", "HUBSPOT_BASE_URL", "/hubspot"),
    ("SENDGRID_API_KEY", "SENDGRID_BASE_URL", "/sendgrid"),
)


def auth_secret(data_dir: Path) -> str:
    """A secret of this data folder, made once; only its owner can read it."""
    path = data_dir / "auth_secret"
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        fresh.rename(path)
    return path.read_text().strip()


def without_keys(settings: Settings) -> list[tuple[str, str, str]]:
    """The providers that nobody gave a key or an address for."""
    return [
        each
        for each in _PROVIDERS
        if getattr(settings, each[0].lower()) is None and getattr(settings, each[1].lower()) is None
    ]


def sandboxed(providers: list[tuple[str, str, str]], port: int) -> dict[str, str]:
    """Settings that point these providers at the sandbox."""
    found: dict[str, str] = {}
    for key, address, path in providers:
        found |= {key: SANDBOX_KEY, address: f"http://127.0.0.1:{port}{path}"}
    return found


def web_port(settings: Settings) -> int:
    """The port for pages, socket and API.

    Raises:
        LaunchError: another program has it.
    """
    if not is_free(settings.port):
        raise LaunchError(
            f"Port {settings.port} is taken by another program. "
            f"Choose another one: make run PORT={settings.port + 1}"
        )
    return settings.port


def worker_port(settings: Settings) -> int:
    """The port of the worker's health page; any free one when nobody chose.

    Raises:
        LaunchError: somebody chose one that another program has.
    """
    if is_free(settings.worker_port) and settings.worker_port != settings.port:
        return settings.worker_port
    if "worker_port" in settings.model_fields_set:
        raise LaunchError(
            f"Port {settings.worker_port} (WORKER_PORT, the worker's health page) is taken by "
            "another program. Choose another one: make run WORKER_PORT=8081"
        )
    return free_port()


def reach_database(url: str) -> None:
    """Asks the database that somebody chose for a sign of life.

    Raises:
        LaunchError: it gives none, with what the driver says about it.
    """
    import psycopg

    try:
        psycopg.connect(plain(url), connect_timeout=5).close()
    except psycopg.OperationalError as error:
        raise LaunchError(f"DATABASE_URL: the database does not answer. {error}") from None


def plain(url: str) -> str:
    """A database's address without the name of SQLAlchemy's driver."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of every address now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))  # noqa: S104 - closed at once
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
