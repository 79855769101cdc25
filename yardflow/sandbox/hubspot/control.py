"""Control routes: what tests lay into the account, read of it and set of its ways."""

import sqlite3
from collections.abc import Iterator
from itertools import islice

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yardflow.sandbox.given import taking
from yardflow.sandbox.hubspot.crm import Crm
from yardflow.sandbox.hubspot.deliveries import Deliveries
from yardflow.sandbox.hubspot.index import LAG_MS
from yardflow.sandbox.hubspot.kinds import Kind, kind_named
from yardflow.sandbox.hubspot.limits import Allowed, Limits
from yardflow.sandbox.hubspot.manners import Manner
from yardflow.sandbox.hubspot.owners import Owners
from yardflow.sandbox.hubspot.records import UI, Source, Values
from yardflow.sandbox.hubspot.refusals import Refusal
from yardflow.sandbox.hubspot.subscriptions import Subscriptions

MOST_LAID, MOST_SHOWN, CHUNK = 1_000_000, 10_000, 10_000


class Given(BaseModel):
    """What a control route is given."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class Laying(Given):
    """Records that have been there for long: search knows them, and no one hears of them. Either
    each by its values, or so ``many`` whose values say their number in place of ``{n}``. ``at`` is
    in milliseconds since 1970.
    """

    records: list[dict[str, str]] = Field(default_factory=list, max_length=MOST_LAID)
    many: int = Field(0, ge=0, le=MOST_LAID)
    values: dict[str, str] = Field(default_factory=dict)
    at: int | None = None
    source_type: str = "IMPORT"
    source_id: str = "1"


class Owner(Given):
    """A user of the account."""

    email: str
    first_name: str = ""
    last_name: str = ""
    archived: bool = False


class Account(Given):
    """How many seconds search lags, and whether contacts get companies by their domains."""

    index_lag: float = Field(LAG_MS / 1000, ge=0, le=86_400)
    makes_companies: bool = True


class Control:
    """The handlers."""

    def __init__(
        self,
        database: sqlite3.Connection,
        crm: Crm,
        owners: Owners,
        limits: Limits,
        subscriptions: Subscriptions,
        deliveries: Deliveries,
    ) -> None:
        self._database, self._crm, self._owners, self._limits = database, crm, owners, limits
        self._subscriptions, self._deliveries = subscriptions, deliveries

    def routes(self) -> list[Route]:
        """Under ``/control/hubspot``."""
        base = "/control/hubspot"
        records = f"{base}/records/{{kind}}"
        return [
            Route(base, self._state),
            Route(f"{base}/owners", taking(Owner, self._add_owner), methods=["POST"]),
            Route(f"{base}/limits", taking(Allowed, self._set_limits), methods=["PUT"]),
            Route(f"{base}/webhooks", taking(Manner, self._set_manner), methods=["PUT"]),
            Route(f"{base}/account", taking(Account, self._set_account), methods=["PUT"]),
            Route(records, taking(Laying, self._lay), methods=["POST"]),
            Route(records, self._records),
            Route(f"{records}/{{id:int}}/restore", self._restore, methods=["POST"]),
        ]

    async def _state(self, request: Request) -> Response:
        """How many records there are of each kind, how many calls came today, how many searches and
        refusals there were since limits were set, and how many events wait.
        """
        limits = self._limits
        calls = {
            "used": limits.used(),
            "searches": limits.searched,
            "refused": limits.refused,
        }
        waiting = self._deliveries.waiting()
        return JSONResponse(
            {"records": self._crm.records.counts(), "calls": calls, "eventsWaiting": waiting}
        )

    async def _records(self, request: Request) -> Response:
        """All that is known of records, archived and merged ones too, by their ids: up to ``most``
        of those ``after`` an id.
        """
        kind, query = _kind(request), request.query_params
        if kind is None:
            return _unknown(request)
        most = min(MOST_SHOWN, int(query.get("most", MOST_SHOWN)))
        rows = self._crm.records.all(kind, int(query.get("after", 0)), most)
        return JSONResponse([row._asdict() for row in rows])

    def _lay(self, request: Request, given: Laying) -> Response:
        if (kind := _kind(request)) is None:
            return _unknown(request)
        source, values = Source(given.source_type, given.source_id), _values(given)
        ids: list[int] = []
        with self._database:
            while chunk := list(islice(values, CHUNK)):
                laid = self._crm.lay(kind, chunk, source, given.at)
                ids += laid
        return JSONResponse({"ids": [str(each) for each in ids]}, 201)

    async def _restore(self, request: Request) -> Response:
        if (kind := _kind(request)) is None:
            return _unknown(request)
        try:
            with self._database:
                record = self._crm.records.current(kind, request.path_params["id"], archived=True)
                self._crm.restore(kind, record, UI)
        except Refusal as refusal:
            return JSONResponse(refusal.body(), refusal.status)
        return Response(status_code=204)

    def _add_owner(self, request: Request, given: Owner) -> Response:
        with self._database:
            owner_id = self._owners.add(
                given.email, given.first_name, given.last_name, archived=given.archived
            )
        return JSONResponse({"id": owner_id}, 201)

    def _set_limits(self, request: Request, given: Allowed) -> Response:
        self._limits.reset()
        self._limits.allowed = given
        return Response(status_code=204)

    def _set_manner(self, request: Request, given: Manner) -> Response:
        self._subscriptions.manner = given
        return Response(status_code=204)

    def _set_account(self, request: Request, given: Account) -> Response:
        self._crm.index.lag_ms = round(given.index_lag * 1000)
        self._crm.makes_companies = given.makes_companies
        return Response(status_code=204)


def _kind(request: Request) -> Kind | None:
    return kind_named(request.path_params["kind"])


def _unknown(request: Request) -> Response:
    return JSONResponse({"error": f"There are no {request.path_params['kind']}."}, 404)


def _values(given: Laying) -> Iterator[Values]:
    yield from given.records
    for number in range(given.many):
        yield {name: text.replace("{n}", str(number)) for name, text in given.values.items()}
