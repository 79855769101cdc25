"""HubSpot's account details and CRM objects: contacts and companies that stay for a while."""

import itertools
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yardflow.sandbox import errors
from yardflow.sandbox.keys import key_is_good

PATH = "/hubspot"
MOST_OBJECTS = 20_000
PORTAL_ID = 24_000_001
_SHOWN = {
    "contacts": ("firstname", "lastname", "email"),
    "companies": ("name", "domain"),
}


@dataclass
class Store:
    """The objects of one kind, by id, and the names that are known for their properties."""

    kind: str
    objects: dict[str, dict] = field(default_factory=dict)
    ids: itertools.count = field(default_factory=lambda: itertools.count(1001))

    def add(self, properties: dict[str, str]) -> dict:
        """A new object; the oldest makes room when there are too many."""
        if len(self.objects) >= MOST_OBJECTS:
            del self.objects[next(iter(self.objects))]
        key, moment = str(next(self.ids)), _now()
        changed = "lastmodifieddate" if self.kind == "contacts" else "hs_lastmodifieddate"
        stamped = {"createdate": moment, changed: moment, "hs_object_id": key}
        self.objects[key] = {
            "id": key,
            "properties": properties | stamped,
            "createdAt": moment,
            "updatedAt": moment,
            "archived": False,
        }
        return self.objects[key]

    def with_email(self, email: str | None) -> dict | None:
        """The object that has this address."""
        if self.kind != "contacts" or not email:
            return None
        address = email.lower()
        matches = (
            record
            for record in self.objects.values()
            if record["properties"].get("email") == address
        )
        return next(matches, None)


def routes() -> list[Route]:
    """The routes under `PATH`, over objects of their own."""
    stores = {kind: Store(kind) for kind in _SHOWN}

    async def details(request: Request) -> Response:
        if not key_is_good(request):
            return _bad_key()
        return JSONResponse(
            {
                "portalId": PORTAL_ID,
                "accountType": "DEVELOPER_TEST",
                "timeZone": "US/Eastern",
                "companyCurrency": "USD",
                "additionalCurrencies": [],
                "utcOffset": "-05:00",
                "utcOffsetMilliseconds": -18_000_000,
                "uiDomain": "app.hubspot.com",
                "dataHostingLocation": "na1",
            }
        )

    async def objects(request: Request) -> Response:
        store = stores.get(request.path_params["kind"])
        if not key_is_good(request):
            return _bad_key()
        if store is None:
            return _error(404, "Unable to infer object type", "OBJECT_NOT_FOUND")
        return await _create(request, store) if request.method == "POST" else _page(request, store)

    async def one(request: Request) -> Response:
        store = stores.get(request.path_params["kind"])
        if not key_is_good(request):
            return _bad_key()
        record = store.objects.get(request.path_params["id"]) if store else None
        if store is None or record is None:
            return _error(404, "resource not found", "OBJECT_NOT_FOUND")
        return JSONResponse(_with(record, store.kind, request))

    return [
        Route("/account-info/v3/details", details),
        Route("/crm/v3/objects/{kind}", objects, methods=["GET", "POST"]),
        Route("/crm/v3/objects/{kind}/{id}", one),
    ]


async def _create(request: Request, store: Store) -> Response:
    try:
        body = json.loads(await request.body())
        properties = body["properties"]
    except (ValueError, KeyError, TypeError):
        return _error(400, "Invalid input JSON: expected 'properties'", "VALIDATION_ERROR")
    if not all(isinstance(value, str) for value in properties.values()):
        return _error(422, "Property values must be strings", "VALIDATION_ERROR")
    if "email" in properties:
        properties["email"] = properties["email"].lower()
    if taken := store.with_email(properties.get("email")):
        message = f"Contact already exists. Existing ID: {taken['id']}"
        return _error(409, message, "CONFLICT")
    return JSONResponse(store.add(properties), 201)


def _page(request: Request, store: Store) -> Response:
    try:
        limit = int(request.query_params.get("limit", 10))
        after = int(request.query_params.get("after", 0))
    except ValueError:
        return _error(400, "limit and after must be numbers", "VALIDATION_ERROR")
    if not 1 <= limit <= 100:
        return _error(400, "limit must be between 1 and 100", "VALIDATION_ERROR")
    later = [record for record in store.objects.values() if int(record["id"]) > after]
    body: dict = {"results": [_with(record, store.kind, request) for record in later[:limit]]}
    if len(later) > limit:
        body["paging"] = {"next": {"after": later[limit - 1]["id"], "link": ""}}
    return JSONResponse(body)


def _with(record: dict, kind: str, request: Request) -> dict:
    """The object with the properties that were asked for, or those that come by default."""
    requested = {
        name
        for given in request.query_params.getlist("properties")
        for name in given.split(",")
        if name
    }
    shown = requested or set(_SHOWN[kind])
    always = {"createdate", "lastmodifieddate", "hs_lastmodifieddate", "hs_object_id"}
    properties = {
        name: record["properties"].get(name)
        for name in shown | (always & record["properties"].keys())
    }
    return record | {"properties": properties}


def _bad_key() -> Response:
    message = (
        "Authentication credentials not found. This API supports OAuth 2.0 authentication and "
        "you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview"
    )
    return _error(401, message, "INVALID_AUTHENTICATION")


def _error(status: int, message: str, category: str) -> Response:
    return JSONResponse(errors.hubspot(message, category), status)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
