"""Lists in groups: the company stands above its people, or only in the first of their rows; and
numbers in several columns.
"""

import pytest

pytestmark = pytest.mark.usefixtures("database")


def people(desk) -> list[tuple[str, str]]:
    return [(contact.last_name, desk.account_of(contact)) for contact in desk.contacts()]


def test_people_below_a_company_are_at_it(desk):
    view = desk.bring(
        "Account Name,Contact Name,Title,Email\n"
        '"Brightline Foods, Inc. (2)",,,\n'
        ",Hannah O'Neil,SVP Supply Chain,hannah@brightline.example\n"
        ",Marcus Cruz,Director,marcus@brightline.example\n"
        "Cobalt Carriers LLC (1),,,\n"
        ",Tom McAllister,Fleet Manager,tom@cobalt.example\n"
        "Total (3),,,\n"
        ",Nobody Known,,\n"
    )
    assert people(desk) == [
        ("O'Neil", "Brightline Foods, Inc."),
        ("Cruz", "Brightline Foods, Inc."),
        ("McAllister", "Cobalt Carriers LLC"),
    ]
    assert (view.counts["created"], view.counts["skipped"]) == (3, 4)


def test_a_company_goes_as_far_as_its_subtotal(desk):
    desk.bring(
        "Account,First Name,Last Name,Phone\n"
        "Brightline,Hannah,Neil,\n"
        ",Marcus,Cruz,\n"
        "Subtotal,,,2\n"
        ",Lost,Soul,\n"
        "Cobalt,Tom,Allister,\n"
        "Subtotal,,,1\n"
        "Grand Total,,,3\n"
    )
    assert people(desk) == [("Neil", "Brightline"), ("Cruz", "Brightline"), ("Allister", "Cobalt")]


def test_where_companies_stand_beside_people_none_is_filled_in_for_a_stranger(desk):
    view = desk.bring(
        "Company,Name\nHall 3,\nAcme,Ann Lee\n,Bob Ray\nBirch,\n,Cy Ok\nCedar,Di Po\n"
    )
    assert people(desk) == [("Lee", "Acme"), ("Po", "Cedar")]
    assert view.counts["skipped"] == 4


def test_numbers_in_several_columns_are_one_and_what_is_left_is_a_note(desk):
    desk.bring(
        "Name,Company,Country code,Phone,Ext\n"
        "Ann Lee,Acme,+49,170 1234567,12\nBob Ray,Acme,+49,,44\n"
    )
    assert [contact.phone for contact in desk.contacts()] == ["+491701234567 x12", ""]
    assert [note.text for note in desk.notes()] == ["Ext: 44"]


def test_a_company_goes_as_far_as_the_addresses_of_its_people(desk):
    desk.bring(
        "Company,Website,First Name,Last Name,Email\n"
        "Acme,www.acme.example,Ann,Lee,ann@acme.example\n"
        ",,Bob,Ray,bob@acme.example\n"
        ",,Cy,Ok,\n"
        "Birch,,Di,Po,di@birch.example\n"
        ",,Ed,Fox,ed@birch.example\n"
        ",,Flo,Gray,flo@mail.birch.example\n"
    )
    at_acme = [(name, "Acme") for name in ("Lee", "Ray", "Ok")]
    assert people(desk) == at_acme + [(name, "Birch") for name in ("Po", "Fox", "Gray")]


@pytest.mark.parametrize(
    ("rows", "skipped"),
    [
        # One of those without a company is elsewhere.
        (",Bob Ray,bob@acme.example\n,Cy Ok,cy@acme.example\n,Di Po,di@cedar.example\n", 3),
        # One address alone may be a slip.
        (",Bob Ray,bob@acme.example\n,Cy Ok,\n", 2),
        # A list that says it in each row lacks some.
        ("Acme,Bob Ray,bob@acme.example\n,Cy Ok,cy@acme.example\n,Di Po,di@acme.example\n", 2),
    ],
)
def test_addresses_that_do_not_say_it_fill_in_no_company(desk, rows, skipped):
    view = desk.bring(f"Company,Name,Email\nAcme,Ann Lee,ann@acme.example\n{rows}")
    assert {company for _, company in people(desk)} == {"Acme"}
    assert view.counts["skipped"] == skipped
