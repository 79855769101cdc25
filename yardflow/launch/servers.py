"""PostgreSQL and Redis of our own, for `make run` and for the tests.

    with servers.embedded(Path("/tmp/example")) as (database_url, redis_url):
        ...

Both listen on unix sockets and are gone when the block ends, or when this process dies in any
other way. Start it from the main thread (see `child_processes`). For tests give ``durable=False``.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from yardflow.launch import postgres, redis_server
from yardflow.launch.data_dir import owned


class Urls(NamedTuple):
    """Where the two servers listen, in the form of the settings of the same names."""

    database_url: str
    redis_url: str


@contextmanager
def embedded(
    data_dir: Path, *, durable: bool = True, say: Callable[[str], None] = lambda _: None
) -> Iterator[Urls]:
    """Owns the folder and runs both servers in it.

    Raises:
        LaunchError: the folder has an owner, or a server could not be started.
    """
    with owned(data_dir) as lock, ExitStack() as running:
        database = postgres.prepare(data_dir, lock, durable=durable, say=say)
        running.callback(database.begin().stop)
        redis = redis_server.prepare(data_dir, lock, durable=durable)
        running.callback(redis.begin().stop)
        yield Urls(database.url, redis.url)
