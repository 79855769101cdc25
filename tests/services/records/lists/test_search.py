"""What is typed finds what is stored, however each of them is spelled."""

import pytest
from sqlmodel import select

from tests.fixtures.records import company
from yardflow.models import Contact
from yardflow.services.records import accounts, contacts
from yardflow.services.records.accounts import AccountQuery
from yardflow.services.records.contacts import ContactQuery
from yardflow.signs import ANY_APOSTROPHE, APOSTROPHES, HYPHENS

pytestmark = pytest.mark.usefixtures("database")

PHONES = {
    "+14155550100": (
        "4155550100",
        "415 555 0100",
        "(415) 555-0100",
        "+1 415 555 0100",
        "1-415-555-0100",
        "001.415.555.0100",
        "+1\u00a0415\u2011555\u20110100",
        "\uff14\uff11\uff15 \uff15\uff15\uff15 \uff10\uff11\uff10\uff10",
        "555 0100",
        "tel:+14155550100",
        "Tel. 415 555 0100,",
    ),
    "+491711234567 x12": (
        "0171 1234567",
        "0171/1234567",
        "+49 171 1234567",
        "0049 171 1234567",
        "+49 (0)171 1234567",
        "0171 1234567 ext. 12",
        "011 49 171 1234567",
        "+49 171 1234567 x12",
    ),
    "020 7946 0018": ("020 7946 0018", "2079460018", "7946 0018"),
}


@pytest.fixture
def found(session, bob, techexpo):
    """``found("ann")``: the last names of the contacts that it finds, at the event as among all."""

    def search(text: str) -> list[str]:
        names = [
            [row.last_name for row in contacts.search(session, bob, query).items]
            for query in (ContactQuery(q=text), ContactQuery(q=text, event_id=techexpo.id))
        ]
        assert names[0] == names[1], text
        return names[0]

    return search


@pytest.mark.parametrize("stored", ["'", *APOSTROPHES])
def test_an_apostrophe_is_found_by_every_other(found, acme, works_at, stored):
    works_at(acme, f"Pat O{stored}Neil")
    works_at(acme, "Ann Lee")
    for typed in ("'", "`", *APOSTROPHES):
        assert found(f"O{typed}Neil") == [f"O{stored}Neil"], typed
    assert found("neil pat") == [f"O{stored}Neil"]


RARE = [sign for sign in ANY_APOSTROPHE if sign not in f"'`{APOSTROPHES}"]


@pytest.mark.parametrize("stored", ["\u02bf", "\u0384", "\ua78b"])  # letters, and a sign
def test_a_rare_apostrophe_is_found_by_every_other(found, acme, works_at, stored):
    works_at(acme, f"{stored}Ali O{stored}Neil")
    works_at(acme, "Ann Lee")
    for typed in ANY_APOSTROPHE:
        assert found(f"{typed}Ali O{typed}Neil") == [f"O{stored}Neil"], typed
    assert found("ali oneil") == [f"O{stored}Neil"]


@pytest.mark.parametrize("typed", RARE)
def test_every_other_is_found_by_a_rare_apostrophe(found, acme, works_at, typed):
    works_at(acme, "Pat O\u2019Neil")
    assert found(f"O{typed}Neil") == ["O\u2019Neil"]


def test_a_name_is_found_without_its_apostrophe(found, acme, works_at):
    works_at(acme, "Pat O\u2019Neil")
    assert found("oneil") == ["O\u2019Neil"]


def test_a_contact_is_found_by_the_words_of_name_and_account(session, found, techexpo, works_at):
    works_at(company(session, techexpo, "L'Oréal"), "Jean-Luc O'Brien")
    for typed in ("L\u2019Oré", "jean\u2011luc", "obrien loreal", "O\u2019Brien L\u2019Oreal"):
        assert found(typed) == ["O'Brien"], typed


def test_a_contact_has_the_words_of_its_company_as_they_are_by_then(
    session, found, acme, techexpo, works_at
):
    works_at(acme, "Ann Lee")
    acme.name, acme.name_key, acme.domain = "Zenith", "zenith", "zenith-group.example"
    session.commit()
    assert found("zenith") == found("group") == found("ann example") == ["Lee"]
    assert found("acme") == found("acme com") == []
    ann = session.exec(select(Contact)).one()
    ann.account_id = company(session, techexpo, "Birch's & Sons").id
    session.commit()
    assert found("birch") == found("sons ann") == ["Lee"]
    assert found("zenith") == []


@pytest.mark.parametrize("stored", ["-", *HYPHENS])
def test_a_hyphen_is_found_by_every_other(found, acme, works_at, stored):
    works_at(acme, "Ann Lee", title=f"Vice{stored}President")
    works_at(acme, "Joe Fox", title="President")
    for typed in ("-", " ", *HYPHENS):
        assert found(f"vice{typed}president") == ["Lee"], typed


def test_accounts_are_found_so_too(session, bob, techexpo):
    for name in ("O\u2019Reilly Media", "Coca\u2011Cola"):
        company(session, techexpo, name)
    for typed, name in (
        ("o'reilly", "O\u2019Reilly Media"),
        ("reilly", "O\u2019Reilly Media"),
        ("coca-cola", "Coca\u2011Cola"),
        ("cola", "Coca\u2011Cola"),
    ):
        assert [row.name for row in accounts.search(session, bob, AccountQuery(q=typed)).items] == [
            name
        ]


@pytest.mark.parametrize("field", ["phone", "mobile"])
def test_phones_are_found_however_they_are_grouped_and_dialed(found, acme, works_at, field):
    for name, number in zip("ABC", PHONES, strict=True):
        works_at(acme, f"Ann {name}", **{field: number})
    for name, (number, typed) in zip("ABC", PHONES.items(), strict=True):
        for text in (*typed, number):
            assert found(text) == [name], text


def test_a_number_that_no_phone_ends_with_finds_none(found, acme, works_at):
    works_at(acme, "Ann Lee", phone="+14155550100", title="Studio 1010 North")
    for text in ("4155550101", "+44 415 555 0100", "0100", "tel", "0010555514", "ann 4155550101"):
        assert found(text) == [], text
    assert found("1010") == found("ann 4155550100") == ["Lee"]


def test_numbers_in_a_text_are_found_as_words(found, acme, works_at):
    works_at(acme, "Ann Lee", title="Line 100 200")
    assert found("100 200") == found("200 100") == ["Lee"]


UMLAUTS = ("Müller", "Götz", "Jörg", "Köhler", "Schäfer", "Kühn", "Söder", "Sørensen")


def test_an_umlaut_is_found_by_either_spelling_of_it_beside_the_other(found, acme, works_at):
    letters = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe"})
    for name in UMLAUTS:
        works_at(acme, f"Ann {name}")
        works_at(acme, f"Ann {name.translate(letters)}")
    for name in UMLAUTS:
        other = name.translate(letters)
        for typed in (name, other, other.lower()):
            assert set(found(typed)) == {name, other}, typed


@pytest.mark.parametrize("typed", ["Samuel", "Michael", "Joel", "Sue", "Queen", "Joe"])
def test_letters_that_stand_beside_each_other_by_chance_are_no_umlaut(found, acme, works_at, typed):
    for name in ("Samul", "Michal", "Jol", "Su", "Qun", "Johnson", typed):
        works_at(acme, f"Ann {name}")
    assert found(typed) == [typed]


def test_a_name_in_one_piece_is_found_by_its_parts(found, acme, works_at):
    works_at(acme, "田中 太郎")
    works_at(acme, "王 伟")
    works_at(acme, "田辺 花子")
    assert found("田中太郎") == found("太郎田中") == ["田中"]
    assert found("田中") == ["田中"] and found("田太") == []
    assert found("王伟") == ["王"]


@pytest.mark.parametrize(
    "stored", ["株式会社日立", "日立株式会社", "(株)日立", "㈱日立", "日立製作所"]
)
def test_a_company_in_one_piece_is_found_without_its_legal_form(
    session, bob, found, techexpo, works_at, stored
):
    works_at(company(session, techexpo, stored), "Ann Lee")
    company(session, techexpo, "株式会社東芝")
    for typed in ("日立", stored):
        rows = accounts.search(session, bob, AccountQuery(q=typed)).items
        assert [row.name for row in rows] == [stored], typed
        assert found(typed) == ["Lee"], typed


@pytest.mark.parametrize("typed", ["“König”", "„könig“", '"König"', "«König»", "‹könig›"])
def test_quotes_are_no_part_of_a_word(found, acme, works_at, typed):
    works_at(acme, "Ann König")
    works_at(acme, "Ann Lee")
    assert found(typed) == ["König"]


@pytest.mark.parametrize("text", ["%", "_", "'", "\u2019", "-", "\U0001f31f", "::", "\u200b", "()"])
def test_signs_alone_find_nothing(session, bob, found, acme, works_at, text):
    works_at(acme, "Ann Lee")
    assert found(text) == []
    assert accounts.search(session, bob, AccountQuery(q=text)).total == 0


@pytest.mark.parametrize("text", ["", "  ", "\u00a0"])
def test_blanks_narrow_nothing(session, bob, found, acme, works_at, text):
    works_at(acme, "Ann Lee")
    assert found(text) == ["Lee"]
    assert accounts.search(session, bob, AccountQuery(q=text)).total == 1
