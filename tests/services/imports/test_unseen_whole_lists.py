"""Whole lists that no rule was made for, as tools and people write them: each has what is to become
of it written beside it before it was read, and nobody in it is lost.
"""

import csv
import html
import io
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import text

from tests.fixtures.rows import each_row
from yardflow.models import RowOutcome

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]

LISTS = Path(__file__).parent / "lists" / "unseen"
SIGNS = {"tab": "\t", "semicolon": ";", "bar": "|"}


class WholeList(NamedTuple):
    """A list, and the lines that say what is to become of it."""

    name: str
    kind: str
    encoding: str
    sign: str
    content: str
    right: list[str]

    def marked(self) -> tuple[bytes, list[str]]:
        """The list with a number of its own in each row, as a note; and the numbers."""
        # Where a semicolon parts cells, that of an entity would do so here.
        content = html.unescape(self.content) if self.sign == ";" else self.content
        rows = list(csv.reader(io.StringIO(content), delimiter=self.sign))
        width = max(map(len, rows))
        full = [at for at, row in enumerate(rows) if len(row) == width]
        header = next((at for at in full[:3] if all(rows[at])), full[0])  # below groups of columns
        marks = {at: f"7700{at:03}" for at in range(header + 1, len(rows))}
        file = io.StringIO()
        writer = csv.writer(file, delimiter=self.sign)
        for at, row in enumerate(rows):
            mark = "Remarks" if at == header else marks.get(at, "")
            writer.writerow([*row, *[""] * (width - len(row)), mark] if at >= header else row)
        return file.getvalue().encode(self.encoding), list(marks.values())


def whole_lists() -> list[tuple[str, WholeList]]:
    lists = []
    for file in sorted(LISTS.glob("whole_*.txt")):
        for block in file.read_text(encoding="utf-8").split("\n== ")[1:]:
            head, _, rest = block.partition("\n")
            content, _, right = rest.partition("\n---\n")
            name, _, how = head.partition(": ")
            kind, encoding, *sign = how.split(", ")
            sign_of = SIGNS[sign[0]] if sign else ","
            right_lines = right.strip().split("\n")
            lists.append((name, WholeList(name, kind, encoding, sign_of, content, right_lines)))
    return lists


@each_row(("name", "whole"), whole_lists())
def test_a_whole_list_becomes_what_is_to_become_of_it(desk, session, name, whole):
    emptied(session)
    view = desk.bring(whole.content.encode(whole.encoding), whole.kind)
    skipped = desk.rows(view, outcome=RowOutcome.SKIPPED)
    lines = [line for line in whole.right if line.startswith(("contact:", "account:"))]
    assert sorted(records_of(desk, whole.kind)) == sorted(lines)
    for line in whole.right:
        what, _, said = line.partition(": ")
        if what == "kept":
            assert any(said in note.text for note in desk.notes()), line
        if what == "skipped":
            assert any(said in cell for row in skipped for cell in row.cells), line
    assert len(skipped) == sum(line.startswith("skipped:") for line in whole.right)


@each_row(("name", "whole"), whole_lists())
def test_nobody_of_a_whole_list_is_lost(desk, session, name, whole):
    emptied(session)
    content, marks = whole.marked()
    view = desk.bring(content, whole.kind)
    rows = desk.rows(view)
    assert sum(view.counts.get(outcome.value, 0) for outcome in RowOutcome) == view.rows
    assert len(rows) == view.rows == len(marks)
    notes = [(note.account_id or note.contact_id, note.text) for note in desk.notes()]
    for mark in marks:
        (own,) = [row for row in rows if mark in row.cells]
        of_records = [record for record, said in notes if mark in said]
        if own.outcome == RowOutcome.SKIPPED:
            assert own.problems and of_records == [], mark
        else:
            assert own.record and of_records == [own.record.id], mark


def records_of(desk, kind: str) -> list[str]:
    """The records as the lines beside the lists have them."""
    if kind == "accounts":
        return [_line("account", a.name, a.domain, a.size) for a in desk.accounts()]
    return [
        _line(
            *("contact", c.first_name, c.last_name, desk.account_of(c), c.title, c.seniority),
            *(c.email, c.phone, c.mobile),
        )
        for c in desk.contacts()
    ]


def _line(what: str, *values: str | None) -> str:
    line = " | ".join(value or "" for value in values).rstrip(" |")
    return f"{what}: {' '.join(line.split())}"


def emptied(session) -> None:
    for table in ("account", "import"):
        session.execute(text(f"DELETE FROM {table}"))
    session.commit()
