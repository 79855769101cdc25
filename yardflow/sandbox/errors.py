"""An error as each provider words it: the same trouble, three shapes."""

import uuid
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

# What a status says by itself, for a fault that names no more: OpenAI's type and code, HubSpot's
# category.
_USUAL: dict[int, tuple[str, str | None, str]] = {
    400: ("invalid_request_error", None, "VALIDATION_ERROR"),
    401: ("invalid_request_error", "invalid_api_key", "INVALID_AUTHENTICATION"),
    403: ("invalid_request_error", None, "MISSING_SCOPES"),
    404: ("invalid_request_error", None, "OBJECT_NOT_FOUND"),
    405: ("invalid_request_error", "method_not_supported", "METHOD_NOT_ALLOWED"),
    423: ("invalid_request_error", None, "LOCKED"),
    429: ("requests", "rate_limit_exceeded", "RATE_LIMITS"),
    477: ("invalid_request_error", None, "MIGRATION_IN_PROGRESS"),
}
ROLLING = "TEN_SECONDLY_ROLLING"
_BROKEN: tuple[str, str | None, str] = ("server_error", None, "INTERNAL_ERROR")


def error(
    provider: str,
    status: int,
    message: str,
    *,
    code: str | None = None,
    kind: str | None = None,
    param: str | None = None,
) -> dict[str, Any]:
    """The body of an error of this provider: ``code`` is OpenAI's code or HubSpot's category,
    ``kind`` OpenAI's type or HubSpot's policy of a limit, ``param`` OpenAI's parameter or
    SendGrid's field.
    """
    usual_kind, usual_code, category = _USUAL.get(status, _BROKEN)
    if provider == "hubspot":
        return hubspot(message, code or category, kind or "")
    if provider == "sendgrid":
        return sendgrid([(message, param)])
    body = {"message": message, "type": kind or usual_kind, "param": param}
    return {"error": body | {"code": code or usual_code}}


def hubspot(message: str, category: str, policy: str = "") -> dict[str, Any]:
    """HubSpot's; a limit also says which one, the rolling one where nothing else is said."""
    body: dict[str, Any] = {
        "status": "error",
        "message": message,
        "correlationId": str(uuid.uuid4()),
        "category": category,
    }
    if category == "RATE_LIMITS":
        return body | {"errorType": "RATE_LIMIT", "policyName": policy or ROLLING}
    return body


def sendgrid(problems: list[tuple[str, str | None]]) -> dict[str, Any]:
    """SendGrid's: one entry for each problem."""
    return {"errors": [{"message": message, "field": field} for message, field in problems]}


def no_such_place(provider: str) -> Any:
    """What answers a path or a method that this provider does not have."""

    async def answer(request: Request, raised: Exception) -> Response:
        status = raised.status_code if isinstance(raised, HTTPException) else 404
        message = f"{request.method} {request.url.path} is not available."
        return JSONResponse(error(provider, status, message), status)

    return answer
