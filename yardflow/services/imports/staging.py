"""The list's rows in the database: written by COPY, read and checked a few thousand at a time.

Cells are joined by a control character that no cell can hold (readers and mending take control
characters out), because one text is far cheaper to bring over than an array.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from sqlmodel import Session

from yardflow.models import RowOutcome
from yardflow.services.imports import set_statements
from yardflow.services.imports.limits import CHUNK, WRITTEN_AT_ONCE
from yardflow.services.imports.normalized_row import Lines

JOINT = "\x1f"
_COPY = "COPY import_row (import_id, number, cells, outcome, problems, cleaned) FROM STDIN"
_READ = """
    SELECT number, array_to_string(cells, chr(31)) FROM import_row
    WHERE import_id = %s AND number > %s ORDER BY number LIMIT %s
"""
_REWRITE = """
    UPDATE import_row SET problems = said.problems::jsonb, cleaned = said.cleaned::text[]
    FROM unnest(%s::int[], %s::text[], %s::text[]) AS said(number, problems, cleaned)
    WHERE import_id = %s AND import_row.number BETWEEN %s AND %s
        AND import_row.number = said.number
"""


def cursor_of(session: Session) -> Any:
    """psycopg's own cursor on the session's connection, within its transaction."""
    return session.connection().connection.cursor()


def stage(
    session: Session,
    import_id: int,
    rows: Iterable[tuple[int, list[str]]],
    lines: Lines,
    show: Callable[[int], None] = lambda rows: None,
) -> dict[str, int]:
    """Writes the rows with what they say; gives how many there are and how many are bad.

    ``show`` is told now and then how many rows it has written.
    """
    total = bad = 0
    expected = RowOutcome.CREATED.value
    with cursor_of(session) as cursor, cursor.copy(_COPY) as copy:
        written: list[str] = []
        for number, cells in rows:
            cleaned, problems = lines.of(cells)
            total += 1
            if cleaned is None:
                bad += 1
                said = f"{escaped(json.dumps(problems))}\t\\N"
            else:
                said = f"\\N\t{escaped(array(cleaned))}"
            written.append(f"{import_id}\t{number}\t{escaped(array(cells))}\t{expected}\t{said}\n")
            if len(written) == WRITTEN_AT_ONCE:
                copy.write("".join(written))
                written.clear()
                show(total)
        copy.write("".join(written))
    return {"rows": total, "bad": bad}


def stage_again(session: Session, import_id: int, lines: Lines) -> dict[str, int]:
    """Works out every row anew under another mapping; counts as `stage` does."""
    total = bad = last = 0
    with set_statements.by_hashing(session) as cursor:
        while rows := cursor.execute(_READ, (import_id, last, CHUNK)).fetchall():
            told = [lines.of(joined.split(JOINT)) for _, joined in rows]
            problems = [json.dumps(wrong) if wrong else None for _, wrong in told]
            cleaned = [array(line) if line else None for line, _ in told]
            numbers = [number for number, _ in rows]
            within = (numbers[0], numbers[-1])
            cursor.execute(_REWRITE, (numbers, problems, cleaned, import_id, *within))
            total += len(rows)
            bad += sum(one is not None for one in problems)
            last = numbers[-1]
    return {"rows": total, "bad": bad}


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
