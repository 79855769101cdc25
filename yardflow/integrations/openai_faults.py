"""What OpenAI's package says went wrong, in the project's own kinds.

A question is in doubt where it left this machine and no answer came: nobody knows whether it is
charged. A connection that was never made, and an error that the service itself reports, cost
nothing.
"""

import httpx2
import openai

from yardflow.integrations.faults import Passing, Permanent, ProviderFault, Unusable, retry_after
from yardflow.integrations.openai_client import KEPT

_NEVER_LEFT = (
    *(httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout),
    *(httpx2.ProxyError, httpx2.UnsupportedProtocol, httpx2.InvalidURL),
)
_NO_CREDIT = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"}
_PASSING_STATUSES = {408, 409, 425}


def fault_of(error: openai.OpenAIError, model: str) -> ProviderFault:
    """The fault for an error of the package, with a sentence for the people who read it."""
    if isinstance(error, openai.APIStatusError):
        return fault_of_status(
            error.status_code, error.code, model, error.response.headers.get("retry-after")
        )
    left = not isinstance(error.__cause__, _NEVER_LEFT)
    if isinstance(error, openai.APITimeoutError):
        return Passing(f"OpenAI took too long to answer. {KEPT}", in_doubt=left)
    return Passing(f"OpenAI can't be reached just now. {KEPT}", in_doubt=left)


def fault_of_status(
    status: int, code: str | None, model: str, wait: str | None = None
) -> ProviderFault:
    """The fault for an error that the service itself reports; ``wait`` is its Retry-After."""
    if code in _NO_CREDIT:
        return Unusable(
            f"The OpenAI account has no credit left. {KEPT} Ask an administrator to add some."
        )
    if status in (401, 403):
        return Unusable(
            f"OpenAI does not accept our key. {KEPT} Ask an administrator to check OPENAI_API_KEY."
        )
    if code == "model_not_found":
        return Unusable(
            f"OpenAI has no model “{model}” for us. {KEPT} "
            "Ask an administrator to choose another one in Settings."
        )
    if status == 404:
        return Unusable(
            f"OpenAI does not answer at this address. {KEPT} "
            "Ask an administrator to check OPENAI_BASE_URL."
        )
    return _of_the_question(status, wait)


def _of_the_question(status: int, wait: str | None) -> ProviderFault:
    if status == 429:
        return Passing(f"OpenAI asks us to slow down. {KEPT}", retry_after(wait))
    if status >= 500 or status in _PASSING_STATUSES:
        return Passing(f"OpenAI has a problem just now (error {status}). {KEPT}", retry_after(wait))
    return Permanent(
        f"OpenAI refused the question (error {status}). {KEPT} Tell your administrator."
    )
