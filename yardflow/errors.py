"""The product's own errors: each carries a sentence that a salesperson can act on.

A message says what went wrong and what to do; that nothing was changed goes without saying. The
HTTP API turns each class into one status (``status``), the interface into a notice; anything else
is a defect and is logged.
"""

_FREE_UP = (
    "Free up space on the server (its log names the folder) or ask your administrator. YardFlow "
    "continues within half a minute."
)
DISK_FULL = (
    f"The server's disk is full, so we couldn't save this. Your saved data is safe. {_FREE_UP}"
)
DISK_NEARLY_FULL = (
    "The server's disk is full. Your saved data is safe and small changes still work, but YardFlow "
    f"refuses new imports and background jobs wait. {_FREE_UP}"
)


class YardFlowError(Exception):
    """An error that people see. ``message`` is shown as it stands."""

    status = 400
    code = "bad_request"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Unauthenticated(YardFlowError):
    """The caller is not signed in, or the session has ended."""

    status = 401
    code = "unauthenticated"


class Forbidden(YardFlowError):
    """The person is known, and may not do this."""

    status = 403
    code = "forbidden"


class NotFound(YardFlowError):
    """It does not exist, or this person may not see it: both read the same."""

    status = 404
    code = "not_found"

    @classmethod
    def of(cls, noun: str) -> "NotFound":
        """The one sentence for a record that is not there: ``NotFound.of("job")``."""
        return cls(f"{noun.capitalize()} not found. It may have been deleted.")


class Conflict(YardFlowError):
    """It exists or changed already: a taken name, a lost update, a job that is running."""

    status = 409
    code = "conflict"


class TooLarge(YardFlowError):
    """The request or file is larger than the product accepts."""

    status = 413
    code = "too_large"


class Invalid(YardFlowError):
    """The input is not valid. ``fields`` maps a field's name to what is wrong with it."""

    status = 422
    code = "invalid"

    def __init__(self, message: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = fields or {}


class Contradictory(Invalid):
    """Each value is valid, but not beside the others or beside what is stored."""

    status = 409
    code = "conflict"


class UnknownReference(Invalid):
    """A value names a record or a page that doesn't exist."""

    status = 404
    code = "not_found"


class TooMany(YardFlowError):
    """A rate limit was reached; ``retry_after`` is in seconds."""

    status = 429
    code = "too_many_requests"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(YardFlowError):
    """Something that the product depends on does not answer. It may in a moment: what follows
    something looks again.
    """

    status = 503
    code = "unavailable"


class NoDatabase(Unavailable):
    """The database does not answer."""


class DiskFull(Unavailable):
    """The database has no room for what was to be written."""

    code = "disk_full"

    def __init__(self) -> None:
        super().__init__(DISK_FULL)
