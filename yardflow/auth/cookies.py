"""The cookies that we set: out of reach of scripts and of other sites."""

from http.cookies import SimpleCookie

from yardflow.config import settings
from yardflow.services.team.sessions import ABSOLUTE

_SESSION = "yardflow"


def name() -> str:
    """What the cookie is called that a login session lives in."""
    return _bound_to_host(_SESSION)


def secure() -> bool:
    """Whether people reach the product by https, as the settings say."""
    return settings().url.startswith("https:")


def token_of(header: str) -> str | None:
    """The session's secret in a ``Cookie`` header, None when there is none."""
    return value_of(header, _SESSION)


def value_of(header: str, plain: str) -> str | None:
    """What a cookie of ours holds in a ``Cookie`` header, None when it is not there."""
    for part in header.split(";"):
        key, _, value = part.strip().partition("=")
        if key == _bound_to_host(plain) and value:
            return value.strip('"')
    return None


def issue(token: str) -> str:
    """A ``Set-Cookie`` header that signs this browser in."""
    return issued(_SESSION, token, int(ABSOLUTE.total_seconds()))


def clear() -> str:
    """A ``Set-Cookie`` header that takes the session off this browser."""
    return issued(_SESSION, "", 0)


def issued(plain: str, value: str, seconds: int) -> str:
    """A ``Set-Cookie`` header that the browser keeps for ``seconds``."""
    full_name = _bound_to_host(plain)
    cookie: SimpleCookie = SimpleCookie()
    cookie[full_name] = value
    morsel = cookie[full_name]
    morsel["path"], morsel["max-age"] = "/", seconds
    morsel["httponly"], morsel["samesite"] = True, "Lax"
    if secure():
        morsel["secure"] = True
    return morsel.OutputString()


def _bound_to_host(plain: str) -> str:
    """With https the browser itself holds a cookie to this host, to "/" and to https."""
    return f"__Host-{plain}" if secure() else plain
