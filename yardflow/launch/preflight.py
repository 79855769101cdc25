"""What `make run` decides for a person who set nothing: ports, a secret, the sandbox."""

import os
import secrets
import socket
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

from yardflow.config import SANDBOX_KEY, Settings
from yardflow.integrations.connections import PROVIDERS, Provider
from yardflow.launch.child_processes import LaunchError


def auth_secret(data_dir: Path) -> str:
    """A secret of this data folder, made once; only its owner can read it."""
    return _kept(data_dir / "auth_secret", secrets.token_hex(32))


def encryption_key(data_dir: Path) -> str:
    """The key by which this data folder's database holds tokens, made once; only its owner can
    read it.
    """
    return _kept(data_dir / "encryption_key", Fernet.generate_key().decode())


def _kept(path: Path, fresh_text: str) -> str:
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(fresh_text)
        fresh.rename(path)
    return path.read_text().strip()


def without_keys(settings: Settings) -> list[Provider]:
    """The providers that have no key, no address and no app in the settings."""
    return [provider for provider in PROVIDERS.values() if not _is_named(provider, settings)]


def _is_named(provider: Provider, settings: Settings) -> bool:
    names = (provider.key_setting, provider.url_setting, provider.app_setting)
    return any(getattr(settings, name.lower()) is not None for name in names if name)


def sandboxed(providers: list[Provider], port: int) -> dict[str, str]:
    """Settings that point these providers at the sandbox; where OpenAI is played, so are the
    companies' websites, so that a demo never leaves this machine.
    """
    sandbox = f"http://127.0.0.1:{port}"
    environment: dict[str, str] = {}
    for provider in providers:
        environment[provider.key_setting] = SANDBOX_KEY
        environment[provider.url_setting] = f"{sandbox}{provider.sandbox_path}"
    if PROVIDERS["openai"] in providers:
        environment["WEBSITE_BASE_URL"] = f"{sandbox}/websites"
    return environment


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
        LaunchError: somebody chose the web's own, or one that another program has.
    """
    chosen = "worker_port" in settings.model_fields_set
    if chosen and settings.worker_port == settings.port:
        raise LaunchError(
            f"WORKER_PORT and PORT are both {settings.port}: web and worker need one each. "
            f"Choose another one: make run WORKER_PORT={settings.port + 1}"
        )
    if is_free(settings.worker_port) and settings.worker_port != settings.port:
        return settings.worker_port
    if chosen:
        raise LaunchError(
            f"Port {settings.worker_port} (WORKER_PORT, the worker's health page) is taken by "
            "another program. Choose another one: make run WORKER_PORT=8081"
        )
    return free_port()


def reach_database(url: str) -> None:
    """Asks the database that somebody chose for a sign of life.

    Raises:
        LaunchError: it gives none, with the reason in one line.
    """
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        where = conninfo_to_dict(plain(url))
        psycopg.connect(plain(url), connect_timeout=5).close()
    except psycopg.OperationalError as error:
        place = f"{where.get('host') or 'this machine'}:{where.get('port') or 5432}"
        raise LaunchError(
            f"DATABASE_URL: the database does not answer at {place} ({_reason(str(error))})."
        ) from None
    except psycopg.ProgrammingError:
        raise LaunchError(
            "DATABASE_URL: expected postgresql://user:password@host:5432/name"
        ) from None


def _reason(message: str) -> str:
    """The driver's last word on a connection, without its hints and repetitions."""
    lines = [
        line.rpartition(" failed: ")[2] for line in message.splitlines() if " failed: " in line
    ]
    return " ".join((lines or message.splitlines() or ["no reason given"])[-1].split())


def redis_answers(url: str) -> bool:
    """Whether the Redis that somebody chose gives a sign of life.

    Raises:
        LaunchError: the address can't be read.
    """
    import redis

    try:
        client = redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2)
    except ValueError:
        raise LaunchError("REDIS_URL: expected redis://host:6379 or rediss://host:6379") from None
    try:
        with client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def redis_place(url: str) -> str:
    """Where a Redis is, without user and password."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or 6379}" if parts.hostname else parts.path


def reached_at(bind: str, port: int) -> str:
    """The address under which this machine reaches what listens on ``bind``."""
    address = ip_address(bind)
    if address.is_unspecified:
        address = ip_address("127.0.0.1" if address.version == 4 else "::1")
    host = f"[{address}]" if address.version == 6 else str(address)
    return f"http://{host}:{port}"


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
