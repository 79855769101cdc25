"""A sync that someone asks for: of one record, or of all that an event has; or what it would do."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from yardflow import clock, db, jobs
from yardflow.errors import Contradictory, Invalid, NotFound
from yardflow.integrations.errors import TemporaryError
from yardflow.integrations.hubspot.app import Access
from yardflow.models import (
    Account,
    Attendee,
    Contact,
    Direction,
    Event,
    HubSpotDryRun,
    Job,
    SyncedRecord,
    Target,
)
from yardflow.services.access import Principal, require_admin, require_own
from yardflow.services.hubspot.changes import pending
from yardflow.services.hubspot.connection import tokens
from yardflow.services.hubspot.mapping import store
from yardflow.services.hubspot.syncing import step, switch
from yardflow.services.hubspot.syncing.dry_run import DryRun
from yardflow.services.hubspot.syncing.mapping_now import Account as ConnectedAccount
from yardflow.services.hubspot.syncing.mapping_now import MappingNow
from yardflow.services.records.load import load_record

KIND, DRY_KIND = "sync_hubspot", "preview_hubspot_sync"
BATCH, PER_MINUTE = 100, 30
_KEPT = timedelta(days=1)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_MODELS: dict[str, Any] = {"contact": Contact, "account": Account, "event": Event}
NOT_MAPPED = "No field is synced with HubSpot yet. Choose the fields in the mapping first."
_ONE = "Name one record: a contactId, an accountId or an eventId."


def start(
    session: Session,
    principal: Principal,
    *,
    subjects: dict[str, int | None],
    direction: Direction,
    dry_run: bool,
) -> Job:
    """Has a job sync a contact, an account or an event's records (by its noun in ``subjects``) in
    this direction, or, with ``dry_run``, find out what that would do.

    Raises:
        Invalid: not one record is named, or no direction.
        NotFound: there is none with this id.
        Forbidden: only administrators sync a whole event.
        Contradictory: HubSpot isn't connected, syncing hasn't started or is paused, or no field is
            mapped.
        TooMany: the person asked for `PER_MINUTE` within the last minute.
    """
    named = [(noun, key) for noun, key in subjects.items() if key is not None]
    if len(named) != 1:
        raise Invalid(_ONE, {"contactId": _ONE})
    if direction == Direction.OFF:
        text = "Choose both, to_hubspot or from_hubspot."
        raise Invalid(text, {"direction": text})
    ((noun, key),) = named
    load_record(session, _MODELS[noun], key)
    if noun == "event" and not dry_run:
        require_admin(principal)
    step.acting(session)
    if not dry_run:
        switch.require_on(session)
    if all(row.direction == Direction.OFF for row in store.rows(session)):
        raise Contradictory(NOT_MAPPED)
    jobs.limit(session, KIND, principal.user_id, PER_MINUTE)
    return jobs.enqueue(
        session,
        DRY_KIND if dry_run else KIND,
        subject=f"{noun}:{key}",
        payload={"noun": noun, "id": key, "direction": direction},
        asked_by=principal.user_id,
    )


def result_of(session: Session, principal: Principal, job_id: int) -> dict[str, Any]:
    """What a dry run came to, for who asked for it.

    Raises:
        NotFound: there is no such job of theirs, or it has not ended, or a day ago.
    """
    kept = session.get(HubSpotDryRun, job_id)
    job = session.get(Job, job_id)
    if job is None or kept is None:
        raise NotFound.of("dry run")
    require_own(principal, job.asked_by, "dry run")
    return kept.result


def purge(session: Session) -> None:
    """Forgets dry runs of yesterday: what they say is true no longer."""
    session.execute(delete(HubSpotDryRun).where(col(HubSpotDryRun.made_at) < clock.now() - _KEPT))


def run(running: jobs.Running) -> dict[str, int]:
    """Does a job of kind `KIND`: batch by batch, from the start again where it was interrupted.

    Raises:
        RetryLater: HubSpot takes nothing now.
    """
    return _through(running, lambda: tokens.calling(lambda access: _sync(access, running)))


def preview(running: jobs.Running) -> None:
    """Does a job of kind `DRY_KIND`.

    Raises:
        RetryLater: HubSpot takes nothing now.
    """
    made = _through(running, lambda: tokens.calling(lambda access: _look(access, running)))
    with db.session() as session:
        session.merge(HubSpotDryRun(job_id=running.id, result=made.as_json(), made_at=clock.now()))
        running.finish(session, dict(made.counts))


def _through(running: jobs.Running, work: Any) -> Any:
    try:
        return work()
    except TemporaryError as error:
        raise jobs.RetryLater(error.message, error.after) from None


def _sync(access: Access, running: jobs.Running) -> dict[str, int]:
    mapping = _mapping(access, running)
    narrowed = running.payload["direction"] != Direction.BOTH
    number = 0
    for record, ids in _batches(running):
        with db.session() as session:
            claimed, waited = pending.claim_these(session, record, ids)
        if narrowed:  # what waited goes on waiting for the other direction
            since = claimed.since | dict.fromkeys(waited, _LONG_AGO)
            claimed = replace(claimed, since=since)
        if claimed.since:
            step.sync(access, mapping, claimed)
        number += len(ids)
    return {"synced": number}


def _look(access: Access, running: jobs.Running) -> DryRun:
    mapping, made = _mapping(access, running), DryRun()
    for record, ids in _batches(running):
        made.add(access, mapping, record, ids)
    return made


def _mapping(access: Access, running: jobs.Running) -> MappingNow:
    mapping = ConnectedAccount().mapping(access)
    return mapping.narrowed(Direction(running.payload["direction"]))


def _batches(running: jobs.Running) -> Iterator[tuple[SyncedRecord, list[int]]]:
    """The records that a job is about, accounts first."""
    with db.session() as session:
        chosen = _chosen(session, running.payload["noun"], running.payload["id"])
    done, total = 0, sum(map(len, chosen.values()))
    for record, ids in chosen.items():
        for start_at in range(0, len(ids), BATCH):
            running.progress(done, total)
            part = list(ids[start_at : start_at + BATCH])
            yield record, part
            done += len(part)
    running.progress(done, total)


def _chosen(session: Session, noun: str, key: int) -> dict[SyncedRecord, Sequence[int]]:
    if noun != "event":
        return {SyncedRecord(noun): [key]}
    columns = {
        SyncedRecord.ACCOUNT: (Target.account_id, Target.event_id),
        SyncedRecord.CONTACT: (Attendee.contact_id, Attendee.event_id),
        SyncedRecord.TARGET: (Target.id, Target.event_id),
    }
    return {
        record: session.scalars(select(of).where(at == key).order_by(col(of))).all()
        for record, (of, at) in columns.items()
    }
