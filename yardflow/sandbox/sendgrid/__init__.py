"""SendGrid, played: what it takes and refuses, what it tells webhooks, and a book of the messages
that came in, which outlasts a restart where a folder is given.
"""

from pathlib import Path

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yardflow.sandbox import store
from yardflow.sandbox.clock import Clock
from yardflow.sandbox.sendgrid import (
    account,
    batches,
    inbox,
    mail,
    senders,
    suppression_lists,
    template_pages,
)
from yardflow.sandbox.sendgrid.book import Book, MessageIds
from yardflow.sandbox.sendgrid.events import Events, Telling
from yardflow.sandbox.sendgrid.inbound_post import Inbound, Replying
from yardflow.sandbox.sendgrid.reports import Reports
from yardflow.sandbox.sendgrid.senders import Senders
from yardflow.sandbox.sendgrid.suppressions import Suppressions
from yardflow.sandbox.sendgrid.templates import Templates

PATH = "/sendgrid"


class Sendgrid:
    """Its parts, and where they are reached."""

    def __init__(self, clock: Clock, folder: Path | None, webhook: str) -> None:
        database = store.opened(folder, "sendgrid")
        self._suppressions = Suppressions(database, clock)
        self._senders, self._templates = Senders(database), Templates(database, clock)
        self._book = Book(database, clock, self._suppressions)
        self._events = Events(database, self._book, self._suppressions)
        self._reports = Reports(database, self._book, self._events, webhook)
        self._inbound = Inbound(database, f"{webhook}/inbound" if webhook else "")
        self._inbox = inbox.Inbox(
            self._book, self._templates, self._reports, self._inbound, self._forget
        )

    def routes(self) -> list[Route]:
        """The routes under `PATH`, as the real ones are."""
        return [
            *account.routes(self._events.public_key, self._inbound.public_key),
            *mail.routes(self._book, self._senders, self._templates),
            *batches.routes(self._book),
            *suppression_lists.routes(self._suppressions),
            *senders.routes(self._senders, self._book.enter),
            *template_pages.routes(self._templates),
        ]

    def routes_beside(self) -> list[Route]:
        """What arrived: the inbox and the list of messages."""
        return self._inbox.routes()

    async def go_on_telling(self) -> None:
        """Tells the webhook what happens by itself, for good."""
        await self._reports.go_on_telling()

    def set_ids(self, request: Request, given: MessageIds) -> Response:
        """A control route: whether Message-IDs are replaced from now on."""
        self._book.replaces_ids = given.replaced
        return Response(status_code=204)

    def keep_ids(self) -> None:
        """Messages keep their Message-IDs from now on."""
        self._book.replaces_ids = False

    async def tell(self, request: Request, telling: Telling) -> Response:
        """A control route: what happened to messages is told to a webhook."""
        try:
            return JSONResponse({"answers": await self._events.tell(telling)})
        except LookupError as error:
            return JSONResponse({"error": str(error)}, 404)
        except httpx.HTTPError as error:
            return JSONResponse({"error": f"No answer: {type(error).__name__}"}, 502)

    async def reply(self, request: Request, replying: Replying) -> Response:
        """A control route: an answer to a message comes in at a webhook."""
        found = self._inbox.read(replying.message)
        if found is None:
            return JSONResponse({"error": f"There is no message {replying.message}."}, 404)
        try:
            answers = await self._inbound.answer(found, replying, replying.url)
            return JSONResponse({"answers": answers})
        except LookupError as error:
            return JSONResponse({"error": str(error)}, 404)
        except httpx.HTTPError as error:
            return JSONResponse({"error": f"No answer: {type(error).__name__}"}, 502)

    def _forget(self) -> None:
        for part in (self._reports, self._book, self._suppressions, self._senders, self._templates):
            part.clear()
