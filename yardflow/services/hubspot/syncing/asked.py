"""A sync that someone asks for, of one record or many; or what it would do."""

from dataclasses import asdict

from sqlmodel import Session

from yardflow import jobs
from yardflow.errors import Contradictory, Invalid
from yardflow.models import Direction, Job
from yardflow.services.access import Principal, require_admin
from yardflow.services.hubspot.connection import former
from yardflow.services.hubspot.journal import store as journal
from yardflow.services.hubspot.mapping import store
from yardflow.services.hubspot.syncing import step, switch
from yardflow.services.hubspot.syncing.record_filter import RecordFilter

KIND, DRY_KIND = "sync_hubspot", "preview_hubspot_sync"
PER_MINUTE = 30
NOT_MAPPED = "No field is synced with HubSpot yet. Choose the fields in the mapping first."


def start(
    session: Session,
    principal: Principal,
    *,
    subjects: dict[str, int | None],
    direction: Direction,
    dry_run: bool,
    everything: bool = False,
    linked_only: bool = False,
) -> Job:
    """Has a job sync records in this direction, or, with ``dry_run``, find out what that would do.
    ``subjects`` and the rest are those of `RecordFilter`.

    Raises:
        Invalid, NotFound: as in `RecordFilter.check`; or there is no direction.
        Forbidden: only administrators sync more than one record.
        Contradictory: HubSpot isn't connected, syncing hasn't started or is paused, or no field is
            mapped.
        TooMany: the person asked for `PER_MINUTE` within the last minute.
    """
    chosen = RecordFilter(**subjects, everything=everything, linked_only=linked_only)
    chosen.check(session)
    if direction == Direction.OFF:
        text = "Choose both, to_hubspot or from_hubspot."
        raise Invalid(text, {"direction": text})
    if not dry_run and not chosen.is_one:
        require_admin(principal)
    step.acting(session)
    former.require_none(session)
    if not dry_run:
        switch.require_on(session)
    if all(row.direction == Direction.OFF for row in store.rows(session)):
        raise Contradictory(NOT_MAPPED)
    jobs.limit(session, KIND, principal.user_id, PER_MINUTE)
    job = jobs.enqueue(
        session,
        DRY_KIND if dry_run else KIND,
        subject=chosen.subject,
        payload={**asdict(chosen), "direction": direction},
        asked_by=principal.user_id,
        total=chosen.total(session),
    )
    if not dry_run:
        journal.start_run(session, int(job.id or 0))
    return job
