"""Taking an import back as one: what it added goes, what it filled in is empty again.

What somebody changed since stays as it is and is told, because taking it back would take their
work along. That is seen by the version, which every change moves on.
"""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session, col, select

from yardflow import clock, db, jobs
from yardflow.errors import Conflict
from yardflow.models import Import, ImportStatus, Job
from yardflow.services import audit
from yardflow.services.access import Principal, acting_for
from yardflow.services.imports import set_statements
from yardflow.services.imports.drafts import discard
from yardflow.services.imports.job import opened, overtaken_is_tried_again, rescore, wait_for_turn
from yardflow.services.imports.lookup import job_of, own, standing

_DRAFTS = (
    ImportStatus.READING,
    ImportStatus.REFUSED,
    ImportStatus.DRAFT,
    ImportStatus.FAILED,
)
# An address can't be put back as it was where another contact has it by now or, for none, has the
# name without one; there is at most one such contact.
_CONTACTS = """
    CREATE TEMP TABLE back ON COMMIT DROP AS
    SELECT r.number, c.id, c.account_id, r.outcome = 'created' AS added,
        r.before -> 'contact' -> 'fields' AS fields,
        c.version, (r.before -> 'contact' ->> 'from')::int AS came_from,
        c.version = coalesce((r.before -> 'contact' ->> 'version')::int, 1)
        AND namesake.id IS NULL AND holder.id IS NULL AS untouched
    FROM import_row r JOIN contact c ON c.event_id = %(event)s AND c.id = r.contact_id
    LEFT JOIN contact namesake ON r.before -> 'contact' -> 'fields' -> 'email' = 'null'
        AND namesake.event_id = %(event)s AND namesake.account_id = c.account_id
        AND namesake.name_key = c.name_key AND namesake.email IS NULL AND namesake.id <> c.id
    LEFT JOIN contact holder ON holder.event_id = %(event)s AND holder.id <> c.id
        AND holder.email = r.before -> 'contact' -> 'fields' ->> 'email'
    WHERE r.import_id = %(import)s AND (r.outcome = 'created' OR r.before ? 'contact')
"""
_LOCK_CONTACTS = """
    SELECT c.id FROM contact c JOIN import_row r ON r.contact_id = c.id
    WHERE c.event_id = %(event)s
        AND r.import_id = %(import)s AND (r.outcome = 'created' OR r.before ? 'contact')
    ORDER BY c.id FOR UPDATE OF c
"""
_REMOVE_CONTACTS = """
    DELETE FROM contact c USING back b
    WHERE c.event_id = %(event)s AND c.id = b.id AND b.added AND b.untouched
"""
_EMPTY_CONTACTS = """
    UPDATE contact c SET {texts},
        email = CASE WHEN b.fields ? 'email' THEN b.fields ->> 'email' ELSE c.email END,
        email_status = coalesce(b.fields ->> 'email_status', c.email_status),
        personas = CASE WHEN b.fields ? 'personas' THEN
            ARRAY(SELECT jsonb_array_elements_text(b.fields -> 'personas')) ELSE c.personas END,
        personas_origin = coalesce(b.fields ->> 'personas_origin', c.personas_origin),
        seniority = CASE WHEN b.fields ? 'seniority' THEN b.fields ->> 'seniority'
            ELSE c.seniority END,
        seniority_origin = coalesce(b.fields ->> 'seniority_origin', c.seniority_origin),
        version = c.version + 1, updated_at = %(now)s
    FROM back b WHERE c.event_id = %(event)s AND c.id = b.id AND NOT b.added AND b.untouched
"""
# A guess that had to give way counts again.
_GUESS_AGAIN = """
    UPDATE claim k SET status = 'applied' FROM (
        SELECT DISTINCT ON (o.contact_id, o.field) o.id
        FROM claim o JOIN back b ON b.id = o.contact_id
        WHERE NOT b.added AND b.untouched AND o.status = 'replaced' AND o.applied_at IS NOT NULL
            AND o.field IN ('email', 'seniority') AND o.value = b.fields ->> o.field
        ORDER BY o.contact_id, o.field, o.id DESC
    ) last WHERE k.id = last.id
"""
_LOCK_ACCOUNTS = """
    SELECT a.id FROM account a JOIN import_row r ON r.account_id = a.id
    WHERE a.event_id = %(event)s
        AND r.import_id = %(import)s AND (r.account_created OR r.before ? 'account')
    ORDER BY a.id FOR UPDATE OF a
"""
_ACCOUNTS = """
    CREATE TEMP TABLE back_account ON COMMIT DROP AS
    SELECT r.number, a.id, r.account_created AS added,
        r.before -> 'account' -> 'fields' AS fields,
        p.account_id IS NOT NULL AND r.account_created AS peopled,
        a.version, (r.before -> 'account' ->> 'from')::int AS came_from,
        a.version = coalesce((r.before -> 'account' ->> 'version')::int, 1) AS untouched
    FROM import_row r JOIN account a ON a.event_id = %(event)s AND a.id = r.account_id
    LEFT JOIN (
        SELECT DISTINCT account_id FROM contact WHERE event_id = %(event)s
    ) p ON p.account_id = a.id
    WHERE r.import_id = %(import)s AND (r.account_created OR r.before ? 'account')
"""
_REMOVE_ACCOUNTS = """
    DELETE FROM account a USING back_account b
    WHERE a.event_id = %(event)s
        AND a.id = b.id AND b.added AND b.untouched AND NOT b.peopled
"""
_EMPTY_ACCOUNTS = """
    UPDATE account a SET {texts},
        domain = CASE WHEN b.fields ? 'domain' THEN NULL ELSE a.domain END,
        version = a.version + 1, updated_at = %(now)s
    FROM back_account b
    WHERE a.event_id = %(event)s AND a.id = b.id AND NOT b.added AND b.untouched
"""
# An earlier import that this one came right after finds its records as it left them again.
_HANDED_BACK = """
    UPDATE import_row r SET before = jsonb_set(coalesce(r.before, '{{}}'), '{{{record}}}',
        coalesce(r.before -> '{record}', '{{}}') || jsonb_build_object('version', b.version + 1))
    FROM {back} b
    WHERE r.import_id = ANY(%(others)s) AND r.{record}_id = b.id AND b.untouched AND NOT b.added
        AND ({created} OR r.before ? '{record}')
        AND coalesce((r.before -> '{record}' ->> 'version')::int, 1) = b.came_from
"""
_KEPT = """
    UPDATE import_row r SET problems = jsonb_build_object('row', k.why) FROM (
        SELECT number, string_agg(why, ' ') AS why FROM (
            SELECT number, 'The contact was changed since and stays as it is.' AS why
            FROM back WHERE NOT untouched
            UNION ALL
            SELECT number, CASE WHEN untouched
                THEN 'The account has contacts of its own by now and stays.'
                ELSE 'The account was changed since and stays as it is.' END
            FROM back_account WHERE NOT untouched OR peopled
        ) reasons GROUP BY number
    ) k WHERE r.import_id = %(import)s AND r.number = k.number
"""
_TOUCHED = """
    SELECT id FROM account WHERE event_id = %(event)s
        AND id IN (SELECT account_id FROM back UNION SELECT id FROM back_account)
"""


def remove(session: Session, principal: Principal, import_id: int) -> Job | None:
    """Throws a draft away at once (None), or asks for a finished import to be undone.

    A list that is being read counts as a draft: reading it stops.

    Raises:
        NotFound: there is no such import.
        Conflict: it is under way, or undone already.
    """
    record = own(session, principal, import_id, lock=True)
    stands = standing(record, job_of(session, record))
    if stands in _DRAFTS:
        audit.record(session, principal, "import.discarded", "import", import_id)
        discard(session, record)
        return None
    if stands == ImportStatus.UNDONE:
        raise Conflict("This import is undone already.")
    if stands != ImportStatus.DONE:
        raise Conflict("This import is still under way. Wait for its end, or cancel its job.")
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
    """Does a job of kind ``undo_import``, in one transaction with the job's end.

    Raises:
        YardFlowError: it can't be done, and trying again won't help.
        RetryLater: others changed the same records meanwhile.
    """
    with overtaken_is_tried_again(), db.session() as session:
        record = opened(session, running, {ImportStatus.UNDOING, ImportStatus.DONE})
        principal = acting_for(session, running.asked_by)
        with running.stoppable(session), set_statements.by_hashing(session) as cursor:
            wait_for_turn(cursor, running, record.event_id)
            counts = _take_back(session, cursor, running, record)
            record.status, record.undone_at = ImportStatus.UNDONE, clock.now()
            record.undone_by = principal.user_id
            record.counts = {**record.counts, "undo": counts}
            audit.record(
                session, principal, "import.undone", "import", record.id, after={"counts": counts}
            )
            session.flush()
        running.finish(session, {"importId": record.id, **counts})


def _take_back(
    session: Session, cursor: Any, running: jobs.Running, record: Import
) -> dict[str, int]:
    total = int(record.counts.get("rows", 0))
    values = {
        "import": record.id,
        "event": record.event_id,
        "others": _others(session, record),
        "now": clock.now(),
    }

    def show(share: float, note: str) -> None:
        running.progress(int(total * share), total, note)

    counts = _contacts(cursor, values, lambda share: show(share / 2, "Taking the contacts back"))
    show(0.5, "Taking the accounts back")
    counts |= _accounts(cursor, values)
    show(0.8, "Noting what stays")
    counts["kept"] = cursor.execute(_KEPT, values).rowcount
    touched = [account_id for (account_id,) in cursor.execute(_TOUCHED, values).fetchall()]
    rescore(
        session,
        touched,
        f"Import of {record.filename} undone",
        running.asked_by,
        lambda share: show(0.85 + 0.15 * share, "Scoring the accounts"),
    )
    return counts


def _others(session: Session, record: Import) -> list[int]:
    """The event's other imports."""
    others = select(Import.id).where(
        col(Import.event_id) == record.event_id, col(Import.id) != record.id
    )
    return [int(other or 0) for other in session.scalars(others)]


def _contacts(cursor: Any, values: dict, taken: Callable[[float], None]) -> dict[str, int]:
    taken(0)
    cursor.execute(_LOCK_CONTACTS, values)
    cursor.execute(_CONTACTS, values)
    taken(0.3)
    removed = cursor.execute(_REMOVE_CONTACTS, values).rowcount
    emptied = _EMPTY_CONTACTS.format(
        texts=_emptied("c", ("title", "phone", "linkedin_url", "country", "notes"))
    )
    taken(0.7)
    restored = cursor.execute(emptied, values).rowcount
    cursor.execute(_GUESS_AGAIN)
    created = "r.outcome = 'created'"
    cursor.execute(_HANDED_BACK.format(record="contact", back="back", created=created), values)
    return {"contacts_removed": removed, "contacts_restored": restored}


def _accounts(cursor: Any, values: dict) -> dict[str, int]:
    cursor.execute(_LOCK_ACCOUNTS, values)
    cursor.execute(_ACCOUNTS, values)
    removed = cursor.execute(_REMOVE_ACCOUNTS, values).rowcount
    emptied = _EMPTY_ACCOUNTS.format(
        texts=_emptied("a", ("website", "industry", "size", "headquarters", "notes"))
    )
    restored = cursor.execute(emptied, values).rowcount
    created = "r.account_created"
    cursor.execute(
        _HANDED_BACK.format(record="account", back="back_account", created=created), values
    )
    return {"accounts_removed": removed, "accounts_restored": restored}


def _emptied(row: str, names: tuple[str, ...]) -> str:
    return ", ".join(
        f"{name} = CASE WHEN b.fields ? '{name}' THEN '' ELSE {row}.{name} END" for name in names
    )
