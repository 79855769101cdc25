"""What the sandbox received, and where its inbox is, for the page that shows it."""

from dataclasses import dataclass
from typing import Any

import httpx

from yardflow.integrations.connections import PROVIDERS, Mode, connection

TIMEOUT_S = 3


class SandboxUnreachable(Exception):
    """No provider is the sandbox, or it does not answer."""


@dataclass(frozen=True, slots=True)
class Received:
    """One request that the sandbox received; ``fault`` names the failure that was asked for."""

    id: int
    at: str
    provider: str
    method: str
    path: str
    status: int
    milliseconds: int
    fault: str
    body: Any


def received(provider: str = "", limit: int = 100) -> list[Received]:
    """What came in, the latest first.

    Raises:
        SandboxUnreachable: there is no sandbox to ask.
    """
    address = _address()
    if address is None:
        raise SandboxUnreachable
    try:
        answer = httpx.get(
            f"{address}/received",
            params={"provider": provider, "limit": limit},
            timeout=TIMEOUT_S,
            trust_env=False,
        ).raise_for_status()
        items = answer.json()["items"]
    except (httpx.HTTPError, ValueError, KeyError) as error:
        raise SandboxUnreachable from error
    names = Received.__dataclass_fields__
    return [Received(**{name: item[name] for name in names}) for item in items]


def inbox() -> str | None:
    """Where the emails are that the sandbox took; None where they go to SendGrid."""
    address = _address_of("sendgrid")
    return f"{address}/inbox" if address else None


def _address() -> str | None:
    return next(filter(None, map(_address_of, PROVIDERS)), None)


def _address_of(name: str) -> str | None:
    service, path = connection(name), PROVIDERS[name].sandbox_path
    if service.mode is Mode.SANDBOX and service.base_url.endswith(path):
        return service.base_url.removesuffix(path)
    return None
