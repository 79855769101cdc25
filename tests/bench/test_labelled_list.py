"""Lists to measure on: read as people write them, refused with what is wrong where."""

import pytest

from bench.labelled_list import COLUMNS, Unreadable, read

HEADER = ",".join(COLUMNS)
ANN = "Ann,Lee,Acme,acme.example,ann.lee@acme.example,yes,Buyer,Retail,51-200,Staff"
BOB = "Bob,Ray,Acme,acme.example,bob.ray@acme.example,no,,,,"


@pytest.fixture
def listed(tmp_path):
    """``listed(ANN, BOB)``: a file of these lines under the right header, read."""

    def put(*lines, header=HEADER, encoding="utf-8"):
        path = tmp_path / "labelled.csv"
        path.write_bytes("\n".join([header, *lines, ""]).encode(encoding))
        return read(path)

    return put


def refusal(listed, *lines, **how) -> str:
    """What is said about a file that can't be measured on."""
    with pytest.raises(Unreadable) as refused:
        listed(*lines, **how)
    return str(refused.value)


def test_rows_are_people_some_of_whom_are_known(listed):
    ann, bob = listed(ANN, BOB)
    assert (ann.known, ann.email, ann.size) == (True, "ann.lee@acme.example", "51-200")
    assert (bob.known, bob.first_name, bob.title) == (False, "Bob", "")


@pytest.mark.parametrize("word", ["yes", "YES", "True", "1"])
def test_known_is_said_in_several_ways(listed, word):
    assert listed(ANN.replace("yes", word), BOB)[0].known


@pytest.mark.parametrize("word", ["no", "No", "FALSE", "0"])
def test_unknown_is_said_in_several_ways(listed, word):
    assert not listed(ANN, BOB.replace(",no,", f",{word},"))[1].known


def test_columns_may_stand_in_any_order_beside_others(listed):
    header = "Known,notes," + ",".join(
        reversed([column for column in COLUMNS if column != "known"])
    )
    lines = ("yes,x,Staff,51-200,Retail,Buyer,a@acme.example,acme.example,Acme,Lee,Ann",)
    lines += ("no,,,,,,b@acme.example,acme.example,Acme,Ray,Bob",)
    assert [person.last_name for person in listed(*lines, header=header)] == ["Lee", "Ray"]


def test_a_byte_order_mark_and_blank_lines_are_overlooked(listed):
    assert len(listed(ANN, "", ",,,,,,,,,", BOB, encoding="utf-8-sig")) == 2


def test_a_mail_providers_domain_is_nobodys_own(listed):
    bob = "Bob,Ray,Acme,gmail.com,bob@gmail.com,no,,,,"
    assert listed(ANN, bob)[1].domain == ""


def test_a_missing_column_is_named(listed):
    header = HEADER.replace("email,", "")
    assert refusal(listed, ANN, header=header) == "The column is missing: email."


def test_a_file_with_semicolons_is_told_apart(listed):
    assert "separated by commas" in refusal(listed, header=HEADER.replace(",", ";"))


def test_a_column_twice_is_refused(listed):
    assert refusal(listed, header=f"{HEADER},email") == "A column is there twice: email."


def test_a_list_without_anybody_known_is_refused(listed):
    assert "known = yes" in refusal(listed, BOB)


def test_a_list_without_anybody_to_guess_is_refused(listed):
    assert "known = no" in refusal(listed, ANN)


def test_an_empty_list_is_refused(listed):
    assert "nobody" in refusal(listed)


def test_an_empty_file_is_refused(listed):
    assert "is empty" in refusal(listed, header=" ")


def test_another_encoding_is_refused(listed):
    assert "UTF-8" in refusal(listed, ANN.replace("Ann", "Änn"), encoding="latin-1")


def test_what_is_no_text_is_refused(listed):
    assert "no text file" in refusal(listed, "\0")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Unreadable, match="can't be read"):
        read(tmp_path / "nowhere.csv")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (BOB.replace(",no,", ",maybe,"), "known is “maybe”; expected yes or no."),
        (BOB.replace("Bob,Ray", ","), "has no name."),
        (BOB.replace("Acme,acme.example", ","), "has neither company nor a domain of its own."),
        (BOB.replace("bob.ray@", "bob ray "), "email is not an address."),
        (BOB.replace("acme.example,", "acme,", 1), "domain is not a domain"),
        ("Bob,Ray,Acme", "has more or fewer cells than there are columns."),
        (f"{BOB},x,y", "has more or fewer cells than there are columns."),
    ],
)
def test_a_wrong_line_is_refused_with_its_number(listed, line, reason):
    assert refusal(listed, ANN, line).startswith(f"Line 3: {reason}")


def test_all_wrong_lines_are_told_at_once_up_to_ten(listed):
    lines = refusal(listed, ANN, *[BOB.replace(",no,", ",maybe,")] * 12).splitlines()
    assert len(lines) == 11
    assert lines[-1] == "… and 2 more."
