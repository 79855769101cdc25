"""What the writer wrote themselves, wherever it stands amid what is quoted."""

import pytest

from tests.fixtures.rows import each_row
from yardflow.services.sequences.replies.newest import parts_of

WROTE = "On Mon, 2 Feb 2026 at 08:15, Sam Carter <sam@yardflow.example> wrote:\n"
FOOTER = "YardFlow, 1 Dock Street, Chicago · Unsubscribe"


@each_row(
    ("text", "newest"),
    [
        (f"Yes.\n\n{WROTE}\n> Will you be there?\n> {FOOTER}", "Yes."),
        (f"Stop\n{WROTE}> Will you be there?\n> {FOOTER}", "Stop"),
        (f"{WROTE}> Will you be there?\n\nYes.\n\n> {FOOTER}", "Yes."),
        (f"{WROTE}\nPlease remove me.\n\n> Will you be there?\n> {FOOTER}", "Please remove me."),
        (f"See below.\n\n{WROTE}> Will you be there?\nNo.\n> {FOOTER}", "See below.\n\nNo."),
        (f"> Please stop.\n>\n> > Will you be there?\n> > {FOOTER}", "Please stop."),
        (f"{WROTE}> Please stop.\n> > Will you be there?\n> > {FOOTER}", "Please stop."),
        (f"Yes.\n\n{WROTE}> Will you be there?\n\nAcme Ltd, confidential", "Yes."),
        (f"{WROTE}> Will you be there?\n> {FOOTER}", ""),
    ],
)
def test_answers_are_read_and_what_is_quoted_is_not(text: str, newest: str):
    parts = parts_of(text)
    assert "\n".join(filter(None, parts.newest.split("\n"))) == newest.replace("\n\n", "\n")
    assert FOOTER not in parts.newest


@pytest.mark.parametrize("marks", ["> ", "> > ", ">>", "|"])
def test_no_line_is_lost_however_it_is_marked(marks: str):
    parts = parts_of(f"Yes.\n{marks}Hello\n{WROTE}{marks}Will you be there?")
    assert "Yes." in parts.newest and "Will you be there?" in parts.quoted
