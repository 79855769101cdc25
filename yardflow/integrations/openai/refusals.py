"""What OpenAI's own errors mean, in the project's kinds and in words that say what to do.

An error comes in three places, an answer, a line of a batch and a batch that failed as a whole,
and as plain JSON to the connection check. All of them are judged here, so that the same error means
the same everywhere. Nothing here needs OpenAI's package.

The codes are those of https://developers.openai.com/api/docs/guides/error-codes and of OpenAI's
help pages on spend limits, which say that trying again does not restore access.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from yardflow.integrations.errors import (
    AccountError,
    Details,
    PermanentError,
    ProviderError,
    TemporaryError,
    name,
)

NO_CREDIT = "The OpenAI account has no credit left. Ask an administrator to add some."
_LIMIT_OF = {
    "billing_hard_limit_reached": "organization",
    "organization_spend_limit_exceeded": "organization",
    "organization_usage_limit_exceeded": "organization",
    "project_spend_limit_exceeded": "project",
}
_NO_CREDIT = {"insufficient_quota", "credit_balance_exhausted", "billing_not_active"}
_ASK = "Ask an administrator to "
_SCOPES = {"missing_scope", "missing_scopes", "insufficient_permissions"}
_REGION = "unsupported_country_region_territory"
_PASSING_STATUSES = {408, 409, 425}
# Parts of a request that are the same for every contact.
_SHARED_PARTS = ("model", "reasoning", "text", "max_output_tokens", "store", "metadata")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error that OpenAI reports. ``about_scopes`` and ``about_the_tier``: its message says so,
    which is looked at and never kept.
    """

    status: int
    code: str = ""
    kind: str = ""
    param: str = ""
    request_id: str = ""
    about_scopes: bool = False
    about_the_tier: bool = False

    @classmethod
    def of(cls, status: int, error: Any, request_id: object = None) -> "Refusal":
        """Of the ``error`` object of an answer, whatever its shape."""
        reported: Mapping[str, Any] = error if isinstance(error, Mapping) else {}
        message = str(reported.get("message") or error)[:2_000].lower()
        return cls(
            status=status,
            code=name(reported.get("code")),
            kind=name(reported.get("type")),
            param=name(reported.get("param")),
            request_id=name(request_id),
            about_scopes="missing scopes" in message,
            about_the_tier="service_tier" in message,
        )

    @property
    def lacks_a_scope(self) -> bool:
        """Whether the key is restricted, and may not do this one thing."""
        named = self.code in _SCOPES or self.kind in _SCOPES or self.about_scopes
        return self.status in (401, 403) and named

    @property
    def details(self) -> Details:
        """What is kept of it."""
        return Details(self.status, self.code, self.param, self.request_id)


def error_of(refusal: Refusal, model: str, wait: timedelta | None = None) -> ProviderError:
    """The fault for an error that the service itself reports; ``wait`` is how long it asks to be
    left alone.
    """
    details = refusal.details
    if (why := _unusable(refusal, model)) is not None:
        return AccountError(why, details=details)
    if refusal.status == 429:
        return TemporaryError("OpenAI asks us to slow down.", wait, details=details)
    if refusal.status >= 500 or refusal.status in _PASSING_STATUSES:
        message = f"OpenAI has a problem right now (error {refusal.status})."
        return TemporaryError(message, wait, details=details)
    message = f"OpenAI refused the request (error {refusal.status}). Tell your administrator."
    return PermanentError(message, details=details)


def to_administrator(message: str) -> str:
    """The same for the person who can do something about it."""
    shortened = message.replace(" Tell your administrator.", "")
    before, asks, what = shortened.partition(_ASK)
    return before + what[:1].upper() + what[1:] if asks else shortened


def _unusable(refusal: Refusal, model: str) -> str | None:
    """Why no question of ours would be taken; None where this says nothing about the others."""
    return (
        _about_money(refusal)
        or _about_the_place(refusal)
        or _about_the_model(refusal, model)
        or _about_the_key(refusal)
        or _about_the_request(refusal)
    )


def _about_money(refusal: Refusal) -> str | None:
    if whose := _LIMIT_OF.get(refusal.code):
        return (
            f"The OpenAI {whose} has reached its spend limit. "
            "Ask an administrator to raise the limit at OpenAI."
        )
    if refusal.code in _NO_CREDIT:
        return NO_CREDIT
    if refusal.status == 429 and refusal.kind == "insufficient_quota":
        return (
            "The OpenAI account has no credit left, or has reached a limit. "
            "Ask an administrator to look at its billing page at OpenAI."
        )
    return None


def _about_the_place(refusal: Refusal) -> str | None:
    if refusal.code != _REGION:
        return None
    return (
        "OpenAI does not serve the country this server runs in. "
        "Ask an administrator to run YardFlow in a country that OpenAI supports."
    )


def _about_the_model(refusal: Refusal, model: str) -> str | None:
    if refusal.code != "model_not_found":
        return None
    if refusal.status == 403:
        return (
            f"The OpenAI project of our key may not use the model “{model}”. Ask an "
            "administrator to allow it at OpenAI or choose another one in Settings."
        )
    return (
        f"OpenAI has no model “{model}” for us. "
        "Ask an administrator to choose another one in Settings."
    )


def _about_the_key(refusal: Refusal) -> str | None:
    if refusal.status not in (401, 403):
        return None
    if refusal.lacks_a_scope:
        return (
            "The key in OPENAI_API_KEY is good, but it lacks a permission for this. "
            "Ask an administrator to give it the permissions Responses, Files and Batches at "
            "OpenAI."
        )
    if refusal.status == 403:
        return (
            "OpenAI does not let the key in OPENAI_API_KEY do this. "
            "Ask an administrator to check its project and permissions at OpenAI."
        )
    return "OpenAI does not accept our key. Ask an administrator to check OPENAI_API_KEY."


def _about_the_request(refusal: Refusal) -> str | None:
    if refusal.status == 404:
        return (
            "OpenAI does not answer at this address. Ask an administrator to check OPENAI_BASE_URL."
        )
    if refusal.status != 400:
        return None
    if refusal.param == "service_tier" or refusal.about_the_tier:
        return (
            "The OpenAI project does not allow the service tier “default”. "
            "Ask an administrator to allow it in the project's settings at OpenAI."
        )
    part = refusal.param.partition(".")[0]
    if part in _SHARED_PARTS:
        return (
            f"OpenAI refuses “{part}”, which is the same in every request. "
            "Ask an administrator to choose another model in Settings."
        )
    return None
