"""Rows of an import and contacts: matching, adding, filling empty fields.

A row matches the contact with its email address; without such a contact, the one of that name at
the account. Two people of one name with two addresses stay two. The same holds between the rows of
one file, whose later rows are duplicates of the first. An address that several people share is no
one's: ``own_email`` of a row is its address unless it is such a one.
"""

from collections.abc import Callable
from typing import Any

from yardflow.services.records.contact_fields import CONTACT

# A role's address, one that is known as shared, or one that this file gives to several people: to
# other last words, or first ones of which none is the other's beginning ("A. Lee" may be Ann Lee,
# Amy Lee is not).
_SHARED = """
    UPDATE incoming i SET email_shared = true
    WHERE NOT email_shared AND (
        email IN (
            WITH several AS (
                SELECT email FROM incoming WHERE email IS NOT NULL
                GROUP BY email HAVING min(name_key) <> max(name_key)
            ), name AS (
                SELECT email, split_part(name_key, ' ', 1) AS first,
                    substring(name_key FROM '[^ ]*$') AS last
                FROM incoming JOIN several USING (email)
            ), longest AS (
                SELECT email, (array_agg(first ORDER BY length(first) DESC))[1] AS first,
                    min(last) AS last
                FROM name GROUP BY email
            )
            SELECT email FROM name n JOIN longest l USING (email)
            WHERE n.last <> l.last OR NOT starts_with(l.first, n.first)
        ) OR email IN (SELECT email FROM contact WHERE email_shared)
    );
    ALTER TABLE incoming ADD COLUMN own_email text;
    UPDATE incoming SET own_email = email WHERE email IS NOT NULL AND NOT email_shared;
    CREATE TEMP TABLE marked_contact ON COMMIT DROP AS
    SELECT c.id, c.email, c.version, i.number FROM contact c JOIN (
        SELECT email, min(number) AS number FROM incoming WHERE email_shared GROUP BY email
    ) i ON i.email = c.email
    WHERE NOT c.email_shared AND NOT EXISTS (
        SELECT FROM contact o WHERE o.account_id = c.account_id AND o.name_key = c.name_key
            AND o.id <> c.id AND (o.email IS NULL OR o.email_shared)
    ) ORDER BY c.id FOR NO KEY UPDATE OF c;
"""
# Nothing that enrichment would ask about has changed, so the contact counts as known still.
_MARK = """
    UPDATE contact c SET email_shared = true, version = m.version + 1
    FROM marked_contact m WHERE c.id = m.id
"""
# Companies that are needed: those of rows whose address no contact has.
_NEEDED = """
    SELECT DISTINCT o.number FROM incoming i
    JOIN company o ON o.name_key = i.company_key AND o.domain = i.domain AND o.pick = i.pick
    LEFT JOIN contact c ON c.email = i.own_email AND NOT c.email_shared
    WHERE c.id IS NULL
"""
_MATCHED_ROWS = """
    CREATE TEMP TABLE matched_row ON COMMIT DROP AS
    SELECT i.number, i.own_email AS email, i.name_key, i.reserved, c.id AS contact_id,
        coalesce(c.account_id, p.account_id) AS account_id,
        coalesce(p.is_new, false) AND c.id IS NULL AS at_new
    FROM incoming i
    LEFT JOIN contact c ON c.email = i.own_email AND NOT c.email_shared
    LEFT JOIN company o ON o.name_key = i.company_key AND o.domain = i.domain AND o.pick = i.pick
    LEFT JOIN company_account p ON p.number = o.number;
    ANALYZE matched_row (number, email, account_id, name_key);
"""
# Rows of one address; then rows without one, which join a row of their name if there is one.
_DUPLICATES = """
    CREATE TEMP TABLE duplicate (number int, leader int) ON COMMIT DROP;
    INSERT INTO duplicate
    SELECT s.number, d.leader FROM matched_row s JOIN (
        SELECT email, min(number) AS leader FROM matched_row
        WHERE email IS NOT NULL GROUP BY email HAVING count(*) > 1
    ) d USING (email) WHERE s.number <> d.leader;
    INSERT INTO duplicate
    SELECT s.number, coalesce(e.leader, d.leader) FROM matched_row s JOIN (
        SELECT account_id, name_key, coalesce(min(number) FILTER (WHERE email IS NOT NULL),
            min(number)) AS leader
        FROM matched_row GROUP BY account_id, name_key
        HAVING count(*) > 1 AND count(*) > count(email)
    ) d USING (account_id, name_key) LEFT JOIN duplicate e ON e.number = d.leader
    WHERE s.email IS NULL AND s.number <> d.leader;
    ANALYZE duplicate;
"""
# By name only where the row or the contact has no address of its own, or the contact's was only
# guessed; one contact matches one row. Of several namesakes it is the one without an address.
_NAMED = """
    CREATE TEMP TABLE named ON COMMIT DROP AS
    SELECT DISTINCT ON (contact_id) number, contact_id FROM (
        SELECT s.number, CASE WHEN count(*) = 1 THEN min(c.id)
            ELSE min(c.id) FILTER (WHERE c.email IS NULL OR c.email_shared) END AS contact_id
        FROM matched_row s
        JOIN contact c ON c.account_id = s.account_id AND c.name_key = s.name_key
            AND (s.email IS NULL OR c.email IS NULL OR c.email_shared
                OR c.email_status = 'guessed')
        LEFT JOIN (SELECT DISTINCT contact_id FROM matched_row) taken ON taken.contact_id = c.id
        WHERE s.contact_id IS NULL AND NOT s.at_new
            AND (s.email IS NULL OR taken.contact_id IS NULL)
            AND NOT EXISTS (SELECT FROM duplicate d WHERE d.number = s.number)
        GROUP BY s.number
    ) by_name WHERE contact_id IS NOT NULL ORDER BY contact_id, number;
    ANALYZE named;
"""
# A row that matches by name a contact that another row matches by address is its duplicate.
_SAME_NAME = """
    INSERT INTO duplicate
    SELECT n.number, s.number FROM named n JOIN matched_row s USING (contact_id)
    WHERE NOT EXISTS (SELECT FROM duplicate d WHERE d.number = s.number);
    DELETE FROM named n USING duplicate d WHERE d.number = n.number;
    UPDATE duplicate d SET leader = further.leader FROM duplicate further
    WHERE further.number = d.leader;
"""
_PERSON = """
    CREATE TEMP TABLE person ON COMMIT DROP AS
    SELECT s.number, s.account_id, s.contact_id IS NULL AND n.contact_id IS NULL AS is_new,
        coalesce(s.contact_id, n.contact_id, s.reserved) AS contact_id
    FROM matched_row s LEFT JOIN named n USING (number)
    WHERE NOT EXISTS (SELECT FROM duplicate d WHERE d.number = s.number);
    ANALYZE person;
"""
_TEXTS = ("title", *CONTACT.text_names)
# What the other rows of a person add to the first one; notes are put together.
_GATHER = """
    UPDATE incoming i SET {texts}, notes = g.notes,
        email = coalesce(i.own_email, g.email, i.email),
        email_shared = i.own_email IS NULL AND g.email IS NULL AND i.email_shared,
        personas = CASE WHEN i.title = '' OR g.judged THEN g.personas ELSE i.personas END,
        personas_origin = CASE WHEN g.judged THEN 'imported' ELSE i.personas_origin END,
        seniority = CASE WHEN i.title = '' THEN g.seniority ELSE i.seniority END
    FROM (
        SELECT l.leader, {first},
            (array_agg(m.own_email ORDER BY m.number)
                FILTER (WHERE m.own_email IS NOT NULL))[1] AS email,
            (array_agg(m.seniority ORDER BY m.number)
                FILTER (WHERE m.seniority IS NOT NULL))[1] AS seniority,
            bool_or(m.personas_origin = 'imported') AS judged,
            (array_agg(m.personas::text ORDER BY m.personas_origin = 'imported' DESC,
                m.title = '', m.number))[1]::text[] AS personas,
            (SELECT left(coalesce(string_agg(note, E'\\n' ORDER BY note), ''), 20000) FROM (
                SELECT DISTINCT note FROM unnest(array_agg(m.notes)) note WHERE note <> ''
            ) notes) AS notes
        FROM (
            SELECT number, leader FROM duplicate UNION SELECT leader, leader FROM duplicate
        ) l JOIN incoming m ON m.number = l.number GROUP BY l.leader
    ) g WHERE i.number = g.leader
"""
# In the order of an index: its pages are found warm, and colleagues lie beside each other.
_ADD = """
    INSERT INTO contact (
        id, account_id, account_sort, first_name, last_name, name_key, email, email_status,
        email_shared, {texts}, personas, personas_origin, seniority, seniority_origin, created_at,
        updated_at
    )
    SELECT p.contact_id, p.account_id, a.sort_name, i.first_name, i.last_name, i.name_key, i.email,
        CASE WHEN i.email IS NULL THEN 'none' ELSE 'given' END, i.email_shared, {incoming},
        i.personas, i.personas_origin, i.seniority, i.seniority_origin, %(now)s, %(now)s
    FROM incoming i JOIN person p USING (number) JOIN account a ON a.id = p.account_id
    WHERE p.is_new AND i.number > %(after)s AND i.number <= %(upto)s
    ORDER BY p.account_id, i.name_key
"""
_LOCK = """
    SELECT id FROM contact
    WHERE id IN (SELECT contact_id FROM person WHERE NOT is_new)
    ORDER BY id FOR NO KEY UPDATE
"""
# A given address replaces none, one that was only guessed, and a shared one if it is the own one.
_GIVEN = (
    "i.email IS NOT NULL AND (c.email IS NULL OR c.email_status = 'guessed'"
    " OR (c.email_shared AND NOT i.email_shared))"
)
# A claim on a field that the import fills no longer counts.
_REPLACED = """
    UPDATE claim k SET status = CASE k.status WHEN 'applied' THEN 'replaced' ELSE 'unused' END,
        settled_at = %(now)s
    FROM contact_filled f
    WHERE k.contact_id = f.id AND f.fields ? k.field AND k.status IN ('applied', 'review')
"""
# Those that follow what is filled in or get a stage, as all who change several lock them: after
# contacts and before accounts.
_LOCK_ATTENDEES = """
    SELECT id FROM attendee WHERE id IN (
        SELECT a.id FROM attendee a JOIN contact_filled f ON f.id = a.contact_id
        WHERE f.fields <> '{}'
        UNION ALL SELECT a.id FROM attendee a JOIN company_account p USING (account_id)
        WHERE a.event_id = %(event)s AND a.stage IS NULL
    ) ORDER BY id FOR NO KEY UPDATE
"""
_EMPTY = "'{}'::jsonb"
_JUDGED = (
    "c.{0}_origin = 'inferred' AND c.{0} IS DISTINCT FROM i.{0}"
    " AND (i.{0}_origin = 'imported' OR (c.title = '' AND i.title <> ''))"
)
_FILLED = """
    CREATE TEMP TABLE contact_filled ON COMMIT DROP AS
    SELECT c.id, c.account_id, i.number, c.version + 1 AS version, {before} AS fields
    FROM contact c JOIN person p ON p.contact_id = c.id AND NOT p.is_new
    JOIN incoming i USING (number)
"""
_FILL = """
    UPDATE contact c SET {values}, version = f.version, updated_at = %(now)s
    FROM contact_filled f JOIN incoming i USING (number)
    WHERE c.id = f.id AND f.fields <> '{{}}'
"""
_AT_ONCE = 10_000


def mark_shared(cursor: Any) -> int:
    """Says in ``incoming``, and of contacts that are there, which addresses are shared; leaves
    those contacts as they were in ``marked_contact``, and says how many they are.
    """
    cursor.execute(_SHARED)
    count = cursor.execute(_MARK).rowcount
    cursor.execute("ANALYZE incoming (own_email)")
    return int(count)


def needed_companies(cursor: Any) -> set[int]:
    """The numbers of companies whose account has to be found or added."""
    return {number for (number,) in cursor.execute(_NEEDED).fetchall()}


def match(cursor: Any) -> None:
    """Leaves ``person``: each person's first row and contact; ``duplicate``: all other rows."""
    cursor.execute(_MATCHED_ROWS)
    cursor.execute(_DUPLICATES)
    cursor.execute(_NAMED)
    cursor.execute(_SAME_NAME)
    cursor.execute(_PERSON)
    texts = ", ".join(f"{name} = g.{name}" for name in _TEXTS)
    first = ", ".join(
        f"coalesce((array_agg(m.{name} ORDER BY m.number) FILTER (WHERE m.{name} <> ''))[1], '')"
        f" AS {name}"
        for name in _TEXTS
    )
    cursor.execute(_GATHER.format(texts=texts, first=first))


def add(cursor: Any, moment: Any, adding: Callable[[float], None]) -> None:
    """Adds the new ones, some thousands at a time; ``adding`` is called with the share done."""
    incoming = ", ".join(f"i.{name}" for name in _TEXTS)
    statement = _ADD.format(texts=", ".join(_TEXTS), incoming=incoming)
    last = cursor.execute("SELECT coalesce(max(number), 0) FROM person").fetchone()[0]
    for after in range(0, last, _AT_ONCE):
        adding(after / last)
        upto = after + _AT_ONCE
        values = {"now": moment, "after": after, "upto": upto}
        cursor.execute(statement, values)


def lock(cursor: Any, event_id: int) -> None:
    """Locks existing contacts and the attendees that follow; leaves ``contact_filled`` with the
    values before of what gets filled in.
    """
    cursor.execute(_LOCK)
    cursor.execute(_FILLED.format(before=_before()))
    cursor.execute(_LOCK_ATTENDEES, {"event": event_id})


def fill(cursor: Any, moment: Any) -> None:
    """Fills empty fields of existing contacts."""
    values = {"now": moment}
    cursor.execute(_FILL.format(values=_values()), values)
    cursor.execute(_REPLACED, values)


def _before() -> str:
    parts = [
        f"CASE WHEN c.{name} = '' AND i.{name} <> ''"
        f' THEN \'{{"{name}": ""}}\'::jsonb ELSE {_EMPTY} END'
        for name in _TEXTS
    ]
    parts.append(
        f"CASE WHEN {_GIVEN} THEN jsonb_build_object('email', c.email,"
        f" 'email_status', c.email_status, 'email_shared', c.email_shared) ELSE {_EMPTY} END"
    )
    parts += [
        f"CASE WHEN {_JUDGED.format(name)} THEN jsonb_build_object('{name}', c.{name},"
        f" '{name}_origin', c.{name}_origin) ELSE {_EMPTY} END"
        for name in ("personas", "seniority")
    ]
    return " || ".join(parts)


def _values() -> str:
    values = [
        f"{name} = CASE WHEN c.{name} = '' THEN i.{name} ELSE c.{name} END" for name in _TEXTS
    ]
    values += [
        f"email = CASE WHEN {_GIVEN} THEN i.email ELSE c.email END",
        f"email_status = CASE WHEN {_GIVEN} THEN 'given' ELSE c.email_status END",
        f"email_shared = CASE WHEN {_GIVEN} THEN i.email_shared ELSE c.email_shared END",
    ]
    for name in ("personas", "seniority"):
        judged = _JUDGED.format(name)
        values += [
            f"{name} = CASE WHEN {judged} THEN i.{name} ELSE c.{name} END",
            f"{name}_origin = CASE WHEN {judged} THEN i.{name}_origin ELSE c.{name}_origin END",
        ]
    return ", ".join(values)
