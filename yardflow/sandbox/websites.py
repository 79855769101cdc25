"""Companies' websites: the same domain, the same page.

By a hash of its name a domain has a page with schema.org data, a plain page, a robots.txt that
keeps visitors out, or nothing. A test may put a page of its own in place of that. Other pages of a
domain that has one are there, too, but for ``/gone``, ``/moved`` and ``/closed``.
"""

import hashlib
import json
from html import escape

from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route

from yardflow.sandbox.answers import INDUSTRIES

PATH = "/websites"
SIZES = ((8, 8), (35, 35), (51, 200), (320, 320), (501, 1000), (2400, 2400), (12000, 12000))
_UNUSUAL = {"gone": 410, "closed": 403}
_OPEN = "User-agent: *\nDisallow: /admin/\n"
_CLOSED = "User-agent: *\nDisallow: /\n"
# Of twelve domains: five with data, five without, one that keeps visitors out, one that is gone.
_KINDS = ("data",) * 5 + ("plain",) * 5 + ("closed", "gone")


class Put(BaseModel):
    """A website as a test wants it; without ``html`` there is no page."""

    model_config = ConfigDict(extra="forbid")

    html: str | None = None
    robots: str | None = None


class Websites:
    """The websites that were put in place; all others are made up."""

    def __init__(self) -> None:
        self._put: dict[str, Put] = {}

    def put(self, domain: str, site: Put) -> None:
        """Puts a website in place."""
        self._put[domain] = site

    def clear(self) -> None:
        """Takes all of them away again."""
        self._put.clear()

    def routes(self) -> list[Route]:
        """Front page and robots.txt of every domain."""
        return [
            Route("/{domain}/robots.txt", self._robots),
            Route("/{domain}/", self._page),
            Route("/{domain}/{path:path}", self._other_page),
        ]

    async def _page(self, request: Request) -> Response:
        html = self._site(request.path_params["domain"]).html
        return PlainTextResponse("Not found", 404) if html is None else HTMLResponse(html)

    async def _other_page(self, request: Request) -> Response:
        place = request.path_params["path"].strip("/")
        if place == "moved":
            return RedirectResponse(f"https://{request.path_params['domain']}/", 301)
        if status := _UNUSUAL.get(place):
            return PlainTextResponse("", status)
        return await self._page(request)

    async def _robots(self, request: Request) -> Response:
        robots = self._site(request.path_params["domain"]).robots
        return PlainTextResponse(robots or "Not found", 200 if robots else 404)

    def _site(self, domain: str) -> Put:
        return self._put.get(domain) or made_up(domain)


def made_up(domain: str) -> Put:
    """A website that looks like one of this name."""
    kind = _KINDS[_hash(domain, "kind") % len(_KINDS)]
    if kind == "gone":
        return Put()
    name = domain.split(".")[0].replace("-", " ").title()
    industry = INDUSTRIES[_hash(domain, "industry") % len(INDUSTRIES)]
    description = f"{name} is a company of the sandbox that works in {industry.lower()}."
    data = _organization(domain, name, industry, description) if kind == "data" else ""
    html = (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(name)} – {escape(industry)}</title>\n"
        f'<meta name="description" content="{escape(description)}">\n{data}'
        f"</head>\n<body><h1>{escape(name)}</h1><p>{escape(description)}</p></body>\n</html>\n"
    )
    return Put(html=html, robots=_CLOSED if kind == "closed" else _OPEN)


def _organization(domain: str, name: str, industry: str, description: str) -> str:
    fewest, most = SIZES[_hash(domain, "size") % len(SIZES)]
    exact = {"@type": "QuantitativeValue", "value": fewest}
    between = {"@type": "QuantitativeValue", "minValue": fewest, "maxValue": most}
    organization = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": name,
        "url": f"https://{domain}/",
        "description": description,
        "industry": industry,
        "numberOfEmployees": exact if fewest == most else between,
    }
    text = json.dumps(organization).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>\n'


def _hash(domain: str, about: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{about} {domain}".encode()).digest()[:4])
