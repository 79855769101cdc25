"""What every answer carries, and how unknown addresses answer."""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse
from starlette.routing import Route

from yardflow.config import Settings
from yardflow.headers import SecurityHeaders, versioned

PAGE = "<html><script>let here = 1</script><script src='/assets/a.js'></script></html>"
FALLBACK = "<html><script>let nowhere = 1</script></html>"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs" / "index.html").write_text(PAGE)
    (tmp_path / "404.html").write_text(FALLBACK)
    (tmp_path / "focus.js").write_text("1")
    return tmp_path


@pytest.fixture
def client(pages: Path) -> Iterator[httpx.AsyncClient]:
    yield make_client(pages, "http://yardflow.test")


def make_client(pages: Path, url: str) -> httpx.AsyncClient:
    app = Starlette(
        routes=[
            Route("/jobs/", lambda request: HTMLResponse(PAGE)),
            Route("/assets/a.js", lambda request: PlainTextResponse("1")),
            Route("/focus.js", lambda request: PlainTextResponse("1")),
            Route("/api/jobs", lambda request: JSONResponse({"items": []})),
            Route("/api/gone", lambda request: JSONResponse({"error": "ours"}, 404)),
            Route("/{rest:path}", lambda request: HTMLResponse(FALLBACK, 404)),
        ]
    )
    guarded = SecurityHeaders(app, pages, Settings(PUBLIC_URL=url))
    return httpx.AsyncClient(transport=httpx.ASGITransport(guarded), base_url=url)


def hashed(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


async def test_a_page_may_run_its_own_inline_scripts_and_no_others(
    client: httpx.AsyncClient,
) -> None:
    policy = (await client.get("/jobs/")).headers["content-security-policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert scripts == f"script-src 'self' {hashed('let here = 1')}"


async def test_an_address_without_a_page_gets_the_fallback_s_policy(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/nowhere")
    assert answer.status_code == 404
    assert hashed("let nowhere = 1") in answer.headers["content-security-policy"]


async def test_an_asset_allows_nothing_and_a_missing_one_is_a_page(
    client: httpx.AsyncClient, pages: Path
) -> None:
    for path in ("/assets/a.js", versioned(pages, "/focus.js")):
        policy = (await client.get(path)).headers["content-security-policy"]
        assert policy == "default-src 'none'; frame-ancestors 'none'", path
    missing = await client.get("/assets/gone.js")
    assert hashed("let nowhere = 1") in missing.headers["content-security-policy"]


async def test_nobody_may_frame_a_page_or_guess_its_type(client: httpx.AsyncClient) -> None:
    headers = (await client.get("/jobs/")).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


async def test_only_https_asks_browsers_to_stay_with_https(
    client: httpx.AsyncClient, pages: Path
) -> None:
    assert "strict-transport-security" not in (await client.get("/jobs/")).headers
    secure = make_client(pages, "https://yardflow.test")
    assert "strict-transport-security" in (await secure.get("/jobs/")).headers


async def test_a_page_answers_without_its_slash_too(client: httpx.AsyncClient) -> None:
    answer = await client.get("/jobs", follow_redirects=False)
    assert answer.status_code == 200
    assert answer.text == PAGE


async def test_hashed_assets_live_long_and_pages_are_asked_for_again(
    client: httpx.AsyncClient,
) -> None:
    assert "immutable" in (await client.get("/assets/a.js")).headers["cache-control"]
    assert (await client.get("/jobs/")).headers["cache-control"] == "no-cache"
    assert (await client.get("/api/jobs")).headers["cache-control"] == "no-store"


async def test_a_script_is_kept_for_good_under_the_mark_of_its_content_alone(
    client: httpx.AsyncClient, pages: Path
) -> None:
    address = versioned(pages, "/focus.js")
    assert "immutable" in (await client.get(address)).headers["cache-control"]
    for other in ("/focus.js", "/focus.js?v=", f"{address}0", f"{address}&a=1", "/jobs/?v=1"):
        assert (await client.get(other)).headers["cache-control"] == "no-cache", other
    (pages / "focus.js").write_text("2")
    assert versioned(pages, "/focus.js") != address


async def test_an_unknown_api_address_is_not_found_in_json(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/nothing/here")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


async def test_the_api_s_own_not_found_is_left_as_it_is(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/gone")).json() == {"error": "ours"}
