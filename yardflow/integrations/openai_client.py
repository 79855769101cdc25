"""The one client of OpenAI's package that a process has.

One attempt with short limits: whoever asks decides about trying again, because each attempt is
paid for. (By itself the package would wait ten minutes and ask three times.)
"""

from functools import cache

import httpx2
import openai
from openai import Timeout

from yardflow.integrations.connections import Mode, connection
from yardflow.integrations.faults import Unusable

TIMEOUT = Timeout(20, connect=5)
# As many questions as the threads of one process may have under way, with room to spare.
CONNECTIONS = httpx2.Limits(max_connections=200, max_keepalive_connections=100)
KEPT = "Nothing was changed."


def client() -> openai.OpenAI:
    """The client that the settings ask for; opens no connection.

    Raises:
        Unusable: there is no key.
    """
    found = connection("openai")
    if not found.usable:
        raise Unusable(
            f"OpenAI is not set up. {KEPT} Ask an administrator to set {found.key_setting}."
        )
    return _made(found.key.get_secret_value(), found.base_url, found.mode is Mode.SANDBOX)


@cache
def _made(key: str, base_url: str, loopback: bool) -> openai.OpenAI:
    """One client a process, so that connections are kept; the sandbox never goes by a proxy."""
    return openai.OpenAI(
        api_key=key,
        base_url=base_url,
        max_retries=0,
        timeout=TIMEOUT,
        http_client=openai.DefaultHttpxClient(
            trust_env=not loopback, timeout=TIMEOUT, limits=CONNECTIONS
        ),
    )
