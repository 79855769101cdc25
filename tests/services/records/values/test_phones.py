"""Phone numbers: E.164 where the country is known, as typed where it is not, shown as dialed."""

import phonenumbers
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, ValidationResult

from tests.fixtures.rows import each_row
from yardflow.services.records import contacts
from yardflow.services.records.values import phones


@each_row(
    ("typed", "number"),
    [
        ("+1 (415) 555-0165", "+14155550165"),
        ("(+1) 415 555 0165", "+14155550165"),
        ("tel:+1-415-555-0165", "+14155550165"),
        ("＋１ 415 555 0165", "+14155550165"),
        ("0041 44 555 90 64", "+41445559064"),
        ("+44 (0)20 7946 0000", "+442079460000"),
        ("+39 06 1234 5678", "+390612345678"),
        ("+1 415 555 0165 x12", "+14155550165 x12"),
        ("+1-415-555-0165;ext=12", "+14155550165 x12"),
        ("+1 415 555 0165, Ext. 12", "+14155550165 x12"),
        ("+1 415 555 0165 Extn 12", "+14155550165 x12"),
        ("+1 415 555 0165 #12", "+14155550165 x12"),
    ],
)
def test_a_number_with_its_country_is_stored_as_e164(typed, number):
    assert phones.stored(typed) == number


@each_row(
    "typed", ["(415) 555-0165", "415.555.0123 x12", "020 7946 0000", "555-0165", "07712 345678"]
)
def test_a_number_without_a_country_stays_as_it_was_typed(typed):
    assert phones.stored(typed) == typed


def test_digits_of_other_scripts_are_kept_in_ours():
    assert phones.stored("٠٧٧١٢٣٤٥٦٧٨") == ("07712345678")


def test_a_number_that_was_calculated_with_is_a_number():
    assert phones.stored("4155550165.0") == "4155550165"


def test_a_slash_behind_an_area_code_is_part_of_the_number():
    assert phones.stored("0221/4711234") == "0221/4711234"


@each_row(
    ("typed", "region", "number"),
    [
        ("(415) 555-0165", "US", "+14155550165"),
        ("1-415-555-0165", "US", "+14155550165"),
        ("415.555.0123 x12", "US", "+14155550123 x12"),
        ("020 7946 0000", "GB", "+442079460000"),
        ("06 1234 5678", "IT", "+390612345678"),
        ("+44 20 7946 0000", "US", "+442079460000"),
        # It can't be a number of this country, so it is another one's.
        ("020 7946 0000", "US", "020 7946 0000"),
        ("555-0165", "US", "555-0165"),
    ],
)
def test_a_national_number_belongs_to_the_country_if_it_can(typed, region, number):
    assert phones.stored(typed, region) == number


@each_row(
    "typed",
    [
        *("n/a", "call me", "123", "+1 555 0165", "1-800-FLOWERS", "+47 22 12 34 56 (office)"),
        *(
            "000-000-0000",
            "4.47712E+11",
            "312-555-0100 / 312-555-0101",
            "1" * 61,
            "+",
            *("22 12 34 56 / 91 11 22 33", "22123456/91112233", "22 12 34 56\n91 11 22 33"),
        ),
    ],
)
def test_what_is_no_number_is_refused(typed):
    for region in ("", "US"):
        with pytest.raises(ValueError, match="Enter a valid phone number"):
            phones.stored(typed, region)


def test_a_calling_code_that_no_country_has_is_refused():
    with pytest.raises(ValueError, match="No country has this calling code"):
        phones.stored("+999 123456")


@each_row(
    ("number", "region", "shown"),
    [
        ("+14155550165", "US", "(415) 555-0165"),
        ("+14155550165 x12", "US", "(415) 555-0165 ext. 12"),
        ("+14155550165", "DE", "+1 415-555-0165"),
        ("+14155550165", "", "+1 415-555-0165"),
        ("+442079460000", "GB", "020 7946 0000"),
        # Possible, but nobody has it: shown without its country it would be read as another.
        ("+15555550165", "US", "+1 555-555-0165"),
        ("(415) 555-0165", "DE", "(415) 555-0165"),
        ("+999123456", "US", "+999123456"),
        ("", "US", ""),
    ],
)
def test_a_number_is_shown_as_it_is_dialed_from_there(number, region, shown):
    assert phones.shown(number, region) == shown


@each_row("region", ["", "US", "DE", "GB"])
@each_row(
    "number", ["+14155550165", "+442079460000 x7", "+390612345678", "415 555 0165", "+15555550165"]
)
def test_what_is_shown_is_read_as_the_same_number(number, region):
    stored = phones.stored(number, region)
    assert phones.stored(phones.shown(stored, region), region) == stored


def test_a_number_of_two_countries_is_completed_if_it_can_be_of_one_only():
    assert phones.stored("312-555-0100", "US", "IL") == "+13125550100"
    assert phones.stored("03-555-0100", "US", "IL") == "+97235550100"
    assert phones.stored("416-555-0123", "US", "CA") == "+14165550123"
    assert phones.stored("302-555-0100", "US", "DE") == "302-555-0100"


def test_a_number_of_two_countries_is_shown_so_that_it_is_read_as_the_same():
    assert phones.shown("+13125550100", "US", "IL") == "(312) 555-0100"
    assert phones.shown("+13025550100", "US", "DE") == "+1 302-555-0100"


@each_row(
    ("typed", "number"),
    [
        ("491711234567", "+491711234567"),
        ("4915112345678", "+4915112345678"),
        ("49 171 1234567", "+491711234567"),
        ("491711234567.0", "+491711234567"),
        ("+491711234567.0", "+491711234567"),
        ("4930 12345678", "+493012345678"),
        # Leer's area code is 0491.
        ("0491 12345", "+4949112345"),
        ("0491 711234567", "+49491711234567"),
        ("491 9278000", "+494919278000"),
    ],
)
def test_a_calling_code_without_its_plus_is_known_by_a_mobile_number(typed, number):
    assert phones.stored(typed, "DE") == number


@each_row(
    "typed",
    [
        *("+1 000 000 0000", "+1 555 555 5555", "+1 999 999 9999", "+49 000 0000000"),
        *("+33 0 00 00 00 00", "+44 1111 111111"),
    ],
)
def test_a_calling_code_with_a_filler_is_no_number(typed):
    with pytest.raises(ValueError, match="Enter a valid phone number"):
        phones.stored(typed)


def test_a_number_of_one_digit_that_somebody_has_is_kept():
    assert phones.stored("+47 22 22 22 22") == "+4722222222"


def test_a_number_at_an_american_account_gets_its_country(session, bob, acme):
    acme.headquarters = "Duluth, MN"
    session.add(acme)
    ann = contacts.create(
        session,
        bob,
        {"account_id": acme.id, "first_name": "Ann", "phone": "(415) 555-0165"},
    )
    assert ann.phone == "(415) 555-0165"
    moved = contacts.update(session, bob, ann.id, ann.version, {"country": "Germany"})
    assert moved.phone == "+1 415-555-0165"


def test_a_number_gets_its_country_once_that_is_known(session, bob, acme):
    values = {"account_id": acme.id, "first_name": "Ann", "phone": "(415) 555-0165"}
    ann = contacts.create(session, bob, values)
    contacts.update(session, bob, ann.id, None, {"country": "USA"})
    assert contacts.update(session, bob, ann.id, None, {"country": ""}).phone == "+1 415-555-0165"


def test_a_number_that_comes_back_as_it_was_shown_stays_the_same(session, bob, acme):
    values = {"account_id": acme.id, "first_name": "Ann", "phone": "+1 415 555 0165"}
    ann = contacts.create(session, bob, {**values, "country": "USA"})
    form = {"phone": ann.phone, "country": "Germany"}
    assert contacts.update(session, bob, ann.id, None, form).phone == "+1 415-555-0165"


@each_row(
    ("number", "uri"),
    [
        ("+14155550165", "tel:+14155550165"),
        ("+14155550165 x12", "tel:+14155550165;ext=12"),
        ("0171 - 234 56 78", "tel:01712345678"),
        ("020 7946 0100 ext. 12", "tel:02079460100;ext=12"),
        ("", ""),
    ],
)
def test_a_telephone_dials_the_stored_number(number, uri):
    assert phones.uri(number) == uri


def test_a_number_shown_for_its_country_is_dialed_with_its_calling_code(session, bob, acme):
    values = {"account_id": acme.id, "first_name": "Ann", "country": "Germany"}
    values |= {"phone": "(0171) 2345678", "mobile": "+1 415 555 0165 x7"}
    ann = contacts.create(session, bob, values)
    assert (ann.phone, ann.phone_uri) == ("0171 2345678", "tel:+491712345678")
    assert (ann.mobile, ann.mobile_uri) == ("+1 415-555-0165 ext. 7", "tel:+14155550165;ext=7")


@given(st.from_regex(r"1[0-9]{7,11}", fullmatch=True))
def test_a_number_of_north_america_is_what_the_library_reads(digits: str):
    assume(len(set(digits[1:])) > 1)
    parsed = phonenumbers.parse(f"+{digits}")
    if phonenumbers.is_possible_number_with_reason(parsed) == ValidationResult.IS_POSSIBLE:
        e164 = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
        assert phones.stored(f"+1 ({digits[1:4]}) {digits[4:]}") == e164
    else:
        with pytest.raises(ValueError, match="valid"):
            phones.stored(f"+{digits}")
