"""The product's own errors: each carries a sentence that a salesperson can act on.

A message says what went wrong, what was kept, and what to do. The HTTP API turns each class into
one status (``status``), the interface into a notice; anything else is a defect and is logged.
"""

DISK_FULL = (
    "The server's disk is full, so this was not done. Everything saved before is kept. Free space "
    "on the server (its log names the folder) or ask your administrator; YardFlow then continues "
    "within half a minute."
)
DISK_NEARLY_FULL = (
    "The server's disk is full. Everything saved is kept and small changes still work, but "
    "YardFlow refuses new lists and background jobs wait. Free space on the server (its log names "
    "the folder) or ask your administrator; YardFlow then continues within half a minute."
)


class YardFlowError(Exception):
    """Something the person can be told. ``message`` is shown as it stands."""

    status = 400
    code = "bad_request"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Unauthenticated(YardFlowError):
    """Nobody is signed in, or the session has ended."""

    status = 401
    code = "unauthenticated"


class Forbidden(YardFlowError):
    """The person is known, and may not do this."""

    status = 403
    code = "forbidden"


class NotFound(YardFlowError):
    """It does not exist, or this person may not know that it does: both read the same."""

    status = 404
    code = "not_found"


class Conflict(YardFlowError):
    """Somebody else was first: a taken name, a lost update, a job already under way."""

    status = 409
    code = "conflict"


class TooLarge(YardFlowError):
    """More than the product takes at once."""

    status = 413
    code = "too_large"


class Invalid(YardFlowError):
    """The input cannot be taken. ``fields`` maps a field's name to what is wrong with it."""

    status = 422
    code = "invalid"

    def __init__(self, message: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = fields or {}


class TooMany(YardFlowError):
    """A limit on pace was reached; ``retry_after`` is in seconds."""

    status = 429
    code = "too_many_requests"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(YardFlowError):
    """Something the product depends on does not answer just now."""

    status = 503
    code = "unavailable"


class DiskFull(Unavailable):
    """The database has no room for what was to be written."""

    code = "disk_full"

    def __init__(self) -> None:
        super().__init__(DISK_FULL)
