"""The routes of what an account has beside its records: properties, pipelines, owners."""

from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yardflow.sandbox.hubspot.crm import DEALS
from yardflow.sandbox.hubspot.definitions import Definitions
from yardflow.sandbox.hubspot.moments import iso
from yardflow.sandbox.hubspot.objects import LARGEST_ID
from yardflow.sandbox.hubspot.owners import Owners
from yardflow.sandbox.hubspot.pipelines import Pipelines
from yardflow.sandbox.hubspot.refusals import Refusal, not_there
from yardflow.sandbox.hubspot.routing import Call, Routing

MOST_OWNERS = 500
_PROPERTIES = "/crm/v3/properties/{kind}"
_PIPELINES = "/crm/v3/pipelines/{kind}"


class PropertyPages:
    """The handlers of properties and their groups."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions

    def routes(self, routing: Routing) -> list[Route]:
        """Under ``/crm/v3/properties``."""
        groups, one = f"{_PROPERTIES}/groups", f"{_PROPERTIES}/{{name}}"
        return [
            routing.route(groups, self._groups),
            routing.route(groups, self._add_group, "POST"),
            routing.route(f"{_PROPERTIES}/batch/create", self._create_many, "POST"),
            routing.route(f"{_PROPERTIES}/batch/read", self._read_many, "POST"),
            routing.route(_PROPERTIES, self._all),
            routing.route(_PROPERTIES, self._create, "POST"),
            routing.route(one, self._one),
            routing.route(one, self._update, "PATCH"),
            routing.route(one, self._archive, "DELETE"),
        ]

    def _all(self, call: Call) -> Response:
        shown = self._definitions.shown(call.kind(), archived=call.flag("archived"))
        return JSONResponse({"results": shown})

    def _one(self, call: Call) -> Response:
        archived = call.flag("archived")
        return JSONResponse(
            self._definitions.one(call.kind(), call.path["name"], archived=archived)
        )

    def _create(self, call: Call) -> Response:
        return JSONResponse(self._definitions.create(call.kind(), call.fields()), 201)

    def _create_many(self, call: Call) -> Response:
        made = [self._definitions.create(call.kind(), each) for each in call.inputs()]
        return JSONResponse(_complete(self._definitions, made), 201)

    def _read_many(self, call: Call) -> Response:
        archived = bool(call.fields().get("archived"))
        names = [str(each.get("name")) for each in call.inputs()]
        read = [self._definitions.one(call.kind(), each, archived=archived) for each in names]
        return JSONResponse(_complete(self._definitions, read))

    def _update(self, call: Call) -> Response:
        return JSONResponse(self._definitions.update(call.kind(), call.path["name"], call.fields()))

    def _archive(self, call: Call) -> Response:
        self._definitions.archive(call.kind(), call.path["name"])
        return Response(status_code=204)

    def _groups(self, call: Call) -> Response:
        return JSONResponse({"results": self._definitions.groups(call.kind())})

    def _add_group(self, call: Call) -> Response:
        return JSONResponse(self._definitions.add_group(call.kind(), call.fields()), 201)


class PipelinePages:
    """The handlers of pipelines and their stages."""

    def __init__(self, pipelines: Pipelines) -> None:
        self._pipelines = pipelines

    def routes(self, routing: Routing) -> list[Route]:
        """Under ``/crm/v3/pipelines``."""
        return [
            routing.route(_PIPELINES, self._all),
            routing.route(_PIPELINES, self._create, "POST"),
            routing.route(f"{_PIPELINES}/{{id}}", self._one),
            routing.route(f"{_PIPELINES}/{{id}}/stages", self._stages),
        ]

    def _all(self, call: Call) -> Response:
        there = self._pipelines.all() if call.kind() == DEALS else []
        return JSONResponse({"results": there})

    def _create(self, call: Call) -> Response:
        if call.kind() != DEALS:
            raise Refusal(400, "Only deals have pipelines here.")
        return JSONResponse(self._pipelines.create(call.fields()), 201)

    def _one(self, call: Call) -> Response:
        return JSONResponse(self._of(call))

    def _stages(self, call: Call) -> Response:
        return JSONResponse({"results": self._of(call)["stages"]})

    def _of(self, call: Call) -> dict[str, Any]:
        if call.kind() != DEALS:
            raise not_there()
        return self._pipelines.one(call.path["id"])


class OwnerPages:
    """The handlers of owners."""

    def __init__(self, owners: Owners) -> None:
        self._owners = owners

    def routes(self, routing: Routing) -> list[Route]:
        """Under ``/crm/v3/owners``, which the client package asks for with a slash at the end."""
        return [
            routing.route("/crm/v3/owners", self._page),
            routing.route("/crm/v3/owners/", self._page),
            routing.route("/crm/v3/owners/{id:int}", self._one),
        ]

    def _page(self, call: Call) -> Response:
        limit, after = call.number("limit", 100, MOST_OWNERS), call.number("after", 0, LARGEST_ID)
        email, archived = call.query.get("email", ""), call.flag("archived")
        owners = self._owners.page(after, limit + 1, email, archived=archived)
        body: dict[str, Any] = {"results": owners[:limit]}
        if len(owners) > limit:
            body["paging"] = {"next": {"after": owners[limit - 1]["id"]}}
        return JSONResponse(body)

    def _one(self, call: Call) -> Response:
        owner_id = int(call.path["id"])
        if owner_id > LARGEST_ID:
            raise not_there()
        return JSONResponse(self._owners.one(owner_id, archived=call.flag("archived")))


def _complete(definitions: Definitions, results: list[dict[str, Any]]) -> dict[str, Any]:
    moment = iso(definitions.now())
    stamps = {"startedAt": moment, "completedAt": moment}
    return {"status": "COMPLETE", "results": results, **stamps}
