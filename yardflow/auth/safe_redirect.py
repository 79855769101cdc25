"""Where to go after signing in: always a page of this site, whatever ``next`` says."""

from urllib.parse import parse_qs, unquote, urlsplit

HOME = "/"
LONGEST = 2000
_DETOURS = frozenset({"", ".", ".."})


def safe_path(path: str | None) -> str:
    """The path if it surely stays on our pages, else the dashboard."""
    if not path or len(path) > LONGEST or not path.startswith("/") or path.startswith("//"):
        return HOME
    try:
        parts = urlsplit(path)
    except ValueError:
        return HOME
    # What browsers and routers leave out of a path (``/.//host``, ``/contacts/%2e%2e/api``) may
    # turn it into another one.
    plain = unquote(parts.path).lower()
    if any(ord(sign) <= 32 or sign == "\\" for sign in path + plain):
        return HOME
    if not _DETOURS.isdisjoint(plain.removesuffix("/").split("/")[1:]):
        return HOME
    if parts.scheme or parts.netloc or plain.startswith(("/api/", "/login")):
        return HOME
    return path


def next_of_referer(referer: str) -> str:
    """``next`` in the sign-in page's own address, for a form sent before the page was ready."""
    if len(referer) > LONGEST:
        return ""
    try:
        query = urlsplit(referer).query
    except ValueError:  # whoever sent this wrote no address
        return ""
    return parse_qs(query).get("next", [""])[0]
