"""The routes for one record at a time, and for pages of them."""

from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yardflow.sandbox.hubspot.associations import Type
from yardflow.sandbox.hubspot.bodies import objects_in, text_in
from yardflow.sandbox.hubspot.crm import COMPANIES, CONTACTS, DEALS, Crm
from yardflow.sandbox.hubspot.definitions import Definitions
from yardflow.sandbox.hubspot.kinds import ID, Kind, kind_named
from yardflow.sandbox.hubspot.merging import merge
from yardflow.sandbox.hubspot.records import Record, Source
from yardflow.sandbox.hubspot.refusals import Refusal, not_there
from yardflow.sandbox.hubspot.routing import Call, Routing
from yardflow.sandbox.hubspot.shapes import names_in, shown, written

MOST, MOST_WITH_HISTORY, MOST_ASSOCIATED = 100, 50, 100
LARGEST_ID = 2**62


class Objects:
    """Finding records as requests name them, and the handlers of single ones."""

    def __init__(self, crm: Crm, definitions: Definitions) -> None:
        self.crm, self._definitions = crm, definitions

    def routes(self, routing: Routing) -> list[Route]:
        """Under ``/crm/v3/objects``."""
        of_kind = "/crm/v3/objects/{kind}"
        one = f"{of_kind}/{{id}}"
        return [
            routing.route(of_kind, self._page),
            routing.route(of_kind, self._create, "POST"),
            routing.route(f"{of_kind}/merge", self._merge, "POST"),
            routing.route(f"{of_kind}/gdpr-delete", self._erase, "POST"),
            routing.route(one, self._read),
            routing.route(one, self._update, "PATCH"),
            routing.route(one, self._archive, "DELETE"),
        ]

    def known(self, kind: Kind) -> set[str]:
        """The names of properties that there are."""
        return self._definitions.live(kind).keys() | set(kind.stamps)

    def by_id(self, kind: Kind, text: object, *, archived: bool = False) -> Record:
        """The record that an id leads to."""
        text = str(text)
        if not (text.isascii() and text.isdigit() and int(text[:20]) < LARGEST_ID):
            raise not_there()
        return self.crm.records.current(kind, int(text), archived=archived)

    def by_property(
        self, kind: Kind, name: str, value: object, *, archived: bool = False
    ) -> Record:
        """The record that has a value which no other has, or (without a name) this id."""
        if not name:
            return self.by_id(kind, value, archived=archived)
        self.check_unique(kind, name)
        record_id = self.crm.identities.owner(kind, name, str(value))
        if record_id is None:
            raise not_there()
        return self.crm.records.current(kind, record_id, archived=archived)

    def check_unique(self, kind: Kind, name: str) -> None:
        """Refuses a name by which no record can be meant; HubSpot's own id is one."""
        if name == ID or name not in self.crm.unique(kind):
            message = f"Unable to perform the operation by non-unique property {name}"
            raise Refusal(400, message)

    def associate(self, kind: Kind, record: Record, given: dict[str, Any], source: Source) -> None:
        """Has a new record belong to those that its input names."""
        for each in objects_in(given, "associations"):
            try:
                types = {part["associationTypeId"] for part in each["types"]}
                target = each["to"]["id"]
            except (KeyError, TypeError):
                raise Refusal(400, "An association needs 'to' and 'types'.") from None
            other, chosen = self._target(kind, types, target)
            self.crm.associate(record, other, chosen, source)

    def _target(self, kind: Kind, numbers: set[int], target: object) -> tuple[Record, list[Type]]:
        for other in (CONTACTS, COMPANIES, DEALS):
            known = self.crm.associations.types(kind, other)
            if numbers and numbers <= known.keys():
                return self.by_id(other, target), [known[number] for number in numbers]
        raise Refusal(400, f"One or more association types are not valid: {numbers}")

    def _page(self, call: Call) -> Response:
        kind = call.kind()
        with_history = names_in(call.query.getlist("propertiesWithHistory"))
        limit = call.number("limit", 10, MOST_WITH_HISTORY if with_history else MOST)
        after = call.number("after", 0, LARGEST_ID)
        records = self.crm.records.page(kind, after, limit + 1, archived=call.flag("archived"))
        body: dict[str, Any] = {
            "results": [self._whole(call, kind, each) for each in records[:limit]]
        }
        if len(records) > limit:
            after = records[limit - 1].id
            link = f"https://api.hubapi.com/crm/v3/objects/{kind.name}?after={after}"
            body["paging"] = {"next": {"after": str(after), "link": link}}
        return JSONResponse(body)

    def _create(self, call: Call) -> Response:
        kind, body = call.kind(), call.fields()
        record = self.crm.create(kind, properties_of(body), call.source)
        self.associate(kind, record, body, call.source)
        return JSONResponse(written(kind, record), 201)

    def _read(self, call: Call) -> Response:
        return JSONResponse(self._whole(call, call.kind(), self._named(call)))

    def _update(self, call: Call) -> Response:
        kind, record = call.kind(), self._named(call)
        after = self.crm.update(kind, record, properties_of(call.fields()), call.source)
        return JSONResponse(written(kind, after))

    def _archive(self, call: Call) -> Response:
        kind = call.kind()
        self.crm.archive(kind, self.by_id(kind, call.path["id"]), call.source)
        return Response(status_code=204)

    def _merge(self, call: Call) -> Response:
        kind, body = call.kind(), call.fields()
        primary = self.by_id(kind, body.get("primaryObjectId"))
        other = self.by_id(kind, body.get("objectIdToMerge"))
        if primary.id == other.id:
            raise Refusal(400, "A record can't be merged with itself.")
        return JSONResponse(written(kind, merge(self.crm, kind, primary, other, call.source)))

    def _erase(self, call: Call) -> Response:
        if call.kind() != CONTACTS:
            raise Refusal(400, "Only contacts can be deleted for privacy.")
        name, value = text_in(call.fields(), "idProperty"), text_in(call.fields(), "objectId")
        try:
            record = self.by_property(CONTACTS, "" if name == ID else name, value)
        except Refusal:
            if name != "email":
                raise
            self.crm.identities.block(value)
        else:
            self.crm.erase(record, call.source)
        return Response(status_code=204)

    def _named(self, call: Call) -> Record:
        name, archived = call.query.get("idProperty", ""), call.flag("archived")
        return self.by_property(call.kind(), name, call.path["id"], archived=archived)

    def _whole(self, call: Call, kind: Kind, record: Record) -> dict[str, Any]:
        names = names_in(call.query.getlist("properties"))
        with_history = names_in(call.query.getlist("propertiesWithHistory"))
        body = shown(kind, record, names, with_history, self.known(kind))
        others = names_in(call.query.getlist("associations"))
        return body | ({"associations": self._others(record, others)} if others else {})

    def _others(self, record: Record, names: list[str]) -> dict[str, Any]:
        lists = {}
        for name in names:
            if (other := kind_named(name)) is None:
                raise Refusal(400, f"Unable to infer object type from: {name}")
            page = self.crm.associations.page(record, other, limit=MOST_ASSOCIATED + 1)
            results = [
                {"id": str(to_id), "type": f"{record.kind}_to_{other.name}"}
                for to_id, _ in page[:MOST_ASSOCIATED]
            ]
            if results:
                lists[other.name] = {"results": results, **_paging(results, len(page))}
        return lists


def _paging(results: list[dict[str, str]], there_are: int) -> dict[str, Any]:
    if there_are <= len(results):
        return {}
    return {"paging": {"next": {"after": results[-1]["id"]}}}


def properties_of(body: dict[str, Any]) -> dict[str, Any]:
    """The values of an input."""
    properties = body.get("properties")
    if not isinstance(properties, dict):
        raise Refusal(400, "Invalid input JSON: expected 'properties'")
    return properties
