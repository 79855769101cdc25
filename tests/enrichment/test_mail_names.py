"""Names as addresses spell them: handled, or refused; never garbled."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yardflow.services.enrichment.email_patterns import PATTERNS, spelled
from yardflow.services.enrichment.mail_names import mail_name


@pytest.mark.parametrize(
    ("first", "last", "address"),
    [
        ("Ann", "Lee", "ann.lee"),
        ("José", "Cotto", "jose.cotto"),
        ("Łukasz", "Dương", "lukasz.duong"),
        ("Søren", "Ærø", "soren.aero"),
        ("Sinéad", "O’Connor", "sinead.oconnor"),
        ("D'Arcy", "Ma", "darcy.ma"),
        ("Jean-Luc", "Picard", "jean-luc.picard"),
        ("Anna", "Smith-Jones", "anna.smith-jones"),
        ("Ludwig", "van Beethoven", "ludwig.vanbeethoven"),
        ("Mary", "St. John", "mary.stjohn"),
        ("Dr. Laura", "Jones, MBA", "laura.jones"),
        ("Bob “Bobby”", "Lee Jr.", "bob.lee"),
        ("Robert (Bob)", "Lee", "robert.lee"),
        ("John Q.", "Public", "john.public"),
        ("José Luis", "Cotto", "jose.cotto"),
        ("Weiß", "Straße", "weiss.strasse"),
    ],
)
def test_a_name_is_spelled_like_this(first, last, address):
    assert spelled("first.last", mail_name(first, last))[0] == address


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("王", "伟"),
        ("Иван", "Petrov"),
        ("Ann", "김"),
        ("محمد", "علي"),
        ("", ""),
        ("?", "-"),
        ("X1", "B"),
    ],
)
def test_a_name_in_other_letters_is_refused(first, last):
    assert mail_name(first, last) is None


@pytest.mark.parametrize(("first", "last"), [("Cher", ""), ("", "Cher")])
def test_a_single_name_fits_only_the_pattern_that_needs_no_other(first, last):
    name = mail_name(first, last)
    assert [pattern for pattern in PATTERNS if spelled(pattern, name)] == ["first"]


def test_an_initial_fits_only_patterns_that_need_no_more():
    name = mail_name("J.", "Smith")
    assert {pattern for pattern in PATTERNS if spelled(pattern, name)} == {"f.last", "flast"}
    assert spelled("flast", name) == ["jsmith"]


@pytest.mark.parametrize("last", ["Müller", "Smith-Jones", "van der Berg", "García López"])
def test_where_a_name_has_several_spellings_the_first_is_less_sure(last):
    name = mail_name("Ann", last)
    assert name.last.certainty < Decimal("0.7")
    assert len(name.last.forms) > 1


def test_both_ways_to_write_an_umlaut_are_known():
    assert set(mail_name("Jürgen", "Müller").last.forms) == {"muller", "mueller"}


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(list(PATTERNS)))
def test_whatever_the_name_the_spelling_is_plain_or_there_is_none(first, last, pattern):
    name = mail_name(first, last)
    for local in spelled(pattern, name) if name else ():
        assert re.fullmatch(r"[a-z]+(?:[._-]*[a-z]+)*", local)
