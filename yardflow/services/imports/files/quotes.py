"""Quotes that are opened and not closed where their cell ends.

The csv module never complains: the cell goes on to the next quote, wherever that is, or to the end
of the file, and the people in between become part of it. So the rows that span lines are looked
at again.
"""

import re
from bisect import bisect_right
from itertools import accumulate

# A sentence has a blank after its commas, and a number has three digits; cells of a row differ.
_PROSE = re.compile(r"[,;] |\d,\d{3}(?!\d)")
# Fewer cells than this are too easily met by a line of a note.
_FEWEST_CELLS = 3


def open_quote(record: list[str], delimiter: str, width: int, sign: str = '"') -> int | None:
    """Which of its lines, from 0, opens a quote that the cell does not close; None when none does.

    ``record`` is what the csv module took for one row of a list whose rows have ``width`` cells,
    with ``sign`` for quotes.
    A quote is not closed where no other follows; where the one that follows on a later line stands
    before text, as one that opens a cell does; and where a line in between is a row by itself.
    """
    text, starts = "".join(record), [0, *accumulate(map(len, record))]
    cell_ends = re.compile(rf"{re.escape(delimiter)}|\r\n|\r|\n")
    closes_cell = re.compile(rf" *(?:{re.escape(delimiter)}|[\r\n]|\Z)")
    signs = re.compile(f"{re.escape(sign)}+")
    at, begins_line = 0, True
    while at < len(text):
        opening = at = _after_blanks(text, at)
        if text.startswith(sign, at):
            closing = _closing(text, opening, signs)
            first = bisect_right(starts, opening) - 1
            if closing is None:
                return first
            last = bisect_right(starts, closing) - 1
            # The last line of a row's first cell always has as many cells as the row.
            within = record[first + 1 : last if begins_line else last + 1]
            if last > first and not closes_cell.match(text, closing + 1):
                return first
            if any(_is_row(line, delimiter, width) for line in within):
                return first
            at = closing + 1
        end = cell_ends.search(text, at)
        at, begins_line = (end.end(), end[0] != delimiter) if end else (len(text), True)
    return None


def _after_blanks(text: str, at: int) -> int:
    while text.startswith(" ", at):
        at += 1
    return at


def _closing(text: str, opening: int, signs: re.Pattern[str]) -> int | None:
    """Where the quote stands that closes the one at ``opening``; two together are one sign."""
    at = opening + 1
    while run := signs.search(text, at):
        at = run.end()
        if (at - run.start()) % 2:
            return at - 1
    return None


def _is_row(line: str, delimiter: str, width: int) -> bool:
    cells = line.count(delimiter) + 1
    return cells == width >= _FEWEST_CELLS and not _PROSE.search(line)
