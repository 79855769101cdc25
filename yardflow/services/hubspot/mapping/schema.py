"""HubSpot's properties, kept as it last described them: pages and checks of the mapping go by that,
and never wait for HubSpot. A job reads them when HubSpot is connected and when a person asks; so
does the sync, from time to time.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from yardflow import clock, db, jobs
from yardflow.errors import Contradictory
from yardflow.integrations.errors import TemporaryError
from yardflow.integrations.hubspot import definitions
from yardflow.integrations.hubspot.app import Access
from yardflow.models import Direction, HubSpotSchema, Job, SyncedRecord
from yardflow.models.job import OPEN, JobStatus
from yardflow.services.access import Principal, require_admin
from yardflow.services.hubspot.connection import scopes, tokens
from yardflow.services.hubspot.connection import store as connection
from yardflow.services.hubspot.mapping.mapped import Properties
from yardflow.services.hubspot.mapping.properties import DEAL_STAGE, OBJECTS, PIPELINE, Property

KIND, PER_MINUTE = "read_hubspot_properties", 10
NOT_CONNECTED = "HubSpot isn't connected. Connect it under Settings › HubSpot."


@dataclass(frozen=True, slots=True)
class Schema:
    """The properties of each kind of record as they were at ``read_at``; without it HubSpot has
    not been asked yet. ``reading``: a job asks it now. ``problem`` says why the last one failed.
    """

    properties: Properties
    read_at: datetime | None = None
    reading: bool = False
    problem: str = ""


def read(session: Session) -> Schema:
    """What is kept of the connected account."""
    connected = connection.read(session)
    rows = session.exec(select(HubSpotSchema)).all() if connected else ()
    known = [row for row in rows if connected and row.portal_id == connected.portal_id]
    read_at = min((row.read_at for row in known), default=None)
    latest = session.exec(
        select(Job).where(col(Job.kind) == KIND).order_by(col(Job.id).desc()).limit(1)
    ).first()
    reading = latest is not None and latest.status in OPEN
    failed = latest is not None and latest.status == JobStatus.FAILED
    return Schema(
        {row.record: {name: _kept(each) for name, each in row.properties.items()} for row in known},
        read_at,
        reading,
        (latest.error or "") if latest and failed and _is_later(latest, read_at) else "",
    )


def ask(session: Session, principal: Principal) -> int:
    """Has a job ask HubSpot for its properties; its id. One at a time.

    Raises:
        Forbidden: not an ADMIN.
        Contradictory: HubSpot isn't connected.
        TooMany: the person asked for it `PER_MINUTE` times within the last minute.
    """
    require_admin(principal)
    if connection.read(session) is None:
        raise Contradictory(NOT_CONNECTED)
    jobs.limit(session, KIND, principal.user_id, PER_MINUTE)
    return request(session, principal)


def request(session: Session, principal: Principal) -> int:
    """Has a job ask HubSpot, also before the connection is committed; its id."""
    job = jobs.enqueue(session, KIND, unique_key=KIND, asked_by=principal.user_id)
    return job.id or 0


def run(running: jobs.Running) -> dict[str, int]:
    """Does a job of kind `KIND`.

    Raises:
        ProviderError: HubSpot refused.
        RetryLater: HubSpot does not answer now.
    """
    try:
        properties = tokens.calling(fetch)
    except TemporaryError as error:
        raise jobs.RetryLater(error.message, error.after) from None
    return {"properties": sum(map(len, properties.values()))}


def fetch(access: Access) -> Properties:
    """Asks HubSpot for its properties, and keeps what it says. Of what the connection may not read
    there are none.

    Raises:
        ProviderError: HubSpot did not say.
    """
    connected = connection.read()
    described = {
        record: {}
        if scopes.direction_of(record, access.scopes) == Direction.OFF
        else _described(access, record)
        for record in SyncedRecord
    }
    if connected is not None:
        with db.session() as session:
            for record, properties in described.items():
                _keep(session, connected.portal_id, record, properties)
    return described


def _keep(
    session: Session, portal_id: int, record: SyncedRecord, properties: Mapping[str, Property]
) -> None:
    kept = {
        "portal_id": portal_id,
        "properties": {name: _as_json(each) for name, each in properties.items()},
        "read_at": clock.now(),
    }
    adding = insert(HubSpotSchema).values(record=record, changed_at=kept["read_at"], **kept)
    is_same = and_(
        col(HubSpotSchema.portal_id) == adding.excluded.portal_id,
        col(HubSpotSchema.properties) == adding.excluded.properties,
    )
    changed_at = case((is_same, col(HubSpotSchema.changed_at)), else_=adding.excluded.changed_at)
    session.execute(
        adding.on_conflict_do_update(
            index_elements=["record"], set_={**kept, "changed_at": changed_at}
        )
    )


def _described(access: Access, record: SyncedRecord) -> Mapping[str, Property]:
    given = definitions.properties(access, OBJECTS[record])
    properties = {each.name: _property(each) for each in given}
    if record == SyncedRecord.TARGET:
        properties |= _of_pipelines(properties, definitions.pipelines(access))
    return properties


def _property(given: Any) -> Property:
    return Property(
        given.name,
        given.label,
        given.type,
        several=given.field_type == "checkbox",
        read_only=bool(given.modification_metadata and given.modification_metadata.read_only_value),
        options={option.value: option.label for option in given.options or ()},
        options_elsewhere=bool(given.external_options),
    )


def _of_pipelines(properties: Mapping[str, Property], pipelines: list[Any]) -> dict[str, Property]:
    """The two properties of deals whose options are the pipelines and their stages."""
    several = len(pipelines) > 1
    stages = {stage.id: (stage, pipeline) for pipeline in pipelines for stage in pipeline.stages}
    options = {
        PIPELINE: {pipeline.id: pipeline.label for pipeline in pipelines},
        DEAL_STAGE: {
            key: f"{pipeline.label} › {stage.label}" if several else stage.label
            for key, (stage, pipeline) in stages.items()
        },
    }
    of_stages = {key: pipeline.id for key, (_, pipeline) in stages.items()}
    return {
        name: replace(
            properties[name],
            options=each,
            options_elsewhere=False,
            pipelines=of_stages if name == DEAL_STAGE else {},
        )
        for name, each in options.items()
        if name in properties
    }


def _as_json(prop: Property) -> dict[str, Any]:
    """With its options as pairs: an object would forget their order."""
    return asdict(prop) | {"options": list(prop.options.items())}


def _kept(stored: dict[str, Any]) -> Property:
    return Property(**stored | {"options": dict(stored["options"])})


def _is_later(job: Job, read_at: datetime | None) -> bool:
    return read_at is None or job.created_at > read_at
