"""The cookie that a login session lives in."""

from http.cookies import SimpleCookie

from yardflow.config import settings
from yardflow.services.people.sessions import ABSOLUTE


def name() -> str:
    """With https the browser itself holds the cookie to this host, to "/" and to https."""
    return "__Host-yardflow" if secure() else "yardflow"


def secure() -> bool:
    """Whether people reach the product by https, as the settings say."""
    return settings().url.startswith("https:")


def token_of(header: str) -> str | None:
    """The session's secret in a ``Cookie`` header, None when there is none."""
    for part in header.split(";"):
        key, _, value = part.strip().partition("=")
        if key == name() and value:
            return value.strip('"')
    return None


def issue(token: str) -> str:
    """A ``Set-Cookie`` header that signs this browser in."""
    return _cookie(token, int(ABSOLUTE.total_seconds()))


def clear() -> str:
    """A ``Set-Cookie`` header that takes the session off this browser."""
    return _cookie("", 0)


def _cookie(value: str, max_age: int) -> str:
    cookie: SimpleCookie = SimpleCookie()
    cookie[name()] = value
    made = cookie[name()]
    made["path"], made["max-age"] = "/", max_age
    made["httponly"], made["samesite"] = True, "Lax"
    if secure():
        made["secure"] = True
    return made.OutputString()
