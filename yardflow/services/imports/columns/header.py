"""Which row names the columns. Files often have a title or empty lines above it."""

import re
from collections import Counter
from itertools import pairwise

from yardflow.models import ImportKind
from yardflow.services.imports.columns.header_names import COMPANYS, SCANS, words_of
from yardflow.services.imports.columns.meanings import known_as
from yardflow.services.imports.limits import MAX_HEADER

_VALUE = re.compile(
    r"@|https?://|^www\.|^[\d\s.,:/+()%$€£-]+$|^(?:true|false|yes|no)$|^[a-z\d-]{1,63}\.[a-z]{2,}/?$",
    re.IGNORECASE,
)
# What stands behind a name, and in no value.
_NAMED = re.compile(r"[:*?#]$|_")
_LONGEST_READ = 400
# A single text above a list is its title.
_FEWEST_GROUPS = 2


def recognised(row: list[str], kind: ImportKind) -> int:
    """How many cells of a row are headers that we know."""
    if any("@" in cell for cell in row):
        return 0
    return len({cell.strip() for cell in row if cell.strip() and known_as(cell, kind)})


def find_header(rows: list[list[str]]) -> int | None:
    """The position of the row that names the columns; None when no row does.

    The first row with the most known names. Without any, the first full row whose cells differ
    from what stands below them: no known word, but a number or an address under it, or written
    otherwise (``company_name``, ``FIRM`` above ``Acme``).
    """
    # Of either kind: that it is not the one that was chosen is said when the columns are known.
    known = [max(recognised(row, kind) for kind in ImportKind) for row in rows]
    best = max(known, default=0)
    first = next((at for at, row in enumerate(rows) if _names_something(row)), None)
    differs = first is not None and _differs(rows[first], rows[first + 1 :])
    # A single known word may be one of the list itself, further down.
    if best > 1 or (best and not (differs and known.index(best) > (first or 0))):
        return known.index(best)
    return first if differs else None


def grouped(above: list[str], row: list[str]) -> list[str]:
    """``Company Name`` for ``Name`` where a row above says whose the columns are: ``Company`` over
    its first one, something else over the next ones.
    """
    groups = [at for at, cell in enumerate(above) if cell.strip()]
    if len(groups) < _FEWEST_GROUPS:
        return row
    row = list(row)
    for first, end in pairwise([*groups, len(row)]):
        words = words_of(above[first])
        if len(words) == 1 and words[0] in COMPANYS:
            for at in range(first, min(end, len(row))):
                name = f"{above[first].strip()} {row[at].strip()}"
                is_said = not row[at].strip() or words[0] in words_of(row[at])
                if not is_said and known_as(name, ImportKind.CONTACTS):
                    row[at] = name
    return row


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


def is_of_badge_scans(headers: list[str]) -> bool:
    """Whether a list is a badge scanner's: a column of it says when someone was scanned, or by
    whom.
    """
    return any(SCANS.intersection(words_of(header)) for header in headers)


def parts_of_names(headers: list[str]) -> list[str]:
    """``First name`` for ``Name / First name``, where a tool has a column for each part of a name.

    Alone it is a column in which both stand.
    """
    halves = [header.partition(" / ") for header in headers]
    several = Counter(name for name, slash, _ in halves if slash)
    return [
        part if several[name] > 1 and _is_part_of_name(part) else header
        for header, (name, _, part) in zip(headers, halves, strict=True)
    ]


def _is_part_of_name(header: str) -> bool:
    field = known_as(header, ImportKind.CONTACTS)
    return field is not None and field.name in ("first_name", "last_name")


def _names_something(row: list[str]) -> bool:
    cells = [cell.strip() for cell in row if cell.strip()]
    return len(cells) > 1 and len(set(cells)) == len(cells)


def _differs(row: list[str], below: list[list[str]]) -> bool:
    names = [cell.strip()[:_LONGEST_READ] for cell in row]
    if any(map(_VALUE.search, names)):
        return False
    columns = [
        [
            cells[at].strip()[:_LONGEST_READ]
            for cells in below
            if len(cells) > at and cells[at].strip()
        ]
        for at in range(len(row))
    ]
    if any(cells and all(map(_VALUE.search, cells)) for cells in columns):
        return True
    values = [cell for cells in columns for cell in cells]
    is_written_so = (
        lambda text: bool(_NAMED.search(text)),
        str.isupper,
        str.islower,
    )
    return bool(values) and any(
        all(map(is_so, filter(None, names))) and not any(map(is_so, values))
        for is_so in is_written_so
    )
