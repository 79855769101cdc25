"""Sequences that are uploaded as files."""

import json

import pytest

from tests.api.test_sequences import CALL, SEQUENCES
from yardflow.api.guard import LARGEST_FORM
from yardflow.services.sequences.definitions.reading import LARGEST_FILE

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
FILES = f"{SEQUENCES}/files"
LARGE = b" " * (LARGEST_FORM + 1)


def test_a_file_comes_in_as_it_went_out(sign_in, alice):
    browser = sign_in(alice)
    made = browser.post(SEQUENCES, json={"name": "Calls", "draft": CALL}).json()
    written = browser.get(f"{SEQUENCES}/{made['id']}/file").content
    for content in (written, b"\xef\xbb\xbf" + written, written + LARGE):
        answer = browser.post(FILES, files={"file": ("calls.json", content)})
        assert answer.status_code == 201, answer.text
        added = answer.json()
        assert added["missing"] == ""
        again = browser.get(f"{SEQUENCES}/{added['id']}/file").json()
        assert again == json.loads(written) | {"name": added["name"]}


def test_what_the_file_names_and_is_not_here_is_said(sign_in, alice):
    file = {"name": "Calls", **CALL, "event": {"id": 5, "name": "Elsewhere"}}
    answer = sign_in(alice).post(FILES, files={"file": ("a.json", json.dumps(file))})
    assert "There is no event “Elsewhere” here" in answer.json()["missing"]


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        ({"files": {"file": ("a.json", b"{")}}, 422, "not a sequence exported as JSON"),
        ({"files": {"file": ("a.json", b'{"name": "A"}')}}, 422, "steps: This is missing"),
        ({"files": {"file": ("a.json", b" " * (LARGEST_FILE + 1))}}, 413, "larger than 256 KB"),
        ({"files": {"file": ("", b"{}")}}, 422, "file"),
        ({"files": {"file": ("a.json", b"{}")}, "data": {"name": "B"}}, 422, "name"),
    ],
)
def test_a_file_that_is_no_sequence_adds_nothing(sign_in, alice, sent, status, said):
    browser = sign_in(alice)
    answer = browser.post(FILES, **sent)
    assert answer.status_code == status, answer.text
    assert said in answer.text
    assert browser.get(SEQUENCES).json()["total"] == 0


def test_only_administrators_import(sign_in, bob):
    answer = sign_in(bob).post(FILES, files={"file": ("a.json", json.dumps({"name": "A", **CALL}))})
    assert answer.status_code == 403, answer.text


def test_a_list_of_contacts_may_be_longer_than_other_forms(sign_in, alice):
    browser = sign_in(alice)
    made = browser.post(SEQUENCES, json={"name": "Calls", "draft": CALL}).json()
    here = f"{SEQUENCES}/{made['id']}"
    browser.post(f"{here}/publish")
    content = b"Email\n" + b"ann@acme.com\n" * (len(LARGE) // 10)
    answer = browser.post(f"{here}/lists", files={"file": ("a.csv", content)})
    assert answer.status_code == 201, answer.text
