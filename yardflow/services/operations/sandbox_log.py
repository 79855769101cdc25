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


def inbox(session: Session, principal: Principal) -> str:
    """Where emails can be read that the sandbox took; empty where it takes none.

    Raises:
        Forbidden: not an ADMIN.
    """
    require_admin(principal)
    return sandbox_log.inbox() or ""


def received(session: Session, principal: Principal, provider: str = "") -> list[ReceivedRow]:
    """The last hundred requests, the latest first.

    Raises:
        Forbidden: not an ADMIN.
        Unavailable: no provider is the sandbox, or it does not answer.
    """
    require_admin(principal)
    try:
        requests = sandbox_log.received(provider)
    except sandbox_log.SandboxUnreachable:
        raise Unavailable(
            "The sandbox isn't running: it doesn't respond, or every provider has its own key."
        ) from None
    return [
        ReceivedRow(
            id=request.id,
            at=request.at,
            provider=request.provider,
            call=f"{request.method} {request.path}",
            status=request.status,
            milliseconds=request.milliseconds,
            fault=request.fault,
            body=json.dumps(request.body, indent=2, ensure_ascii=False) if request.body else "",
        )
        for request in requests
    ]
