"""Which row names the columns. Lists often have a title or empty lines above it."""

import re

from yardflow.models import ImportKind
from yardflow.services.imports.columns import known_as
from yardflow.services.imports.limits import MAX_HEADER

_VALUE = re.compile(r"@|https?://|^[\d\s.,:/+()%$€£-]+$|^(?:true|false|yes|no)$", re.IGNORECASE)


def recognised(row: list[str], kind: ImportKind) -> int:
    """How many cells of a row are names of columns that lists are known to have."""
    if any("@" in cell for cell in row):
        return 0
    names = {cell.strip() for cell in row if cell.strip() and known_as(cell, kind)}
    return len(names)


def find_header(rows: list[list[str]], kind: ImportKind) -> int | None:
    """The position of the row that names the columns; None when no row does.

    The first row with the most known names; without any, the first full row whose cells differ
    in kind from what stands below them (no known word, but a number or an address under it).
    """
    known = [recognised(row, kind) for row in rows]
    best = max(known, default=0)
    if best:
        return known.index(best)
    for position, row in enumerate(rows):
        if _names_something(row):
            return position if _differs(row, rows[position + 1 :]) else None
    return None


def column_names(row: list[str]) -> list[str]:
    """The header's cells, none empty and no two alike."""
    while row and not row[-1].strip():
        row = row[:-1]
    names: list[str] = []
    for position, cell in enumerate(row, start=1):
        base = name = " ".join(cell.split())[:MAX_HEADER] or f"Column {position}"
        taken = {other.lower() for other in names}
        copy = 2
        while name.lower() in taken:
            name, copy = f"{base} ({copy})", copy + 1
        names.append(name)
    return names


def _names_something(row: list[str]) -> bool:
    cells = [cell.strip() for cell in row if cell.strip()]
    return len(cells) > 1 and len(set(cells)) == len(cells)


def _differs(row: list[str], below: list[list[str]]) -> bool:
    if any(_VALUE.search(cell.strip()) for cell in row):
        return False
    for position in range(len(row)):
        under = [cells[position].strip() for cells in below if len(cells) > position]
        under = [cell for cell in under if cell]
        if under and all(_VALUE.search(cell) for cell in under):
            return True
    return False
