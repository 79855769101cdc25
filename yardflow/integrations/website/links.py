"""Whether what a link leads to is there, as far as a program is let see it.

A link that a person wrote is asked for once, as a reader of the email would, so its robots.txt has
no say. HEAD is not used: many sites answer it with an error where a page is.
"""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

import httpx

from yardflow.integrations.website import reader
from yardflow.integrations.website.pinned_http import (
    Answer,
    Deadline,
    DeadlineExceeded,
    FetchError,
    get,
)
from yardflow.integrations.website.ssrf_guard import (
    LONGEST_URL,
    NoSuchName,
    NotPermitted,
    Place,
    SsrfGuard,
    Unresolved,
)

SECONDS = 6.0
_GONE = (404, 410)
# What shops and networks answer to programs; 999 is LinkedIn's own.
_REFUSING = (401, 403, 405, 406, 429, 451, 999)


class Verdict(StrEnum):
    """What a link leads to, as far as is known: only of one that is `gone` is that certain."""

    REACHABLE = "reachable"
    MOVED = "moved"
    GONE = "gone"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict with its reason in a sentence, and where the link leads if elsewhere."""

    verdict: Verdict
    reason: str = ""
    leads_to: str = ""


def look(link: str, guard: SsrfGuard | None = None, seconds: float = SECONDS) -> Outcome:
    """Follows a link to its end, within ``seconds`` all in all. Never raises.

    ``guard`` says where one may go: by default the public internet, or the sandbox where
    WEBSITE_BASE_URL names it.
    """
    try:
        return _follow(_readable(link), guard, Deadline(seconds))
    except NoSuchName:
        return Outcome(Verdict.GONE, "There is no website of this name.")
    except (NotPermitted, Unresolved, FetchError, DeadlineExceeded) as problem:
        return _not_checked(problem)


def _follow(link: str, guard: SsrfGuard | None, deadline: Deadline) -> Outcome:
    url = link
    for _ in range(reader.MAX_REDIRECTS + 1):
        place, within = _place(url, guard)
        answer = get(place, within, deadline, 0, accept="*/*")
        target = answer.headers.get("location", "").strip()
        if answer.status not in reader.MOVED or not target:
            return _judged(answer, link, url)
        url = _readable(_joined(url, target))
    return Outcome(Verdict.NOT_CHECKED, "It leads from one address to the next without end.")


def _judged(answer: Answer, link: str, url: str) -> Outcome:
    status = answer.status
    if status in _GONE:
        return Outcome(Verdict.GONE, f"The page is not there (error {status}).")
    if status in _REFUSING:
        return Outcome(Verdict.NOT_CHECKED, f"The site refuses programs (error {status}).")
    if not 200 <= status < 300:
        return Outcome(Verdict.NOT_CHECKED, f"The site has a problem (error {status}).")
    if _page(link) == _page(url):
        return Outcome(Verdict.REACHABLE)
    return Outcome(Verdict.MOVED, leads_to=url)


def _place(url: str, guard: SsrfGuard | None) -> tuple[Place, SsrfGuard]:
    if guard is not None:
        return guard.place(url), guard
    place, base = reader.INTERNET.place(url), reader.stand_in()
    if base is None:
        return place, reader.INTERNET
    within = reader.within(base)
    return within.place(f"{base}/{place.host}{place.target}"), within


def _readable(link: str) -> str:
    """The link as it is asked for: in ASCII, and without what is for the browser alone.

    Raises:
        NotPermitted: it is no address.
    """
    if len(link) > LONGEST_URL:
        raise NotPermitted("its address is too long")
    try:
        url = httpx.URL(link)
        return f"{url.scheme}://{url.netloc.decode()}{url.raw_path.decode()}"
    except (httpx.InvalidURL, ValueError):
        raise NotPermitted("its address can't be read") from None


def _joined(url: str, target: str) -> str:
    try:
        # Headers come as Latin-1; whoever sends UTF-8 in them means UTF-8.
        return urljoin(url, target.encode("latin-1").decode("utf-8", "replace"))
    except ValueError:
        raise NotPermitted("it leads to an address that can't be read") from None


def _page(url: str) -> tuple[str, str]:
    """Which page it is, whether by https or with ``www.``, a slash or a query or not."""
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/")


def _not_checked(problem: Exception) -> Outcome:
    text = str(problem)
    return Outcome(Verdict.NOT_CHECKED, f"{text[:1].upper()}{text[1:]}.")
