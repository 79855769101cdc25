"""What is read out of a list: pasted, with a header, in whichever order, and what is refused."""

import pytest

from yardflow.errors import Invalid
from yardflow.models import SuppressionReason
from yardflow.services.sequences.suppressions import list_file

MANUAL = SuppressionReason.MANUAL


def values(text: str) -> list[str]:
    return list(list_file.read(text, MANUAL).wishes)


READ = {
    "ann@acme.com": ["ann@acme.com"],
    "ann@acme.com\njoe@acme.com\r\n\r\neve@acme.com\racme.org": [
        *("ann@acme.com", "joe@acme.com", "eve@acme.com", "acme.org"),
    ],
    "ann@acme.com, joe@acme.com; eve@acme.com\tacme.org@": [
        *("ann@acme.com", "joe@acme.com", "eve@acme.com"),
    ],
    "ann@acme.com joe@acme.com": ["ann@acme.com", "joe@acme.com"],
    "Ann Lee <ann@acme.com>; Joe Fox <joe@acme.com>": ["ann@acme.com", "joe@acme.com"],
    '"Lee, Ann" <ann@acme.com>': ["ann@acme.com"],
    "acme.com; globex.com": ["acme.com", "globex.com"],
    "ann@acme.com,Ann Lee,2026-11-28": ["ann@acme.com"],
    "ann@acme.com\nANN@ACME.COM": ["ann@acme.com"],
    "Email\nann@acme.com": ["ann@acme.com"],
    "First name;E-Mail-Adresse;Company website\nAnn;ann@acme.com;acme.com\nJoe;;globex.com": [
        "ann@acme.com"
    ],
    "Domain\nacme.com\nglobex.com": ["acme.com", "globex.com"],
    'email,created,reason\n"ann@acme.com","2026-11-28","550 5.1.1, unknown"': ["ann@acme.com"],
    "Email or domain,Reason\n'@acme.com,bounced\n": ["acme.com"],
    'Email,Note\n"ann@acme.com,an open quote\njoe@acme.com,fine': ["joe@acme.com"],
}


def test_addresses_and_domains_are_found_in_lists_of_all_shapes() -> None:
    assert {text: values(text) for text in READ} == READ


def test_a_line_that_is_neither_is_listed_with_its_number_and_reason() -> None:
    result = list_file.read(
        "ann@acme.com\nAnn Lee\n\njoe@acme\neve@acme.com; bob@\ngmail.com", MANUAL
    )
    assert list(result.wishes) == ["ann@acme.com", "eve@acme.com"]
    assert [(each.line, each.text) for each in result.problems] == [
        *((2, "Ann Lee"), (4, "joe@acme"), (5, "bob@"), (6, "gmail.com")),
    ]
    assert "Enter an email address" in result.problems[0].reason
    assert "Anyone can have an address at gmail.com" in result.problems[3].reason


def test_a_file_keeps_its_own_reasons_and_notes() -> None:
    text = "Email or domain,Reason,Note\nann@acme.com,Complained,On May 4\njoe@acme.com,,\n"
    ann, joe = list_file.read(text, MANUAL, "From the old tool").wishes.values()
    assert (ann.reason, ann.note) == (SuppressionReason.COMPLAINED, "On May 4")
    assert (joe.reason, joe.note) == (MANUAL, "From the old tool")


def test_files_of_several_encodings_are_read() -> None:
    text = "Email,Note\nann@acme.com,Grüße"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        read = list_file.read(list_file.decoded(text.encode(encoding)), MANUAL)
        assert read.wishes["ann@acme.com"].note == "Grüße", encoding


@pytest.mark.parametrize("text", ["", " \n\t\n", "PK\x03\x04\0\0", "a.com\n" * 200_001])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        list_file.check(text)


def test_a_list_of_too_many_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_file, "MOST", 100)
    for text in (";".join(f"p{n}@acme.com" for n in range(101)), "no address\n" * 101):
        with pytest.raises(Invalid, match="more than"):
            list_file.read(text, MANUAL)
