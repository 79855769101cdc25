"""The way to Redis. Making the broker opens no connection; the first message does."""

from functools import cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from dramatiq.brokers.redis import RedisBroker
from redis import ConnectionPool, Redis, RedisError

from yardflow.config import settings

# Dramatiq's maintenance runs KEYS, so it gets a database apart from Reflex's states (0).
REDIS_DATABASE = 1
# Out of a million fetches: how often one looks for the messages of a worker that died.
MAINTENANCE_CHANCE = 50_000
HEARTBEAT_TIMEOUT_MS = 30_000
# A Redis that hangs must not hold up who asks for work: the row is there, the sweeper sends it on.
CONNECT_TIMEOUT_S = 0.5
ANSWER_TIMEOUT_S = 1.0


@cache
def broker() -> RedisBroker:
    """This process's broker; without `REDIS_URL` it exists (actors need one) and is never used.

    The list of middleware is empty on purpose. Retries, time limits and age are the job row's
    business, and Dramatiq's copies of them would keep a second truth in Redis.
    """
    return RedisBroker(
        client=Redis(connection_pool=_pool()),
        middleware=[],
        maintenance_chance=MAINTENANCE_CHANCE,
        heartbeat_timeout=HEARTBEAT_TIMEOUT_MS,
    )


def redis_available() -> bool:
    """Whether Redis is set and answers now, within a second."""
    if not settings().redis_url:
        return False
    try:
        return bool(broker().client.ping())
    except RedisError:
        return False


def _pool() -> ConnectionPool:
    url = numbered(settings().redis_url or "redis://localhost:6379", REDIS_DATABASE)
    return ConnectionPool.from_url(
        url, socket_connect_timeout=CONNECT_TIMEOUT_S, socket_timeout=ANSWER_TIMEOUT_S
    )


def numbered(url: str, database: int) -> str:
    """The same Redis, another of its numbered databases."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        query = dict(parse_qsl(parts.query)) | {"db": str(database)}
        return f"unix://{parts.path}?{urlencode(query)}"
    return urlunsplit(parts._replace(path=f"/{database}"))
