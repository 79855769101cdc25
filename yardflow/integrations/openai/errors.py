"""What OpenAI's package says went wrong, in the project's own kinds.

A question is in doubt where it left this machine and no answer came: nobody knows whether it is
charged. A connection that was never made, and an error that the service itself reports, cost
nothing.
"""

from datetime import timedelta

import httpx2
import openai

from yardflow.integrations.errors import ProviderError, TemporaryError, retry_after
from yardflow.integrations.openai import refusals as openai_refusals
from yardflow.integrations.openai.refusals import Refusal

_NEVER_LEFT = (
    *(httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout),
    *(httpx2.ProxyError, httpx2.UnsupportedProtocol, httpx2.InvalidURL),
)


def error_of(error: openai.OpenAIError, model: str) -> ProviderError:
    """The fault for an error of the package, with a sentence for the people who read it."""
    if isinstance(error, openai.APIStatusError):
        refusal = Refusal.of(error.status_code, error.body, error.request_id)
        return openai_refusals.error_of(refusal, model, _wait(error.response.headers))
    left = not isinstance(error.__cause__, _NEVER_LEFT)
    if isinstance(error, openai.APITimeoutError):
        return TemporaryError("OpenAI took too long to answer.", in_doubt=left)
    return TemporaryError("OpenAI can't be reached right now.", in_doubt=left)


def _wait(headers: httpx2.Headers) -> timedelta | None:
    """How long to be left alone; OpenAI may say it in milliseconds, too."""
    milliseconds = headers.get("retry-after-ms", "")
    if milliseconds.isascii() and milliseconds.isdecimal() and len(milliseconds) < 10:
        return retry_after(str(int(milliseconds) / 1000))
    return retry_after(headers.get("retry-after"))
