"""The HTTP API: all routers, one shape of failure, its documentation at ``/api/docs``.

Reflex mounts itself below this app, so that pages, socket and API share one port.
"""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route

from yardflow.api import docs, health, jobs
from yardflow.api.access import auth, tokens
from yardflow.api.enrichment import bulk_runs, costs, review, runs
from yardflow.api.errors import STATUSES, add_error_handlers
from yardflow.api.guard import Guard
from yardflow.api.imports import routes as imports
from yardflow.api.records import accounts, contacts, events
from yardflow.auth import cookies

ROUTERS = (
    health.router,
    auth.router,
    events.router,
    accounts.router,
    contacts.router,
    imports.router,
    runs.router,
    bulk_runs.router,
    review.router,
    costs.router,
    jobs.router,
    tokens.router,
    docs.router,
)
_EVERY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


class Described(FastAPI):
    """Says in its schema how a caller proves who they are."""

    def openapi(self) -> dict[str, Any]:
        """The schema, with the two ways in."""
        schema = super().openapi()
        schema["components"]["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer"},
            "session": {"type": "apiKey", "in": "cookie", "name": cookies.name()},
        }
        schema["security"] = [{"token": []}, {"session": []}]
        return schema


def make() -> FastAPI:
    """The API with all its routes."""
    app = Described(
        title="YardFlow",
        version="1",
        summary="Events, accounts, contacts, imports, enrichment and jobs over HTTP.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses={code: STATUSES[code] for code in (401, 403, 404, 422, 429)},
    )
    add_error_handlers(app)
    for router in ROUTERS:
        app.include_router(router)
    for rest in ("/api", "/api/{rest:path}"):
        app.add_api_route(
            rest, _nothing, methods=_EVERY_METHOD, include_in_schema=False, name="nothing"
        )
    app.add_middleware(Guard)
    return app


async def _nothing(request: Request) -> JSONResponse:
    """An address that is none of ours; or one of ours with a method it doesn't take."""
    allowed: set[str] = set()
    for route in (one for router in ROUTERS for one in router.routes):
        if isinstance(route, Route) and route.matches(request.scope)[0] == Match.PARTIAL:
            allowed |= route.methods or set()
    if allowed:
        raise HTTPException(405, headers={"Allow": ", ".join(sorted(allowed))})
    raise HTTPException(404)


api = make()
