"""What an import adds to its event's list, and what its notes add to records.

Each row says which import it came by, so that undoing takes away exactly that.
"""

from datetime import datetime
from typing import Any

from yardflow.models import AttendeeSource, Import, ImportKind

_TARGETS = {
    ImportKind.ACCOUNTS: "SELECT account_id, stage FROM incoming_account",
    ImportKind.CONTACTS: "SELECT DISTINCT account_id, 'Lead' AS stage FROM person",
}
# With what a row repeats, which the database would look up row by row. Nobody else can change these
# accounts any more: each is new, or locked since its empty fields were filled. Of one that is gone
# the database finds nothing either, and refuses the row.
_ADD_TARGETS = """
    INSERT INTO target (event_id, account_id, stage, added_by, import_id, added_at, updated_at,
        sort_name, icp_score, owner_id)
    SELECT %(event)s, account_id, chosen.stage, %(by)s, %(import)s, %(now)s, %(now)s,
        a.sort_name, a.icp_score, a.owner_id
    FROM ({targets}) chosen LEFT JOIN account a ON a.id = account_id ORDER BY account_id
    ON CONFLICT (event_id, account_id) DO NOTHING
"""
# As with targets. Their accounts' stages are read under a lock; where there is none, the database
# looks once more.
_ADD_ATTENDEES = """
    WITH here AS MATERIALIZED (
        SELECT account_id, stage FROM target
        WHERE event_id = %(event)s AND account_id IN (SELECT account_id FROM person)
        ORDER BY account_id FOR SHARE
    )
    INSERT INTO attendee (event_id, contact_id, source, added_by, import_id, added_at, updated_at,
        account_id, sort_name, account_sort, personas, seniority, email_status, owner_id,
        enrichment, search, stage)
    SELECT %(event)s, c.id, %(source)s, %(by)s, %(import)s, %(now)s, %(now)s, c.account_id,
        c.sort_name, c.account_sort, c.personas, c.seniority, c.email_status, c.owner_id,
        c.enrichment, c.search, here.stage
    FROM person JOIN contact c ON c.id = person.contact_id
    LEFT JOIN here ON here.account_id = c.account_id
    ORDER BY c.id
    ON CONFLICT (event_id, contact_id) DO NOTHING
"""
# A text that the record has already says nothing new.
_ADD_NOTES = """
    INSERT INTO note ({record}_id, event_id, import_id, text, created_at)
    SELECT {record}_id, %(event)s, %(import)s, notes, %(now)s FROM ({noted}) noted
    WHERE notes <> '' AND NOT EXISTS (
        SELECT FROM note n WHERE n.{record}_id = noted.{record}_id AND n.text = noted.notes
    )
    ORDER BY {record}_id
"""
_NOTED = {
    ImportKind.ACCOUNTS: "SELECT account_id, notes FROM incoming_account",
    ImportKind.CONTACTS: "SELECT contact_id, notes FROM person JOIN incoming USING (number)",
}

_NOTED_ACCOUNTS = """
    CREATE TEMP TABLE noted_account ON COMMIT DROP AS
    SELECT DISTINCT account_id FROM note WHERE import_id = %(import)s AND account_id IS NOT NULL
"""
# What a later import has too came by that one, then. It found it there and added nothing; of one
# that came before, a person had removed it.
_TO_OTHERS = """
    UPDATE {membership} t SET import_id = o.import_id, added_by = o.made_by,
        added_at = o.finished_at{source}
    FROM (
        SELECT DISTINCT ON (own.id) own.id, r.import_id, r.made_by, r.finished_at
        FROM {membership} own
        JOIN other_row r ON r.event_id = own.event_id AND r.{record}_id = own.{record}_id
        WHERE own.import_id = %(import)s AND r.finished_at > own.added_at
        ORDER BY own.id, r.finished_at, r.import_id
    ) o JOIN import i ON i.id = o.import_id WHERE t.id = o.id
"""
_SOURCE = """, source =
        CASE WHEN (i.source ->> 'badge_scans')::boolean THEN 'badge_scan' ELSE 'import' END
"""
# A record's rows were put together to one note (`contact_matching`, `account_upsert`).
_NOTED_BY_OTHERS = """
    SELECT import_id, event_id, finished_at, {record}_id,
        left(string_agg(notes, E'\\n' ORDER BY notes), 20000) AS notes
    FROM (
        SELECT DISTINCT import_id, event_id, finished_at, {record}_id, notes FROM other_row
        WHERE kind = '{kind}' AND notes <> ''
    ) texts GROUP BY import_id, event_id, finished_at, {record}_id
"""
_NOTES_TO_OTHERS = """
    UPDATE note t SET import_id = o.import_id, event_id = o.event_id, created_at = o.finished_at
    FROM (
        SELECT DISTINCT ON (n.id) n.id, r.import_id, r.event_id, r.finished_at
        FROM note n JOIN ({noted}) r ON r.{record}_id = n.{record}_id AND r.notes = n.text
            AND r.finished_at > n.created_at
        LEFT JOIN note own ON own.import_id = r.import_id AND own.{record}_id = n.{record}_id
        WHERE n.import_id = %(import)s AND n.edited_at IS NULL AND own.id IS NULL
        ORDER BY n.id, r.finished_at, r.import_id
    ) o WHERE t.id = o.id
"""
# Notes and memberships that a person has changed since are theirs.
_REMOVE_NOTES = "DELETE FROM note WHERE import_id = %(import)s AND edited_at IS NULL"
_REMOVE_ATTENDEES = "DELETE FROM attendee WHERE import_id = %(import)s AND version = 1"
# A target that others' attendees need by now is theirs.
_HANDED_ON = """
    UPDATE target t SET import_id = o.import_id, added_by = o.added_by FROM (
        SELECT DISTINCT ON (a.event_id, a.account_id)
            a.event_id, a.account_id, a.import_id, a.added_by
        FROM attendee a JOIN target own
            ON own.event_id = a.event_id AND own.account_id = a.account_id
        WHERE own.import_id = %(import)s ORDER BY a.event_id, a.account_id, a.added_at, a.id
    ) o
    WHERE t.import_id = %(import)s AND t.version = 1
        AND o.event_id = t.event_id AND o.account_id = t.account_id
"""
_REMOVE_TARGETS = "DELETE FROM target WHERE import_id = %(import)s AND version = 1"


def add_notes(
    cursor: Any, kind: ImportKind, import_id: int, event_id: int, now: datetime
) -> dict[str, int]:
    """Adds the file's notes to its companies or people; how many were added."""
    values = {"event": event_id, "import": import_id, "now": now}
    record = "account" if kind == ImportKind.ACCOUNTS else "contact"
    notes = _ADD_NOTES.format(record=record, noted=_NOTED[kind])
    return {"notes_added": _run(cursor, notes, values)}


def add(
    cursor: Any, record: Import, event_id: int, user_id: int | None, now: datetime
) -> dict[str, int]:
    """Adds the file's companies and people to the event's list; how many were added of each."""
    source = AttendeeSource.IMPORT
    if record.source.get("badge_scans"):
        source = AttendeeSource.BADGE_SCAN
    values = {"event": event_id, "import": record.id, "by": user_id, "now": now, "source": source}
    targets = _ADD_TARGETS.format(targets=_TARGETS[record.kind])
    counts = {"targets_added": _run(cursor, targets, values)}
    if record.kind == ImportKind.CONTACTS:
        counts["attendees_added"] = _run(cursor, _ADD_ATTENDEES, values)
    return counts


def remove(cursor: Any, import_id: int) -> dict[str, int]:
    """Takes away what was added so and no one has changed since, and gives what other imports have
    as well (``other_row``) to them; how many were removed of each.

    Leaves ``noted_account``, the accounts that had a note of the import.
    """
    values = {"import": import_id}
    cursor.execute(_NOTED_ACCOUNTS, values)
    for kind, record in ((ImportKind.ACCOUNTS, "account"), (ImportKind.CONTACTS, "contact")):
        noted = _NOTED_BY_OTHERS.format(record=record, kind=kind)
        cursor.execute(_NOTES_TO_OTHERS.format(record=record, noted=noted), values)
    cursor.execute(_REMOVE_NOTES, values)
    cursor.execute(
        _TO_OTHERS.format(membership="attendee", record="contact", source=_SOURCE), values
    )
    cursor.execute(_TO_OTHERS.format(membership="target", record="account", source=""), values)
    attendees = _run(cursor, _REMOVE_ATTENDEES, values)
    cursor.execute(_HANDED_ON, values)
    targets = _run(cursor, _REMOVE_TARGETS, values)
    return {"attendees_removed": attendees, "targets_removed": targets}


def _run(cursor: Any, statement: str, values: dict[str, Any]) -> int:
    return int(cursor.execute(statement, values).rowcount)
