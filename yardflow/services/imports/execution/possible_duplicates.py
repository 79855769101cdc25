"""New records that may be one with another: their names are two spellings of one, or the same.

What is sure was matched before. A list that has Müller beside Mueller doesn't say whether that is
one person, so both are kept, and listed beside where the file differs.
"""

from yardflow.models.base import spelling
from yardflow.models.contact import whole_name

# Colleagues are gathered first, so that no other name is spelled out. Two new ones are told once,
# at the later row.
_OF_PEOPLE = """
    SELECT number, NULL::bigint AS account_id, other_id AS contact_id, 'name' AS field,
        'possible_duplicate' AS result, other AS had, name AS says, other_number AS used_number
    FROM (
        WITH newcomer AS MATERIALIZED (
            SELECT p.number, p.account_id, p.contact_id, {spelling_of_row} AS spelling,
                {name_of_row} AS name
            FROM person p JOIN incoming i USING (number) WHERE p.is_new
        ), colleague AS MATERIALIZED (
            SELECT id, account_id, name_key, name FROM contact
            WHERE account_id IN (SELECT account_id FROM newcomer)
        ), other AS (
            SELECT p.number, c.id, c.account_id, {spelling} AS spelling, c.name,
                false AS is_new
            FROM colleague c LEFT JOIN person p ON p.contact_id = c.id
            UNION ALL SELECT number, contact_id, account_id, spelling, name, true FROM newcomer
        )
        SELECT DISTINCT ON (n.number) n.number, n.name, o.id AS other_id, o.name AS other,
            o.number AS other_number
        FROM newcomer n JOIN other o USING (account_id, spelling)
        WHERE NOT o.is_new OR o.number < n.number ORDER BY n.number, o.is_new, o.id
    ) alike
"""
# Two domains are two companies.
_OF_COMPANIES = """
    SELECT number, other_id AS account_id, NULL::bigint AS contact_id, 'company' AS field,
        'possible_duplicate' AS result, other AS had, name AS says, other_number AS used_number
    FROM (
        WITH newcomer AS MATERIALIZED (
            SELECT number, account_id, domain, {spelling} AS spelling, name
            FROM incoming_account WHERE is_new
        ), other AS (
            SELECT NULL::int AS number, id, domain, {spelling} AS spelling, name, false AS is_new
            FROM account WHERE id NOT IN (SELECT account_id FROM newcomer)
            UNION ALL SELECT number, account_id, domain, spelling, name, true FROM newcomer
        )
        SELECT DISTINCT ON (n.number) n.number, n.name, o.id AS other_id, o.name AS other,
            o.number AS other_number
        FROM newcomer n JOIN other o USING (spelling)
        WHERE (NOT o.is_new OR o.number < n.number)
            AND (n.domain IS NULL OR o.domain IS NULL OR n.domain = o.domain)
        ORDER BY n.number, o.is_new, o.id
    ) alike
"""
OF_PEOPLE = _OF_PEOPLE.format(
    spelling=spelling("name_key"),
    spelling_of_row=spelling("i.name_key"),
    name_of_row=whole_name("i.first_name", "i.last_name"),
)
OF_COMPANIES = _OF_COMPANIES.format(spelling=spelling("name_key"))
