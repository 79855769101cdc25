"""Redirects lead on within the product, whatever host and path a request names."""

from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import RedirectResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from yardflow.redirects import OwnRedirects

HOSTS = ["yardflow.test", "evil.test", "evil.test:1", "evil.test/x?", "a@evil.test", "[", "\\"]
PATHS = ["/accounts", "//accounts", "///accounts", "/%2faccounts", "/%2F/accounts", "//./accounts"]


@pytest.fixture
def app(tmp_path: Path) -> OwnRedirects:
    (tmp_path / "accounts").mkdir()
    (tmp_path / "accounts" / "index.html").write_text("Accounts")
    routes = [
        Route("/out", lambda request: RedirectResponse("https://provider.test//grant?a=//b")),
        Route("/on", lambda request: RedirectResponse(request.query_params["to"])),
        Route("/here", lambda request: RedirectResponse("next?a=//b")),
        Mount("/", StaticFiles(directory=tmp_path, html=True)),
    ]
    return OwnRedirects(Starlette(routes=routes))


async def location(app: OwnRedirects, path: str, host: str = "evil.test", scheme="http") -> str:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=f"{scheme}://yardflow.test") as asks:
        url = httpx.URL(f"{scheme}://yardflow.test").copy_with(raw_path=path.encode())
        answer = await asks.send(asks.build_request("GET", url, headers={"Host": host}))
    assert answer.is_redirect, answer
    return answer.headers["location"]


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("path", PATHS)
async def test_the_slash_of_a_page_is_added_by_a_path_alone(app, path, host, scheme):
    to = await location(app, path, host, scheme)
    assert to.startswith("/") and not to.startswith(("//", "/\\"))
    assert to.removeprefix("/./").strip("/") == "accounts"


async def test_the_query_goes_along(app):
    assert await location(app, "/accounts?to=//evil.test") == "/accounts/?to=//evil.test"


@pytest.mark.parametrize("to", ["//evil.test", "/\\evil.test", "\\\\evil.test", "///evil.test/"])
async def test_no_path_of_ours_is_another_s_host(app, to):
    there = await location(app, f"/on?to={to.replace(chr(92), '%5C')}")
    assert there.replace("%5C", "").strip("/") == "evil.test"
    assert there.startswith(("/evil", "%5C", "/%5C"))


async def test_a_redirect_that_is_meant_to_lead_elsewhere_does(app):
    assert await location(app, "/out") == "https://provider.test//grant?a=//b"
    assert await location(app, "/here") == "next?a=//b"
