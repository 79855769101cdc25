"""Which account a company's name means where several share it: never guessed.

A row with a domain means the account of that domain. Without one, the name is enough as long as one
account has it, in the records or in the file. Else the person's own address may tell, or a choice
that was made in the preview; a row for which nothing tells is skipped.
"""

from typing import Any

# Names of which neither the records nor the file have only one company: two domains, or an account
# with a domain beside one without. An account without one takes the only domain there is.
_NAMESAKES = """
    CREATE TEMP TABLE namesake ON COMMIT DROP AS
    WITH name AS (SELECT DISTINCT company_key AS name_key FROM incoming WHERE domain = ''),
    company AS (
        SELECT a.name_key, a.id, a.domain FROM account a JOIN name USING (name_key)
        UNION ALL
        SELECT DISTINCT i.company_key, NULL::bigint, i.domain FROM incoming i
        JOIN name ON name.name_key = i.company_key
        WHERE i.domain <> '' AND NOT EXISTS (SELECT FROM account a WHERE a.domain = i.domain)
    )
    SELECT name_key, id, domain FROM company
    WHERE name_key IN (
        SELECT name_key FROM company GROUP BY name_key
        HAVING count(DISTINCT domain) > 1
            OR count(id) > 1
    )
"""
# The host of an address is the company's, or lies below its domain.
_BY_ADDRESS = """
    UPDATE incoming i SET domain = n.domain FROM namesake n
    WHERE i.domain = '' AND i.pick = '' AND n.name_key = i.company_key AND n.domain IS NOT NULL
        AND '.' || split_part(i.email, '@', 2) LIKE '%.' || n.domain
"""
_BY_CHOICE = """
    UPDATE incoming i SET domain = coalesce(c.domain, ''),
        pick = CASE WHEN c.account_id IS NOT NULL THEN c.account_id::text
            WHEN c.domain IS NULL THEN 'new' ELSE '' END
    FROM import_choice c
    WHERE c.import_id = %(import)s AND c.name_key = i.company_key AND i.domain = ''
"""
_UNCLEAR = """
    WITH unclear AS (
        DELETE FROM incoming WHERE domain = '' AND pick = ''
            AND company_key IN (SELECT name_key FROM namesake)
        RETURNING number
    )
    UPDATE import_row r SET problems = jsonb_build_object('row', %(reason)s::text)
    FROM unclear WHERE r.import_id = %(import)s AND r.number = unclear.number
"""
REASON = "Several accounts have this name. Add the company's website to tell which one is meant."


def find(cursor: Any, *, by_address: bool) -> None:
    """Leaves ``namesake``, the companies that share a name; rows of ``incoming`` whose address
    tells which one is meant have its domain then.
    """
    cursor.execute(_NAMESAKES)
    if by_address:
        cursor.execute(_BY_ADDRESS)


def resolve(cursor: Any, import_id: int, *, by_address: bool) -> None:
    """Says in ``incoming`` which account rows without a domain mean; those that don't say leave it
    and are skipped. ``by_address``: the rows have addresses of people.
    """
    values = {"import": import_id, "reason": REASON}
    find(cursor, by_address=by_address)
    cursor.execute(_BY_CHOICE, values)
    cursor.execute(_UNCLEAR, values)
