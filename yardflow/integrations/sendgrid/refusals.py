"""What SendGrid's own errors mean, in words that say what to do: one place for sending, for who may
be named as sender, and for the connection check.

The statuses are those of https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/responses;
that an account without credit answers 401 is known from its clients' issue lists alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from yardflow import clock
from yardflow.integrations.connections import connection
from yardflow.integrations.errors import (
    LONGEST_WAIT,
    AccountError,
    Details,
    PermanentError,
    ProviderError,
    TemporaryError,
    retry_after,
)
from yardflow.integrations.sendgrid.client import Answer

_ASK = "Ask an administrator to "


class Code(StrEnum):
    """Why SendGrid did not take something."""

    RATE_LIMITED = "rate_limited"
    UNREACHABLE = "unreachable"
    BAD_KEY = "bad_key"
    NO_PERMISSION = "no_permission"
    NO_CREDIT = "no_credit"
    WRONG_ADDRESS = "wrong_address"
    SENDER_NOT_VERIFIED = "sender_not_verified"
    TOO_LARGE = "too_large"
    INVALID = "invalid"


# What is wrong with the request itself: it will be refused whenever it is sent.
OF_THE_REQUEST = {Code.TOO_LARGE, Code.INVALID}
# What passes by itself.
PASSING = {Code.RATE_LIMITED, Code.UNREACHABLE}


@dataclass(frozen=True, slots=True)
class Refusal:
    """SendGrid did not take a request, for certain. ``message`` is for people; ``after`` is how
    long it asks to be left alone, if it does.
    """

    code: Code
    message: str
    after: timedelta | None = None
    details: Details = field(default_factory=Details)

    @property
    def permanent(self) -> bool:
        """Whether this very request will never be taken. Else it may be: later by itself, or once
        an administrator or the sender did what ``message`` says.
        """
        return self.code in OF_THE_REQUEST

    def error(self) -> ProviderError:
        """The same in the project's kinds."""
        if self.code in PASSING:
            return TemporaryError(self.message, self.after, details=self.details)
        kind = PermanentError if self.permanent else AccountError
        return kind(self.message, details=self.details)


def unreachable() -> Refusal:
    """Of a request that did not leave."""
    return Refusal(Code.UNREACHABLE, "SendGrid can't be reached right now.")


def of(answer: Answer) -> Refusal | None:
    """Why it was not taken; None where it was, or where the status leaves that open: of a 5xx or
    a 408 nobody knows.
    """
    status, details = answer.status, Details.of(answer.status, None, _field(answer))
    if status < 300 or status >= 500 or status == 408:
        return None
    if status == 429:
        wait = _wait(answer.headers)
        return Refusal(Code.RATE_LIMITED, "SendGrid asks us to slow down.", wait, details)
    code = _code(answer)
    return Refusal(code, _message(code, answer), None, details)


def _code(answer: Answer) -> Code:
    said = _said(answer)
    if answer.status == 401:
        return Code.NO_CREDIT if "credits exceeded" in said else Code.BAD_KEY
    if answer.status == 403:
        not_verified = _field(answer) == "from" or "sender identity" in said
        return Code.SENDER_NOT_VERIFIED if not_verified else Code.NO_PERMISSION
    if answer.status < 400 or answer.status in (404, 405):
        return Code.WRONG_ADDRESS
    return Code.TOO_LARGE if answer.status == 413 else Code.INVALID


def _message(code: Code, answer: Answer) -> str:
    service = connection("sendgrid")
    if code is Code.INVALID:
        field = _field(answer)
        what = f" because of its {field}" if field else ""
        return f"SendGrid refused this{what} (error {answer.status}). Tell your administrator."
    return {
        Code.NO_CREDIT: f"The SendGrid account has no credit left. {_ASK}add some.",
        Code.BAD_KEY: f"SendGrid does not accept our key. {_ASK}check {service.key_setting}.",
        Code.NO_PERMISSION: (
            f"The key in {service.key_setting} lacks a permission for this. "
            f"{_ASK}check the key's permissions in SendGrid."
        ),
        Code.WRONG_ADDRESS: (
            f"SendGrid does not answer at this address. {_ASK}check {service.url_setting}."
        ),
        Code.SENDER_NOT_VERIFIED: (
            "SendGrid does not send from this address yet. Verify the address or its domain in "
            "SendGrid."
        ),
        Code.TOO_LARGE: "This is more than the 30 MB that SendGrid takes.",
    }[code]


def _first(answer: Answer) -> Mapping[str, object]:
    errors = answer.part.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else {}
    return first if isinstance(first, dict) else {"message": first}


def _field(answer: Answer) -> str:
    return Details.of(0, None, _first(answer).get("field")).param


def _said(answer: Answer) -> str:
    """What it says, which is looked at and never kept."""
    return str(_first(answer).get("message"))[:500].lower()


def _wait(headers: Mapping[str, str]) -> timedelta | None:
    """How long to be left alone: ``X-RateLimit-Reset`` is a moment in seconds since 1970."""
    if (wait := retry_after(headers.get("Retry-After"))) is not None:
        return wait
    reset = headers.get("X-RateLimit-Reset") or ""
    if not (reset.isascii() and reset.isdigit() and len(reset) <= 12):
        return None
    left = min(max(int(reset) - clock.now().timestamp(), 0.0), LONGEST_WAIT.total_seconds())
    return timedelta(seconds=left)
