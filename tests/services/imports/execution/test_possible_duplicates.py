"""A person or company in two spellings: both are kept, and the import says that they may be one."""

import pytest

from tests.fixtures.records import company

pytestmark = pytest.mark.usefixtures("database")


def told(desk, view) -> list[tuple[int, str, str]]:
    """(row, the other's name, the row's name) of each possible duplicate."""
    return [
        (row, had, says)
        for row, _, result, had, says in desk.differences(view)
        if result == "possible_duplicate"
    ]


SPELLINGS = [
    ("Peter Müller", "Peter Mueller"),
    ("Jürgen Mueller", "Juergen Müller"),
    ("Anna Muller", "Anna Mueller"),
    ("Jørgen Øre", "Joergen Oere"),
    ("Søren Kjær", "Soeren Kjaer"),
    ("Håkan Ågren", "Haakan Aagren"),
    ("Käthe Böhm", "Kaethe Boehm"),
    ("Đorđe Ilić", "Djordje Ilic"),
    ("Sofie de Vries", "Sofie DeVries"),
    ("Jean-Luc Roy", "Jeanluc Roy"),
    ("Anna Lee McBride", "Annalee Mc Bride"),
]


def listed(desk):
    """All spellings in one list; then the second ones again, in a list of their own."""
    rows = [f"{one},Acme {at}\n{other},Acme {at}\n" for at, (one, other) in enumerate(SPELLINGS)]
    return desk.upload("Name,Company\n" + "".join(rows))


def test_two_spellings_in_one_list_are_told_before_the_run_and_after_it(desk):
    view = listed(desk)
    expected = [(2 * at + 2, *pair) for at, pair in enumerate(SPELLINGS)]
    assert told(desk, view) == expected
    done = desk.run(view)
    assert (done.counts["created"], told(desk, done)) == (2 * len(SPELLINGS), expected)
    (of_names,) = done.differences
    assert (of_names.field, of_names.possible_duplicate) == ("name", len(SPELLINGS))


def test_someone_who_is_there_in_another_spelling_is_told(desk):
    desk.bring("Name,Company,Email\nPeter Müller,Acme,peter@acme.com\n")
    view = desk.bring("Name,Company\nPeter Mueller,Acme\nEva Mueller,Acme\nPeter Mueller,Birch\n")
    assert view.counts["created"] == 3
    assert told(desk, view) == [(1, "Peter Müller", "Peter Mueller")]


def test_accents_make_no_other_person(desk):
    pairs = [
        ("Peter Groß", "Peter Gross"),
        ("Zoë Quinn", "Zoe Quinn"),
        ("Ines Muñoz", "Ines Munoz"),
        ("René Côté", "Rene Cote"),
        ("Łukasz Wąs", "Lukasz Was"),
    ]
    view = desk.bring(
        "Name,Company\n" + "".join(f"{one},Acme\n{other},Acme\n" for one, other in pairs)
    )
    assert (view.counts["created"], view.counts["duplicate"]) == (len(pairs), len(pairs))
    assert told(desk, view) == []


def test_two_addresses_are_two_people_who_may_be_one(desk):
    view = desk.bring(
        "Name,Company,Email\nZoë Quinn,Acme,zoe@acme.com\nZoe Quinn,Acme,z.quinn@acme.com\n"
    )
    assert view.counts["created"] == 2
    assert told(desk, view) == [(2, "Zoë Quinn", "Zoe Quinn")]


def test_another_name_is_another_person(desk):
    names = ["Peter Müller", "Petra Müller", "Peter Moller", "Peter Muell", "Pete Müller"]
    view = desk.bring("Name,Company\n" + "".join(f"{name},Acme\n" for name in names))
    assert (view.counts["created"], told(desk, view)) == (len(names), [])


def test_companies_in_two_spellings_are_told(desk, session, techexpo):
    company(session, techexpo, "Jäger AG", domain="jaeger.example")
    view = desk.upload(
        "Company,Website\nMüller GmbH,\nMueller GmbH,mueller.example\nJaeger AG,\n"
        "Bösch,boesch.example\nBoesch,boesch.de\nMöller,\n",
        "accounts",
    )
    expected = [(2, "Müller GmbH", "Mueller GmbH"), (3, "Jäger AG", "Jaeger AG")]
    assert told(desk, view) == expected
    done = desk.run(view)
    assert (done.counts["created"], told(desk, done)) == (6, expected)


def test_who_comes_again_is_told_once(desk):
    done = desk.run(listed(desk))
    again = desk.run(listed(desk))
    assert told(desk, again) == [] and again.counts["unchanged"] == done.counts["created"]
