"""How each kind of value reads on the other side, and when two of HubSpot's are one."""

import os
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.hubspot_mapping import ACCOUNT, CONTACT, TARGET, choice, field_of, row
from tests.fixtures.rows import each_row
from yardflow.models import Direction
from yardflow.services.hubspot.mapping.kinds import FORMS, Kind
from yardflow.services.hubspot.mapping.mapped import mapped
from yardflow.services.hubspot.mapping.properties import Property, PropertyType


@each_row(
    ("kind", "ours", "theirs"),
    [
        (Kind.TEXT, "Head of Ops", "Head of Ops"),
        (Kind.TEXT, "  Head of Ops ", "Head of Ops"),
        (Kind.EMAIL, "ann@acme.com", "ann@acme.com"),
        (Kind.NUMBER, "1200", "1200"),
        (Kind.NUMBER, "1200.50", "1200.5"),
        (Kind.NUMBER, "-0.25", "-0.25"),
        (Kind.NUMBER, "1E3", "1000"),
        (Kind.BOOLEAN, "true", "true"),
        (Kind.BOOLEAN, "No", "false"),
        (Kind.DATE, "2026-02-09", "1770595200000"),
        (Kind.DATE, "1969-12-31", "-86400000"),
        (Kind.DATE, "1970-01-01", "0"),
        (Kind.MOMENT, "2026-02-09T13:00:00+01:00", "1770638400000"),
        (Kind.CHOICES, "Ops; Tech;Ops", "Ops;Tech"),
    ],
)
def test_a_value_is_written_as_hubspot_takes_it(kind: Kind, ours: str, theirs: str):
    assert FORMS[kind].write(ours) == theirs


@each_row(
    ("kind", "theirs", "ours"),
    [
        (Kind.TEXT, " Ann ", "Ann"),
        (Kind.NUMBER, "350", "350"),
        (Kind.NUMBER, "350.0", "350"),
        (Kind.BOOLEAN, "TRUE", "true"),
        (Kind.DATE, "1770595200000", "2026-02-09"),
        (Kind.DATE, "2026-02-09", "2026-02-09"),
        (Kind.DATE, "2026-02-09T00:00:00Z", "2026-02-09"),
        (Kind.DATE, "1770638400000", "2026-02-09"),
        (Kind.MOMENT, "1770638400000", "2026-02-09T12:00:00.000+00:00"),
        (Kind.MOMENT, "2026-02-09T12:00:00Z", "2026-02-09T12:00:00.000+00:00"),
        (Kind.CHOICES, ";Ops;Tech", "Ops;Tech"),
    ],
)
def test_a_value_of_hubspot_is_read(kind: Kind, theirs: str, ours: str):
    assert FORMS[kind].read(theirs) == ours


@each_row(
    ("kind", "text"),
    [
        (Kind.NUMBER, "5,001–10,000"),
        (Kind.NUMBER, "NaN"),
        (Kind.NUMBER, "1e999"),
        (Kind.NUMBER, "9" * 10_000),
        (Kind.BOOLEAN, "perhaps"),
        (Kind.DATE, "tomorrow"),
        (Kind.DATE, "2026-02-30"),
        (Kind.DATE, "9" * 30),
        (Kind.MOMENT, "2026-02-09T12:00:00"),
        (Kind.MOMENT, "noon"),
        (Kind.TEXT, "x" * 65_537),
    ],
)
def test_what_is_none_of_its_kind_is_refused_with_a_sentence(kind: Kind, text: str):
    for convert in (FORMS[kind].write, FORMS[kind].read):
        with pytest.raises(ValueError, match=r"\.$") as refusal:
            convert(text)
        assert len(str(refusal.value)) < 100


@each_row(
    ("kind", "left", "right", "alike"),
    [
        (Kind.TEXT, "Head  of Ops ", "Head of Ops", True),
        (Kind.TEXT, "head of ops", "Head of Ops", False),
        (Kind.EMAIL, "Ann@Acme.com ", "ann@acme.com", True),
        (Kind.ADDRESS, "https://www.Acme.com/", "acme.com", True),
        (Kind.ADDRESS, "https://acme.com/a", "acme.com/A", False),
        (Kind.PHONE, "(415) 555-0100", "+14155550100", True),
        (Kind.PHONE, "0171 1234567", "+49 171 1234567", True),
        (Kind.PHONE, "+14155550100", "+34155550100", False),
        (Kind.PHONE, "+14155550100 x12", "+14155550100", False),
        (Kind.PHONE, "100", "200", False),
        (Kind.COUNTRY, "Germany", "DE", True),
        (Kind.COUNTRY, "Germany", "Austria", False),
        (Kind.NUMBER, "350", "350.0", True),
        (Kind.BOOLEAN, "TRUE", "true", True),
        (Kind.DATE, "2026-02-09", "1770595200000", True),
        (Kind.DATE, "2026-02-10", "1770595200000", False),
        (Kind.DATE, "", "0", False),
        (Kind.CHOICES, "Ops;Tech", "Tech;Ops", True),
        (Kind.CHOICES, "Ops", "Tech;Ops", False),
    ],
)
def test_what_hubspot_only_formats_is_the_same(kind: Kind, left: str, right: str, alike: bool):
    assert FORMS[kind].same(left, right) is alike
    assert FORMS[kind].same(right, left) is alike


@pytest.fixture
def anywhere():
    """``anywhere(zone)`` moves this process there."""
    before = os.environ.get("TZ")

    def move(zone: str) -> None:
        os.environ["TZ"] = zone
        time.tzset()

    yield move
    if before is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = before
    time.tzset()


def test_a_day_is_the_same_day_wherever_this_runs(anywhere):
    days = [date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 31), date(1969, 7, 20)]
    for zone in sorted(available_timezones()):
        anywhere(zone)
        for day in days:
            written = FORMS[Kind.DATE].write(day.isoformat())
            midnight = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(written))
            assert (midnight.hour, midnight.date()) == (0, day), zone
            assert FORMS[Kind.DATE].read(written) == day.isoformat(), zone


@given(st.dates())
def test_every_day_comes_back_as_it_went(day: date):
    assert FORMS[Kind.DATE].read(FORMS[Kind.DATE].write(day.isoformat())) == day.isoformat()


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.timezones()))
def test_every_moment_comes_back_to_the_millisecond(moment: datetime):
    back = FORMS[Kind.MOMENT].read(FORMS[Kind.MOMENT].write(moment.isoformat()))
    assert timedelta(0) <= moment - datetime.fromisoformat(back) < timedelta(milliseconds=1)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12)))
def test_every_number_comes_back(amount):
    text = f"{amount:f}"[:40]
    form = FORMS[Kind.NUMBER]
    assert form.same(form.read(form.write(text)), text)


@given(st.sampled_from(Kind), st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_compared(kind: Kind, left: str, right: str):
    assert FORMS[kind].same(left, right) == FORMS[kind].same(right, left)
    assert FORMS[kind].same(left, left)


def test_choices_are_translated_and_several_of_hubspots_mean_the_same():
    stage = field_of(TARGET, "stage")
    assert stage.to_hubspot("Won") == "closedwon"
    assert stage.from_hubspot("contractsent") == "Checked In"
    assert stage.agrees("Checked In", "contractsent")
    assert not stage.agrees("Won", "contractsent")


@each_row(
    ("theirs", "ours"),
    [
        ("Freely given consent from contact", "Consent"),
        ("Legitimate interest – prospect/lead;Legitimate interest - other", "Legitimate interest"),
        ("", ""),
    ],
)
def test_several_options_can_be_one_value_here(theirs: str, ours: str):
    assert field_of(CONTACT, "lawful_basis").from_hubspot(theirs) == ours


def test_what_has_no_counterpart_is_said_on_either_side():
    stage, basis = field_of(TARGET, "stage"), field_of(CONTACT, "lawful_basis")
    with pytest.raises(ValueError, match="Deal stage in HubSpot has no value for No Show"):
        stage.to_hubspot("No Show")
    with pytest.raises(ValueError, match="waiting in HubSpot is no Stage here"):
        stage.from_hubspot("waiting")
    with pytest.raises(ValueError, match="takes one value"):
        basis.from_hubspot("Freely given consent from contact;Performance of a contract")


def test_a_text_is_an_option_by_its_label():
    industry = field_of(ACCOUNT, "industry")
    assert industry.to_hubspot("computer software") == "COMPUTER_SOFTWARE"
    assert industry.from_hubspot("COMPUTER_SOFTWARE") == "Computer software"
    with pytest.raises(ValueError, match="has no value for Logistics"):
        industry.to_hubspot("Logistics")


def test_an_owner_is_a_teammate_by_address():
    owner = field_of(CONTACT, "owner_id")
    assert owner.to_hubspot("bob@yardflow.com") == "102"
    assert owner.from_hubspot("101") == "alice@yardflow.com"
    with pytest.raises(ValueError, match="999"):
        owner.from_hubspot("999")


def test_several_personas_are_checkboxes():
    prop = choice("yardflow_personas", "Personas", "Ops", "Tech", several=True)
    rows = [row(CONTACT, "personas", prop.name)]
    personas = mapped(rows, {CONTACT: {prop.name: prop}}, {})[0]
    assert personas.to_hubspot("Ops;Tech") == "Ops;Tech"
    assert personas.from_hubspot(";Tech;Ops") == "Ops;Tech"
    assert personas.agrees("Ops;Tech", "Tech;Ops")


def test_what_a_field_cannot_hold_stays_in_hubspot():
    website = field_of(ACCOUNT, "domain")
    with pytest.raises(ValueError, match=r"Anyone can use gmail\.com"):
        website.from_hubspot("gmail.com")
    with pytest.raises(ValueError):
        field_of(CONTACT, "first_name").from_hubspot("x" * 101)


def test_a_size_is_a_number_in_hubspot():
    size = field_of(ACCOUNT, "size", Direction.FROM_HUBSPOT)
    assert size.from_hubspot("350") == "350"
    assert size.prop.type == PropertyType.NUMBER
    with pytest.raises(ValueError):
        size.to_hubspot("5,001–10,000")


def test_a_property_that_hubspot_did_not_describe_is_a_text():
    title = mapped([row(CONTACT, "title", "role_there")], {}, {})[0]
    assert title.prop == Property("role_there", "role_there")
    assert title.to_hubspot("VP") == "VP"
