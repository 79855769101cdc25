"""What the sandbox received, for the page that shows it to an ADMIN."""

import json
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from yardflow.errors import Unavailable
from yardflow.integrations import sandbox_log
from yardflow.services.access import Principal, require_admin


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """One request: when (ISO 8601, UTC), to whom, what it asked for, and how it was answered.

    ``body`` is indented JSON, or text as it came; empty when there was none. ``fault`` names the
    failure that a test asked for.
    """

    id: int
    at: str
    provider: str
    method: str
    path: str
    status: int
    milliseconds: int
    fault: str
    body: str


def received(
    session: Session, principal: Principal, provider: str = "", limit: int = 100
) -> list[ReceivedRow]:
    """The latest requests first; ``provider`` is ``openai``, ``hubspot``, ``sendgrid`` or empty.

    Raises:
        Forbidden: not an ADMIN.
        Unavailable: no provider is the sandbox, or it does not answer.
    """
    require_admin(principal)
    try:
        found = sandbox_log.received(provider, limit)
    except sandbox_log.SandboxAway:
        raise Unavailable(
            "The sandbox does not answer. It runs beside the product where provider keys are "
            "not set; with keys there is nothing to show here."
        ) from None
    return [
        ReceivedRow(
            id=one.id,
            at=one.at,
            provider=one.provider,
            method=one.method,
            path=one.path,
            status=one.status,
            milliseconds=one.milliseconds,
            fault=one.fault,
            body=_readable(one.body),
        )
        for one in found
    ]


def _readable(body: Any) -> str:
    if body is None or isinstance(body, str):
        return body or ""
    return json.dumps(body, indent=2, ensure_ascii=False)
