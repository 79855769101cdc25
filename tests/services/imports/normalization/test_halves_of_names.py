"""Names of which a half is missing: it stands for nothing, or is in another column."""

from tests.fixtures.rows import each_row
from yardflow.models import ImportKind
from yardflow.services.imports.columns.matching import automatic
from yardflow.services.imports.normalization.normalized_row import COLUMNS, RowNormalizer
from yardflow.services.imports.normalization.parser import RowParser

FIRST, LAST = map(COLUMNS[ImportKind.CONTACTS].index, ("first_name", "last_name"))


def name_of(**cells: str) -> tuple[str, str]:
    fields = {"company": "Acme", **cells}
    headers, mapping = list(fields), dict(enumerate(fields))
    parser = RowParser(ImportKind.CONTACTS, headers, mapping)
    values, problems, _ = RowNormalizer(ImportKind.CONTACTS, parser).normalize([*fields.values()])
    assert values is not None, problems
    return values[FIRST], values[LAST]


@each_row(
    ("first", "last", "name"),
    [
        ("Ann", "#N/A", ("Ann", "")),
        ("Ann", "#N/D", ("Ann", "")),
        ("Ann", "#Н/Д", ("Ann", "")),
        ("#N/A", "Lee", ("", "Lee")),
        ("Ann", "NULL", ("Ann", "")),
        ("Ann", "Null", ("Ann", "Null")),
        ("Hanna Weiss", "", ("Hanna", "Weiss")),
        ("Jan van der Berg", "", ("Jan", "van der Berg")),
        ("Carlos Ramírez", "", ("Carlos", "Ramírez")),
        ("", "Hanna Weiss", ("Hanna", "Weiss")),
        ("Anna Maria", "", ("Anna Maria", "")),
        ("Mary Jane", "", ("Mary Jane", "")),
        ("Jean Pierre", "", ("Jean Pierre", "")),
        ("Anna Lena", "", ("Anna Lena", "")),
        ("Carlos Alberto", "", ("Carlos Alberto", "")),
        ("Li Na", "", ("Li Na", "")),
        ("Xiao Ming", "", ("Xiao Ming", "")),
        ("", "Martín López", ("", "Martín López")),
        ("", "van der Berg", ("", "van der Berg")),
    ],
)
def test_two_columns(first, last, name):
    assert name_of(first_name=first, last_name=last) == name


@each_row(
    ("cell", "name"),
    [
        ("Ann NULL", ("Ann", "")),
        ("Ann null", ("Ann", "")),
        ("ann null", ("ann", "")),
        ("Ann undefined", ("Ann", "")),
        ("Ann N/A", ("Ann", "")),
        ("Ann #N/A", ("Ann", "")),
        ("Ann #NV", ("Ann", "")),
        ("Ann TBD", ("Ann", "")),
        ("Ann Unbekannt", ("Ann", "")),
        ("Ann Marie NULL", ("Ann Marie", "")),
        ("None Lee", ("", "Lee")),
        ("TBD Lee", ("", "Lee")),
        ("Unknown Lee", ("", "Lee")),
        ("Desconocido García López", ("", "García López")),
        ("N/A Lee", ("", "Lee")),
        ("Lee, Unknown", ("", "Lee")),
        ("Tom Reed - Acme", ("Tom", "Reed")),
        ("Tom Reed | Acme GmbH", ("Tom", "Reed")),
        ("Tom Reed – Jones", ("Tom", "Reed-Jones")),
        ("Ann Null", ("Ann", "Null")),
        ("ANN NULL", ("ANN", "NULL")),
        ("Nan Goldin", ("Nan", "Goldin")),
        ("Nil Yılmaz", ("Nil", "Yılmaz")),
        ("Li Na", ("Li", "Na")),
        ("NA Hong-jin", ("NA", "Hong-jin")),
    ],
)
def test_a_column_of_whole_names(cell, name):
    assert name_of(name=cell) == name


@each_row(
    ("row", "is_read"),
    [
        ("Hanna||Hanna Weiss|Acme", True),
        ("|Weiss|Hanna Weiss|Acme", True),
        ("||Hanna Weiss|Acme", True),
        ("Hanna|Weiss|Hanna Weiss|Acme", False),
        ("Hanna||Hanna|Acme", False),
        ("Hanna||Max Bauer|Acme", False),
    ],
)
def test_the_whole_is_read_where_a_row_lacks_a_part_of_it(row, is_read):
    headers = ["First Name", "Last Name", "Full Name", "Company"]
    sample = [["Max", "Bauer", "Max Bauer", "Acme"], row.split("|")]
    mapping = automatic(headers, ImportKind.CONTACTS, sample)
    assert (mapping.get(2) == "name") is is_read


@each_row(
    ("first", "last", "whole", "name"),
    [
        ("Hanna", "", "Hanna Weiss", ("Hanna", "Weiss")),
        ("Hanna", "", "Weiss, Hanna", ("Hanna", "Weiss")),
        ("Hanna", "NULL", "Hanna Weiss", ("Hanna", "Weiss")),
        ("", "Weiss", "Hanna Weiss", ("Hanna", "Weiss")),
        ("", "", "Hanna Weiss", ("Hanna", "Weiss")),
        ("Hanna", "Weiss", "Weiss, H.", ("Hanna", "Weiss")),
        ("Hanna", "", "Max Bauer", ("Hanna", "")),
        ("Hanna", "", "Hanna", ("Hanna", "")),
    ],
)
def test_parts_beside_the_whole(first, last, whole, name):
    assert name_of(first_name=first, last_name=last, name=whole) == name
