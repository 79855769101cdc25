"""The address a request comes from, as far as it can be known."""

from collections.abc import Mapping
from typing import Any

from yardflow.config import settings


def client_ip(scope: Mapping[str, Any]) -> str:
    """The client's address of an ASGI scope, empty when there is none.

    ``X-Forwarded-For`` is what anybody cares to write, except for the entries that our own proxies
    added at its end: the setting says how many those are.
    """
    client = scope.get("client")
    direct = str(client[0]) if client else ""
    hops = settings().trusted_proxy_hops
    if not hops:
        return direct
    lines = [value.decode("latin-1") for key, value in scope["headers"] if key == FORWARDED]
    chain = [part.strip() for line in lines for part in line.split(",") if part.strip()]
    return chain[-hops] if len(chain) >= hops else direct


FORWARDED = b"x-forwarded-for"
