"""A table of phone notations as lists have them, each with its right value."""

from pathlib import Path

from yardflow.models import ImportKind
from yardflow.services.imports.cells import text as cell_text
from yardflow.services.imports.columns import matching as column_matching
from yardflow.services.imports.normalization.parser import RowParser
from yardflow.services.records import countries, phones

TABLE = Path(__file__).parents[1] / "lists" / "phone_notations.tsv"
HEADERS = ["Name", "Company", "Phone"]


def test_a_phone_is_read_in_every_notation():
    parser = RowParser(
        ImportKind.CONTACTS,
        HEADERS,
        column_matching.automatic(HEADERS, ImportKind.CONTACTS, []),
    )
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    cases = [line.split("\t") for line in lines if line and not line.startswith("#")]
    assert len(cases) >= 150
    wrong = []
    for country, cell, *right in cases:
        values = parser.parse(
            ["Ann Lee", "Acme", cell_text.cleaned(cell.replace("\\n", "\n"))]
        ).values
        regions = countries.regions_of(country, "")
        numbers = [phones.completed(values.get(name, ""), *regions) for name in ("phone", "mobile")]
        read = [*numbers, values.get("notes", "").removeprefix("Phone: ")]
        if read != right:
            wrong.append((country, cell, read, right))
    assert wrong == [], "\n".join(map(str, wrong))
