"""The address a request comes from, as far as it can be known."""

import logging
import threading
from collections.abc import Mapping
from typing import Any

from yardflow.config import settings

log = logging.getLogger(__name__)

FORWARDED = b"x-forwarded-for"
BEHIND_A_PROXY = (
    "A request came with X-Forwarded-For while TRUSTED_PROXY_HOPS is 0. If YardFlow runs behind a "
    "proxy, all people count as one address: set it to the number of proxies."
)
# Whether that has happened in this process.
unread_proxy = threading.Event()


def client_ip(scope: Mapping[str, Any]) -> str:
    """The client's address of an ASGI scope, empty when there is none.

    ``X-Forwarded-For`` can be written by any client, except for the entries that our own proxies
    added at its end: the setting says how many those are.
    """
    client = scope.get("client")
    direct = str(client[0]) if client else ""
    hops = settings().trusted_proxy_hops
    lines = [value.decode("latin-1") for key, value in scope["headers"] if key == FORWARDED]
    if not hops:
        if lines and not unread_proxy.is_set():
            unread_proxy.set()
            log.warning(BEHIND_A_PROXY)
        return direct
    chain = [part.strip() for line in lines for part in line.split(",") if part.strip()]
    return chain[-hops] if len(chain) >= hops else direct
