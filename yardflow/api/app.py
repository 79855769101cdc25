"""The HTTP API: all routers, one shape of failure, its documentation at ``/api/docs``.

Reflex mounts itself below this app, so that pages, socket and API share one port.
"""

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yardflow import registry
from yardflow.api.description import DescribedAPI, routes
from yardflow.api.errors import OF_ANY_ROUTE, STATUSES, add_error_handlers
from yardflow.api.guard import Guard, is_api

_OF_PROVIDERS = "/api/webhooks"
_EVERY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


class _AnyRest(PathConvertor):
    """The rest of an address, line breaks included: without them such an address would pass by all
    that is mounted, to be answered by whoever mounts it.
    """

    regex = "(?s:.*)"


register_url_convertor("path", _AnyRest())


class HeadAsGet:
    """Answers HEAD as GET, without the body: a route of FastAPI takes no method that it doesn't
    name."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD" or not is_api(scope["path"]):
            await self.app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if "body" in message else message)

        # The guard looks there for who it was, and a route that notes what it is asked for this.
        scope.setdefault("state", {})["is_head"] = True
        await self.app({**scope, "method": "GET"}, receive, send_head)


def routers() -> list[APIRouter]:
    """The routers of all installed domains. First what providers post to, each email by itself: a
    request is compared with each route before its own, which takes longer than all else here.
    """
    listed = [
        router for domain in registry.domains() for router in registry.resolved(domain.routers)
    ]
    return sorted(listed, key=lambda router: not router.prefix.startswith(_OF_PROVIDERS))


def make() -> FastAPI:
    """The API with the routes of all installed domains."""
    app = DescribedAPI(
        title="YardFlow",
        version="1",
        summary="Events, accounts, contacts, imports, enrichment and jobs over HTTP.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses={code: STATUSES[code] for code in OF_ANY_ROUTE},
    )
    add_error_handlers(app)
    for router in routers():
        app.include_router(router)
    for rest in ("/api", "/api/{rest:path}"):
        app.add_api_route(
            rest, _nothing, methods=_EVERY_METHOD, include_in_schema=False, name="nothing"
        )
    app.add_middleware(HeadAsGet)
    app.add_middleware(Guard)
    return app


async def _nothing(request: Request) -> JSONResponse:
    """An address that is none of ours; or one of ours with a method it doesn't take."""
    allowed: set[str] = set()
    for route in routes():
        if route.matches(request.scope)[0] == Match.PARTIAL:
            allowed |= route.methods or set()
    if "GET" in allowed:
        allowed.add("HEAD")
    if allowed:
        raise HTTPException(405, headers={"Allow": ", ".join(sorted(allowed))})
    raise HTTPException(404)
