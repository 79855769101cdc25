"""The outcome of each row, saved with it, so that it can be shown and undone."""

from typing import Any

from yardflow.models import ImportKind

# One row stands for an account: the first that names it. Undo looks at that row.
_ACCOUNTS = """
    CREATE TEMP TABLE account_row ON COMMIT DROP AS
    SELECT o.number, o.account_id, o.is_new,
        CASE WHEN f.fields <> '{}' THEN jsonb_build_object('account',
            jsonb_build_object(
                'from', f.version - 1, 'version', f.version, 'fields', f.fields)) END AS before
    FROM incoming_account o LEFT JOIN account_filled f ON f.id = o.account_id
"""
_OF_ACCOUNTS = """
    UPDATE import_row r SET account_id = p.account_id,
        account_created = coalesce(a.is_new, false),
        before = a.before, outcome = CASE WHEN a.number IS NULL THEN 'duplicate'
            WHEN a.is_new THEN 'created' WHEN a.before IS NULL AND n.id IS NULL THEN 'unchanged'
            ELSE 'updated' END
    FROM company_account p LEFT JOIN account_row a ON a.number = p.number
    LEFT JOIN note n ON n.import_id = %(import)s AND n.account_id = p.account_id
    WHERE r.import_id = %(import)s AND r.number = p.number
"""
_FIRST_ROWS = """
    UPDATE account_row a SET number = first.number FROM (
        SELECT min(p.number) AS number, p.account_id FROM person p
        JOIN account_row USING (account_id) GROUP BY p.account_id
    ) first WHERE a.account_id = first.account_id
"""
# A row that added a contact, as expected, has that outcome already; those are most of a file.
_OF_CONTACTS = """
    UPDATE import_row r SET account_id = p.account_id,
        contact_id = p.contact_id,
        account_created = coalesce(a.is_new, false),
        before = CASE WHEN f.id IS NOT NULL OR a.before IS NOT NULL THEN
            coalesce(a.before, '{}') || CASE WHEN f.id IS NULL THEN '{}' ELSE jsonb_build_object(
                'contact', jsonb_build_object(
                'from', f.version - 1, 'version', f.version, 'fields', f.fields)) END END,
        outcome = CASE WHEN p.is_new THEN 'created'
            WHEN f.id IS NULL AND n.id IS NULL THEN 'unchanged' ELSE 'updated' END
    FROM person p
    LEFT JOIN note n ON n.import_id = %(import)s AND n.contact_id = p.contact_id
    LEFT JOIN contact_filled f ON f.id = p.contact_id AND f.fields <> '{}'
    LEFT JOIN account_row a ON a.number = p.number
    WHERE r.import_id = %(import)s AND r.number = p.number
        AND (NOT p.is_new OR a.number IS NOT NULL)
"""
# The first row with the address stands for the contact that had it already.
_MARKED = """
    UPDATE import_row r SET before = coalesce(r.before, '{}') || jsonb_build_object('shared',
        jsonb_build_object('id', m.id, 'email', m.email, 'from', m.version,
            'version', m.version + 1))
    FROM marked_contact m WHERE r.import_id = %(import)s AND r.number = m.number
"""
_OF_DUPLICATES = """
    UPDATE import_row r SET account_id = p.account_id,
        contact_id = p.contact_id,
        outcome = 'duplicate'
    FROM duplicate d JOIN person p ON p.number = d.leader
    WHERE r.import_id = %(import)s AND r.number = d.number
"""
_SKIPPED = """
    UPDATE import_row SET outcome = 'skipped'
    WHERE import_id = %(import)s AND problems IS NOT NULL
"""
_COUNTED = "SELECT outcome, count(*) FROM import_row WHERE import_id = %s GROUP BY outcome"
_ACCOUNTS_COUNTED = """
    SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE before IS NOT NULL)
    FROM account_row
"""
_TOUCHED = {
    ImportKind.ACCOUNTS: "SELECT account_id FROM note WHERE import_id = %(import)s",
    ImportKind.CONTACTS: """
        SELECT account_id FROM person WHERE is_new UNION
        SELECT account_id FROM contact_filled WHERE fields <> '{}'
    """,
}
# New ones have come with theirs.
_SCORED_AGAIN = """
    SELECT account_id FROM account_row WHERE before IS NOT NULL UNION {touched}
    EXCEPT SELECT account_id FROM account_row WHERE is_new
"""


def touched_accounts(cursor: Any, import_id: int, kind: ImportKind) -> list[int]:
    """Accounts that were there before and whose score may have changed."""
    cursor.execute(_ACCOUNTS)
    touched = _SCORED_AGAIN.format(touched=_TOUCHED[kind])
    rows = cursor.execute(touched, {"import": import_id}).fetchall()
    return [account_id for (account_id,) in rows]


def write(cursor: Any, import_id: int, kind: ImportKind) -> None:
    """Saves outcome, records and the values before with the rows."""
    values = {"import": import_id}
    if kind == ImportKind.ACCOUNTS:
        cursor.execute(_OF_ACCOUNTS, values)
    else:
        cursor.execute(_FIRST_ROWS)
        cursor.execute(_OF_CONTACTS, values)
        cursor.execute(_OF_DUPLICATES, values)
        cursor.execute(_MARKED, values)
    cursor.execute(_SKIPPED, values)


def counted(cursor: Any, import_id: int) -> dict[str, int]:
    """Rows by outcome, and how many accounts were added and filled in."""
    counts = dict(cursor.execute(_COUNTED, (import_id,)).fetchall())
    added, filled = cursor.execute(_ACCOUNTS_COUNTED).fetchone()
    return {**counts, "accounts_created": added, "accounts_updated": filled}
