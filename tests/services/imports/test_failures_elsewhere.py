"""Lists on which imports of other programs failed, by their public reports: each is read here as
the people who wrote it meant it.
"""

import pytest

pytestmark = pytest.mark.usefixtures("database")

PADDING = " " * 300
SEVERAL_LINES = '"one, two, three\nfour, five, six, seven\nand, so, on"'


def people(desk) -> list[str]:
    return [
        f"{contact.name} | {desk.account_of(contact)} | {contact.email or ''}".rstrip("| ")
        for contact in desk.contacts()
    ]


@pytest.mark.parametrize(
    ("content", "right"),
    [
        pytest.param(
            "Name (first, last, required);Company (legal, full, required);E-mail (work, no other)\n"
            "Ann Lee;Acme;ann@acme.example\n",
            ["Ann Lee | Acme | ann@acme.example"],
            id="more commas than semicolons in the names of columns",
        ),
        pytest.param(
            f"Name;Company;Notes\nAnn Lee;Acme;{SEVERAL_LINES}\nBob Ray;Birch;{SEVERAL_LINES}\n",
            ["Ann Lee | Acme", "Bob Ray | Birch"],
            id="more commas than semicolons in notes of several lines",
        ),
        pytest.param(
            '"First\rName","Last\rName","Company\rName"\nAnn,Lee,Acme\nBob,Ray,Birch\n',
            ["Ann Lee | Acme", "Bob Ray | Birch"],
            id="line ends of an old Mac within names of columns",
        ),
        pytest.param(
            "Name\tCompany\nAnn Lee\tAcme\n\n\n \n", ["Ann Lee | Acme"], id="blank lines at the end"
        ),
        pytest.param(
            f"email{PADDING},name{PADDING},company{PADDING},attributes\n"
            f'ann@acme.example{PADDING},Ann Lee{PADDING},Acme{PADDING}, "{{""a"": true}}"{PADDING}',
            ["Ann Lee | Acme | ann@acme.example"],
            id="cells padded to one width, as databases print them",
        ),
        pytest.param(
            'Name;Company;Notes\nAnn Lee;Acme;they say»." \nBob Ray;Birch;no\nCy Ok;Acme;6" x\n',
            ["Ann Lee | Acme", "Bob Ray | Birch", "Cy Ok | Acme"],
            id="a single quote sign within a cell",
        ),
        pytest.param(
            "No,Name,Company\n1,Ann Lee,Acme\n,Bob Ray,Birch\n3,Cy Ok,Acme\n",
            ["Ann Lee | Acme", "Bob Ray | Birch", "Cy Ok | Acme"],
            id="nothing in the first column",
        ),
        pytest.param(
            "Name,Company,Phone\nAnn Lee,Acme,+1 312 555 0100\nBob Ray,Acme,+1 312 555 0100\n",
            ["Ann Lee | Acme", "Bob Ray | Acme"],
            id="two people with one telephone",
        ),
        pytest.param(
            "\ufeff\ufeffName,Company,E-mail\nAnn Lee,Acme,ann@acme.example\n",
            ["Ann Lee | Acme | ann@acme.example"],
            id="the mark of an encoding twice",
        ),
    ],
)
def test_a_list_is_read_as_it_was_meant(desk, content, right):
    view = desk.bring(content)
    assert people(desk) == right
    assert view.counts["created"] == view.rows == len(right)


def test_who_shares_a_first_or_a_last_name_with_someone_known_is_another(desk):
    desk.bring("First,Last,Company,Email\nAmelia,Earhart,Acme,amelia@acme.example\n")
    desk.bring(
        "First,Last,Company,Email\nAmelia,Earhart,Acme,amelia@acme.example\n"
        "Amelia,Bedelia,Acme,bedelia@acme.example\nJohn,Earhart,Acme,\n"
    )
    names = ["Amelia Earhart", "Amelia Bedelia", "John Earhart"]
    assert [contact.name for contact in desk.contacts()] == names


def test_a_list_that_comes_three_times_adds_nobody_twice(desk):
    content = "Name,Company,Phone\nAnn Lee,Acme,+1 312 555 0100\nBob Ray,Acme,\n"
    for _ in range(3):
        view = desk.bring(content)
    assert people(desk) == ["Ann Lee | Acme", "Bob Ray | Acme"]
    assert view.counts["unchanged"] == view.rows == 2


def test_a_list_without_the_company_of_someone_known_takes_them_away_from_none(desk):
    desk.bring("Name,Company,Email\nAnn Lee,Acme,ann@acme.example\n")
    view = desk.bring("Name,Company,Email\nAnn Lee,,ann@acme.example\nBob Ray,Acme,\n")
    assert people(desk) == ["Ann Lee | Acme | ann@acme.example", "Bob Ray | Acme"]
    assert desk.problems(view) == {1: ["Enter a company."]}
