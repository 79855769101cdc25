"""The mapping of fields and HubSpot's properties."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from yardflow import db
from yardflow.api.deps import Admin, SignedIn
from yardflow.api.jobs import JobOut, shown
from yardflow.api.records.schema import Key, Version
from yardflow.api.schema import Api, Flag, Id, Many, OneOf, Sent, with_fields_of
from yardflow.models import Direction, SyncedRecord
from yardflow.services.hubspot.mapping import creating, schema, store, views
from yardflow.services.hubspot.mapping.fields import FIELDS
from yardflow.services.operations import jobs

router = APIRouter(prefix="/api/hubspot", tags=["hubspot"])

PropertyName = Annotated[
    str, Field(min_length=1, max_length=store.LONGEST_NAME, pattern=r"^[a-z0-9_]+$")
]
FieldName = Annotated[str, OneOf(sorted({name for _, name in FIELDS}))]
Option = Annotated[str, Field(min_length=1, max_length=store.LONGEST_OPTION)]
Options = Annotated[list[Option], Field(max_length=store.MOST_OPTIONS, fail_fast=True)]
Choice = Annotated[str, Field(max_length=store.LONGEST_NAME)]


@with_fields_of(views.ProblemView)
class ProblemOut(Api):
    """What will not work, and what to do about it."""


@with_fields_of(views.RowView)
class MappedFieldOut(Api):
    """A field and the property that it is in HubSpot. `directions` are those that it can have;
    `closed` says why it can't be written, if it can't. `values` are HubSpot's values for each of
    ours, of which the first is written; `choices` are all of ours, `options` HubSpot's labels by
    their values. `onlyForward`: HubSpot only raises it, unless `mayLower`. `missing`: it is a
    property of YardFlow's own that HubSpot doesn't have yet."""

    problems: list[ProblemOut]


@with_fields_of(views.MappingView)
class MappingOut(Api):
    """The whole mapping, beside HubSpot's properties as they were at `readAt`. `reading`: they are
    being read; `problem` says why that failed the last time. `synced` counts the fields that go
    either way; `lacking` says what doesn't for want of a scope."""

    rows: list[MappedFieldOut]


@with_fields_of(views.PropertyView)
class PropertyOut(Api):
    """A property of HubSpot's; `unfit` says why the field can't be mapped to it, and `closed` why
    it can only be read; each empty if not so."""


class PropertiesOut(Api):
    """The properties that match, at most 50."""

    items: list[PropertyOut]


class MappedFieldIn(Sent):
    """A field to map, to a property by its internal name. A property whose name begins with
    `yardflow_` may be created in HubSpot later."""

    record: SyncedRecord
    field: FieldName
    property: PropertyName
    direction: Direction = Direction.OFF


class MappedFieldChange(Sent):
    """How a mapped field is from now on. `asks`: where both sides changed, a person decides.
    `mayLower`: a stage that HubSpot only raises is cleared first to be lowered. Omitted `values`
    and `property` stay as they are."""

    direction: Direction
    asks: Flag = False
    may_lower: Flag = False
    values: Annotated[dict[Choice, Options], Field(max_length=250)] | None = None
    property: PropertyName | None = None
    version: Id | None = None


class PropertiesQuery(Sent):
    """Which properties: of a kind of record, for a field, with all words of `q` in their label or
    name."""

    record: SyncedRecord
    field: FieldName
    q: Annotated[str, Field(max_length=views.LONGEST_QUERY)] = ""


class PropertiesIn(Sent):
    """The mapped fields whose properties to create, by their ids."""

    fields: Annotated[Many[Id], Field(min_length=1, max_length=creating.MOST)]


@router.get("/mapping", response_model=MappingOut)
async def get_mapping(principal: SignedIn) -> views.MappingView:
    """Returns which field is which property, and what of that will not work."""
    return await db.run(views.get, principal)


@router.post("/mapping", status_code=201)
async def add_mapped_field(body: MappedFieldIn, principal: Admin) -> MappedFieldOut:
    """Maps a field to one more of HubSpot's properties."""
    row = await db.run(store.add, principal, body.record, body.field, body.property, body.direction)
    return MappedFieldOut.model_validate(await db.run(views.row, principal, row.id or 0))


@router.put("/mapping/{field_id:int}")
async def set_mapped_field(
    field_id: Key, body: MappedFieldChange, principal: Admin
) -> MappedFieldOut:
    """Sets how a mapped field is synced."""
    await db.run(
        store.change,
        principal,
        field_id,
        body.version,
        direction=body.direction,
        asks=body.asks,
        may_lower=body.may_lower,
        values=body.values,
        name=body.property,
    )
    return MappedFieldOut.model_validate(await db.run(views.row, principal, field_id))


@router.delete("/mapping/{field_id:int}", status_code=204)
async def remove_mapped_field(field_id: Key, principal: Admin, version: Version = None) -> None:
    """Removes a mapped field. Its values stay, here and in HubSpot."""
    await db.run(store.remove, principal, field_id, version)


@router.get("/properties")
async def list_properties(
    principal: SignedIn, query: Annotated[PropertiesQuery, Query()]
) -> PropertiesOut:
    """Lists properties as HubSpot last described them, first those that the field fits."""
    rows = await db.run(views.search, principal, query.record, query.field, query.q)
    return PropertiesOut(items=[PropertyOut.model_validate(row) for row in rows])


@router.post("/properties", status_code=202)
async def create_properties(body: PropertiesIn, principal: Admin) -> JobOut:
    """Creates the properties that mapped fields lack in HubSpot, in a background job, and syncs
    the fields from then on."""
    made = await db.run(creating.request, principal, body.fields)
    return shown(await db.run(jobs.get, principal, made.id or 0))


@router.post("/properties/read", status_code=202)
async def read_properties(principal: Admin) -> JobOut:
    """Reads HubSpot's properties again, in a background job."""
    job_id = await db.run(schema.ask, principal)
    return shown(await db.run(jobs.get, principal, job_id))
