"""Cells, headers and rows of lists that no rule was made for: each has the value that was written
beside it before it was read.
"""

from pathlib import Path

from tests.fixtures.rows import each_row
from yardflow.models import ImportKind, Persona, Seniority
from yardflow.services.imports.cells import text as cell_text
from yardflow.services.imports.columns import matching as column_matching
from yardflow.services.imports.files import reader
from yardflow.services.imports.normalization.normalized_row import COLUMNS, RowNormalizer
from yardflow.services.imports.normalization.parser import RowParser
from yardflow.services.records.names.company_names import company_key
from yardflow.services.records.values import countries, phones
from yardflow.services.records.values.personas import personas_of
from yardflow.services.records.values.seniority import seniority_of

LISTS = Path(__file__).parent / "lists" / "unseen"
CONTACTS = ImportKind.CONTACTS
PERSON = {"First Name": "Dana", "Last Name": "Whitlock", "Company": "Harbor Foods"}


def lines(name: str) -> list[str]:
    """Those that are no remarks."""
    every = (LISTS / name).read_text(encoding="utf-8").splitlines()
    return [line for line in every if line and not line.startswith("# ")]


def table(name: str) -> list[list[str]]:
    return [line.replace("\\n", "\n").split("\t") for line in lines(name)]


def named(name: str) -> list[tuple[str, str, str]]:
    """What stands in a list, the first name and the last one."""
    rows = [line.split(" → ") for line in lines(name)]
    return [(written, *map(str.strip, right.rsplit("·", 1))) for written, right in rows]


def header_sets() -> list[tuple[str, ImportKind, list[str], list[str | None]]]:
    """Each with the field of every header; None where it is one of two."""
    sets = []
    text = (LISTS / "headers.txt").read_text(encoding="utf-8")
    for part in text.split("\n[")[1:]:
        title, _, columns = part.partition("]\n")
        kind, _, name = title.partition(": ")
        pairs = [each.partition("=") for each in " | ".join(columns.splitlines()).split(" | ")]
        headers = [header for header, _, _ in pairs if header.strip()]
        fields = [None if field == "*" else field for header, _, field in pairs if header.strip()]
        sets.append((name, ImportKind(kind), headers, fields))
    return sets


def normalized(**cells: str) -> dict[str, str]:
    """The values of a row with these cells by their headers; none of a row that is skipped."""
    headers = list(cells)
    parser = RowParser(CONTACTS, headers, column_matching.automatic(headers, CONTACTS, []))
    values, _, _ = RowNormalizer(CONTACTS, parser).normalize(
        [cell_text.cleaned(cell) for cell in cells.values()]
    )
    return dict(zip(COLUMNS[CONTACTS], values or [], strict=bool(values)))


@each_row(("name", "kind", "headers", "fields"), header_sets())
def test_every_column_has_its_field(name, kind, headers, fields):
    mapping = column_matching.automatic(headers, kind, [])
    read, right = {}, {}
    for at, (header, field) in enumerate(zip(headers, fields, strict=True)):
        if field is not None:
            right[header] = field or "-"
            is_left = not field and mapping.get(at) in (None, "notes")
            read[header] = "-" if is_left else mapping.get(at) or "-"
    assert read == right


@each_row(("written", "first", "last"), named("names.txt"))
def test_a_full_name_is_two(written, first, last):
    values = normalized(**{"Full Name": written, "Company": "Acme"})
    assert (values.get("first_name"), values.get("last_name")) == (first, last)


@each_row(("written", "first", "last"), named("pairs.txt"))
def test_two_columns_are_first_and_last_names(written, first, last):
    columns = dict(zip(("First Name", "Last Name"), written.split(" | "), strict=True))
    values = normalized(**columns, Company="Acme")
    assert (values.get("first_name"), values.get("last_name")) == (first, last)


@each_row(("country", "cell", "phone", "mobile", "notes"), table("phones.tsv"))
def test_a_cell_is_its_phone_numbers(country, cell, phone, mobile, notes):
    values = normalized(**PERSON, Phone=cell)
    regions = countries.regions_of(country, "")
    numbers = [phones.completed(values[name], *regions) for name in ("phone", "mobile")]
    assert [*numbers, values["notes"].removeprefix("Phone: ")] == [phone, mobile, notes]


@each_row(("header", "cell", "field", "value", "notes"), table("cells.tsv"))
def test_an_odd_cell_is_its_value(header, cell, field, value, notes):
    values = normalized(**{**PERSON, header: cell})
    assert bool(values[field]) if value == "*" else values[field] == value
    assert notes in ("*", values["notes"])


@each_row(("title", "seniority", "personas"), table("titles.tsv"))
def test_a_title_has_its_seniority_and_personas(title, seniority, personas):
    assert seniority_of(title) == Seniority(seniority)
    assert personas_of(title) == [Persona(persona) for persona in personas.split()]


@each_row(("written", "other", "which"), table("companies.tsv"))
def test_two_spellings_are_one_company_or_two(written, other, which):
    assert (company_key(written) == company_key(other)) == (which == "same")


@each_row(("name", "company", "which"), table("nobodies.tsv"))
def test_a_row_of_no_person_is_skipped(name, company, which):
    assert bool(normalized(Name=name, Company=company, Email="")) == (which == "imported")


@each_row("line", lines("code_pages.txt"))
def test_a_code_page_is_recognized(tmp_path, line):
    encoding, _, cells = line.partition(": ")
    names = cells.split(";")
    path = tmp_path / "list.csv"
    rows = "".join(f"{name},Acme {at},p{at}@acme.example\n" for at, name in enumerate(names))
    path.write_bytes(f"Name,Company,E-mail\n{rows}".encode(encoding))
    with reader.opened(path, CONTACTS) as opened:
        assert [cells[0] for _, cells in opened.rows] == names
