"""What the built-in sandbox received in place of the real providers, for the ADMIN."""

import json
from dataclasses import dataclass

from sqlmodel import Session

from yardflow.errors import Unavailable
from yardflow.integrations import sandbox_log
from yardflow.services.access import Principal, require_admin


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """One request; ``body`` is its JSON, laid out for reading."""

    id: int
    at: str
    provider: str
    call: str
    status: int
    milliseconds: int
    fault: str
    body: str


def received(session: Session, principal: Principal, provider: str = "") -> list[ReceivedRow]:
    """The last hundred requests, the latest first.

    Raises:
        Forbidden: not an ADMIN.
        Unavailable: no provider is the sandbox, or it does not answer.
    """
    require_admin(principal)
    try:
        found = sandbox_log.received(provider)
    except sandbox_log.SandboxUnreachable:
        raise Unavailable(
            "The sandbox does not answer, or every provider has a key of its own."
        ) from None
    return [
        ReceivedRow(
            id=one.id,
            at=one.at,
            provider=one.provider,
            call=f"{one.method} {one.path}",
            status=one.status,
            milliseconds=one.milliseconds,
            fault=one.fault,
            body=json.dumps(one.body, indent=2, ensure_ascii=False) if one.body else "",
        )
        for one in found
    ]
