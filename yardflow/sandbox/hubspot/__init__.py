"""HubSpot: an account with contacts, companies and deals, by the rules of the real one."""

from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from yardflow.sandbox import store
from yardflow.sandbox.clock import Clock
from yardflow.sandbox.hubspot import account, record_page
from yardflow.sandbox.hubspot.association_pages import AssociationPages
from yardflow.sandbox.hubspot.associations import Associations
from yardflow.sandbox.hubspot.batches import Batches
from yardflow.sandbox.hubspot.control import Control
from yardflow.sandbox.hubspot.crm import Crm
from yardflow.sandbox.hubspot.definitions import Definitions
from yardflow.sandbox.hubspot.deliveries import Deliveries
from yardflow.sandbox.hubspot.identities import Identities
from yardflow.sandbox.hubspot.index import LAG_MS, Index
from yardflow.sandbox.hubspot.limits import Limits
from yardflow.sandbox.hubspot.manners import Manner
from yardflow.sandbox.hubspot.objects import Objects
from yardflow.sandbox.hubspot.owners import Owners
from yardflow.sandbox.hubspot.pipelines import Pipelines
from yardflow.sandbox.hubspot.records import Records
from yardflow.sandbox.hubspot.routing import Routing
from yardflow.sandbox.hubspot.search import Search
from yardflow.sandbox.hubspot.settings_pages import OwnerPages, PipelinePages, PropertyPages
from yardflow.sandbox.hubspot.subscriptions import Subscriptions
from yardflow.sandbox.hubspot.webhook_pages import WebhookPages

PATH = "/hubspot"


class Hubspot:
    """Its parts, and where they are reached. Events go to the host of ``webhook``, if any."""

    def __init__(self, clock: Clock, folder: Path | None, webhook: str) -> None:
        database = store.opened(folder, "hubspot")
        self._database, self._limits = database, Limits(clock)
        self._definitions, self._owners = Definitions(database, clock), Owners(database, clock)
        self._pipelines = Pipelines(database, clock, self._owners)
        self._records, self._identities = Records(database, clock), Identities(database)
        self._associations, self._index = Associations(database), Index(database, clock)
        self._subscriptions = Subscriptions(database, clock)
        self._crm = Crm(
            self._records,
            self._definitions,
            self._pipelines,
            self._identities,
            self._associations,
            self._index,
            self._subscriptions,
        )
        self._deliveries = Deliveries(database, self._subscriptions, _origin(webhook))

    def routes(self) -> list[Route]:
        """The routes under `PATH`, as the real ones are."""
        routing = Routing(self._database, self._limits)
        objects = Objects(self._crm, self._definitions)
        return [
            *account.routes(routing, self._limits),
            *Search(self._database, self._definitions, self._index).routes(routing),
            *Batches(self._database, objects).routes(routing),
            *objects.routes(routing),
            *AssociationPages(objects).routes(routing),
            *PropertyPages(self._definitions).routes(routing),
            *PipelinePages(self._pipelines).routes(routing),
            *OwnerPages(self._owners).routes(routing),
            *WebhookPages(self._subscriptions).routes(routing),
            *record_page.routes(self._records),
        ]

    def routes_beside(self) -> list[Route]:
        """The control routes."""
        control = Control(
            self._database,
            self._crm,
            self._owners,
            self._limits,
            self._subscriptions,
            self._deliveries,
        )
        return [*control.routes(), Route("/control/hubspot", self._clear, methods=["DELETE"])]

    async def go_on_sending(self) -> None:
        """Sends events to the webhook, for good."""
        await self._deliveries.go_on()

    def behave(self) -> None:
        """Limits, lag and manners are the usual ones from now on."""
        self._limits.reset()
        self._index.lag_ms, self._crm.makes_companies = LAG_MS, True
        self._subscriptions.manner = Manner()

    async def _clear(self, request: Request) -> Response:
        """Forgets all that is in the account, and behaves."""
        with self._database:
            for part in (
                self._records,
                self._identities,
                self._associations,
                self._index,
                self._subscriptions,
                self._definitions,
                self._pipelines,
                self._owners,
            ):
                part.clear()
        self.behave()
        return Response(status_code=204)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if url else ""
