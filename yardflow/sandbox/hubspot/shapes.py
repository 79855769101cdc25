"""How a record stands in an answer."""

from collections.abc import Iterable
from typing import Any

from yardflow.sandbox.hubspot.kinds import ID, Kind
from yardflow.sandbox.hubspot.moments import iso
from yardflow.sandbox.hubspot.portal import PORTAL_ID
from yardflow.sandbox.hubspot.records import Record


def names_in(texts: Iterable[str]) -> list[str]:
    """The names in query parameters, each of which may list several with commas."""
    return [name.strip().lower() for text in texts for name in text.split(",") if name.strip()]


def shown(
    kind: Kind,
    record: Record,
    names: Iterable[str] = (),
    with_history: Iterable[str] = (),
    known: Iterable[str] = (),
) -> dict[str, Any]:
    """The record with the properties of these names, or with those that come by default. Of names
    that are not ``known`` nothing is said.
    """
    stamps = _stamps(kind, record)
    values = {**record.properties, **stamps}
    chosen = [name for name in names if name in known] or kind.shown
    history = {
        name: [_version(each) for each in record.versions(name)]
        for name in with_history
        if name in known
    }
    return {
        "id": str(record.id),
        "properties": {name: values.get(name) for name in (*chosen, *stamps, *history)},
        **({"propertiesWithHistory": history} if history else {}),
        "createdAt": iso(record.created_at),
        "updatedAt": iso(record.updated_at),
        "archived": record.archived_at is not None,
        **({"archivedAt": iso(record.archived_at)} if record.archived_at is not None else {}),
        "url": f"https://app.hubspot.com/contacts/{PORTAL_ID}/record/{kind.type_id}/{record.id}",
    }


def written(kind: Kind, record: Record) -> dict[str, Any]:
    """The record as the answer to a write: with all that it has."""
    return shown(kind, record, record.properties, known=record.properties)


def _stamps(kind: Kind, record: Record) -> dict[str, str]:
    return {
        kind.created: iso(record.created_at),
        ID: str(record.id),
        kind.modified: iso(record.updated_at),
    }


def _version(version: Iterable[Any]) -> dict[str, str]:
    value, at, type_, source_id = version
    return {"value": value, "timestamp": iso(at), "sourceType": type_, "sourceId": source_id}
