"""Which contacts a file names, and what is said of the other rows."""

from pathlib import Path

import openpyxl
import pytest

from yardflow.errors import Contradictory
from yardflow.services.imports.refusals import Refused
from yardflow.services.sequences.enrollments import list_file

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def people(works_at, acme) -> dict[str, int]:
    """Ann and Ben have addresses of their own, Cy and Di share one, Ed has one of a role alone."""
    return {
        name: works_at(
            acme, name, email=f"{local}@acme.com", email_shared=name in {"Cy", "Di", "Ed"}
        )
        for name, local in (
            ("Ann", "ann"),
            ("Ben", "ben"),
            ("Cy", "info"),
            ("Di", "info"),
            ("Ed", "sales"),
        )
    }


def test_each_row_is_a_contact_or_says_why_not(session, people, tmp_path: Path):
    ann, ben, ed = people["Ann"], people["Ben"], people["Ed"]
    every = [
        "Name,E-Mail,Company",
        "Ann,ANN@acme.com ,Acme",
        "Ann again,ann@acme.com,Acme",
        "Ben,Ben Moss <ben@acme.com>,Acme",
        "Shared,info@acme.com,Acme",
        "Role,sales@acme.com,Acme",
        "Uma,uma@else.example,Else",
        "No address,,Acme",
        "Ben,not an address,Acme",
        "",
        '=cmd,"=HYPERLINK(""x"")",Acme',
    ]
    table = [
        (every, [ann, ben, ed],
         "repeated 3, shared 5, unknown 7, invalid 8, invalid 9, invalid 11"),
        (["email", "ben@acme.com"], [ben], ""),
        (["ann@acme.com", "ben@acme.com"], [ann, ben], ""),
        (["Ann;ann@acme.com", "Ben;ben@acme.com;x"], [ann, ben], ""),
        (["\ufeffmailto:ann@acme.com", "ann@acme.com?subject=Hi"], [ann], "repeated 2"),
        (["Contact ID,Name", f"{ann},x", "999999,y", "-1,z", f"{'9' * 40},w"], [ann],
         "unknown 3, invalid 4, invalid 5"),
        (["Contact ID,Email", f"{ann},ben@acme.com"], [ben], ""),
        # An id of another program is none of ours.
        (["Record ID,Name", f"{ann},x"], [], "invalid 2"),
        (["Firma,Stadt", "Acme,Ulm"], [], "invalid 2"),
        (["bjørn@acme.com", "x" * 5_000 + "@acme.com", "@", "a@b@c"], [],
         "invalid 1, invalid 2, invalid 3, invalid 4"),
    ]  # fmt: skip
    for number, (lines, contacts, problems) in enumerate(table):
        path = tmp_path / f"{number}.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        result = list_file.read(session, path)
        said = ", ".join(f"{problem.problem} {problem.row}" for problem in result.problems)
        assert (result.contact_ids, said) == (contacts, problems), lines
        assert sum(result.counts.values()) + len(contacts) == result.rows, lines


def test_a_workbook_is_read_as_well(session, people, tmp_path: Path):
    book = openpyxl.Workbook()
    for row in (["Contact", "Email address"], ["Ann", "ann@acme.com"], ["Uma", "uma@else.example"]):
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    result = list_file.read(session, tmp_path / "list.xlsx")
    assert result.contact_ids == [people["Ann"]] and result.counts == {"unknown": 1}


def test_what_is_no_list_is_refused(session, tmp_path: Path, monkeypatch):
    for content in (b"", b"\n\n\n", b"%PDF-1.4 x", b"PK\x03\x04 broken", b"\x00" * 100):
        path = tmp_path / "list.csv"
        path.write_bytes(content)
        with pytest.raises(Refused):
            list_file.read(session, path)
    monkeypatch.setattr(list_file, "MOST", 3)
    path.write_text("\n".join(f"p{n}@acme.com" for n in range(4)))
    with pytest.raises(Contradictory, match="At most"):
        list_file.read(session, path)


def test_only_the_first_of_many_rows_are_told(session, tmp_path: Path):
    path = tmp_path / "list.csv"
    path.write_text("\n".join(f"p{n}@acme.com" for n in range(30_000)))
    result = list_file.read(session, path)
    assert result.counts == {"unknown": 30_000}
    assert len(result.problems) == list_file.MOST_PROBLEMS
