"""When two values of a field are one: the same in Python and in the database."""

import pytest
from sqlalchemy import literal, select

from tests.fixtures.rows import each_row
from yardflow.services.records.values.same_value import compared, same

ONE = [
    ("5,001–10,000", "5001-10000"),
    ("Food & beverage", "food and Beverage"),
    ("VP, Operations", "VP  Operations"),
    ("C-Level", "c-level"),
    ("Head of R&D", "Head of R & D"),
    ("Directeur (Achats)", "DIRECTEUR ACHATS"),
]
TWO = [
    ("C++ Developer", "C Developer"),
    ("10,001+", "10,001"),
    ("COO", "CEO"),
    ("1-10", "11-0 x"),
    ("–", "·"),
]


@each_row(("first", "second"), ONE)
def test_how_it_is_typed_makes_no_other_value(first, second):
    assert same(first) == same(second)


@each_row(("first", "second"), TWO)
def test_other_values_stay_others(first, second):
    assert same(first) != same(second)


def test_an_address_is_what_it_is():
    assert same("Ann.Lee@acme.com") == "ann.lee@acme.com" != same("annlee@acme.com")


@pytest.mark.usefixtures("database")
def test_the_database_ignores_the_same_signs(session):
    signs = [*map(chr, range(0x20, 0x7F)), *"\u2010\u2011\u2012\u2013\u2014\u2015\u2018\u2019"]
    texts = [f"a{sign}b" for sign in signs]
    compared_by_database = session.execute(select(*map(compared, map(literal, texts)))).one()
    assert list(compared_by_database) == [same(text) for text in texts]


@pytest.mark.usefixtures("database")
def test_the_database_compares_alike(session):
    pairs = [compared(literal(a)) == compared(literal(b)) for a, b in (*ONE, *TWO)]
    assert list(session.execute(select(*pairs)).one()) == [True] * len(ONE) + [False] * len(TWO)
