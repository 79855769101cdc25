"""Which contact each row of an import is about, and which rows are about the same one.

A row matches the contact with its email address; without such a contact, the one of that name at
the account. Two people of one name with two addresses stay two. The same holds between the rows of
one file, whose later rows are duplicates of the first. An address that several people share is no
one's: ``own_email`` of a row is its address unless it is such a one.
"""

from typing import Any

from yardflow.services.records.contact_fields import CONTACT

# A role's address, one that is known as shared, or one that this file gives to several people: to
# other last words, or first ones of which none is the other's beginning ("A. Lee" may be Ann Lee,
# Amy Lee is not).
_SHARED = """
    UPDATE incoming i SET email_shared = true, own_email = NULL
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
TEXTS = ("title", *CONTACT.text_names)
# What all rows of a person say together, and which row it is that says it; notes are put together.
_GATHERED = """
    CREATE TEMP TABLE gathered ON COMMIT DROP AS
    SELECT l.leader, {first},
        (array_agg(m.own_email ORDER BY m.number)
            FILTER (WHERE m.own_email IS NOT NULL))[1] AS email,
        min(m.number) FILTER (WHERE m.own_email IS NOT NULL) AS email_row,
        (array_agg(m.seniority ORDER BY m.seniority_given DESC, m.number)
            FILTER (WHERE m.seniority IS NOT NULL))[1] AS seniority,
        (array_agg(m.number ORDER BY m.seniority_given DESC, m.number)
            FILTER (WHERE m.seniority IS NOT NULL))[1] AS seniority_row,
        bool_or(m.seniority_given) AS seniority_given,
        bool_or(m.personas_given) AS personas_given,
        bool_or(m.personas_origin = 'imported') AS judged,
        (array_agg(m.personas::text ORDER BY {personas}))[1]::text[] AS personas,
        (array_agg(m.number ORDER BY {personas}))[1] AS personas_row,
        (SELECT left(coalesce(string_agg(note, E'\\n' ORDER BY note), ''), 20000) FROM (
            SELECT DISTINCT note FROM unnest(array_agg(m.notes)) note WHERE note <> ''
        ) notes) AS notes
    FROM (
        SELECT number, leader FROM duplicate UNION SELECT leader, leader FROM duplicate
    ) l JOIN incoming m ON m.number = l.number GROUP BY l.leader
"""
_PERSONAS = "m.personas_given DESC, m.personas_origin = 'imported' DESC, m.title = '', m.number"
# The first row gets what the others add to it.
_GATHER = """
    UPDATE incoming i SET {texts}, notes = g.notes,
        email = coalesce(i.own_email, g.email, i.email),
        email_shared = i.own_email IS NULL AND g.email IS NULL AND i.email_shared,
        personas = CASE WHEN i.title = '' OR g.judged THEN g.personas ELSE i.personas END,
        personas_origin = CASE WHEN g.judged THEN 'imported' ELSE i.personas_origin END,
        personas_given = g.personas_given,
        seniority = CASE WHEN i.title = '' OR g.seniority_given
            THEN g.seniority ELSE i.seniority END,
        seniority_origin = CASE WHEN g.seniority_given THEN 'imported' ELSE i.seniority_origin END,
        seniority_given = g.seniority_given
    FROM gathered g WHERE i.number = g.leader
"""


def mark_shared(cursor: Any) -> int:
    """Says in ``incoming``, and of contacts that are there, which addresses are shared; leaves
    those contacts as they were in ``marked_contact``, and says how many they are.
    """
    cursor.execute(_SHARED)
    return int(cursor.execute(_MARK).rowcount)


def needed_companies(cursor: Any) -> set[int]:
    """The numbers of companies whose account has to be found or added."""
    return {number for (number,) in cursor.execute(_NEEDED).fetchall()}


def match(cursor: Any) -> None:
    """Leaves ``person``: each person's first row and contact; ``duplicate``: all other rows;
    ``gathered``: what the rows of one person say together.
    """
    cursor.execute(_MATCHED_ROWS)
    cursor.execute(_DUPLICATES)
    cursor.execute(_NAMED)
    cursor.execute(_SAME_NAME)
    cursor.execute(_PERSON)
    texts = ", ".join(f"{name} = g.{name}" for name in TEXTS)
    first = ", ".join(
        f"coalesce((array_agg(m.{name} ORDER BY m.number) FILTER (WHERE m.{name} <> ''))[1], '')"
        f" AS {name}, min(m.number) FILTER (WHERE m.{name} <> '') AS {name}_row"
        for name in TEXTS
    )
    cursor.execute(_GATHERED.format(first=first, personas=_PERSONAS))
    cursor.execute(_GATHER.format(texts=texts))
