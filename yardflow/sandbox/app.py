"""The sandbox as one application: the providers, what they received, and a control route."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yardflow.sandbox import errors, faults, hubspot, openai, sendgrid, websites
from yardflow.sandbox.clock import Clock
from yardflow.sandbox.faults import Fault, Faults
from yardflow.sandbox.given import taking
from yardflow.sandbox.hubspot.oauth import Choices, OAuth
from yardflow.sandbox.journal import Journal, Journalled
from yardflow.sandbox.sendgrid import inbox
from yardflow.sandbox.sendgrid.book import MessageIds
from yardflow.sandbox.sendgrid.events import Telling
from yardflow.sandbox.sendgrid.inbound_post import Replying

PROVIDERS = {
    "openai": openai.PATH,
    "hubspot": hubspot.PATH,
    "sendgrid": sendgrid.PATH,
    "website": websites.PATH,
}

HOSTS = ["127.0.0.1", "localhost"]
_FOR_PROGRAMS = ("/control", "/received", inbox.MESSAGES)
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


class Named:
    """Middleware: gives every answer an id of its request, as OpenAI's answers have."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def naming(message: Message) -> None:
            if message["type"] == "http.response.start":
                named = (b"x-request-id", f"req_{uuid.uuid4().hex}".encode())
                message["headers"] = [*message.get("headers", ()), named]
            await send(message)

        await self._app(scope, receive, naming)


class Ahead(BaseModel):
    """How many seconds the sandbox's clock is to go ahead of the real one."""

    model_config = ConfigDict(extra="forbid")

    ahead: float = Field(ge=0, le=10 * 365 * 86_400)


def _behind(
    provider: str,
    routes: list[Route],
    planned: Faults,
    journal: Journal,
    outermost: Callable[[ASGIApp], ASGIApp] | None,
) -> Mount:
    """The routes of a provider, behind the faults that are planned for it and the journal."""
    strange = () if provider == "website" else (404, 405)
    handlers = {status: errors.no_such_place(provider) for status in strange}
    whole = Starlette(routes=routes, exception_handlers=handlers)
    app: ASGIApp = faults.Failing(whole, provider, planned)
    if outermost is not None:
        app = outermost(app)
    return Mount(PROVIDERS[provider], app=Journalled(app, provider, journal))


def _telling(
    *going_on: Callable[[], Coroutine[Any, Any, None]],
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """What goes on as long as the sandbox runs."""

    @asynccontextmanager
    async def running(app: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(each()) for each in going_on]
        yield
        for task in tasks:
            task.cancel()

    return running


def make_app(folder: Path | None = None, webhook: str = "") -> Starlette:
    """A sandbox with empty memory, but for the book of messages and HubSpot's account in its
    folder. What becomes of messages is told to ``webhook`` by itself, if there is one.
    """
    journal, planned, sites, clock = Journal(), Faults(), websites.Websites(), Clock()
    mailing = sendgrid.Sendgrid(clock, folder, webhook)
    oauth, crm = OAuth(clock, folder), hubspot.Hubspot(clock, folder, webhook)
    providers = {
        "openai": openai.routes(clock),
        "hubspot": oauth.routes() + crm.routes(),
        "sendgrid": mailing.routes(),
        "website": sites.routes(),
    }
    outermost: dict[str, Callable[[ASGIApp], ASGIApp]] = {
        "openai": Named,
        "hubspot": oauth.admitting,
    }

    async def received(request: Request) -> Response:
        """What came in, the latest first; ``provider``, ``after`` (an id) and ``limit`` narrow."""
        query = request.query_params
        return JSONResponse(
            journal.entries(
                provider=query.get("provider", ""),
                after=int(query.get("after", 0)),
                limit=min(int(query.get("limit", 100)), journal.size),
            )
        )

    async def forget(request: Request) -> Response:
        """Empties the list of what came in."""
        journal.clear()
        return Response(status_code=204)

    def control(request: Request, fault: Fault) -> Response:
        """Plans a fault; see `faults.Fault` for the body's fields."""
        planned.plan(fault)
        return JSONResponse(planned.as_json())

    def put_website(request: Request, site: websites.Put) -> Response:
        """Puts a website in place; see `websites.Put` for the body's fields."""
        sites.put(request.path_params["domain"], site)
        return Response(status_code=204)

    def set_forward(request: Request, given: Ahead) -> Response:
        """Sets the sandbox's clock ``ahead``, so that files are seen to expire."""
        clock.ahead = given.ahead
        return Response(status_code=204)

    async def mend(request: Request) -> Response:
        """Takes every planned fault back, every website that was put in place, the time that the
        clock was set forward, the replacing of Message-IDs, HubSpot's limits and ways, and what was
        chosen for OAuth.
        """
        mailing.keep_ids()
        crm.behave()
        oauth.choices = Choices()
        planned.clear()
        sites.clear()
        clock.ahead = 0.0
        return Response(status_code=204)

    async def ping(request: Request) -> Response:
        return JSONResponse({"status": "ok", "providers": PROVIDERS, "faults": planned.as_json()})

    return Starlette(
        routes=[
            *(
                _behind(name, routes, planned, journal, outermost.get(name))
                for name, routes in providers.items()
            ),
            *mailing.routes_beside(),
            *crm.routes_beside(),
            Route("/received", received, methods=["GET"]),
            Route("/received", forget, methods=["DELETE"]),
            Route("/control", taking(Fault, control), methods=["POST"]),
            Route("/control", mend, methods=["DELETE"]),
            Route("/control/websites/{domain}", taking(websites.Put, put_website), methods=["PUT"]),
            Route("/control/events", taking(Telling, mailing.tell), methods=["POST"]),
            Route("/control/replies", taking(Replying, mailing.reply), methods=["POST"]),
            Route("/control/clock", taking(Ahead, set_forward), methods=["PUT"]),
            Route("/control/hubspot/oauth", taking(Choices, oauth.choose), methods=["PUT"]),
            Route("/control/message-ids", taking(MessageIds, mailing.set_ids), methods=["PUT"]),
            Route("/ping", ping),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False),
            Middleware(ProgramsOnly),
        ],
        lifespan=_telling(crm.go_on_sending, *([mailing.go_on_telling] if webhook else [])),
    )
