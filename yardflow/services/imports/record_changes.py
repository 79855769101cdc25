"""What imports have to do with the records of the one that is undone, change by change.

A record's version leads from one change to the next. As long as every version since an import's own
change is that of another finished import, nobody's work would be lost by undoing it. What a later
import replaced is handed on to it: undoing that one leads to what was before both.
"""

from typing import Any

from yardflow.models import ImportKind
from yardflow.services.imports import same_changes
from yardflow.services.imports.execution import replaced_claims
from yardflow.services.imports.normalization.normalized_row import COLUMNS

# Imports whose records are in the workplace: those that are about to be undone, too.
_FINISHED = "i.status IN ('done', 'undoing')"
# Who changes a contact writes its attendees next, then its account and that one's targets.
_LOCKS = (
    "SELECT id FROM event ORDER BY id FOR KEY SHARE",
    """
    SELECT id FROM contact WHERE id IN (
        SELECT contact_id FROM import_row
        WHERE import_id = %(import)s AND (outcome = 'created' OR before ? 'contact')
        UNION SELECT (before -> 'shared' ->> 'id')::bigint FROM import_row
        WHERE import_id = %(import)s AND before ? 'shared'
    ) ORDER BY id FOR UPDATE
    """,
    """
    SELECT id FROM attendee WHERE id IN (
        SELECT id FROM attendee WHERE import_id = %(import)s
        UNION SELECT a.id FROM attendee a
        JOIN target t ON t.event_id = a.event_id AND t.account_id = a.account_id
        WHERE t.import_id = %(import)s
        UNION SELECT a.id FROM attendee a JOIN import_row r ON r.contact_id = a.contact_id
        WHERE r.import_id = %(import)s AND (r.outcome = 'created' OR r.before ? 'contact')
    ) ORDER BY id FOR UPDATE
    """,
    """
    SELECT id FROM account WHERE id IN (
        SELECT account_id FROM import_row
        WHERE import_id = %(import)s AND (account_created OR before ? 'account')
    ) ORDER BY id FOR UPDATE
    """,
    "SELECT id FROM target WHERE import_id = %(import)s ORDER BY id FOR UPDATE",
)
_OWN_CONTACTS = """
    CREATE TEMP TABLE own_contact ON COMMIT DROP AS
    SELECT contact_id AS id FROM import_row WHERE import_id = %(import)s AND outcome <> 'skipped'
    UNION SELECT (before -> 'shared' ->> 'id')::bigint FROM import_row
    WHERE import_id = %(import)s AND before ? 'shared'
"""
_OWN_ACCOUNTS = """
    CREATE TEMP TABLE own_account ON COMMIT DROP AS
    SELECT DISTINCT account_id AS id FROM import_row
    WHERE import_id = %(import)s AND outcome <> 'skipped'
"""
_OTHERS = """
    CREATE TEMP TABLE other_row ON COMMIT DROP AS
    SELECT r.import_id, r.number, r.outcome, r.account_id, r.account_created, r.before,
        CASE WHEN i.kind = 'contacts' THEN r.contact_id END AS contact_id,
        i.kind, i.event_id, i.made_by, i.finished_at, i.overwrites, r.cleaned,
        r.cleaned[{notes}] AS notes
    FROM import_row r JOIN import i ON i.id = r.import_id
    LEFT JOIN own_contact c ON c.id = r.contact_id AND i.kind = 'contacts'
    LEFT JOIN own_account a ON a.id = r.account_id
    LEFT JOIN own_contact s ON s.id = (r.before -> 'shared' ->> 'id')::bigint
    WHERE {finished} AND i.id <> %(import)s AND r.outcome <> 'skipped'
        AND (c.id IS NOT NULL OR a.id IS NOT NULL OR s.id IS NOT NULL)
"""
# ``part`` is the key in import_row.before; ``reached`` is the version that imports alone lead to.
_CHANGES = """
    CREATE TEMP TABLE {record}_change ON COMMIT DROP AS
    SELECT import_id, number, {record}_id AS id, '{record}' AS part,
        {created} OR coalesce(before -> '{record}' ? 'added', false) AS added,
        (before -> '{record}' ->> 'from')::int AS came_from,
        coalesce((before -> '{record}' ->> 'version')::int, 1) AS reached,
        coalesce(before -> '{record}' -> 'fields', '{{}}') AS fields
    FROM (
        SELECT import_id, number, {record}_id, outcome, account_created, before FROM import_row
        WHERE import_id = %(import)s
        UNION ALL
        SELECT import_id, number, {record}_id, outcome, account_created, before FROM other_row
    ) r WHERE {record}_id IS NOT NULL AND ({created} OR before ? '{record}')
"""
_CREATED = {"contact": "outcome = 'created'", "account": "account_created"}
_MARKS = """
    CREATE TEMP TABLE shared_mark ON COMMIT DROP AS
    SELECT import_id, number, (before -> 'shared' ->> 'id')::bigint AS id,
        before -> 'shared' ->> 'email' AS email,
        (before -> 'shared' ->> 'from')::int AS came_from,
        (before -> 'shared' ->> 'version')::int AS version
    FROM (
        SELECT import_id, number, before FROM import_row WHERE import_id = %(import)s
        UNION ALL SELECT import_id, number, before FROM other_row
    ) r WHERE before ? 'shared'
"""
_MARKED = """
    INSERT INTO contact_change
    SELECT import_id, number, id, 'shared', false, came_from, version, '{}' FROM shared_mark
"""
_NEXT = """
    UPDATE {record}_change c SET reached = n.reached FROM {record}_change n
    WHERE n.id = c.id AND n.came_from = c.reached AND n.reached > c.reached
"""
# The first of the others that names the record takes its place as the one that added it.
_SUCCESSORS = """
    CREATE TEMP TABLE {record}_successor ON COMMIT DROP AS
    SELECT DISTINCT ON (b.id) b.id, b.version, o.import_id, o.number
    FROM reverted_{record} b JOIN other_row o ON o.{record}_id = b.id
    WHERE b.added AND b.untouched
    ORDER BY b.id, o.finished_at, o.import_id, (o.before ? '{record}') IS TRUE DESC, o.number;
    UPDATE import_row r SET before = jsonb_set(coalesce(r.before, '{{}}'), '{{{record}}}',
        coalesce(r.before -> '{record}', '{{}}')
        || jsonb_build_object('added', true, 'version', s.version))
    FROM {record}_successor s WHERE r.import_id = s.import_id AND r.number = s.number;
    UPDATE reverted_{record} b SET succeeded = true FROM {record}_successor s WHERE s.id = b.id
"""
_LATER = """
    CREATE TEMP TABLE {record}_later ON COMMIT DROP AS
    SELECT DISTINCT ON (f.id, f.name) f.id, f.name, f.fields -> f.name AS value,
        c.import_id, c.number
    FROM (
        SELECT id, came_from, fields, jsonb_object_keys(fields) AS name FROM reverted_{record}
        WHERE untouched AND NOT added
    ) f JOIN {record}_change c ON c.id = f.id AND c.part = '{record}'
    WHERE c.import_id <> %(import)s AND c.came_from > f.came_from AND c.fields ? f.name
    ORDER BY f.id, f.name, c.came_from
"""
# What an address is like stays with it, with personas and seniority their origin, and with a title
# what was inferred from it.
_ALONG = """
    INSERT INTO contact_later
    SELECT l.id, n.name, b.fields -> n.name, l.import_id, l.number
    FROM contact_later l JOIN reverted_contact b ON b.id = l.id JOIN contact c ON c.id = l.id
    JOIN (VALUES ('email', 'email_status'), ('email', 'email_shared'), ('title', 'personas'),
        ('title', 'personas_origin'), ('title', 'seniority'), ('title', 'seniority_origin'),
        ('personas', 'personas_origin'), ('seniority', 'seniority_origin')
    ) n (leader, name) ON n.leader = l.name
    LEFT JOIN contact_later k ON k.id = l.id AND k.name = n.name
    WHERE b.fields ? n.name AND k.id IS NULL AND 'inferred' = CASE
        WHEN n.leader <> 'title' THEN 'inferred'
        WHEN n.name LIKE 'personas%' THEN c.personas_origin
        WHEN n.name LIKE 'seniority%' THEN c.seniority_origin ELSE 'inferred' END
"""
_TO_THE_LATER = """
    UPDATE import_row r SET before = coalesce(r.before, '{{}}') || jsonb_build_object('{record}',
        coalesce(r.before -> '{record}', jsonb_build_object('from', g.version))
        || jsonb_build_object('fields',
            coalesce(r.before -> '{record}' -> 'fields', '{{}}') || g.fields))
    FROM (
        SELECT l.import_id, l.number, min(b.version) AS version,
            jsonb_object_agg(l.name, l.value) AS fields
        FROM {record}_later l JOIN reverted_{record} b ON b.id = l.id
        GROUP BY l.import_id, l.number
    ) g WHERE r.import_id = g.import_id AND r.number = g.number;
    INSERT INTO {record}_change
    SELECT DISTINCT l.import_id, l.number, l.id, '{record}', false, b.version, b.version,
        '{{}}'::jsonb
    FROM {record}_later l JOIN reverted_{record} b ON b.id = l.id
    LEFT JOIN {record}_change c ON c.import_id = l.import_id AND c.number = l.number
        AND c.part = '{record}'
    WHERE c.id IS NULL;
    UPDATE reverted_{record} b SET fields = b.fields - g.names
    FROM (SELECT id, array_agg(name) AS names FROM {record}_later GROUP BY id) g WHERE g.id = b.id
"""
# An address that others have too is shared because of the next import that brought it to them, or
# that has them from now on.
_MARK_ON = """
    UPDATE import_row r SET before = coalesce(r.before, '{{}}') || jsonb_build_object('shared',
        jsonb_build_object('id', m.id, 'email', m.email, 'from', m.came_from,
            'version', m.version + 1))
    FROM (
        SELECT DISTINCT ON (m.id) m.id, m.email, m.came_from, b.version, o.import_id, o.number
        FROM shared_mark m JOIN reverted_contact b ON b.id = m.id
        JOIN (
            SELECT import_id, number, contact_id, cleaned[{email}] AS email, before FROM import_row
            WHERE outcome <> 'skipped'
            UNION ALL SELECT s.import_id, s.number, c.id, c.email, r.before
            FROM contact_successor s JOIN contact c ON c.id = s.id
            JOIN import_row r ON r.import_id = s.import_id AND r.number = s.number
        ) o ON o.email = m.email AND o.contact_id <> m.id
        JOIN import i ON i.id = o.import_id
        JOIN import own ON own.id = m.import_id AND own.finished_at < i.finished_at
        WHERE m.import_id = %(import)s AND b.untouched AND NOT b.added
            AND NOT b.fields ? 'email_shared' AND i.kind = 'contacts'
            AND {finished} AND NOT coalesce(o.before ? 'shared', false)
        ORDER BY m.id, i.finished_at, i.id, o.number
    ) m WHERE r.import_id = m.import_id AND r.number = m.number
"""
# The others find their records at the version that the undo left.
_REPOINTED = """
    UPDATE import_row r SET before = coalesce(r.before, '{{}}') || p.parts FROM (
        SELECT c.import_id, c.number, jsonb_object_agg(c.part,
            coalesce(i.before -> c.part, '{{}}') || jsonb_build_object('version', b.version + 1)
        ) AS parts
        FROM {record}_change c
        JOIN reverted_{record} b ON b.id = c.id AND b.version = c.reached
        JOIN import_row i ON i.import_id = c.import_id AND i.number = c.number
        WHERE c.import_id <> %(import)s AND b.untouched AND NOT b.added
        GROUP BY c.import_id, c.number
    ) p WHERE r.import_id = p.import_id AND r.number = p.number
"""


def lock(cursor: Any, values: dict[str, Any]) -> None:
    """Locks what undoing the import may change, in the order in which all others do."""
    for statement in _LOCKS:
        cursor.execute(statement, values)


def gather(cursor: Any, values: dict[str, Any]) -> None:
    """Leaves ``other_row``, the rows in which other finished imports name records of this one."""
    cursor.execute(_OWN_CONTACTS, values)
    cursor.execute(_OWN_ACCOUNTS, values)
    notes = COLUMNS[ImportKind.ACCOUNTS].index("notes") + 1
    cursor.execute(_OTHERS.format(notes=notes, finished=_FINISHED), values)


def trace(cursor: Any, record: str, values: dict[str, Any]) -> None:
    """Leaves ``contact_change`` or ``account_change``: what this import and others changed, and the
    version that leads to.
    """
    cursor.execute(_CHANGES.format(record=record, created=_CREATED[record]), values)
    if record == "contact":
        cursor.execute(_MARKS, values)
        cursor.execute(_MARKED)
    while cursor.execute(_NEXT.format(record=record)).rowcount:
        pass


def succeed(cursor: Any, record: str) -> None:
    """Records that this import added and others have too are the first other one's from now on."""
    cursor.execute(_SUCCESSORS.format(record=record))


def hand_on(cursor: Any, record: str, values: dict[str, Any]) -> None:
    """Gives the values before to later imports that replaced what this one had filled in or brought
    the same; the other fields stay in ``reverted_contact`` or ``reverted_account``.
    """
    cursor.execute(_LATER.format(record=record), values)
    same_changes.find(cursor, record, values)
    if record == "contact":
        cursor.execute(_ALONG)
    replaced_claims.hand_on(cursor, record)
    cursor.execute(_TO_THE_LATER.format(record=record))


def mark_on(cursor: Any, values: dict[str, Any]) -> None:
    """Gives what this import said of shared addresses, and others say too, to the first of them."""
    email = COLUMNS[ImportKind.CONTACTS].index("email") + 1
    cursor.execute(_MARK_ON.format(email=email, finished=_FINISHED), values)


def repoint(cursor: Any, record: str, values: dict[str, Any]) -> None:
    """Tells the other imports the version that the records have by now."""
    cursor.execute(_REPOINTED.format(record=record), values)
