"""Lists of people in groups: the company stands in a row of its own above its people, or only in
the first of their rows with a subtotal behind the last one.

The company is put into the rows of its people as they are read, as that of merged cells is. It is
done only where the list leaves no doubt: nowhere in it does a company stand beside a person, or it
has subtotals.
"""

from collections.abc import Iterable, Iterator, Sequence

from yardflow.services.imports.columns.fields import NAMES_OF_PEOPLE
from yardflow.services.imports.columns.mapping import Mapping
from yardflow.services.imports.normalization import footers

Row = tuple[int, list[str]]


def with_companies(rows: Iterable[Row], sample: Sequence[Row], mapping: Mapping) -> Iterator[Row]:
    """The rows with the company of their group; ``sample`` are the first of them."""
    company = next((at for at, name in mapping.items() if name == "company"), None)
    names = [at for at, name in mapping.items() if name in NAMES_OF_PEOPLE]
    if company is None or not _is_grouped([cells for _, cells in sample], company, names):
        yield from rows
        return
    of_group = ""
    for number, cells in rows:
        if footers.is_footer(cells):
            of_group = ""
        elif own := cells[company].strip():
            of_group = _without_count(own)
        elif of_group and _has_any(cells, names):
            cells = [*cells[:company], of_group, *cells[company + 1 :]]
        yield number, cells


def _is_grouped(sample: Sequence[list[str]], company: int, names: list[int]) -> bool:
    people = [cells for cells in sample if _has_any(cells, names)]
    without = [cells for cells in people if not cells[company].strip()]
    if not without:
        return False
    headings = [
        cells
        for cells in sample
        if cells[company].strip() and sum(map(bool, map(str.strip, cells))) == 1
    ]
    apart = len(without) == len(people) and any(not footers.is_footer(cells) for cells in headings)
    return apart or any(footers.is_subtotal(cells) for cells in sample)


def _has_any(cells: list[str], columns: list[int]) -> bool:
    return any(cells[at].strip() for at in columns)


def _without_count(company: str) -> str:
    """``Acme Inc.`` of ``Acme Inc. (12)``."""
    name, _, count = company.rpartition(" (")
    return name if name and count.rstrip(")").isdecimal() else company
