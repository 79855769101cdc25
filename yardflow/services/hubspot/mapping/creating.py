"""Properties of our own in HubSpot: what would be created there, and the job that creates it once a
person agrees.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from yardflow import db, jobs
from yardflow.errors import Contradictory, Invalid
from yardflow.integrations.errors import TemporaryError
from yardflow.integrations.hubspot import definitions
from yardflow.integrations.hubspot.app import Access
from yardflow.models import Direction, HubSpotConnection, HubSpotField, Job, SyncedRecord
from yardflow.services.access import Principal, acting_for, require_admin
from yardflow.services.hubspot.connection import scopes, tokens
from yardflow.services.hubspot.mapping import schema, store
from yardflow.services.hubspot.mapping.defaults import OWN_PREFIX
from yardflow.services.hubspot.mapping.fields import FIELDS
from yardflow.services.hubspot.mapping.mapped import TAKING, Row
from yardflow.services.hubspot.mapping.problems import new_property
from yardflow.services.hubspot.mapping.properties import OBJECTS, Property, PropertyType

KIND, PER_MINUTE, MOST = "create_hubspot_properties", 10, 100
# The group in which people see them in HubSpot.
GROUP, GROUP_LABEL = "yardflow", "YardFlow"
_EDITORS = {PropertyType.NUMBER: "number", PropertyType.DATE: "date"}
_NOTHING = "These properties are in HubSpot already. Read them again from HubSpot."


@dataclass(frozen=True, slots=True)
class Missing:
    """A property of our own that HubSpot doesn't have yet, and the row of the mapping it is for."""

    row_id: int
    record: SyncedRecord
    field: str
    property: Property


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be created. ``refusal`` says why HubSpot wouldn't let us, empty if it would."""

    missing: tuple[Missing, ...]
    refusal: str = ""


def plan(session: Session, principal: Principal, row_ids: Sequence[int] | None = None) -> Plan:
    """What would be created for these rows of the mapping, or for all (None).

    Raises:
        Forbidden: not an ADMIN.
    """
    require_admin(principal)
    known = schema.read(session)
    missing = tuple(
        Missing(row.id or 0, row.record, FIELDS[row.record, row.field].label, new_property(row))
        for row in store.rows(session)
        if known.read_at is not None
        and is_missing(row, known.properties.get(row.record, {}))
        and (row_ids is None or row.id in row_ids)
    )
    return Plan(missing, _refusal(session, {each.record for each in missing}))


def is_missing(row: Row, properties: Container[str]) -> bool:
    """Whether a row is of a property of our own that isn't among HubSpot's ``properties``."""
    return row.property.startswith(OWN_PREFIX) and row.property not in properties


def request(session: Session, principal: Principal, row_ids: Sequence[int]) -> Job:
    """Has a job create what these rows lack, and sync them from then on.

    Raises:
        Forbidden: not an ADMIN.
        Invalid: there is nothing to create for these rows.
        Contradictory: the connection lacks the scope for it.
        TooMany: the person asked for it `PER_MINUTE` times within the last minute.
    """
    planned = plan(session, principal, row_ids[:MOST])
    if not planned.missing:
        raise Invalid(_NOTHING, {"fields": _NOTHING})
    if planned.refusal:
        raise Contradictory(planned.refusal)
    jobs.limit(session, KIND, principal.user_id, PER_MINUTE)
    return jobs.enqueue(
        session,
        KIND,
        payload={"rows": [each.row_id for each in planned.missing]},
        unique_key=KIND,
        asked_by=principal.user_id,
    )


def run(running: jobs.Running) -> None:
    """Does a job of kind `KIND`; what is in HubSpot already stays as it is.

    Raises:
        ProviderError: HubSpot refused.
        RetryLater: HubSpot does not answer now.
    """
    row_ids = running.payload["rows"]
    with db.session() as session:
        planned = plan(session, acting_for(session, running.asked_by), row_ids)
    try:
        tokens.calling(lambda access: _create(access, planned.missing))
        tokens.calling(schema.fetch)
    except TemporaryError as error:
        raise jobs.RetryLater(error.message, error.after) from None
    with db.session() as session:
        _start(session, acting_for(session, running.asked_by), row_ids)
        running.finish(session, {"created": len(planned.missing)})


def _create(access: Access, missing: Sequence[Missing]) -> None:
    for record in dict.fromkeys(each.record for each in missing):
        definitions.create_group(access, OBJECTS[record], GROUP, GROUP_LABEL)
    for each in missing:
        definition = _definition(each.property)
        definitions.create_property(access, OBJECTS[each.record], definition)


def _definition(prop: Property) -> dict[str, object]:
    if prop.type == PropertyType.ENUMERATION:
        editor = "checkbox" if prop.several else "select"
    else:
        editor = _EDITORS.get(PropertyType(prop.type), "text")
    options = [
        {"value": value, "label": label, "displayOrder": place, "hidden": False}
        for place, (value, label) in enumerate(prop.options.items())
    ]
    return {
        "name": prop.name,
        "label": prop.label,
        "groupName": GROUP,
        "type": prop.type,
        "fieldType": editor,
        **({"options": options} if options else {}),
    }


def _start(session: Session, principal: Principal, row_ids: Sequence[int]) -> None:
    """What was only waiting for its property is synced from now on."""
    known = schema.read(session).properties
    rows = store.rows(session)
    for row in rows:
        there = row.property in known.get(row.record, {})
        if row.id in row_ids and there and row.direction == Direction.OFF:
            direction = _direction(row, rows)
            store.change(
                session,
                principal,
                row.id or 0,
                None,
                direction=direction,
                asks=row.asks,
                may_lower=row.may_lower,
            )


def _direction(row: HubSpotField, rows: Sequence[HubSpotField]) -> Direction:
    """Both ways, unless the field is filled by other records or another property."""
    others = {
        each.direction for each in rows if (each.record, each.field) == (row.record, row.field)
    }
    if Direction.BOTH in store.directions(row.record, row.field, row.property) and not (
        others & TAKING
    ):
        return Direction.BOTH
    return Direction.TO_HUBSPOT


def _refusal(session: Session, records: set[SyncedRecord]) -> str:
    connected = session.get(HubSpotConnection, 1)
    granted = connected.scopes if connected else []
    needed = {f"crm.schemas.{OBJECTS[record]}.write" for record in records}
    lacking = [each for each in scopes.missing(granted) if each.name in needed]
    if not lacking:
        return ""
    names = ", ".join(each.name for each in lacking)
    return f"{lacking[0].without} Reconnect HubSpot with the scope {names}."
