"""A table of phone notations as lists have them, each with its right value; and any cell, of which
no digit is lost without a word.
"""

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from yardflow.models import ImportKind
from yardflow.services.imports.cells import text as cell_text
from yardflow.services.imports.columns import matching as column_matching
from yardflow.services.imports.normalization.parser import RowParser
from yardflow.services.records.values import countries, phones

TABLE = Path(__file__).parents[1] / "lists" / "phone_notations.tsv"
HEADERS = ["Name", "Company", "Phone"]
PARSER = RowParser(
    ImportKind.CONTACTS, HEADERS, column_matching.automatic(HEADERS, ImportKind.CONTACTS, [])
)
NUMBERS = """
+49 30 1234567-89|030 123456789|01 23 45 67 89|+1 312 555 0100|(312) 555-0101|312.555.0102
+33 1 23 45 67 12|+44 20 7946 0958|020 7946 0018|+49 (0)171 1234568|0049 30 23125123|555-555-5555
1234567890|0171/1234569|+354 555 1234|22 22 33 44|4155550165
"""
BESIDE = ["", "Tel: ", "Fax ", "Fax: ", "Mobile ", "(office) ", "Ann ", "x44", "ext. 45", " / 46"]
BETWEEN = [" ", ", ", "; ", " / ", " - ", "\n", " or ", " Fax ", " x44 ", "/", " (home) ", "|"]


def test_a_phone_is_read_in_every_notation():
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    cases = [line.split("\t") for line in lines if line and not line.startswith("#")]
    assert len(cases) >= 150
    wrong = []
    for country, cell, *right in cases:
        values = PARSER.parse(
            ["Ann Lee", "Acme", cell_text.cleaned(cell.replace("\\n", "\n"))]
        ).values
        regions = countries.regions_of(country, "")
        numbers = [phones.completed(values.get(name, ""), *regions) for name in ("phone", "mobile")]
        read = [*numbers, values.get("notes", "").removeprefix("Phone: ")]
        if read != right:
            wrong.append((country, cell, read, right))
    assert wrong == [], "\n".join(map(str, wrong))


numbers = st.builds(
    "{}{}{}".format,
    st.sampled_from(BESIDE),
    st.sampled_from(re.split(r"[|\n]", NUMBERS.strip())),
    st.sampled_from(BESIDE),
)
cells = st.lists(numbers | st.sampled_from(BETWEEN), min_size=1, max_size=5).flatmap(
    lambda parts: st.sampled_from(BETWEEN).map(lambda sign: sign.join(parts))
)


@given(cells | st.text("0123456789+() -/.,;xF", min_size=1, max_size=40))
@settings(max_examples=examples(150))
def test_the_digits_of_a_cell_are_in_a_field_in_the_notes_or_in_a_remark(cell):
    read = PARSER.parse(["Ann Lee", "Acme", cell_text.cleaned(cell)])
    assert read.problems == {}
    if any(not remark.is_kept for remark in read.remarks.values()):
        return
    fields = [read.values.get(name, "") for name in ("phone", "mobile", "notes")]
    kept = "|".join("".join(filter(str.isdecimal, field)) for field in fields)
    for run in re.findall(r"\d+", cell):
        # Zeros are dialed before a number, and stand for none.
        assert run.strip("0") in kept, (cell, read)
