"""What a front page says of its company, however it is written."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fixtures.rows import each_row
from yardflow.integrations.website.front_page import (
    LONGEST_DESCRIPTION,
    LONGEST_TITLE,
    FrontPage,
    parsed,
)


def page(head: str) -> FrontPage:
    return parsed(f"<!doctype html><html><head>{head}</head><body></body></html>".encode())


def with_data(*data: object) -> FrontPage:
    scripts = (json.dumps(each) for each in data)
    return page("".join(f'<script type="application/ld+json">{each}</script>' for each in scripts))


def company(**said: object) -> dict:
    return {"@context": "https://schema.org", "@type": "Organization", **said}


def employees(said: object) -> tuple[int | None, int | None]:
    organization = with_data(company(numberOfEmployees=said)).companies[0]
    return organization.fewest, organization.most


def test_title_and_description_are_read():
    front = page(
        "<title> Acme\n &amp; Sons </title>"
        '<meta name="Description" content="We move &quot;yards&quot;.">'
    )
    assert (front.title, front.description) == ("Acme & Sons", 'We move "yards".')


def test_what_is_meant_for_other_networks_stands_in():
    front = page(
        '<meta property="og:title" content="Acme"><meta property="og:description" content="Yards">'
    )
    assert (front.title, front.description) == ("Acme", "Yards")


def test_a_title_within_a_picture_is_not_the_page_s():
    assert page("<title>Acme</title><svg><title>Logo</title></svg>").title == "Acme"


def test_a_long_text_is_cut_and_holds_no_control_characters():
    said = "a\x1b[31m\u202eb&#0;" + "c" * 9_999
    front = page(f"<title>{'Acme ' * 500}</title><meta name=description content='{said}'>")
    assert len(front.title) <= LONGEST_TITLE and len(front.description) <= LONGEST_DESCRIPTION
    assert (front.title + front.description).isprintable()


@each_row(
    ("said", "between"),
    [
        (250, (250, 250)),
        ("250", (250, 250)),
        ("1,200 employees", (1200, 1200)),
        ("51-200", (51, 200)),
        ("1.001 – 5.000", (1001, 5000)),
        ("10,000+", (10000, None)),
        ({"@type": "QuantitativeValue", "value": 42}, (42, 42)),
        ({"@type": "QuantitativeValue", "value": "51-200"}, (51, 200)),
        ({"@type": "QuantitativeValue", "minValue": 51, "maxValue": "200"}, (51, 200)),
        ({"minValue": 500}, (500, None)),
        ({"minValue": 500, "maxValue": 50}, (None, None)),
        ({"maxValue": 50}, (None, None)),
        ({"value": {"value": {"value": 3}}}, (None, None)),
        *((odd, (None, None)) for odd in (0, -5, 2.5, True, None, [], "many", "1e3", "", "9" * 50)),
        *((odd, (None, None)) for odd in (float("nan"), float("inf"), 10**400, "200-51", "1,20")),
    ],
)
def test_a_number_of_employees_is_read_in_the_forms_in_use(said, between):
    assert employees(said) == between


def test_industry_code_and_topics_are_read():
    front = with_data(
        company(
            industry=["Logistics", "Retail"],
            naics=484121,
            knowsAbout=[{"@type": "DefinedTerm", "name": "Yard management"}, "Trucks", 7, None],
            description="We move.",
            url="https://acme.com/",
        )
    ).companies[0]
    assert (front.industry, front.naics, front.url) == ("Logistics", "484121", "https://acme.com/")
    assert front.topics[:2] == ("Yard management", "Trucks")
    assert front.description == "We move."


@each_row(
    "data",
    [
        company(industry="Logistics"),
        [company(industry="Logistics")],
        {"@graph": [{"@type": "WebSite"}, company(industry="Logistics")]},
        {"@type": "WebSite", "publisher": company(industry="Logistics")},
        company(industry="Logistics") | {"@type": ["Thing", "Corporation"]},
        company(industry="Logistics") | {"@type": "https://schema.org/LocalBusiness"},
    ],
)
def test_the_organisation_is_found_where_pages_put_it(data):
    assert [organization.industry for organization in with_data(data).companies] == ["Logistics"]


@each_row(
    "data",
    [
        {"@type": "Person", "industry": "Logistics"},
        {"@type": "WebSite", "mentions": company(industry="Logistics")},
        {"@type": None},
        [[[company()]]],
        "Organization",
        None,
        7,
    ],
)
def test_what_is_not_the_page_s_own_organisation_is_left(data):
    assert with_data(data).companies == ()


@each_row("script", ["{", "[" * 100_000, '{"a":' * 50_000, "NaN", "9" * 10_000, "\x00", "<!--", ""])
def test_data_that_is_none_is_passed_over(script):
    good = json.dumps(company(industry="Logistics"))
    head = "".join(f'<script type="application/ld+json">{each}</script>' for each in (script, good))
    front = page(f"<title>Acme</title>{head}")
    assert front.title == "Acme"
    assert [organization.industry for organization in front.companies] == ["Logistics"]


def test_other_scripts_are_not_read():
    assert page(f"<script>{json.dumps(company())}</script>").companies == ()


@each_row(
    ("body", "kind"),
    [
        ("<title>Müller</title>".encode(), "text/html"),
        ("<title>Müller</title>".encode("latin-1"), "text/html; charset=ISO-8859-1"),
        ('<meta charset="windows-1252"><title>Müller</title>'.encode("cp1252"), "text/html"),
        ("\ufeff<title>Müller</title>".encode(), "text/html; charset=utf-8"),
    ],
)
def test_letters_are_read_as_the_page_says(body, kind):
    assert parsed(body, kind).title == "Müller"


@each_row("name", ["punycode", "hex", "zlib", "idna", "unicode_escape", "x", "utf-7"])
def test_a_name_that_is_no_character_set_is_not_believed(name):
    assert parsed(
        "<title>Müller \\u0041+AGE-</title>".encode(), f"text/html; charset={name}"
    ).title == ("Müller \\u0041+AGE-")


@pytest.mark.heavy
@pytest.mark.parametrize(
    "unit",
    ["<!", "<a ", "<!--", "&", "<", '<a b="', "<![CDATA[", "<?", "</", "<a/", "<a =", "&#x41"],
)
def test_a_page_that_is_made_to_take_long_does_not(unit):
    began = time.thread_time()
    parsed((unit * 512_000)[:512_000].encode())
    assert time.thread_time() - began < 20


@settings(deadline=None)
@given(st.binary(max_size=2_000))
def test_any_bytes_give_a_page_of_clean_short_lines(body):
    front = parsed(b"<title>" + body)
    assert len(front.title) <= LONGEST_TITLE
    assert (front.title + front.description).isprintable()


nested = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "@type",
                    "@graph",
                    "numberOfEmployees",
                    "industry",
                    "naics",
                    "value",
                    "minValue",
                    "url",
                ]
            ),
            inner | st.just("Organization"),
            max_size=4,
        )
    ),
    max_leaves=20,
)


@pytest.mark.heavy
@settings(deadline=None)
@given(nested)
def test_any_data_gives_companies_of_clean_short_lines(data):
    for organization in with_data(data).companies:
        said = (
            organization.industry,
            organization.naics,
            organization.description,
            organization.url,
            *organization.topics,
        )
        assert all(each.isprintable() for each in said)
        assert organization.fewest is None or 1 <= organization.fewest <= (
            organization.most or organization.fewest
        )
