"""What a file says otherwise than the records have it, or than an earlier row of it does; and new
records that may be one with another (`possible_duplicates`).

It is worked out before anything is filled in, for the forecast and for the run alike; of fields
that the file has, and where both have a value.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from yardflow.models import Import, ImportKind
from yardflow.models.contact import whole_name
from yardflow.services.imports.columns import overwriting
from yardflow.services.imports.columns.fields import NAMES_OF_PEOPLE
from yardflow.services.imports.columns.mapping import from_json
from yardflow.services.imports.execution import possible_duplicates, same_values
from yardflow.services.imports.execution.account_upsert import OWN_WEBSITE
from yardflow.services.imports.execution.contact_matching import TEXTS
from yardflow.services.imports.execution.contact_upsert import (
    GIVEN,
    OTHER_SHARED,
    says_otherwise,
)
from yardflow.services.records.account_fields import ACCOUNT

_FIND = """
    CREATE TEMP TABLE difference ON COMMIT DROP AS
    SELECT row_number() OVER (ORDER BY coalesce(number, used_number), field)::int AS position,
        coalesce(number, used_number) AS number, field, result, account_id, contact_id, had, says,
        CASE WHEN number IS NOT NULL THEN used_number END AS used_number
    FROM ({pairs}) pairs WHERE result IS NOT NULL
"""
# Values side by side, without a join that depends on the row.
_SIDE_BY_SIDE = """unnest(ARRAY[{names}]) AS field, unnest(ARRAY[{results}]::text[]) AS result,
    unnest(ARRAY[{had}]::text[]) AS had, unnest(ARRAY[{says}]::text[]) AS says,
    unnest(ARRAY[{rows}]::int[]) AS used_number"""
_OF_CONTACTS = """
    SELECT NULL::int AS number, NULL::bigint AS account_id, c.id AS contact_id, {pairs}
    FROM person p JOIN incoming i USING (number) JOIN contact c ON c.id = p.contact_id
    JOIN account a ON a.id = c.account_id LEFT JOIN gathered g ON g.leader = i.number
    WHERE NOT p.is_new
"""
_OF_ACCOUNTS = """
    SELECT NULL::int AS number, a.id AS account_id, NULL::bigint AS contact_id, {pairs}
    FROM incoming_account o JOIN account a ON a.id = o.account_id WHERE NOT o.is_new
"""
# A later row about a person, beside the first one with what all of them add to it.
_OF_PEOPLES_ROWS = """
    SELECT c.number, NULL::bigint AS account_id, p.contact_id, {pairs}
    FROM duplicate d JOIN person p ON p.number = d.leader JOIN gathered g ON g.leader = d.leader
    JOIN incoming i ON i.number = d.leader JOIN incoming c ON c.number = d.number
"""
_OF_COMPANIES_ROWS = {
    ImportKind.ACCOUNTS: """
        SELECT c.number, o.account_id, NULL::bigint AS contact_id, {pairs}
        FROM company c JOIN company_account p USING (number)
        JOIN incoming_account o ON o.account_id = p.account_id
    """,
    ImportKind.CONTACTS: """
        SELECT c.number, o.account_id, NULL::bigint AS contact_id, {pairs}
        FROM incoming c JOIN company n ON n.name_key = c.company_key AND n.domain = c.domain
            AND n.pick = c.pick
        JOIN company_account p ON p.number = n.number
        JOIN incoming_account o ON o.account_id = p.account_id
    """,
}
_SAVE = """
    INSERT INTO import_difference
        (import_id, position, number, field, result, account_id, contact_id, had, says, used_number)
    SELECT %s, position, number, field, result, account_id, contact_id, had, says, used_number
    FROM difference
"""
_COUNT = "SELECT field, result, count(*) FROM difference GROUP BY field, result ORDER BY field"
_NAME = whole_name("{0}.first_name", "{0}.last_name")
_SHOWN = {"personas": "array_to_string({0}.personas, ', ')", "seniority": "{0}.seniority"}
# Of someone in several rows, that which has the value; else the only one.
_ROW = "coalesce(g.{0}_row, i.number)"
_EMAIL_ROW = f"CASE WHEN i.own_email IS NULL THEN {_ROW.format('email')} ELSE i.number END"
_OTHER_COMPANY = (
    "i.company_key <> a.name_key AND i.pick <> a.id::text"
    " AND (i.domain = '' OR i.domain IS DISTINCT FROM a.domain)"
)


class _Pair(NamedTuple):
    """Two values of a field in SQL, and when they differ; ``row``: the number of the row whose
    value the file's is; ``yields``: when the first one may be overwritten.
    """

    name: str
    had: str
    says: str
    differ: str
    row: str
    yields: str = "true"


@dataclass(frozen=True, slots=True)
class DifferenceCount:
    """How many rows differ in a field, by result."""

    field: str
    overwritten: int = 0
    kept: int = 0
    protected: int = 0
    duplicate: int = 0
    possible_duplicate: int = 0


def find(cursor: Any, record: Import) -> None:
    """Leaves ``difference``. What gets filled in is known by then, and not written yet."""
    mapped = set(overwriting.staged(from_json(record.mapping)))
    overwrites = record.overwrites
    selects = [
        _select(_OF_ACCOUNTS, _of_accounts(record.kind, mapped), overwrites),
        _select(_OF_COMPANIES_ROWS[record.kind], _of_companies_rows(record.kind, mapped)),
        possible_duplicates.OF_COMPANIES,
    ]
    if record.kind == ImportKind.CONTACTS:
        selects.append(possible_duplicates.OF_PEOPLE)
        selects.append(_select(_OF_CONTACTS, _of_contacts(mapped), overwrites))
        selects.append(_select(_OF_PEOPLES_ROWS, _of_peoples_rows(mapped)))
    cursor.execute(_FIND.format(pairs=" UNION ALL ".join(filter(None, selects))))


def save(cursor: Any, import_id: int) -> None:
    """Keeps them with the import."""
    cursor.execute(_SAVE, (import_id,))


def counted(cursor: Any) -> list[DifferenceCount]:
    """How many there are, by field."""
    counts: dict[str, dict[str, int]] = {}
    for field, result, count in cursor.execute(_COUNT).fetchall():
        counts.setdefault(field, {})[result] = count
    return [DifferenceCount(field, **results) for field, results in counts.items()]


def _of_contacts(mapped: set[str]) -> list[_Pair]:
    email = f"c.email <> i.email AND NOT ({GIVEN})"
    pairs = [
        *_of_person("c", "i"),
        _Pair("email", "c.email", "i.email", email, _EMAIL_ROW, OTHER_SHARED),
        _Pair("company", "a.name", "i.company", _OTHER_COMPANY, "i.number"),
    ]
    return [pair for pair in pairs if _is_mapped(pair, mapped)]


def _of_peoples_rows(mapped: set[str]) -> list[_Pair]:
    email = _Pair("email", "i.email", "c.email", "c.email <> i.email", _EMAIL_ROW)
    return [pair for pair in (*_of_person("i", "c"), email) if _is_mapped(pair, mapped)]


def _of_person(had: str, says: str) -> list[_Pair]:
    names = _NAME.format(had), _NAME.format(says)
    return [
        _Pair("name", *names, f"{names[0]} <> {names[1]}", "i.number"),
        *[_of_text(name, had, says, _ROW.format(name)) for name in TEXTS],
        *[
            _Pair(
                name,
                shown.format(had),
                shown.format(says),
                says_otherwise(name, had, says),
                _ROW.format(name),
            )
            for name, shown in _SHOWN.items()
        ],
    ]


def _of_accounts(kind: ImportKind, mapped: set[str]) -> list[_Pair]:
    texts = _of_accounts_texts("a", "o", mapped)
    texts = [
        pair._replace(yields=OWN_WEBSITE) if pair.name == "website" else pair for pair in texts
    ]
    name = _Pair("company", "a.name", "o.name", "a.name <> o.name", "o.number")
    return [name, *texts] if kind == ImportKind.ACCOUNTS else texts


def _of_companies_rows(kind: ImportKind, mapped: set[str]) -> list[_Pair]:
    texts = _of_accounts_texts("o", "c", mapped)
    name = _Pair("company", "o.name", "c.name", "o.name <> c.name", "o.number")
    return [name, *texts] if kind == ImportKind.ACCOUNTS else texts


def _of_accounts_texts(had: str, says: str, mapped: set[str]) -> list[_Pair]:
    names = [name for name in ACCOUNT.text_names if name in mapped]
    return [_of_text(name, had, says, f"o.{name}_row") for name in names]


def _of_text(name: str, had: str, says: str, row: str) -> _Pair:
    had, says = f"{had}.{name}", f"{says}.{name}"
    differ = same_values.differ(name, had, says)
    return _Pair(name, had, says, f"{had} <> '' AND {says} <> '' AND {differ}", row)


def _is_mapped(pair: _Pair, mapped: set[str]) -> bool:
    return bool(mapped & NAMES_OF_PEOPLE if pair.name == "name" else pair.name in mapped)


def _select(rows: str, pairs: list[_Pair], overwrites: Collection[str] | None = None) -> str:
    """``overwrites`` are the fields that the file wins; None where two of its rows differ."""
    if not pairs:
        return ""
    results = [f"CASE WHEN {pair.differ} THEN {_result(pair, overwrites)} END" for pair in pairs]
    side_by_side = _SIDE_BY_SIDE.format(
        names=", ".join(f"'{pair.name}'" for pair in pairs),
        results=", ".join(results),
        had=", ".join(f"coalesce({pair.had}, '')" for pair in pairs),
        says=", ".join(pair.says for pair in pairs),
        rows=", ".join(pair.row for pair in pairs),
    )
    return rows.format(pairs=side_by_side)


def _result(pair: _Pair, overwrites: Collection[str] | None) -> str:
    if overwrites is None:
        return "'duplicate'"
    if pair.name not in overwrites:
        return "'kept'"
    return f"CASE WHEN {pair.yields} THEN 'overwritten' ELSE 'protected' END"
