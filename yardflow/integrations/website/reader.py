"""Reading a company's front page, if its robots.txt lets us.

Everything goes through `ssrf_guard` and `pinned_http`, each redirect too. https is tried first. A
site that is away, slow or wants no visitors is told from one that was read; it is never a fault of
ours.
"""

from dataclasses import replace
from functools import cache
from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit

from yardflow.config import settings
from yardflow.integrations.website import front_page, robots
from yardflow.integrations.website.front_page import FrontPage
from yardflow.integrations.website.pinned_http import (
    Answer,
    Deadline,
    DeadlineExceeded,
    FetchError,
    get,
)
from yardflow.integrations.website.robots import Robots
from yardflow.integrations.website.ssrf_guard import (
    NotPermitted,
    Place,
    SsrfGuard,
    Unresolved,
    is_public_name,
)

TOTAL_S = 8.0
MAX_REDIRECTS = 4
MAX_BYTES = 512_000
MOVED = (301, 302, 303, 307, 308)
INTERNET = SsrfGuard()


class Forbidden(Exception):
    """The site asks us to stay away."""


class Unreachable(Exception):
    """Nothing came of it; the text says why, in a few words that follow the site's name."""


def read(domain: str, guard: SsrfGuard | None = None, seconds: float = TOTAL_S) -> FrontPage:
    """The front page of a domain, within ``seconds`` all in all.

    ``guard`` says where one may go: by default the public internet, or the sandbox where
    WEBSITE_BASE_URL names it.

    Raises:
        Forbidden: the site's robots.txt keeps us out.
        Unreachable: it is away, too slow, not public, or shows no page.
    """
    if not is_public_name(domain):
        raise Unreachable("it is not the name of a website")
    base = None if guard else stand_in()
    if base:
        visit = _Visit(within(base), Deadline(seconds), base=f"{base}/{domain}")
        starts = [f"{base}/{domain}/"]
    else:
        visit = _Visit(guard or INTERNET, Deadline(seconds))
        starts = [f"https://{domain}/", f"http://{domain}/"]
    try:
        return visit.first_of(starts)
    except DeadlineExceeded:
        raise Unreachable("it took too long to answer") from None


def stand_in() -> str | None:
    """Where websites are read from instead of the internet; never in production."""
    return None if settings().production else settings().website_base_url


@cache
def within(base: str) -> SsrfGuard:
    """One host and port of this machine, and nothing else."""
    parts = urlsplit(base)
    here = ip_address("127.0.0.1")
    return SsrfGuard(
        resolve=lambda host, seconds: [here],
        names=lambda host: host == parts.hostname,
        permits=lambda address: address == here,
        ports={"http": parts.port or 80},
    )


class _Visit:
    """One site, under one deadline. ``base`` is where its robots.txt lies, if not at the root."""

    def __init__(self, guard: SsrfGuard, deadline: Deadline, base: str = "") -> None:
        self._guard, self._deadline, self._base = guard, deadline, base
        self._rules: dict[str, Robots] = {}

    def first_of(self, urls: list[str]) -> FrontPage:
        """The page at the first address that can be connected to."""
        problem = Unreachable("it could not be reached")
        for url in urls:
            try:
                return self._page(url)
            except (FetchError, Unresolved, NotPermitted) as error:
                problem = Unreachable(str(error))
        raise problem

    def _page(self, url: str) -> FrontPage:
        for _ in range(MAX_REDIRECTS + 1):
            place = self._guard.place(url)
            if not self._rules_of(place).allow(place.url):
                raise Forbidden("its robots.txt asks us to stay away")
            answer = get(place, self._guard, self._deadline, MAX_BYTES, accept="text/html")
            if answer.status not in MOVED:
                return replace(_shown(answer), host=place.host)
            url = _moved_to(place, answer)
        raise Unreachable("it leads from one address to the next without end")

    def _rules_of(self, place: Place) -> Robots:
        site = self._base or place.origin
        if site not in self._rules:
            self._rules[site] = Robots(self._robots(f"{site}/robots.txt"))
        return self._rules[site]

    def _robots(self, url: str) -> str:
        """The text of a robots.txt; empty where there is no such file.

        Raises:
            Unreachable: the site can't say what it allows just now, so we stay away.
        """
        for _ in range(MAX_REDIRECTS + 1):
            place = self._guard.place(url)
            answer = get(
                place,
                self._guard,
                self._deadline,
                robots.MAX_BYTES,
                accept="text/plain, */*;q=0.5",
            )
            if answer.status in MOVED:
                url = _moved_to(place, answer)
            elif answer.status == 200:
                return answer.body.decode("utf-8-sig", "replace")
            elif 400 <= answer.status < 500 and answer.status != 429:
                return ""
            else:
                break
        raise Unreachable("its robots.txt can't be read right now")


def _moved_to(place: Place, answer: Answer) -> str:
    target = answer.headers.get("location", "")
    try:
        # Latin-1 is how headers come; whoever sends UTF-8 in them sends what is no address.
        return urljoin(place.url, target.strip()).partition("#")[0]
    except ValueError:
        raise Unreachable("it leads to an address that can't be read") from None


def _shown(answer: Answer) -> FrontPage:
    if answer.status != 200:
        raise Unreachable(f"it shows no page (error {answer.status})")
    kind = answer.headers.get("content-type", "")
    if kind.partition(";")[0].strip().lower() != "text/html":
        raise Unreachable("what it shows is no page")
    return front_page.parsed(answer.body, kind)
