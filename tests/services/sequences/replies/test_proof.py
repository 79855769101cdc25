"""Anyone can write any name; a domain's signature or its servers prove that it is theirs."""

from tests.fixtures.rows import each_row
from yardflow.services.sequences.replies import proof

ANN = "ann@acme.com"
PASSES = (
    {"dkim": "{@acme.com : pass}"},
    {"dkim": "{@mail.acme.com : pass, @acme.com : fail}"},
    {"dkim": "{@acme.com : pass, @other.example : pass}"},
    {"dkim": "{@ACME.com : Pass}"},
    {"spf": "pass", "return_path": "bounces+1@em.acme.com"},
)
FAILS = (
    {},
    {"dkim": "none"},
    {"dkim": "{@acme.com : fail}"},
    {"dkim": "{@evil.example : pass}", "spf": "pass", "return_path": "me@evil.example"},
    {"dkim": "{@notacme.com : pass}"},
    {"dkim": "{@acme.com.evil.example : pass}"},
    # A signature for a domain that is named "acme.com : pass, @evil.example".
    {"dkim": "{@acme.com : pass, @evil.example : fail}"},
    {"dkim": "{@acme.com : pass, @acme.com : invalid (public key: not available)}"},
    {"dkim": "{@acme.com : pass} : fail}"},
    {"dkim": "{@acme.com : invalid (public key: invalid data\n at Mail/DKIM.pm) : pass"},
    {"dkim": "{" + ", ".join(["@acme.com : pass"] * 30) + "}"},
    {"spf": "softfail", "return_path": ANN},
    {"spf": "pass", "return_path": ""},
    {"spf": "pass"},
)


@each_row("found", PASSES)
def test_it_is_proven(found: dict[str, str]):
    assert proof.is_from(ANN, **found)


@each_row("found", FAILS)
def test_it_is_not_proven(found: dict[str, str]):
    assert not proof.is_from(ANN, **found)


def test_without_a_sender_nothing_is_proven():
    assert not proof.is_from("", dkim="{@ : pass}", spf="pass", return_path="")
    assert not proof.is_from("ann@com", dkim="{@evil.com : pass}")
