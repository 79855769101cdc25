"""What goes wrong with an outside service: for good, or for now.

Each message is for a salesperson: what happened and what to do.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime

from yardflow import clock
from yardflow.errors import YardFlowError
from yardflow.prices import Usage

LONGEST_WAIT = timedelta(hours=24)
# What a provider calls things: no spaces, so it can't be a sentence that quotes a record.
_NAME = re.compile(r"[A-Za-z0-9_.:$/\[\]-]{1,100}")


@dataclass(frozen=True, slots=True)
class Details:
    """What support at a provider asks for: the HTTP status (0: there was none), the provider's own
    code, the parameter it names, and its id of the request. Never its message, which may quote the
    record.
    """

    status: int = 0
    code: str = ""
    param: str = ""
    request_id: str = ""

    @classmethod
    def of(
        cls, status: object, code: object = None, param: object = None, request_id: object = None
    ) -> "Details":
        """Of whatever the provider sent; what is no name of anything is left out."""
        return cls(status if type(status) is int else 0, name(code), name(param), name(request_id))

    @classmethod
    def kept(cls, stored: object) -> "Details":
        """As `as_json` wrote them; empty where nothing was."""
        if not isinstance(stored, Mapping):
            return cls()
        return cls.of(*(stored.get(field) for field in cls.__dataclass_fields__))

    def as_json(self) -> dict[str, str | int]:
        """For a row of the database."""
        return asdict(self)

    def __str__(self) -> str:
        """For a log, and for the small line that an administrator reads."""
        parts = (
            ("error", self.status),
            ("code", self.code),
            ("parameter", self.param),
            ("request", self.request_id),
        )
        return ", ".join(f"{label} {value}" for label, value in parts if value)


def name(given: object) -> str:
    """A provider's name for something; empty where this is none."""
    return given if isinstance(given, str) and _NAME.fullmatch(given) else ""


class ProviderError(YardFlowError):
    """A provider could not be used.

    ``usage`` is what the attempt cost all the same, if known. ``in_doubt``: the question was sent
    and nobody knows whether it is charged, as when the connection breaks before the answer.
    ``details`` are what the provider itself reported, if it did.
    """

    status = 502
    code = "provider"

    def __init__(
        self,
        message: str,
        usage: Usage | None = None,
        *,
        in_doubt: bool = False,
        details: Details | None = None,
    ) -> None:
        super().__init__(message)
        self.usage = usage
        self.in_doubt = in_doubt
        self.details = details


class PermanentError(ProviderError):
    """Trying this question again would end the same way: it was refused, or its answer is unfit."""


class TruncatedError(PermanentError):
    """The answer was longer than it may be: with more room it may come to its end."""


class AccountError(PermanentError):
    """The provider takes no question of ours at all: a bad key, an unknown model, no credit."""


class TemporaryError(ProviderError):
    """Trying again later may help; ``after`` is how long the provider asked to be left alone."""

    status = 503

    def __init__(
        self,
        message: str,
        after: timedelta | None = None,
        usage: Usage | None = None,
        *,
        in_doubt: bool = False,
        details: Details | None = None,
    ) -> None:
        super().__init__(message, usage, in_doubt=in_doubt, details=details)
        self.after = after


def retry_after(value: str | None) -> timedelta | None:
    """A ``Retry-After`` header, in seconds or as a date; None when absent or unreadable."""
    if not value:
        return None
    try:
        wait = timedelta(seconds=float(value))
    except (ValueError, OverflowError):
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, OverflowError):
            return None
        wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - clock.now()
    return min(max(wait, timedelta(0)), LONGEST_WAIT)
