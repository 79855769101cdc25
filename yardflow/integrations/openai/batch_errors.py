"""Why a question of a batch was not answered, or a whole batch refused, in the project's kinds."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from openai.types import Batch

from yardflow.integrations.errors import (
    Details,
    PermanentError,
    ProviderError,
    TemporaryError,
)
from yardflow.integrations.openai import refusals as openai_refusals
from yardflow.integrations.openai.refusals import Refusal

SOON, A_LONG_WAIT = timedelta(minutes=1), timedelta(hours=1)


def of_line(response: Mapping[str, Any], model: str) -> ProviderError:
    """Of a line whose question was answered with an error."""
    error, request_id = response["body"].get("error"), response.get("request_id")
    refusal = Refusal.of(response["status_code"], error, request_id)
    return openai_refusals.error_of(refusal, model)


def not_asked(error: object) -> ProviderError:
    """Of a line without an answer; ``error`` says in a code why."""
    code = error.get("code") if isinstance(error, Mapping) else None
    details = Details.of(0, code)
    if code == "batch_cancelled":
        message = "The batch was canceled before OpenAI got to this request."
        return PermanentError(message, details=details)
    if code == "request_timeout":
        message = "OpenAI took too long to answer this request in its batch."
        return TemporaryError(message, SOON, details=details)
    message = "OpenAI did not get to this request within 24 hours."
    return TemporaryError(message, SOON, details=details)


def lost() -> ProviderError:
    """Of a batch that is not there any more."""
    return TemporaryError("OpenAI no longer has this batch.", in_doubt=True)


def of_batch(batch: Batch, model: str) -> ProviderError:
    """Of a batch that failed as a whole."""
    errors = (batch.errors.data if batch.errors else None) or []
    first = next((error for error in errors if error.code), None)
    reported = {"code": first.code, "param": first.param, "message": first.message} if first else {}
    refusal = Refusal.of(400, reported)
    code, details = refusal.code, Details(code=refusal.code, param=refusal.param)
    if code in ("token_limit_exceeded", "rate_limit_exceeded"):
        many = "OpenAI has too many of our requests waiting."
        return TemporaryError(many, A_LONG_WAIT, details=details)
    fault = openai_refusals.error_of(refusal, model)
    why = fault.message if type(fault) is not PermanentError else "OpenAI refused the batch."
    return type(fault)(f"{why} ({code})" if code else why, details=details)
