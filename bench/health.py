"""How long /api/health takes, beside a call that asks nothing (/api/ping)."""

import http.client
import time

from bench.figures import Figure, percentile
from tests.fixtures import product

CALLS = 400


def measure() -> list[Figure]:
    with product.running() as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        for _ in range(20):
            _call(connection, "/api/health")
        health: list[float] = []
        ping: list[float] = []
        for _ in range(CALLS):
            health.append(_call(connection, "/api/health"))
            ping.append(_call(connection, "/api/ping"))
        connection.close()
    return [
        Figure("health p95", percentile(health, 0.95), "ms", percentile(ping, 0.95), "value <= 100")
    ]


def _call(connection: http.client.HTTPConnection, path: str) -> float:
    began = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, (path, answer.status)
    return (time.perf_counter() - began) * 1000
