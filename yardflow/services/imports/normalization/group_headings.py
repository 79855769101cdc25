"""Lists of people in groups: the company stands in a row of its own above its people, or only in
the first of their rows.

The company is put into the rows of its people as they are read, as that of merged cells is. It is
done only where the list leaves no doubt: nowhere in it does a company stand beside a person, it has
subtotals, or the addresses of those without a company are at that of the row above.
"""

from collections.abc import Iterable, Iterator, Sequence

from yardflow.services.imports.columns.fields import NAMES_OF_PEOPLE
from yardflow.services.imports.columns.mapping import Mapping
from yardflow.services.imports.normalization import footers
from yardflow.services.records.values.domains import own_domain

Row = tuple[int, list[str]]
# One address at the company above may be a slip.
_FEWEST_ADDRESSES = 2


def with_companies(rows: Iterable[Row], sample: Sequence[Row], mapping: Mapping) -> Iterator[Row]:
    """The rows with the company of their group; ``sample`` are the first of them."""
    company = next((at for at, name in mapping.items() if name == "company"), None)
    names = [at for at, name in mapping.items() if name in NAMES_OF_PEOPLE]
    web = [at for at, name in mapping.items() if name in ("email", "website")]
    first = [cells for _, cells in sample]
    if company is None:
        yield from rows
        return
    by_addresses = _is_shown_by_addresses(first, company, names, web)
    if not by_addresses and not _is_grouped(first, company, names):
        yield from rows
        return
    of_group, domains = "", set[str]()
    for number, cells in rows:
        if footers.is_footer(cells):
            of_group = ""
        elif own := cells[company].strip():
            of_group, domains = _without_count(own), _domains(cells, web)
        elif (
            of_group
            and _has_any(cells, names)
            and not (by_addresses and _is_elsewhere(_domains(cells, web), domains))
        ):
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


def _is_shown_by_addresses(
    sample: Sequence[list[str]], company: int, names: list[int], web: list[int]
) -> bool:
    """Whether no company stands twice, and those without are at the domain of the last one above
    wherever both have a domain of their own.
    """
    companies = [name for cells in sample if (name := cells[company].strip())]
    if len({*companies}) < len(companies) or len(companies) == len(sample):
        return False
    domains: set[str] = set()
    agreeing = 0
    for cells in sample:
        own = _domains(cells, web)
        if cells[company].strip():
            domains = own
        elif _is_elsewhere(own, domains):
            return False
        elif _has_any(cells, names):
            agreeing += not own.isdisjoint(domains)
    return agreeing >= _FEWEST_ADDRESSES


def _domains(cells: list[str], web: list[int]) -> set[str]:
    return {domain for at in web if (domain := own_domain(cells[at]))}


def _is_elsewhere(own: set[str], domains: set[str]) -> bool:
    return bool(own and domains) and own.isdisjoint(domains)


def _has_any(cells: list[str], columns: list[int]) -> bool:
    return any(cells[at].strip() for at in columns)


def _without_count(company: str) -> str:
    """``Acme Inc.`` of ``Acme Inc. (12)``."""
    name, _, count = company.rpartition(" (")
    return name if name and count.rstrip(")").isdecimal() else company
