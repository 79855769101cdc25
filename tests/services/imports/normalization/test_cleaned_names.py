"""Names in lists are stored without what stands beside them."""

import pytest

pytestmark = pytest.mark.usefixtures("database")

FULL = """Full Name,Company
Hanna Weiss PhD,Acme Rail
"Sara Bell, CTL",Acme Rail
Mary Ann Lee 🚀,Acme Rail
"Mueller, Dr. Peter",Acme Rail
Ms Le,Acme Rail
🌟,Acme Rail
"""
COLUMNS = """First Name,Last Name,Company
Dr. Hanna,"Weiß, PhD",Acme Rail
Tom,Ray she/her,Acme Rail
Ms,Le,Acme Rail
"""


def names(desk) -> set[tuple[str, str]]:
    return {(contact.first_name, contact.last_name) for contact in desk.contacts()}


def test_a_column_of_full_names_gives_first_and_last_names_alone(desk):
    desk.bring(FULL)
    assert names(desk) == {
        ("Hanna", "Weiss"),
        ("Sara", "Bell"),
        ("Mary Ann", "Lee"),
        ("Peter", "Mueller"),
        ("", "Le"),
        ("🌟", ""),
    }


def test_two_columns_give_first_and_last_names_alone(desk):
    desk.bring(COLUMNS)
    assert names(desk) == {("Hanna", "Weiß"), ("Tom", "Ray"), ("", "Le")}


def test_a_person_is_the_same_with_and_without_a_degree(desk):
    desk.bring(FULL)
    again = desk.bring(COLUMNS)
    assert again.counts["created"] == 1
