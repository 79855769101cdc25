"""The import itself: one transaction from the first row to the job's end, or nothing at all."""

import logging
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from psycopg import errors as postgres
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from yardflow import clock, db, jobs
from yardflow.errors import Conflict, Contradictory, NotFound
from yardflow.models import ChangedBy, Import, ImportKind, ImportStatus, Job
from yardflow.services import audit, hooks
from yardflow.services.access import Principal, acting_for
from yardflow.services.imports import kept_files, namesake_choices
from yardflow.services.imports.changes import ContactsImported
from yardflow.services.imports.columns import mapping as mappings
from yardflow.services.imports.execution import (
    account_upsert,
    contact_upsert,
    differences,
    event_lists,
    matching,
    outcomes,
    set_statements,
)
from yardflow.services.imports.lookup import load_draft
from yardflow.services.records import icp
from yardflow.services.records.changed_by import note_source

log = logging.getLogger(__name__)

# Imports come one after the other, for all of them add to the same accounts and contacts.
LOCK = 7_311 << 40
WAIT_S = 0.5
# It is not deleted before the import's end; locked before any record.
_EVENT = "SELECT 1 FROM event WHERE id = %s FOR KEY SHARE"
_SCORED_AT_ONCE = 20_000
NO_EVENT = "The event of this import was deleted. Discard it and upload the file again."
OVERTAKEN = "Someone changed the same records at the same time. Trying again."


def start(session: Session, principal: Principal, import_id: int) -> Job:
    """Queues the import's job.

    Raises:
        NotFound: there is no such import.
        Conflict: it has been started already.
        Invalid: a needed column is not mapped, or every row has a problem.
    """
    record = load_draft(session, principal, import_id)
    mapping = mappings.from_json(record.mapping)
    mappings.check_complete(mapping, record.kind)
    if record.event_id is None:
        raise NotFound(NO_EVENT)
    if question := namesake_choices.open_question(session, record):
        raise Contradictory(question, {"choices": question})
    if record.counts.get("bad", 0) >= record.counts.get("rows", 0):
        raise Contradictory("Every row needs fixing before you can import.")
    mappings.remember(session, record.headers, record.kind, mapping, principal.user_id)
    job = jobs.enqueue(
        session,
        "run_import",
        subject=f"import:{import_id}",
        payload={"import_id": import_id},
        unique_key=f"import:{import_id}",
        asked_by=principal.user_id,
        total=record.counts.get("rows", 0),
    )
    record.status, record.job_id, record.error = ImportStatus.RUNNING, job.id, None
    audit.record(session, principal, "import.started", "import", import_id)
    session.flush()
    return job


def run(running: jobs.Running) -> None:
    """Performs a job of kind ``run_import``: all of it in one transaction with the job's end.

    Raises:
        YardFlowError: it can't be done, and trying again won't help.
        RetryLater: others changed the same records meanwhile.
    """
    with overtaken_is_tried_again(), db.session() as session:
        record = load_for_job(session, running, {ImportStatus.RUNNING, ImportStatus.DRAFT})
        principal = acting_for(session, running.asked_by)
        with running.stoppable(session), set_statements.by_hashing(session) as cursor:
            wait_for_turn(cursor, running)
            note_source(session, ChangedBy.IMPORT)
            counts = _import(session, cursor, running, record)
            record.status, record.finished_at = ImportStatus.DONE, clock.now()
            kept_files.discard(session, record.id or 0)
            record.counts = {**record.counts, "bad": counts.get("skipped", 0), **counts}
            audit.record(
                session, principal, "import.finished", "import", record.id, after={"counts": counts}
            )
            session.flush()
            if record.kind == ImportKind.CONTACTS:
                hooks.call(
                    session,
                    principal,
                    ContactsImported(record.id or 0, record.filename, record.event_id),
                )
        running.finish(session, {"importId": record.id, **counts})


def load_for_job(session: Session, running: jobs.Running, allowed: set[ImportStatus]) -> Import:
    """The import that a job is about, if it is still this job's to do.

    Raises:
        NotFound: it was deleted.
        Conflict: it has another job by now.
    """
    record = session.get(Import, int(running.payload["import_id"]))
    if record is None:
        raise NotFound("This import was discarded, so there is nothing to do.")
    if record.job_id != running.id or record.status not in allowed:
        raise Conflict("This import was started again since. See its latest job.")
    return record


def wait_for_turn(cursor: Any, running: jobs.Running) -> None:
    """Waits for the lock of imports and holds it until the end of the transaction."""
    while not _our_turn(cursor):
        running.progress(0, note="Waiting for another import")
        time.sleep(WAIT_S)


def rescore(
    session: Session,
    account_ids: list[int],
    why: str,
    user_id: int | None,
    scored: Callable[[float], None],
) -> None:
    """Scores accounts again, some thousands at a time; ``scored`` is called with the share done."""
    ids = sorted(account_ids)
    for start in range(0, len(ids), _SCORED_AT_ONCE):
        scored(start / len(ids))
        icp.recalculate(session, ids[start : start + _SCORED_AT_ONCE], why, user_id)


class overtaken_is_tried_again:
    """Turns what PostgreSQL refuses because of others' work at the same moment into a new try."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        cause = error
        while isinstance(cause, DBAPIError | Conflict) and (cause.__cause__ or cause.__context__):
            cause = getattr(cause, "orig", None) or cause.__cause__ or cause.__context__
        if isinstance(
            cause,
            postgres.UniqueViolation
            | postgres.ForeignKeyViolation
            | postgres.NotNullViolation  # what a membership repeats, of a record that is gone
            | postgres.DeadlockDetected
            | postgres.SerializationFailure,
        ):
            log.warning("overtaken by others: %s", cause.diag.constraint_name or type(cause))
            raise jobs.RetryLater(OVERTAKEN) from error


def _our_turn(cursor: Any) -> bool:
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", (LOCK,))
    return bool(cursor.fetchone()[0])


def _import(session: Session, cursor: Any, running: jobs.Running, record: Import) -> dict[str, Any]:
    import_id, event_id, moment = record.id or 0, record.event_id, clock.now()
    if event_id is None or not cursor.execute(_EVENT, (event_id,)).fetchone():
        raise NotFound(NO_EVENT)
    total = int(record.counts.get("rows", 0))

    def show(share: float, note: str) -> None:
        running.progress(min(int(total * share), total), total, note)

    marked = matching.match(session, cursor, record, show)
    if record.kind == ImportKind.CONTACTS:
        _write_contacts(cursor, event_id, record, running.asked_by, moment, show)
    else:
        _write_accounts(cursor, record, running.asked_by, moment)
    noted = event_lists.add_notes(cursor, record.kind, import_id, event_id, moment)
    # Before they are targets, which repeat the score.
    rescore(
        session,
        outcomes.touched_accounts(cursor, import_id, record.kind),
        account_upsert.why_scored(record),
        running.asked_by,
        lambda share: show(0.75 + 0.05 * share, "Scoring accounts"),
    )
    show(0.8, "Adding them to the event")
    added = event_lists.add(cursor, record, event_id, running.asked_by, moment)
    show(0.95, "Saving the results")
    outcomes.write(cursor, import_id, record.kind)
    differences.save(cursor, import_id)
    return {
        **outcomes.counted(cursor, import_id),
        **added,
        **noted,
        "addresses_shared": marked,
        "differences": [asdict(count) for count in differences.counted(cursor)],
    }


def _write_contacts(
    cursor: Any,
    event_id: int,
    record: Import,
    user_id: int | None,
    moment: datetime,
    show: Callable[[float, str], None],
) -> None:
    overwrites = record.overwrites
    account_upsert.forget_unneeded(cursor)
    account_upsert.add(cursor, record, user_id, moment)
    contact_upsert.lock(cursor, event_id, overwrites)
    account_upsert.lock(cursor, overwrites, of_people=True)
    differences.find(cursor, record)
    account_upsert.fill(cursor, moment, overwrites)
    show(0.2, "Filling fields")
    contact_upsert.fill(cursor, moment, overwrites)
    contact_upsert.add(cursor, moment, lambda share: show(0.25 + 0.45 * share, "Adding contacts"))


def _write_accounts(cursor: Any, record: Import, user_id: int | None, moment: datetime) -> None:
    account_upsert.add(cursor, record, user_id, moment)
    account_upsert.lock(cursor, record.overwrites)
    differences.find(cursor, record)
    account_upsert.fill(cursor, moment, record.overwrites)
