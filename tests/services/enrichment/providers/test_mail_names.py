"""Names as addresses spell them: handled, or refused; never garbled."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yardflow.services.enrichment.providers.email_pattern.local_parts import PATTERNS, spelled
from yardflow.services.enrichment.providers.email_pattern.names import mail_name
from yardflow.services.enrichment.providers.email_pattern.patterns import guess
from yardflow.services.enrichment.providers.protocol import Pattern


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
        ("Omar", "Al-Farsi", "omar.alfarsi"),
        ("Dr. Laura", "Jones, MBA", "laura.jones"),
        ("Bob “Bobby”", "Lee Jr.", "bob.lee"),
        ("Robert (Bob)", "Lee", "robert.lee"),
        ("John Q.", "Public", "john.public"),
        ("José Luis", "Cotto", "jose.cotto"),
        ("Weiß", "Straße", "weiss.strasse"),
        ("Sean", "O' Brien", "sean.obrien"),
        ("Seán", "Ó Briain", "sean.obriain"),
        ("Sean", "O Brien", "sean.obrien"),
        ("D’ Arcy", "Ma", "darcy.ma"),
        ("Ann 'Annie'", "Lee", "ann.lee"),
        ("Ann\u200b", "Lee\u00ad", "ann.lee"),
        ("Ａｎｎ", "Ｌｅｅ", "ann.lee"),
        ("María", "de la Cruz y Ortega", "maria.delacruzyortega"),
        ("Prof. Dr. Hans", "Berg, PhD", "hans.berg"),
        ("Ann", "Lee III", "ann.lee"),
        ("N'Golo", "Kanté", "ngolo.kante"),
        ("Hồ", "Đức", "ho.duc"),
        ("İpek", "Işık", "ipek.isik"),
        ("Thijs", "'t Hart", "thijs.thart"),
        ("Thijs", "in 't Veld", "thijs.intveld"),
        ("Fiona", "Ní Bhriain", "fiona.nibhriain"),
        ("Aoife", "Nic Giolla", "aoife.nicgiolla"),
        ("Aoife", "Uí Néill", "aoife.uineill"),
        ("Anna", "Schmidt Ph.D.", "anna.schmidt"),
        ("Anna", "Schmidt MSc", "anna.schmidt"),
        ("Anna", "Schmidt RN", "anna.schmidt"),
        ("Dipl.-Ing. Hans", "Meier", "hans.meier"),
        ("Capt. John", "Rowe", "john.rowe"),
        ("Ann 🌟", "Lee", "ann.lee"),
        ("Ann", "Lee 🌟", "ann.lee"),
        ("Ann", "Smith-", "ann.smith"),
        ("Ann", "Smith 2nd", "ann.smith"),
        ("Henry", "Ford VI", "henry.ford"),
        ("Ann", "Lee she/her", "ann.lee"),
        ("Lee, Ann", "", "ann.lee"),
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
        ("Аnn", "Lee"),  # its first letter is Cyrillic
        ("Σωκράτης", "Lee"),
        ("Ann", "Смит-Jones"),
        ("दीपा", "Rao"),
        ("Ⅳ", "Lee"),
        ("Ann", "Smith/Jones"),
        ("Ann", "Lee & Co"),
        ("ann@acme.com", ""),
        ("Ann_Marie", "Lee"),
        ("Ann", "-Lee-"),
        ("=1+1", "Lee"),
        ("Ann\r\nBcc:", "Lee"),
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
    assert {pattern for pattern in PATTERNS if spelled(pattern, name)} == {
        *("f.last", "flast", "f_last"),
        *("last", "lastf", "last.f"),
    }
    assert spelled("flast", name) == ["jsmith"]


@pytest.mark.parametrize("last", ["Müller", "Smith-Jones", "van der Berg", "García López"])
def test_where_a_name_has_several_spellings_the_first_is_less_sure(last):
    name = mail_name("Ann", last)
    assert name.last.certainty < Decimal("0.7")
    assert len(name.last.forms) > 1


def test_both_ways_to_write_an_umlaut_are_known():
    assert set(mail_name("Jürgen", "Müller").last.forms) == {"muller", "mueller"}


def test_a_single_name_with_particles_stays_in_one_piece():
    for name in (mail_name("van der Berg", ""), mail_name("", "van der Berg")):
        assert spelled("first", name)[0] == "vanderberg"
        assert name.first.certainty < Decimal("0.7")


def test_a_family_name_alone_waits_for_a_person():
    assert mail_name("", "Smith").first.certainty < Decimal("0.7")


@pytest.mark.parametrize(("first", "last"), [("Dr.", "Smith"), ("Mr", "T"), ("Frau", "Müller")])
def test_a_title_is_not_taken_for_a_first_name(first, last):
    name = mail_name(first, last)
    assert {pattern for pattern in PATTERNS if spelled(pattern, name)} <= {"last"}


def test_a_degree_is_not_taken_for_a_last_name():
    assert spelled("first.last", mail_name("Ann", "MBA")) == []


PLAIN = re.compile(r"[a-z0-9]+(?:[._-]+[a-z0-9]+)*")
PARTS = [
    "van",
    "de la",
    "O'",
    "O’",
    "Ó ",
    "St.",
    "J.",
    "J.P.",
    "-",
    "y",
    "Jr.",
    ", MBA",
    "Dr.",
    " ",
]
LETTERS = [
    "Ann",
    "Müller",
    "Zoë",
    "Łukasz",
    "Đức",
    "ß",
    "Ａ",
    "Smith-Jones",
    "(Bob)",
    "“B”",
    "\u200b",
]
NAMES = st.lists(st.sampled_from(PARTS + LETTERS) | st.text(max_size=6), max_size=5).map(" ".join)
# Greek, Cyrillic, Hebrew, Arabic, Devanagari, Thai, Georgian, kana, Han, Hangul
OTHERS = ["αω", "ая", "את", "ءي", "अह", "กฮ", "ახ", "あん", "アン", "一龥", "가힣"]
FOREIGN = st.one_of(
    st.characters(min_codepoint=ord(first), max_codepoint=ord(last), categories=["Lu", "Ll", "Lo"])
    for first, last in OTHERS
)


@given(NAMES, NAMES, st.sampled_from(list(PATTERNS)))
def test_whatever_the_name_the_spelling_is_plain_or_there_is_none(first, last, pattern):
    name = mail_name(first, last)
    for local in spelled(pattern, name) if name else ():
        assert PLAIN.fullmatch(local)


@pytest.mark.slow
@given(NAMES, NAMES)
def test_whatever_the_name_the_address_that_is_guessed_is_one(first, last):
    known = [Pattern(pattern, 20, 20, Decimal("0.95")) for pattern in PATTERNS]
    for guessed in guess(first, last, "acme.com", known):
        local, _, domain = guessed.email.partition("@")
        assert PLAIN.fullmatch(local) and domain == "acme.com" and len(local) <= 64


@given(st.sampled_from(["{}", "Ann {}", "{}-Ann", "{}. Ann", "A{}n"]), FOREIGN)
def test_one_letter_of_another_script_and_the_name_is_refused(shape, letter):
    assert mail_name(shape.format(letter), "Lee") is None
    assert mail_name("Ann", shape.format(letter)) is None
