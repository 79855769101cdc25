"""What people write in many ways has one key."""

from tests.fixtures.rows import each_row
from yardflow.services.enrichment.providers.email_pattern.addresses import spelled
from yardflow.services.enrichment.providers.email_pattern.names import mail_name
from yardflow.services.records.names.company_names import company_key
from yardflow.services.records.names.person_names import split_name
from yardflow.services.records.values import fields, normalize
from yardflow.signs import ANY_APOSTROPHE


@each_row(
    "written", ["Laura Jones, MBA", "  LAURA   jones ", "Jones, Laura", "Dr. Läura Jónes (LJ)"]
)
def test_a_persons_name_is_compared_without_titles_order_and_accents(written):
    assert normalize.name_key(written) == "laura jones"


@each_row("apostrophe", [*ANY_APOSTROPHE])
def test_whichever_sign_an_apostrophe_is_a_name_is_the_same(apostrophe):
    assert normalize.name_key(f"Sean O{apostrophe}Dea") == "sean odea"
    assert normalize.name_key(f"{apostrophe}Alī Sana{apostrophe}") == "ali sana"
    assert company_key(f"L{apostrophe}Oréal") == "loreal"
    assert split_name(f"Sean O{apostrophe}Dea") == ("Sean", f"O{apostrophe}Dea")
    assert spelled("first.last", mail_name("Sean", f"O{apostrophe}Dea"))[0] == "sean.odea"


# What Unicode's list of signs that are confused has for ', as far as it is not a letter or comma of
# another script; and what ayin is written with.
CONFUSED = "`´ʹʻʼʽʾʿˈˊˋ˴ʹ΄՚׳ߴߵ᾽᾿`´῾‘’‛′‵Ꞌꞌ＇｀"


@each_row("sign", [*CONFUSED])
def test_what_is_confused_with_an_apostrophe_is_known_as_one(sign):
    assert sign in ANY_APOSTROPHE


@each_row("written", ["!!!", "(x)", "Dr.", "MBA"])
def test_a_persons_name_never_folds_to_nothing(written):
    assert normalize.name_key(written)


@each_row(
    ("written", "address"),
    [
        ("Ann Lee <Ann@Acme.com>", "ann@acme.com"),
        ("Ann Lee <ann@acme.com>; Bob Ray <bob@acme.com>", None),
        (" mailto:Q.X@acme.com; ", "q.x@acme.com"),
        ("ann@acme.com.", "ann@acme.com"),
        ("Ann Lee <ann@acme.com.>", "ann@acme.com"),
        ("ann.@acme.com", None),
        ("ann@straße.de", "ann@xn--strae-oqa.de"),
        ("ANN@XN--STRAE-OQA.DE", "ann@xn--strae-oqa.de"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("ann+expo@acme.test", "ann+expo@acme.test"),
        ("änn@acme.com", None),
        ("ann@acme.local", None),
        ("ann@127.0.0.1", None),
        ("ann@xn--a.com", None),
        ("a@b", None),
        ("a@b@c.de", None),
        ("a..b@c.de", None),
        ("ann lee@acme.com", None),
        ("ann@acme.com\r\nBcc: x@y.de", None),
        ("x" * 65 + "@acme.com", None),
        ("ann@" + "a" * 64 + ".com", None),
        ("ann@" + "é" * 60 + ".com", None),
        ("n/a", None),
    ],
)
def test_an_address_is_in_lower_case_and_has_the_shape_that_mail_servers_take(written, address):
    assert normalize.email_of(written) == address
    if address:
        assert fields.email(written) == address
