"""Contacts that an import adds, and fields of existing ones that it fills: empty ones, and those
that it overwrites.

``person`` is what `contact_matching` leaves.
"""

from collections.abc import Callable, Collection
from typing import Any

from yardflow.services.imports.execution import phone_numbers, replaced_claims
from yardflow.services.imports.execution.account_upsert import text_changes
from yardflow.services.imports.execution.contact_matching import TEXTS

# In the order of an index: its pages are found warm, and colleagues lie beside each other.
_ADD = """
    INSERT INTO contact (
        id, account_id, account_sort, account_words, first_name, last_name, name_key, email,
        email_status, email_shared, {texts}, personas, personas_origin, seniority, seniority_origin,
        created_at, updated_at
    )
    SELECT p.contact_id, p.account_id, a.sort_name, a.words, i.first_name, i.last_name, i.name_key,
        i.email, CASE WHEN i.email IS NULL THEN 'none' ELSE 'given' END, i.email_shared, {incoming},
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
GIVEN = (
    "i.email IS NOT NULL AND (c.email IS NULL OR c.email_status = 'guessed'"
    " OR (c.email_shared AND NOT i.email_shared))"
)
# One shared address is as good as the other. An own one stays: the contact is known by it.
OTHER_SHARED = "c.email_shared AND i.email_shared AND c.email <> i.email"
# What a column of their own says of personas or seniority: flags say only part of them. What was
# inferred from a title gives way always.
_SAYS_OTHERWISE = {
    "personas": "{says}.personas_given AND {had}.personas_origin <> 'inferred'"
    " AND NOT ({had}.personas @> {says}.personas AND {had}.personas <@ {says}.personas)",
    "seniority": "{says}.seniority_given AND {had}.seniority_origin <> 'inferred'"
    " AND {had}.seniority IS DISTINCT FROM {says}.seniority",
}
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
_NEW = {"email_status": "'given'"}
_INFERRED = (
    "c.{0}_origin = 'inferred' AND c.{0} IS DISTINCT FROM i.{0}"
    " AND (i.{0}_origin = 'imported' OR ({title}))"
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
_AT_ONCE = 25_000


def add(cursor: Any, moment: Any, adding: Callable[[float], None]) -> None:
    """Adds the new ones, some thousands at a time; ``adding`` is called with the share done."""
    incoming = ", ".join(f"i.{name}" for name in TEXTS)
    statement = _ADD.format(texts=", ".join(TEXTS), incoming=incoming)
    last = cursor.execute("SELECT coalesce(max(number), 0) FROM person").fetchone()[0]
    for after in range(0, last, _AT_ONCE):
        adding(after / last)
        upto = after + _AT_ONCE
        values = {"now": moment, "after": after, "upto": upto}
        cursor.execute(statement, values)


def find_filled(cursor: Any, overwrites: Collection[str]) -> None:
    """Leaves ``contact_filled``: existing contacts, and the values before of what gets filled in.

    Who then fills them in locks them before (`lock`).
    """
    phone_numbers.complete(cursor, overwrites)
    cursor.execute(_FILLED.format(before=_before(overwrites)))


def lock(cursor: Any, event_id: int, overwrites: Collection[str]) -> None:
    """Locks existing contacts and the attendees that follow; leaves ``contact_filled``."""
    cursor.execute(_LOCK)
    find_filled(cursor, overwrites)
    cursor.execute(_LOCK_ATTENDEES, {"event": event_id})


def fill(cursor: Any, moment: Any, overwrites: Collection[str]) -> None:
    """Fills fields of existing contacts."""
    values = {"now": moment}
    cursor.execute(_FILL.format(values=_values(overwrites)), values)
    replaced_claims.replace(cursor, "contact", moment)


def says_otherwise(name: str, had: str, says: str) -> str:
    """SQL: a row says personas or seniority otherwise than a contact or another row has them."""
    return _SAYS_OTHERWISE[name].format(had=had, says=says)


def _before(overwrites: Collection[str]) -> str:
    parts = [
        f"CASE WHEN {changes} THEN jsonb_build_object({_named(names)}) ELSE {_EMPTY} END"
        for names, changes in _changes(overwrites)
    ]
    return " || ".join(parts)


def _named(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}', c.{name}" for name in names)


def _values(overwrites: Collection[str]) -> str:
    return ", ".join(
        f"{name} = CASE WHEN {changes} THEN {_NEW.get(name, f'i.{name}')} ELSE c.{name} END"
        for names, changes in _changes(overwrites)
        for name in names
    )


def _changes(overwrites: Collection[str]) -> list[tuple[tuple[str, ...], str]]:
    """Columns that change together, and when they do."""
    given = f"({GIVEN}) OR ({OTHER_SHARED})" if "email" in overwrites else GIVEN
    texts = [((name,), text_changes("c", "i", name, overwrites)) for name in TEXTS]
    title = text_changes("c", "i", "title", overwrites)
    changes = [*texts, (("email", "email_status", "email_shared"), given)]
    for name in ("personas", "seniority"):
        judged = _INFERRED.format(name, title=title)
        if name in overwrites:
            judged = f"({judged}) OR ({says_otherwise(name, 'c', 'i')})"
        changes.append(((name, f"{name}_origin"), judged))
    return changes
