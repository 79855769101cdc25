"""The sandbox as one application: the providers, what they received, and a control route."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from yardflow.sandbox import faults, hubspot, openai, sendgrid, websites
from yardflow.sandbox.faults import Faults
from yardflow.sandbox.journal import Journal, Journalled

PROVIDERS = {
    "openai": openai.PATH,
    "hubspot": hubspot.PATH,
    "sendgrid": sendgrid.PATH,
    "website": websites.PATH,
}

HOSTS = ["127.0.0.1", "localhost"]
_FOR_PROGRAMS = ("/control", "/received")
_OF_BROWSERS = {b"origin", b"sec-fetch-site"}


class ProgramsOnly:
    """Middleware: web pages neither steer the sandbox nor read what it received."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._app
        if scope["type"] == "http" and scope["path"].startswith(_FOR_PROGRAMS):
            by_browser = _OF_BROWSERS & {name.lower() for name, _ in scope["headers"]}
            if by_browser:
                answer = JSONResponse({"error": "Browsers are not answered here."}, 403)
        await answer(scope, receive, send)


def make_app() -> Starlette:
    """A sandbox with empty memory."""
    journal, planned, sites = Journal(), Faults(), websites.Websites()

    def behind(provider: str, routes: list[Route]) -> Mount:
        app = faults.Failing(Starlette(routes=routes), provider, planned)
        return Mount(PROVIDERS[provider], app=Journalled(app, provider, journal))

    async def received(request: Request) -> Response:
        """What came in, the latest first; ``provider``, ``after`` (an id) and ``limit`` narrow."""
        asked = request.query_params
        return JSONResponse(
            journal.entries(
                provider=asked.get("provider", ""),
                after=int(asked.get("after", 0)),
                limit=min(int(asked.get("limit", 100)), journal.size),
            )
        )

    async def forget(request: Request) -> Response:
        """Empties the list of what came in."""
        journal.clear()
        return Response(status_code=204)

    async def control(request: Request) -> Response:
        """Plans a fault; see `faults.Fault` for the body's fields."""
        try:
            fault = faults.Fault.model_validate_json(await request.body())
        except ValueError as error:
            return JSONResponse({"error": str(error)}, status_code=422)
        planned.plan(fault)
        return JSONResponse(planned.as_json())

    async def put_website(request: Request) -> Response:
        """Puts a website in place; see `websites.Put` for the body's fields."""
        try:
            site = websites.Put.model_validate_json(await request.body())
        except ValueError as error:
            return JSONResponse({"error": str(error)}, status_code=422)
        sites.put(request.path_params["domain"], site)
        return Response(status_code=204)

    async def mend(request: Request) -> Response:
        """Takes every planned fault back, and every website that was put in place."""
        planned.clear()
        sites.clear()
        return Response(status_code=204)

    async def ping(request: Request) -> Response:
        return JSONResponse({"status": "ok", "providers": PROVIDERS, "faults": planned.as_json()})

    return Starlette(
        routes=[
            behind("openai", openai.routes()),
            behind("hubspot", hubspot.routes()),
            behind("sendgrid", sendgrid.routes()),
            behind("website", sites.routes()),
            Route("/received", received, methods=["GET"]),
            Route("/received", forget, methods=["DELETE"]),
            Route("/control", control, methods=["POST"]),
            Route("/control", mend, methods=["DELETE"]),
            Route("/control/websites/{domain}", put_website, methods=["PUT"]),
            Route("/ping", ping),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False),
            Middleware(ProgramsOnly),
        ],
    )
