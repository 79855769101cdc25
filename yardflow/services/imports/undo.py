"""Undoing an import as a whole: the records it created are deleted, the fields it filled or
overwrote have their former values again, its notes and what it added to the event's list are
removed.

Records edited since are kept and listed, because undoing them would undo that work as well. The
version shows it: every change increments it. So are those that others have put on a list or written
a note about since. What another import has too is that one's from then on, so that imports can be
undone in any order (`record_changes`).
"""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from yardflow import clock, db, jobs
from yardflow.errors import Conflict
from yardflow.models import Import, ImportStatus, Job
from yardflow.services import audit
from yardflow.services.access import Principal, acting_for
from yardflow.services.imports import record_changes
from yardflow.services.imports.drafts import discard
from yardflow.services.imports.execution import event_lists, replaced_claims, set_statements
from yardflow.services.imports.execution.job import (
    load_for_job,
    overtaken_is_tried_again,
    rescore,
    wait_for_turn,
)
from yardflow.services.imports.lookup import job_of, load_import, status_of
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.contact_fields import CONTACT

_DRAFTS = (
    ImportStatus.READING,
    ImportStatus.REFUSED,
    ImportStatus.DRAFT,
    ImportStatus.FAILED,
)
# An email address can't be restored where another contact has it by now or, for none, has the
# name without one; there is at most one such contact.
_CONTACTS = """
    CREATE TEMP TABLE reverted_contact ON COMMIT DROP AS
    SELECT o.number, c.id, c.account_id, o.added, o.came_from, o.fields, c.version,
        o.reached = c.version AND namesake.id IS NULL AND holder.id IS NULL AS untouched,
        o.reached = c.version AS unedited,
        false AS succeeded,
        o.added AND (
            EXISTS (SELECT FROM attendee t WHERE t.contact_id = c.id)
            OR EXISTS (SELECT FROM note n WHERE n.contact_id = c.id)
        ) AS followed
    FROM ({own}) o JOIN contact c ON c.id = o.id
    LEFT JOIN contact namesake ON NOT o.added
        AND (o.fields -> 'email' = 'null' OR (o.fields ->> 'email_shared')::boolean)
        AND namesake.account_id = c.account_id AND namesake.name_key = c.name_key
        AND (namesake.email IS NULL OR namesake.email_shared) AND namesake.id <> c.id
    LEFT JOIN contact holder ON NOT o.added AND holder.id <> c.id AND NOT holder.email_shared
        AND holder.email = o.fields ->> 'email'
"""
_OWN = """
    SELECT id, min(number) AS number, min(reached) AS reached, max(came_from) AS came_from,
        bool_or(added) AS added,
        coalesce((array_agg(fields) FILTER (WHERE part = '{record}'))[1], '{{}}') AS fields
    FROM {record}_change WHERE import_id = %(import)s GROUP BY id
"""
_REMOVE_CONTACTS = """
    DELETE FROM contact c USING reverted_contact b
    WHERE c.id = b.id AND b.added AND b.untouched AND NOT b.followed AND NOT b.succeeded
"""
# An address is shared still where another contact has it and keeps it.
_UNMARKED = """
    UPDATE reverted_contact b SET fields = b.fields || '{"email_shared": false}' FROM (
        SELECT m.id FROM shared_mark m
        LEFT JOIN (
            SELECT c.id, c.email FROM contact c LEFT JOIN reverted_contact r ON r.id = c.id
                AND r.untouched AND NOT r.added AND r.fields ? 'email'
            WHERE r.id IS NULL
        ) o ON o.email = m.email AND o.id <> m.id
        WHERE m.import_id = %(import)s AND o.id IS NULL
    ) m WHERE m.id = b.id AND b.untouched AND NOT b.added
"""
_RESTORE_CONTACTS = """
    UPDATE contact c SET {texts},
        email = CASE WHEN b.fields ? 'email' THEN b.fields ->> 'email' ELSE c.email END,
        email_status = coalesce(b.fields ->> 'email_status', c.email_status),
        email_shared = coalesce((b.fields ->> 'email_shared')::boolean, c.email_shared),
        personas = CASE WHEN b.fields ? 'personas' THEN
            ARRAY(SELECT jsonb_array_elements_text(b.fields -> 'personas')) ELSE c.personas END,
        personas_origin = coalesce(b.fields ->> 'personas_origin', c.personas_origin),
        seniority = CASE WHEN b.fields ? 'seniority' THEN b.fields ->> 'seniority'
            ELSE c.seniority END,
        seniority_origin = coalesce(b.fields ->> 'seniority_origin', c.seniority_origin),
        version = c.version + 1, updated_at =
            CASE WHEN b.fields - 'email_shared' = '{{}}' THEN c.updated_at ELSE %(now)s END
    FROM reverted_contact b
    WHERE c.id = b.id AND NOT b.added AND b.untouched
"""
# Nor can an account be without a domain where another of its name is.
_ACCOUNTS = """
    CREATE TEMP TABLE reverted_account ON COMMIT DROP AS
    SELECT o.number, a.id, o.added, o.came_from, o.fields, a.version,
        o.reached = a.version AND namesake.id IS NULL AS untouched,
        o.reached = a.version AS unedited,
        false AS succeeded,
        o.added AND EXISTS (SELECT FROM contact c WHERE c.account_id = a.id) AS has_contacts,
        o.added AND (
            EXISTS (SELECT FROM target t WHERE t.account_id = a.id)
            OR EXISTS (SELECT FROM note n WHERE n.account_id = a.id)
        ) AS followed
    FROM ({own}) o JOIN account a ON a.id = o.id
    LEFT JOIN account namesake ON NOT o.added AND o.fields ? 'domain' AND namesake.id <> a.id
        AND namesake.name_key = a.name_key AND namesake.domain IS NULL
"""
_REMOVE_ACCOUNTS = """
    DELETE FROM account a USING reverted_account b
    WHERE a.id = b.id AND b.added AND b.untouched AND NOT b.has_contacts AND NOT b.followed
        AND NOT b.succeeded
"""
_RESTORE_ACCOUNTS = """
    UPDATE account a SET {texts},
        domain = CASE WHEN b.fields ? 'domain' THEN NULL ELSE a.domain END,
        version = a.version + 1,
        updated_at = CASE WHEN b.fields = '{{}}' THEN a.updated_at ELSE %(now)s END
    FROM reverted_account b
    WHERE a.id = b.id AND NOT b.added AND b.untouched
"""
_KEPT = """
    UPDATE import_row r SET problems = jsonb_build_object('row', k.why) FROM (
        SELECT number, string_agg(why, ' ') AS why FROM (
            SELECT number, CASE WHEN NOT unedited
                THEN 'The contact was edited since, so it was kept.'
                WHEN NOT untouched
                THEN 'Another contact has its former address or name by now, so it was kept.'
                WHEN succeeded THEN 'Another import has this contact too, so it was kept.'
                ELSE 'The contact is on another list or has notes by now, so it was kept.' END
                AS why
            FROM reverted_contact WHERE NOT untouched OR followed OR succeeded
            UNION ALL
            SELECT number, CASE WHEN NOT unedited
                THEN 'The account was edited since, so it was kept.'
                WHEN NOT untouched
                THEN 'Another account without a domain has its name by now, so it was kept.'
                WHEN succeeded THEN 'Another import has this account too, so it was kept.'
                WHEN has_contacts THEN 'The account has other contacts by now, so it was kept.'
                ELSE 'The account is on another list or has notes by now, so it was kept.' END
            FROM reverted_account WHERE NOT untouched OR has_contacts OR followed OR succeeded
        ) reasons GROUP BY number
    ) k WHERE r.import_id = %(import)s AND r.number = k.number
"""
_TOUCHED = """
    SELECT id FROM account WHERE id IN (
        SELECT account_id FROM reverted_contact UNION SELECT id FROM reverted_account
        UNION SELECT account_id FROM noted_account
    )
"""


def remove(session: Session, principal: Principal, import_id: int) -> Job | None:
    """Deletes a draft at once (None), or queues the undo of a finished import.

    An import whose file is being read counts as a draft: reading stops.

    Raises:
        NotFound: there is no such import.
        Conflict: it is under way, or undone already.
    """
    record = load_import(session, principal, import_id, lock=True)
    status = status_of(record, job_of(session, record))
    if status in _DRAFTS:
        audit.record(session, principal, "import.discarded", "import", import_id)
        discard(session, record)
        return None
    if status == ImportStatus.UNDONE:
        raise Conflict("This import was already undone.")
    if status != ImportStatus.DONE:
        raise Conflict("This import is still running. Wait until it's done, or cancel it.")
    job = jobs.enqueue(
        session,
        "undo_import",
        subject=f"import:{import_id}",
        payload={"import_id": import_id},
        unique_key=f"import:{import_id}",
        asked_by=principal.user_id,
        total=int(record.counts.get("rows", 0)),
    )
    record.status, record.job_id = ImportStatus.UNDOING, job.id
    audit.record(session, principal, "import.undo_started", "import", import_id)
    session.flush()
    return job


def undo(running: jobs.Running) -> None:
    """Performs a job of kind ``undo_import``, in one transaction with the job's end.

    Raises:
        YardFlowError: it can't be done, and trying again won't help.
        RetryLater: others changed the same records meanwhile.
    """
    with overtaken_is_tried_again(), db.session() as session:
        record = load_for_job(session, running, {ImportStatus.UNDOING, ImportStatus.DONE})
        principal = acting_for(session, running.asked_by)
        with running.stoppable(session), set_statements.by_hashing(session) as cursor:
            wait_for_turn(cursor, running)
            counts = _undo_records(session, cursor, running, record)
            record.status, record.undone_at = ImportStatus.UNDONE, clock.now()
            record.undone_by = principal.user_id
            record.counts = {**record.counts, "undo": counts}
            audit.record(
                session, principal, "import.undone", "import", record.id, after={"counts": counts}
            )
            session.flush()
        running.finish(session, {"importId": record.id, **counts})


def _undo_records(
    session: Session, cursor: Any, running: jobs.Running, record: Import
) -> dict[str, int]:
    total = int(record.counts.get("rows", 0))
    values = {"import": record.id, "now": clock.now()}

    def show(share: float, note: str) -> None:
        running.progress(int(total * share), total, note)

    record_changes.lock(cursor, values)
    record_changes.gather(cursor, values)
    counts = event_lists.remove(cursor, record.id or 0)
    counts |= _contacts(cursor, values, lambda share: show(share / 2, "Removing contacts"))
    show(0.5, "Removing accounts")
    counts |= _accounts(cursor, values)
    show(0.8, "Listing what is kept")
    counts["kept"] = cursor.execute(_KEPT, values).rowcount
    touched = [account_id for (account_id,) in cursor.execute(_TOUCHED, values).fetchall()]
    rescore(
        session,
        touched,
        f"Import of {record.filename} undone",
        running.asked_by,
        lambda share: show(0.85 + 0.15 * share, "Scoring accounts"),
    )
    return counts


def _contacts(cursor: Any, values: dict, show: Callable[[float], None]) -> dict[str, int]:
    show(0)
    record_changes.trace(cursor, "contact", values)
    cursor.execute(_CONTACTS.format(own=_OWN.format(record="contact")), values)
    record_changes.succeed(cursor, "contact")
    show(0.3)
    removed = cursor.execute(_REMOVE_CONTACTS, values).rowcount
    cursor.execute(_UNMARKED, values)
    record_changes.mark_on(cursor, values)
    record_changes.hand_on(cursor, "contact", values)
    restore = _RESTORE_CONTACTS.format(texts=_restored("c", ("title", *CONTACT.text_names)))
    show(0.7)
    restored = cursor.execute(restore, values).rowcount
    replaced_claims.restore(cursor, "contact", values)
    record_changes.repoint(cursor, "contact", values)
    return {"contacts_removed": removed, "contacts_restored": restored}


def _accounts(cursor: Any, values: dict) -> dict[str, int]:
    record_changes.trace(cursor, "account", values)
    cursor.execute(_ACCOUNTS.format(own=_OWN.format(record="account")), values)
    record_changes.succeed(cursor, "account")
    record_changes.hand_on(cursor, "account", values)
    removed = cursor.execute(_REMOVE_ACCOUNTS, values).rowcount
    restore = _RESTORE_ACCOUNTS.format(texts=_restored("a", ACCOUNT.text_names))
    restored = cursor.execute(restore, values).rowcount
    replaced_claims.restore(cursor, "account", values)
    record_changes.repoint(cursor, "account", values)
    return {"accounts_removed": removed, "accounts_restored": restored}


def _restored(row: str, names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} = coalesce(b.fields ->> '{name}', {row}.{name})" for name in names)
