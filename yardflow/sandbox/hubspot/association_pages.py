"""The routes of associations, version 4, and of their labels."""

from collections.abc import Callable
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yardflow.sandbox.hubspot.associations import Type
from yardflow.sandbox.hubspot.kinds import Kind
from yardflow.sandbox.hubspot.moments import iso
from yardflow.sandbox.hubspot.objects import LARGEST_ID, Objects
from yardflow.sandbox.hubspot.records import Record
from yardflow.sandbox.hubspot.refusals import Refusal, missing
from yardflow.sandbox.hubspot.routing import Call, Routing

# As the client package asks for them, and as they are published.
LABELS = (
    "/crm/v4/associations/{kind}/{other}/labels",
    "/crm/associations/v4/{kind}/{other}/labels",
)
MOST, MOST_READ, MOST_WRITTEN = 500, 1_000, 2_000
Entry = dict[str, Any]


class AssociationPages:
    """The handlers."""

    def __init__(self, objects: Objects) -> None:
        self._objects, self._crm = objects, objects.crm

    def routes(self, routing: Routing) -> list[Route]:
        """Under ``/crm/v4``."""
        of_one = "/crm/v4/objects/{kind}/{id}/associations"
        pair = f"{of_one}/{{other}}/{{other_id}}"
        batch = "/crm/v4/associations/{kind}/{other}/batch"
        return [
            routing.route(f"{of_one}/default/{{other}}/{{other_id}}", self._set_default, "PUT"),
            routing.route(f"{of_one}/{{other}}", self._page),
            routing.route(pair, self._set, "PUT"),
            routing.route(pair, self._remove, "DELETE"),
            routing.route(f"{batch}/read", self._read_many, "POST"),
            routing.route(f"{batch}/create", self._set_many, "POST"),
            routing.route(f"{batch}/associate/default", self._set_default_many, "POST"),
            routing.route(f"{batch}/archive", self._remove_many, "POST"),
            routing.route(f"{batch}/labels/archive", self._remove_labels, "POST"),
            *(routing.route(path, self._labels) for path in LABELS),
            *(routing.route(path, self._add_label, "POST") for path in LABELS),
        ]

    def _page(self, call: Call) -> Response:
        record = self._objects.by_id(call.kind(), call.path["id"])
        limit, after = call.number("limit", MOST, MOST), call.number("after", 0, LARGEST_ID)
        return JSONResponse(self._associated(record, call.kind("other"), after, limit, "results"))

    def _set(self, call: Call) -> Response:
        record, other = self._pair(call)
        types = self._chosen(call.kind(), call.kind("other"), call.body)
        self._crm.associate(record, other, types, call.source)
        return JSONResponse(_labelled(call, record, other, types), 201)

    def _set_default(self, call: Call) -> Response:
        record, other = self._pair(call)
        results = self._by_default(call, record, other)
        return JSONResponse(self._complete(results))

    def _remove(self, call: Call) -> Response:
        record, other = self._pair(call)
        self._crm.dissociate(record, other, call.source)
        return Response(status_code=204)

    def _read_many(self, call: Call) -> Response:
        kind, other = call.kind(), call.kind("other")

        def read(given: Entry) -> list[Entry]:
            after = str(given.get("after") or "0")
            if not (after.isascii() and after.isdigit() and len(after) < 19):
                raise Refusal(400, "after must be a number.")
            record = self._objects.by_id(kind, given.get("id"))
            page = self._associated(record, other, int(after), MOST, "to")
            return [{"from": {"id": str(record.id)}, **page}]

        return self._each(call, MOST_READ, read)

    def _set_many(self, call: Call) -> Response:
        kind, other_kind = call.kind(), call.kind("other")

        def set_one(given: Entry) -> list[Entry]:
            record, other = self._ends(call, given)
            types = self._chosen(kind, other_kind, given.get("types"))
            self._crm.associate(record, other, types, call.source)
            return [_labelled(call, record, other, types)]

        return self._each(call, MOST_WRITTEN, set_one, 201)

    def _set_default_many(self, call: Call) -> Response:
        def set_one(given: Entry) -> list[Entry]:
            return self._by_default(call, *self._ends(call, given))

        return self._each(call, MOST_WRITTEN, set_one)

    def _remove_many(self, call: Call) -> Response:
        for given in call.inputs(MOST_WRITTEN):
            targets = given.get("to")
            for target in targets if isinstance(targets, list) else [targets]:
                record, other = self._ends(call, {**given, "to": target})
                self._crm.dissociate(record, other, call.source)
        return Response(status_code=204)

    def _remove_labels(self, call: Call) -> Response:
        for given in call.inputs(MOST_WRITTEN):
            record, other = self._ends(call, given)
            types = self._chosen(call.kind(), call.kind("other"), given.get("types"))
            self._crm.dissociate(record, other, call.source, types)
        return Response(status_code=204)

    def _labels(self, call: Call) -> Response:
        known = self._crm.associations.types(call.kind(), call.kind("other"))
        return JSONResponse({"results": [each.shown() for each in known.values()]})

    def _add_label(self, call: Call) -> Response:
        kind, other = call.kind(), call.kind("other")
        made = self._crm.associations.add_label(kind, other, call.fields())
        return JSONResponse({"results": [each.shown() for each in made]})

    def _associated(
        self, record: Record, other: Kind, after: int, limit: int, name: str
    ) -> dict[str, Any]:
        page = self._crm.associations.page(record, other, after, limit + 1)
        entries = [
            {"toObjectId": str(to_id), "associationTypes": [each.shown() for each in types]}
            for to_id, types in page[:limit]
        ]
        if len(page) <= limit:
            return {name: entries}
        return {name: entries, "paging": {"next": {"after": entries[-1]["toObjectId"]}}}

    def _by_default(self, call: Call, record: Record, other: Record) -> list[Entry]:
        there = self._crm.associations.types(call.kind(), call.kind("other"))
        plain = next(each for each in there.values() if each.label is None)
        self._crm.associate(record, other, [plain], call.source)
        return [
            _default(record, other, plain.id),
            _default(other, record, plain.inverse_id),
        ]

    def _pair(self, call: Call) -> tuple[Record, Record]:
        record = self._objects.by_id(call.kind(), call.path["id"])
        return record, self._objects.by_id(call.kind("other"), call.path["other_id"])

    def _ends(self, call: Call, given: Entry) -> tuple[Record, Record]:
        kinds = (call.kind(), call.kind("other"))
        records = []
        for kind, end in zip(kinds, (given.get("from"), given.get("to")), strict=True):
            record_id = str(end.get("id") if isinstance(end, dict) else end)
            try:
                records.append(self._objects.by_id(kind, record_id))
            except Refusal:
                raise missing(kind.singular, [record_id]) from None
        return records[0], records[1]

    def _chosen(self, kind: Kind, other: Kind, given: object) -> list[Type]:
        known = self._crm.associations.types(kind, other)
        try:
            return [known[part["associationTypeId"]] for part in given]  # type: ignore[attr-defined]
        except (KeyError, TypeError):
            message = f"One or more association types are not valid between {kind.name} and "
            raise Refusal(400, f"{message}{other.name}.") from None

    def _each(
        self,
        call: Call,
        most: int,
        carry_out: Callable[[Entry], list[Entry]],
        status: int = 200,
    ) -> Response:
        results, errors = [], []
        for given in call.inputs(most):
            try:
                results += carry_out(given)
            except Refusal as refusal:
                errors.append(refusal.entry())
        if not errors:
            return JSONResponse(self._complete(results), status)
        faulty = {"numErrors": len(errors), "errors": errors}
        return JSONResponse(self._complete(results) | faulty, 207)

    def _complete(self, results: list[Entry]) -> dict[str, Any]:
        moment = iso(self._crm.records.now())
        stamps = {"startedAt": moment, "completedAt": moment}
        return {"status": "COMPLETE", "results": results, **stamps}


def _default(record: Record, other: Record, number: int) -> Entry:
    return {
        "from": {"id": str(record.id)},
        "to": {"id": str(other.id)},
        "associationSpec": {
            "associationCategory": "HUBSPOT_DEFINED",
            "associationTypeId": number,
        },
    }


def _labelled(call: Call, record: Record, other: Record, types: list[Type]) -> Entry:
    return {
        "fromObjectTypeId": call.kind().type_id,
        "fromObjectId": str(record.id),
        "toObjectTypeId": call.kind("other").type_id,
        "toObjectId": str(other.id),
        "labels": [each.label for each in types if each.label],
    }
