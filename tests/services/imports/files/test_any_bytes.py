"""Any bytes in: a clear refusal, or a consistent database."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.fixtures.examples import examples
from yardflow import db
from yardflow.models import ImportStatus
from yardflow.services.imports import REASONS, FileTooLarge, Refused
from yardflow.services.imports.refusals import AT_LINE

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]

HEADERS = [
    *("First name", "Last name", "Name", "Company", "E-mail", "Title", "Mobile", "Notes"),
    *("is_ops", "Website", "Stage"),
]
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            *(
                "",
                "Ann",
                "Lee",
                "Acme",
                "ACME Inc.",
                "ann@acme.example",
                "ANN@ACME.EXAMPLE",
                "TRUE",
            ),
            *("n/a", "=1+1", "'=1", "+1 415 555 0165", "acme.example", '"', "\x00", "\\", "\\N"),
            *("{}", "\U0001f600", "Müller", "MULLER GmbH", "a\nb", "\t", "x" * 300, "\u202e", "٣"),
        ]
    ),
)
SIGNS = st.sampled_from([",", ";", "\t", "|"])
ENCODINGS = st.sampled_from(["utf-8", "cp1252", "utf-16", "utf-8-sig", "latin-1"])


@st.composite
def lists(draw: st.DrawFn) -> bytes:
    """Something that looks like a list, quoted by nobody in particular."""
    headers = draw(st.lists(st.sampled_from(HEADERS), min_size=1, max_size=6))
    rows = draw(st.lists(st.lists(CELLS, max_size=7), max_size=12))
    sign = draw(SIGNS)
    lines = [sign.join(row) for row in [headers, *rows]]
    text = draw(st.sampled_from(["\n", "\r\n", "\r"])).join(lines)
    return text.encode(draw(ENCODINGS), "replace")


@st.composite
def workbooks(draw: st.DrawFn) -> bytes:
    """A workbook, as it is or with some bytes turned."""
    book = openpyxl.Workbook()
    book.active.append(draw(st.lists(st.sampled_from(HEADERS), min_size=1, max_size=6)))
    value = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**40), 2**40),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text("abc=+'\n é@.", max_size=10),
        st.datetimes(),
    )
    for row in draw(st.lists(st.lists(value, max_size=7), max_size=8)):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    content = bytearray(file.getvalue())
    for share in draw(st.lists(st.floats(0, 1, exclude_max=True), max_size=3)):
        content[int(share * len(content))] ^= draw(st.integers(1, 255))
    return bytes(content)


def bring(desk, content: bytes, kind: str) -> None:
    """Takes it in, runs it, undoes it; whatever it is, the records stay whole."""
    try:
        view = desk.upload(content, kind, "list.bin")
    except (Refused, FileTooLarge) as refusal:
        said = (REASONS | AT_LINE)[refusal.reason]
        assert refusal.message == said.format(line=getattr(refusal, "line", 0))
        return
    rows = desk.rows(view)
    assert len(rows) == view.rows > 0 and len(desk.problems(view)) == view.bad
    if view.can_run:
        done = desk.run(view)
        assert done.status == ImportStatus.DONE, done.note
        outcomes = ("created", "updated", "unchanged", "duplicate", "skipped")
        assert sum(done.counts.get(outcome, 0) for outcome in outcomes) == view.rows
        assert_whole(desk)
        assert desk.run_again_changes_nothing(content, kind)
        assert desk.undo(done).counts["undo"]["kept"] == 0
    assert desk.contacts() == desk.accounts() == []
    with db.session() as session:
        session.execute(text("DELETE FROM import; DELETE FROM import_mapping"))


def assert_whole(desk) -> None:
    contacts, accounts = desk.contacts(), desk.accounts()
    by_id = {account.id: account for account in accounts}
    emails = [contact.email for contact in contacts if contact.email]
    assert len(emails) == len(set(emails))
    assert len({account.name_key for account in accounts}) == len(accounts)
    assert all(contact.account_id in by_id for contact in contacts)
    assert {row.account_id for row in desk.targets()} == set(by_id)
    assert {row.contact_id for row in desk.attendees()} == {contact.id for contact in contacts}


@settings(max_examples=examples(30))
@given(st.binary(max_size=400), st.sampled_from(["accounts", "contacts"]))
@example(b"PK\x05\x06" + b"\0" * 18, "contacts")
@example(b"Name,Company\n\x1f,\x1f", "contacts")
def test_any_bytes(desk, content, kind):
    bring(desk, content, kind)


@settings(max_examples=examples(60))
@given(lists(), st.sampled_from(["accounts", "contacts"]))
def test_anything_that_looks_like_a_list(desk, content, kind):
    bring(desk, content, kind)


@settings(max_examples=examples(20))
@given(workbooks(), st.sampled_from(["accounts", "contacts"]))
def test_any_workbook(desk, content, kind):
    bring(desk, content, kind)


@settings(max_examples=examples(12))
@given(st.binary(max_size=300), st.binary(max_size=300))
def test_any_parts_of_a_workbook(desk, sheet, shared):
    book = openpyxl.Workbook()
    book.active.append(["Name", "Company"])
    file, changed = io.BytesIO(), io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            parts = {"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": shared}
            new.writestr(name, parts.get(name, old.read(name)))
    bring(desk, changed.getvalue(), "contacts")
