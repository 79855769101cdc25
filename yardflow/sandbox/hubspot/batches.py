"""The routes for up to a hundred records at a time."""

import sqlite3
from collections.abc import Callable
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yardflow.sandbox.hubspot.bodies import text_in, texts_in
from yardflow.sandbox.hubspot.crm import CONTACTS
from yardflow.sandbox.hubspot.kinds import Kind
from yardflow.sandbox.hubspot.moments import iso
from yardflow.sandbox.hubspot.objects import MOST_WITH_HISTORY, Objects, properties_of
from yardflow.sandbox.hubspot.records import Record
from yardflow.sandbox.hubspot.refusals import Refusal, missing, not_there
from yardflow.sandbox.hubspot.routing import MOST_INPUTS, Call, Routing
from yardflow.sandbox.hubspot.shapes import names_in, shown, written

TRACE = "objectWriteTraceId"
Input = dict[str, Any]
Entry = dict[str, Any]
Result = Entry | None  # None where nothing is answered about an input


class Batches:
    """The handlers. A write fails as a whole with its first error, unless all of its inputs have
    ids of their own by which errors can be told apart.
    """

    def __init__(self, database: sqlite3.Connection, objects: Objects) -> None:
        self._database, self._objects, self._crm = database, objects, objects.crm

    def routes(self, routing: Routing) -> list[Route]:
        """Under ``/crm/v3/objects/{kind}/batch``."""
        handlers = {
            "read": self._read,
            "create": self._create,
            "update": self._update,
            "upsert": self._upsert,
            "archive": self._archive,
        }
        return [
            routing.route(f"/crm/v3/objects/{{kind}}/batch/{name}", handler, "POST")
            for name, handler in handlers.items()
        ]

    def _read(self, call: Call) -> Response:
        kind, body = call.kind(), call.fields()
        with_history = names_in(texts_in(body, "propertiesWithHistory"))
        inputs = call.inputs(MOST_WITH_HISTORY if with_history else MOST_INPUTS)
        name, archived = text_in(body, "idProperty"), call.flag("archived")
        if name:
            self._objects.check_unique(kind, name)
        records: dict[int, Record] = {}
        lacking = []
        for each in inputs:
            try:
                record = self._objects.by_property(kind, name, each.get("id"), archived=archived)
                records[record.id] = record
            except Refusal:
                lacking.append(str(each.get("id")))
        names, known = names_in(texts_in(body, "properties")), self._objects.known(kind)
        results = [shown(kind, each, names, with_history, known) for each in records.values()]
        errors = [missing(kind.singular, lacking).entry()] if lacking else []
        return self._answer(results, errors)

    def _create(self, call: Call) -> Response:
        kind = call.kind()

        def create(given: Input) -> Result:
            record = self._crm.create(kind, properties_of(given), call.source)
            self._objects.associate(kind, record, given, call.source)
            return written(kind, record)

        return self._each(call.inputs(), create, 201)

    def _update(self, call: Call) -> Response:
        kind, inputs = call.kind(), call.inputs()
        for each in inputs:
            if (name := text_in(each, "idProperty")) not in ("", "email"):
                self._objects.check_unique(kind, name)

        def update(given: Input) -> Result:
            if "@" in str(given.get("id")):
                return self._left_alone(kind, given)
            record = self._of(kind, given)
            after = self._crm.update(kind, record, properties_of(given), call.source)
            return written(kind, after)

        return self._each(inputs, update)

    def _left_alone(self, kind: Kind, given: Input) -> Result:
        """HubSpot answers an update by an address as if all were well, and changes nothing."""
        record_id = self._crm.identities.owner(kind, "email", str(given.get("id")))
        if record_id is None:
            return None
        return written(kind, self._crm.records.current(kind, record_id))

    def _upsert(self, call: Call) -> Response:
        kind, inputs = call.kind(), call.inputs()
        names = {text_in(each, "idProperty") for each in inputs}
        if len(names) != 1 or "" in names:
            raise Refusal(400, "An upsert needs one idProperty, the same in all its inputs.")
        (name,) = names
        self._objects.check_unique(kind, name)

        def upsert(given: Input) -> Result:
            value, properties = str(given.get("id") or ""), properties_of(given)
            record_id = self._crm.identities.owner(kind, name, value)
            if record_id is None:
                made = self._crm.create(kind, {name: value, **properties}, call.source)
                return written(kind, made) | {"new": True}
            record = self._crm.records.current(kind, record_id)
            after = self._crm.update(kind, record, properties, call.source)
            return written(kind, after) | {"new": False}

        # By address HubSpot carries out all of it or nothing.
        return self._each(inputs, upsert, in_part=(kind, name) != (CONTACTS, "email"))

    def _archive(self, call: Call) -> Response:
        kind = call.kind()
        for each in call.inputs():
            try:
                record = self._objects.by_id(kind, each.get("id"))
            except Refusal:
                continue
            self._crm.archive(kind, record, call.source)
        return Response(status_code=204)

    def _of(self, kind: Kind, given: Input) -> Record:
        name = text_in(given, "idProperty")
        try:
            return self._objects.by_property(kind, name, given.get("id"))
        except Refusal as refusal:
            if refusal.status != not_there().status:
                raise
            raise missing(kind.singular, [str(given.get("id"))]) from None

    def _each(
        self,
        inputs: list[Input],
        carry_out: Callable[[Input], Result],
        status: int = 200,
        *,
        in_part: bool = True,
    ) -> Response:
        traces = [str(each.get(TRACE) or "") for each in inputs]
        in_part = in_part and all(traces) and len(set(traces)) == len(traces)
        results, errors = [], []
        for given, trace in zip(inputs, traces, strict=True):
            try:
                result = self._alone(carry_out, given) if in_part else carry_out(given)
            except Refusal as refusal:
                if not in_part:
                    raise
                errors.append(refusal.entry(trace))
                continue
            if result:
                results.append(result | ({TRACE: trace} if trace else {}))
        return self._answer(results, errors, status)

    def _alone(self, carry_out: Callable[[Input], Result], given: Input) -> Result:
        self._database.execute("SAVEPOINT input")
        try:
            return carry_out(given)
        except Refusal:
            self._database.execute("ROLLBACK TO input")
            raise
        finally:
            self._database.execute("RELEASE input")

    def _answer(self, results: list[Entry], errors: list[Entry], status: int = 200) -> Response:
        moment = iso(self._crm.records.now())
        body: dict[str, Any] = {
            "status": "COMPLETE",
            "results": results,
            "startedAt": moment,
            "completedAt": moment,
        }
        if errors:
            return JSONResponse(body | {"numErrors": len(errors), "errors": errors}, 207)
        return JSONResponse(body, status)
