"""What goes wrong with an outside service: for good, or for now.

Each message is for a salesperson: what happened, that nothing was changed, what to do.
"""

from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime

from yardflow import clock
from yardflow.errors import YardFlowError
from yardflow.prices import Usage

LONGEST_WAIT = timedelta(hours=24)


class ProviderFault(YardFlowError):
    """A provider could not be used.

    ``usage`` is what the attempt cost all the same, if known. ``in_doubt``: the question was sent
    and nobody knows whether it is charged, as when the connection breaks before the answer.
    """

    status = 502
    code = "provider"

    def __init__(self, message: str, usage: Usage | None = None, *, in_doubt: bool = False) -> None:
        super().__init__(message)
        self.usage = usage
        self.in_doubt = in_doubt


class Permanent(ProviderFault):
    """Trying this question again would end the same way: it was refused, or its answer is unfit."""


class CutOff(Permanent):
    """The answer was longer than it may be: with more room it may come to its end."""


class Unusable(Permanent):
    """The provider takes no question of ours at all: a bad key, an unknown model, no credit."""


class Passing(ProviderFault):
    """Trying again later may help; ``after`` is how long the provider asked to be left alone."""

    status = 503

    def __init__(
        self,
        message: str,
        after: timedelta | None = None,
        usage: Usage | None = None,
        *,
        in_doubt: bool = False,
    ) -> None:
        super().__init__(message, usage, in_doubt=in_doubt)
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
