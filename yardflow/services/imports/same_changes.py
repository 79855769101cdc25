"""Later imports that brought the value of the one that is undone, and would have put it there
themselves.
"""

from typing import Any

from yardflow.models import ImportKind
from yardflow.services.imports.normalization.normalized_row import COLUMNS
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.contact_fields import CONTACT

# A later import that brought the same value would have filled it in where there was none, or put
# it over another one if it overwrites the field. All of that goes to one of its
# rows: that which has changed the record already, else the first.
_WRITERS = """
    CREATE TEMP TABLE {record}_writer ON COMMIT DROP AS
    SELECT DISTINCT ON (import_id, {record}_id) import_id, {record}_id AS id, number
    FROM other_row WHERE finished_at > (SELECT finished_at FROM import WHERE id = %(import)s)
    ORDER BY import_id, {record}_id, (before ? '{record}') IS TRUE DESC, number
"""
_SAME = """
    INSERT INTO {record}_later
    SELECT DISTINCT ON (f.id, f.name) f.id, f.name, f.fields -> f.name, w.import_id, w.number
    FROM (
        SELECT b.id, b.fields, jsonb_object_keys(b.fields) AS name FROM reverted_{record} b
        WHERE b.untouched AND NOT b.added
    ) f
    JOIN {record} r ON r.id = f.id
    JOIN other_row o ON o.{record}_id = f.id
    JOIN (VALUES {places}) p (kind, name, place) ON p.kind = o.kind AND p.name = f.name
    JOIN {record}_writer w ON w.import_id = o.import_id AND w.id = f.id
    LEFT JOIN {record}_later l ON l.id = f.id AND l.name = f.name
    WHERE l.id IS NULL AND {same} AND (f.name = ANY(o.overwrites) OR {gave_way})
    ORDER BY f.id, f.name, o.finished_at, o.import_id
"""
# Of personas and seniority only what a column of their own says.
_IS_SAME = {
    "contact": """CASE f.name
        WHEN 'personas' THEN o.cleaned[{personas_given}] <> ''
            AND o.cleaned[p.place]::text[] @> r.personas
            AND o.cleaned[p.place]::text[] <@ r.personas
        WHEN 'seniority' THEN o.cleaned[{seniority_given}] <> ''
            AND o.cleaned[p.place] = r.seniority
        ELSE o.cleaned[p.place] = to_jsonb(r) ->> f.name END""".format(
        **{
            name: COLUMNS[ImportKind.CONTACTS].index(name) + 1
            for name in ("personas_given", "seniority_given")
        }
    ),
    "account": "o.cleaned[p.place] = to_jsonb(r) ->> f.name",
}
# The value before would have given way to any import's: as `contact_upsert` has it.
_GAVE_WAY = {
    "contact": """CASE WHEN f.name IN ('personas', 'seniority')
        THEN f.fields ->> (f.name || '_origin') = 'inferred'
        ELSE coalesce(f.fields ->> f.name, '') = '' END OR (f.name = 'email'
        AND (f.fields ->> 'email_status' = 'guessed' OR NOT r.email_shared))""",
    "account": "f.fields ->> f.name = ''",
}
_COMPARED = {
    "contact": ("title", "email", *CONTACT.text_names, "personas", "seniority"),
    "account": ACCOUNT.text_names,
}
_PLACES = {
    record: ", ".join(
        f"('{kind.value}', '{name}', {place})"
        for kind, columns in COLUMNS.items()
        for place, name in enumerate(columns, start=1)
        if name in names
    )
    for record, names in _COMPARED.items()
}


def find(cursor: Any, record: str, values: dict[str, Any]) -> None:
    """Adds their values to ``contact_later`` or ``account_later``, where no later one replaced
    them.
    """
    cursor.execute(_WRITERS.format(record=record), values)
    compared = {"same": _IS_SAME[record], "gave_way": _GAVE_WAY[record]}
    cursor.execute(_SAME.format(record=record, places=_PLACES[record], **compared))
