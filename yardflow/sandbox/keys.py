"""Whether a request carries the one key that the sandbox takes."""

from starlette.requests import Request

from yardflow.config import SANDBOX_KEY


def key_is_good(request: Request) -> bool:
    """True for ``Authorization: Bearer sandbox``."""
    return request.headers.get("authorization", "") == f"Bearer {SANDBOX_KEY}"
