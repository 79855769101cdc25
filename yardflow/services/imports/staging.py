"""The list's rows in the database: written by COPY, read and checked a few thousand at a time.

Cells are joined by a control character that no cell can hold (readers and mending take control
characters out), because one text is far cheaper to bring over than an array.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlmodel import Session

from yardflow.services.imports.limits import CHUNK
from yardflow.services.imports.meaning import Meaning, Problems

JOINT = "\x1f"
_COPY = "COPY import_row (import_id, number, cells, outcome, problems) FROM STDIN"
_READ = """
    SELECT number, array_to_string(cells, chr(31)) FROM import_row
    WHERE import_id = %s AND number > %s ORDER BY number LIMIT %s
"""
_CLEAR = """
    UPDATE import_row SET problems = NULL
    WHERE import_id = %s AND problems IS NOT NULL AND number = ANY(%s)
"""
_MARK = """
    UPDATE import_row SET problems = marked.problems::jsonb
    FROM unnest(%s::int[], %s::text[]) AS marked(number, problems)
    WHERE import_id = %s AND import_row.number = marked.number
"""


def cursor_of(session: Session) -> Any:
    """psycopg's own cursor on the session's connection, within its transaction."""
    return session.connection().connection.cursor()


def stage(
    session: Session, import_id: int, rows: Iterable[tuple[int, list[str]]], meaning: Meaning
) -> dict[str, int]:
    """Writes the rows with their problems; gives how many there are and how many are bad."""
    total = bad = 0
    with cursor_of(session) as cursor, cursor.copy(_COPY) as copy:
        lines: list[str] = []
        for number, cells in rows:
            problems = meaning.of(cells).problems
            total += 1
            bad += bool(problems)
            told = escaped(json.dumps(problems)) if problems else "\\N"
            lines.append(f"{import_id}\t{number}\t{_array(cells)}\tpending\t{told}\n")
            if len(lines) == CHUNK:
                copy.write("".join(lines))
                lines.clear()
        copy.write("".join(lines))
    return {"rows": total, "bad": bad}


def chunks(cursor: Any, import_id: int) -> Iterator[list[tuple[int, list[str]]]]:
    """The staged rows in order, `CHUNK` at a time; the cursor is free between the chunks."""
    last = 0
    while rows := cursor.execute(_READ, (import_id, last, CHUNK)).fetchall():
        yield [(number, joined.split(JOINT)) for number, joined in rows]
        last = rows[-1][0]


def check_again(session: Session, import_id: int, meaning: Meaning) -> dict[str, int]:
    """Marks every row's problems under another mapping; counts as `stage` does."""
    total = bad = 0
    with cursor_of(session) as cursor:
        for rows in chunks(cursor, import_id):
            wrong = {number: said for number, cells in rows if (said := meaning.of(cells).problems)}
            cursor.execute(_CLEAR, (import_id, [number for number, _ in rows]))
            mark(cursor, import_id, wrong)
            total += len(rows)
            bad += len(wrong)
    return {"rows": total, "bad": bad}


def mark(cursor: Any, import_id: int, problems: dict[int, Problems]) -> None:
    """Writes down what is wrong with these rows."""
    if problems:
        told = [json.dumps(said) for said in problems.values()]
        cursor.execute(_MARK, (list(problems), told, import_id))


def escaped(text: str) -> str:
    """A text as COPY takes it."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if not text.isprintable():
        text = text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text


def _array(cells: list[str]) -> str:
    """An array of texts as COPY takes it: its own escapes within those of COPY."""
    joined = JOINT.join(cells)
    if "\\" in joined:
        joined = joined.replace("\\", "\\\\\\\\")
    if '"' in joined:
        joined = joined.replace('"', '\\\\"')
    if "\n" in joined or "\t" in joined or "\r" in joined:
        joined = joined.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return '{"' + joined.replace(JOINT, '","') + '"}'
