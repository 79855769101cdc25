"""What the API's description says of every operation: how a caller proves who they are, and which
failures there are. Both are read from the route itself.
"""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from yardflow import registry
from yardflow.api import deps
from yardflow.api.errors import OF_ANY_ROUTE, STATUSES
from yardflow.auth import cookies

# The ways in that a dependency of a route leaves open, by their names below.
_WAYS: dict[Any, tuple[str, ...]] = {
    deps.signed_in: ("token", "session"),
    deps.admin: ("token", "session"),
    deps.in_browser: ("session",),
    deps.by_cron_secret: ("cronSecret",),
}
_REFUSING_CALLERS = (401, 403)
_REFUSING_BODIES = (400, 413, 415)
_WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class DescribedAPI(FastAPI):
    """Describes what its routes check before they begin, too."""

    def openapi(self) -> dict[str, Any]:
        """The description, as an OpenAPI document."""
        if self.openapi_schema is None:
            schema = super().openapi()
            schema["components"]["securitySchemes"] = {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": cookies.name()},
                "cronSecret": {"type": "http", "scheme": "bearer"},
            }
            for route in routes():
                if route.include_in_schema:
                    _complete(schema["paths"][route.path_format], route)
        return super().openapi()


def routes() -> Iterator[APIRoute]:
    """The routes of all installed domains."""
    for domain in registry.domains():
        for router in registry.resolved(domain.routers):
            yield from (route for route in router.routes if isinstance(route, APIRoute))


def _complete(operations: dict[str, Any], route: APIRoute) -> None:
    ways = [way for each in route.dependant.dependencies for way in _WAYS.get(each.call, ())]
    for method in route.methods or ():
        operation = operations[method.lower()]
        operation["security"] = [{way: []} for way in ways]
        for status in _failures(method, operation, bool(ways)):
            own = operation["responses"].get(str(status), {})
            operation["responses"][str(status)] = _failure(status) | own
        operation["responses"] = dict(sorted(operation["responses"].items()))


def _failures(method: str, operation: dict[str, Any], guarded: bool) -> Iterator[int]:
    has_body = "requestBody" in operation
    yield from OF_ANY_ROUTE
    yield from _REFUSING_CALLERS if guarded or method in _WRITING else ()
    yield from _REFUSING_BODIES if has_body else ()
    yield from (409,) if guarded or method in _WRITING else ()


def _failure(status: int) -> dict[str, Any]:
    shape = {"schema": {"$ref": "#/components/schemas/Failure"}}
    text = STATUSES[status]["description"]
    return {"description": text, "content": {"application/json": shape}}
