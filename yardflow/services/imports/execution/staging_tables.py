"""The rows without problems, in two temporary tables of the transaction.

``incoming`` has each of them, ``company`` the companies they name: one a row in an import of
accounts, each spelling of a key and domain once in an import of contacts. ``pick`` says which
account a row means where its name alone does not (`namesakes`).
"""

from typing import Any

from yardflow.models import ImportKind
from yardflow.services.imports.normalization.normalized_row import COLUMNS
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.contact_fields import CONTACT

Company = tuple[int, str, str | None, str]

_INCOMING = """
    CREATE TEMP TABLE incoming ON COMMIT DROP AS
    SELECT number, contact_id AS reserved, ''::text AS pick, {columns}
    FROM import_row WHERE import_id = %(import)s AND problems IS NULL
"""
_AS = {
    "email": "nullif(cleaned[{0}], '') AS email",
    "personas": "cleaned[{0}]::text[] AS personas",
    "seniority": "nullif(cleaned[{0}], '') AS seniority",
    **{
        name: "cleaned[{0}] <> '' AS " + name
        for name in ("email_shared", "personas_given", "seniority_given")
    },
}
# See `contact_matching`, which empties it where an address turns out to be shared: filling it there
# would write nearly every row a second time.
_OWN_EMAIL = "CASE WHEN cleaned[{shared}] = '' THEN nullif(cleaned[{email}], '') END AS own_email"
_ACCOUNTS = """
    CREATE TEMP TABLE company ON COMMIT DROP AS
    SELECT number, company AS name, company_key AS name_key, domain, pick, {texts}, {rows}, stage,
        notes
    FROM incoming
"""
# Notes in an import of contacts are about the people.
_NAMED = """
    CREATE TEMP TABLE company ON COMMIT DROP AS
    SELECT min(number) AS number, (array_agg(company ORDER BY number))[1] AS name,
        company_key AS name_key, domain, pick, {first}, {rows},
        'Lead' AS stage, '' AS notes
    FROM incoming GROUP BY company_key, domain, pick
"""
_FIRST = "coalesce((array_agg({0} ORDER BY number) FILTER (WHERE {0} <> ''))[1], '') AS {0}"
# Which row it is that has the value.
_ROW = "min(number) FILTER (WHERE {0} <> '') AS {0}_row"
# Nothing is worked out from or into these, so an unmapped one is empty in every row.
_COPIED = frozenset([*ACCOUNT.text_names, "notes", "title", *CONTACT.text_names])
_COMPARED = {
    ImportKind.ACCOUNTS: "company_key, domain",
    ImportKind.CONTACTS: "company_key, domain, own_email, name_key",
}


def create(cursor: Any, import_id: int, kind: ImportKind, mapped: set[str]) -> None:
    """Creates ``incoming`` from the staged rows.

    ``mapped`` are the fields that the file has; reaching for the others in each row would take a
    tenth of the whole import.
    """
    positions = {name: position for position, name in enumerate(COLUMNS[kind], start=1)}
    columns = [
        _AS.get(name, "cleaned[{0}] AS " + name).format(position)
        if name in mapped or name not in _COPIED
        else f"''::text AS {name}"
        for name, position in positions.items()
    ]
    if kind == ImportKind.CONTACTS:
        shared, email = positions["email_shared"], positions["email"]
        columns.append(_OWN_EMAIL.format(shared=shared, email=email))
    cursor.execute(_INCOMING.format(columns=", ".join(columns)), {"import": import_id})
    # Only what is compared: looking at every column would take longer than all comparing does.
    cursor.execute(f"ANALYZE incoming ({_COMPARED[kind]})")


def create_companies(cursor: Any, kind: ImportKind) -> None:
    """Creates ``company``, once it is known which account each row means."""
    if kind == ImportKind.ACCOUNTS:
        rows = ", ".join(f"number AS {name}_row" for name in ACCOUNT.text_names)
        cursor.execute(_ACCOUNTS.format(texts=", ".join(ACCOUNT.text_names), rows=rows))
    else:
        first = ", ".join(_FIRST.format(name) for name in ACCOUNT.text_names)
        rows = ", ".join(_ROW.format(name) for name in ACCOUNT.text_names)
        cursor.execute(_NAMED.format(first=first, rows=rows))
    cursor.execute("ANALYZE company (number, name_key, domain)")


def companies(cursor: Any) -> list[Company]:
    """(number, key, domain, pick) of every company, in the file's order."""
    cursor.execute("SELECT number, name_key, nullif(domain, ''), pick FROM company ORDER BY number")
    return cursor.fetchall()
