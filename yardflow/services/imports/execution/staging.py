"""The file's rows in the database: written by COPY, read and checked a few thousand at a time.

Cells are joined by a control character that no cell can hold (reading and fixing take control
characters out), because one text is far cheaper to bring over than an array.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from sqlmodel import Session

from yardflow.models import RowOutcome
from yardflow.services.imports.execution import set_statements
from yardflow.services.imports.limits import CHUNK, WRITTEN_AT_ONCE
from yardflow.services.imports.normalization.normalized_row import RowNormalizer

JOINT = "\x1f"
# Among an import's counts: how many cells of its rows are kept in notes, and in how many rows.
KEPT, KEPT_ROWS = "kept_in_notes", "kept_rows"
_COPY = "COPY import_row (import_id, number, cells, outcome, kept, problems, cleaned) FROM STDIN"
_READ = """
    SELECT number, array_to_string(cells, chr(31)) FROM import_row
    WHERE import_id = %s AND number > %s ORDER BY number LIMIT %s
"""
_WIDTH = (
    "SELECT cardinality(cleaned) FROM import_row WHERE import_id = %s AND cleaned <> '{}' LIMIT 1"
)
_REWRITE = """
    UPDATE import_row SET problems = checked.problems::jsonb, cleaned = checked.cleaned::text[],
        kept = checked.kept
    FROM unnest(%s::int[], %s::text[], %s::text[], %s::int[])
        AS checked(number, problems, cleaned, kept)
    WHERE import_id = %s AND import_row.number BETWEEN %s AND %s
        AND import_row.number = checked.number
"""


def cursor_of(session: Session) -> Any:
    """psycopg's own cursor on the session's connection, within its transaction."""
    return session.connection().connection.cursor()


def stage(
    session: Session,
    import_id: int,
    rows: Iterable[tuple[int, list[str]]],
    normalizer: RowNormalizer,
    show: Callable[[int], None] = lambda rows: None,
) -> dict[str, int]:
    """Writes the rows with their values or problems; how many there are, how many have problems,
    and how many cells are kept in notes, of how many rows.

    ``show`` is called now and then with the number of rows written so far.
    """
    total = bad = kept = kept_rows = 0
    expected = RowOutcome.CREATED.value
    with cursor_of(session) as cursor, cursor.copy(_COPY) as copy:
        written: list[str] = []
        for number, cells in rows:
            cleaned, problems, kept_here = normalizer.next(number, cells)
            total += 1
            if kept_here:
                kept, kept_rows = kept + kept_here, kept_rows + 1
            if cleaned is None:
                bad += 1
                checked = f"{escaped(json.dumps(problems))}\t\\N"
            else:
                checked = f"\\N\t{escaped(array(cleaned))}"
            line = (
                f"{import_id}\t{number}",
                escaped(array(cells)),
                expected,
                f"{kept_here}",
                checked,
            )
            written.append("\t".join(line) + "\n")
            if len(written) == WRITTEN_AT_ONCE:
                copy.write("".join(written))
                written.clear()
                show(total)
        copy.write("".join(written))
    return {"rows": total, "bad": bad, KEPT: kept, KEPT_ROWS: kept_rows}


def stage_again(session: Session, import_id: int, normalizer: RowNormalizer) -> dict[str, int]:
    """Checks every row again under another mapping; counts as `stage` does."""
    total = bad = kept = kept_rows = last = 0
    with set_statements.by_hashing(session) as cursor:
        while rows := cursor.execute(_READ, (import_id, last, CHUNK)).fetchall():
            checked = [normalizer.next(number, joined.split(JOINT)) for number, joined in rows]
            problems = [json.dumps(problems) if problems else None for _, problems, _ in checked]
            cleaned = [array(values) if values else None for values, _, _ in checked]
            kept_here = [kept for _, _, kept in checked]
            numbers = [number for number, _ in rows]
            within = (numbers[0], numbers[-1])
            rewritten = (numbers, problems, cleaned, kept_here)
            cursor.execute(_REWRITE, (*rewritten, import_id, *within))
            total += len(rows)
            bad += len(rows) - problems.count(None)
            kept += sum(kept_here)
            kept_rows += len(rows) - kept_here.count(0)
            last = numbers[-1]
    return {"rows": total, "bad": bad, KEPT: kept, KEPT_ROWS: kept_rows}


def first_cells(session: Session, import_id: int, count: int) -> list[list[str]]:
    """The cells of the first rows."""
    rows = cursor_of(session).execute(_READ, (import_id, 0, count)).fetchall()
    return [joined.split(JOINT) for _, joined in rows]


def width_of(session: Session, import_id: int) -> int | None:
    """How many values a row without problems was staged with; None where there is no such row."""
    row = cursor_of(session).execute(_WIDTH, (import_id,)).fetchone()
    return row[0] if row else None


def array(cells: list[str]) -> str:
    """A list of texts as PostgreSQL writes an array."""
    joined = JOINT.join(cells)
    if "\\" in joined:
        joined = joined.replace("\\", "\\\\")
    if '"' in joined:
        joined = joined.replace('"', '\\"')
    return '{"' + joined.replace(JOINT, '","') + '"}'


def escaped(text: str) -> str:
    """A text as COPY takes it."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if not text.isprintable():
        text = text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text
