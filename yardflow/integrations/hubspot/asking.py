"""A question to HubSpot that its package has no words for: what keeps its answer from us is an
error in words. CRM objects are asked by `client.crm`; both pass the same `judged`.
"""

from collections.abc import Mapping
from typing import Any

from yardflow import clock
from yardflow.integrations import plain_http
from yardflow.integrations.errors import ProviderError
from yardflow.integrations.hubspot import pace, refusals
from yardflow.integrations.hubspot.app import Access, base_url, is_sandbox
from yardflow.integrations.hubspot.refusals import LimitReached
from yardflow.integrations.plain_http import ConnectionFailed, Reply

TIMEOUT_S = 15


def ask(access: Access, method: str, path: str, **content: Any) -> Reply:
    """What HubSpot answers, if it is what was asked for.

    Raises:
        ProviderError: it did not; whether something was changed is open where it is in doubt.
    """
    pace.wait_turn(pace.calls(access.calls))
    reply = send(method, path, access.token.get_secret_value(), **content)
    if reply.status >= 400:
        raise judged(reply.status, reply.part, reply.headers)
    pace.note(reply.headers, clock.now())
    return reply


def send(method: str, path: str, token: str = "", **content: Any) -> Reply:
    """One request, whatever its answer is.

    Raises:
        TemporaryError: nothing came back.
    """
    url, direct = base_url() + path, is_sandbox()
    try:
        return plain_http.send(method, url, token, TIMEOUT_S, direct=direct, **content)
    except ConnectionFailed as error:
        raise refusals.unreachable(error.sent) from None


def judged(status: int, body: Mapping[str, Any], headers: Mapping[str, str]) -> ProviderError:
    """The error that a refusal means; a limit that was reached is kept by all processes from now
    on.
    """
    error = refusals.of(status, body, headers)
    if isinstance(error, LimitReached):
        pace.close(error, clock.now())
    return error
