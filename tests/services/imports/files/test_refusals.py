"""Files that are not taken: each with its reason, nothing left behind, memory bounded."""

import io
import random
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.services.imports.files.measured_reader import SMALLER
from yardflow.models import ImportKind
from yardflow.services.imports import MAX_BYTES, Refused
from yardflow.services.imports.files import reader

pytestmark = pytest.mark.usefixtures("database")


def _named(value: object) -> str:
    """Reasons name the cases; their bytes would only be noise."""
    return value if isinstance(value, str) and value.isidentifier() else "file"


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


def zipped(*parts: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return file.getvalue()


def book() -> bytes:
    made = openpyxl.Workbook()
    made.active.append(["Name", "Company"])
    made.active.append(["Ann Lee", "Acme"])
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n \n\r\n", "empty"),
        (b"\xef\xbb\xbf\n\n,,\n", "empty"),
        (PNG, "binary"),
        (bytes(range(256)) * 40, "binary"),
        ("Name,Company\nAnn,A\x00cme\n", "binary"),
        (b"\xff\xfe\x00", "binary"),
        ("Ann Lee,Acme,COO\nBob Ray,Bosch,CEO\n", "no_header"),
        ("ann@acme.example,Acme\nbob@bosch.example,Bosch\n", "no_header"),
        ("1,2,3\n4,5,6\n", "no_header"),
        ("Name,Company,Title\n", "no_rows"),
        ("Name,Company\n" + '"' + "x" * 200_000, "long_cell"),
        ("Name,Company\n" + "x" * 3_000_000, "broken_text"),
        (",".join(f"Name {n}" for n in range(300)) + "\n", "too_many_columns"),
        (b"PK\x03\x04" + b"rubbish" * 20, "broken_workbook"),
        (b"PK\x05\x06" + b"\0" * 18, "broken_workbook"),
    ],
    ids=_named,
)
def test_what_is_no_list_is_refused(refused, content, reason):
    assert refused(content) == reason


def ole(*streams: str) -> bytes:
    """Microsoft's older container, as far as its directory: names in fields of 64 bytes."""
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") for name in ("Root Entry", *streams)
    )
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + entries + bytes(600)


EXCEL_2003 = (
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
)
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
KINDS = {
    "an Excel file before 2007": (ole("Workbook"), "old_workbook"),
    "one of Excel 95": (ole("Book"), "old_workbook"),
    "one without container": (b"\x09\x08\x08\x00\x00\x05\x05\x00" + bytes(80), "old_workbook"),
    "one with a Word document in it": (ole("WordDocument", "Workbook"), "old_workbook"),
    "a container that nobody knows": (ole("Contents"), "old_workbook"),
    "a workbook with a password": (ole("EncryptionInfo", "EncryptedPackage"), "password"),
    "a Word document before 2007": (ole("WordDocument", "1Table"), "document"),
    "a message of Outlook": (ole("__properties_version1.0"), "binary"),
    "a binary workbook": (
        zipped(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.bin", b"")),
        "binary_workbook",
    ),
    "a Word document": (
        zipped(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"")),
        "document",
    ),
    "a presentation": (
        zipped(("[Content_Types].xml", b"<Types/>"), ("ppt/presentation.xml", b"")),
        "document",
    ),
    "an OpenDocument": (
        zipped(("mimetype", OPEN_DOCUMENT), ("content.xml", b"<x/>")),
        "open_document",
    ),
    "a Numbers file": (zipped(("Index/Document.iwa", b""), ("preview.jpg", b"")), "numbers"),
    "an older Numbers file": (zipped(("Index.zip", b""), ("preview.jpg", b"")), "numbers"),
    "a zip with a list in it": (zipped(("list.csv", b"Name,Company\nAnn,Acme\n")), "archive"),
    "a zip with a workbook in it": (zipped(("people/list.xlsx", book())), "archive"),
    "a gzip": (b"\x1f\x8b\x08\x00" + bytes(40), "archive"),
    "a 7-zip": (b"7z\xbc\xaf\x27\x1c" + bytes(40), "archive"),
    "a PDF": (b"%PDF-1.7\nName,Company\n", "pdf"),
    "rich text": (b"{\\rtf1\\ansi Name,Company\n}", "document"),
    "a table of HTML": ("<table><tr><td>Name</td></tr></table>", "web_page"),
    "a page after a mark": ("\ufeff\n <!DOCTYPE HTML><html></html>", "web_page"),
    "a page in UTF-16": ("<html><table/></html>".encode("utf-16"), "web_page"),
    "a page that is XML": ('<?xml version="1.0"?><html></html>', "web_page"),
    "a page with all in it": ("MIME-Version: 1.0\nContent-Type: multipart/related", "web_page"),
    "a workbook as XML": (EXCEL_2003, "xml"),
    "records in JSON": ('[{"name": "Ann Lee", "company": "Acme"}]', "json"),
    "records in JSON with blanks": ('{\r\n  "people": [\r\n    {"name": "Ann Lee"}]}', "json"),
    "a vCard": ("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann Lee\r\nEND:VCARD\r\n", "contact_card"),
    "a picture": (PNG, "binary"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["list.csv", "list.xlsx", "list.xls"])
def test_what_is_no_list_is_told_by_its_first_bytes(tmp_path, kind, name):
    content, reason = KINDS[kind]
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(Refused) as refusal, reader.opened(path, ImportKind.CONTACTS):
        pass
    assert refusal.value.reason == reason


@pytest.mark.parametrize("text", ["ID;Name;Company\n1;Ann;Acme\n", "<Name>,Company\nAnn,Acme\n"])
def test_a_list_that_begins_like_something_else_is_one(tmp_path, text):
    path = tmp_path / "list.xls"
    path.write_text(text)
    with reader.opened(path, ImportKind.CONTACTS) as table:
        assert len(list(table.rows)) == 1


def test_a_workbook_that_was_cut_off_is_broken(refused):
    whole = book()
    for length in range(30, len(whole) - 1, 601):
        assert refused(whole[:length]) == "broken_workbook"


def test_a_workbook_with_damage_inside_is_broken(refused):
    parts = {part: zipfile.ZipFile(io.BytesIO(book())).read(part) for part in _names(book())}
    parts["xl/worksheets/sheet1.xml"] = b"<worksheet><sheetData><row><c r='A1'"
    assert refused(zipped(*parts.items())) == "broken_workbook"


def test_an_encrypted_zip_is_refused_as_protected(refused):
    locked = bytearray(book())
    at = 0
    while (at := locked.find(b"PK\x01\x02", at)) >= 0:
        locked[at + 8] |= 1
        at += 4
    assert refused(bytes(locked)) == "password"


def test_a_sheet_that_there_is_not_is_refused(desk, refused):
    from yardflow import db
    from yardflow.models import ImportKind
    from yardflow.services import imports

    path = desk.folder / "book.xlsx"
    path.write_bytes(book())
    with pytest.raises(imports.Refused) as refusal, db.session() as session:
        imports.upload_file(
            session, desk.principal, path, "b", ImportKind.CONTACTS, desk.event_id, "Nowhere"
        )
    assert refusal.value.reason == "no_sheet"


def test_a_zip_bomb_is_told_by_its_directory(refused):
    parts = [(name, zipfile.ZipFile(io.BytesIO(book())).read(name)) for name in _names(book())]
    sheet = b"<worksheet>" + b" " * 12_000_000 + b"</worksheet>"
    bomb = [(n, sheet if n == "xl/worksheets/sheet1.xml" else c) for n, c in parts]
    assert refused(zipped(*bomb)) == "zip_bomb"


def test_a_directory_that_lies_about_a_size_is_damage(refused):
    parts = [(name, zipfile.ZipFile(io.BytesIO(book())).read(name)) for name in _names(book())]
    sheet = b"<worksheet><sheetData>" + b"<row/>" * 2_000_000 + b"</sheetData></worksheet>"
    bomb = bytearray(
        zipped(*[(n, sheet if n == "xl/worksheets/sheet1.xml" else c) for n, c in parts])
    )
    at = bomb.find(b"xl/worksheets/sheet1.xml", bomb.find(b"PK\x01\x02")) - 46
    assert bomb[at : at + 4] == b"PK\x01\x02"
    struct.pack_into("<I", bomb, at + 24, 2_000)
    assert refused(bytes(bomb)) == "broken_workbook"


def test_a_zip_of_countless_parts_is_not_even_listed(refused):
    assert refused(zipped(*[(f"{n}", b"") for n in range(3_000)])) == "zip_bomb"


def test_one_byte_over_fifty_megabytes_is_too_large(desk, refused):
    path = desk.folder / "large.csv"
    with path.open("wb") as file:
        file.write(b"Name,Company\n")
        file.truncate(MAX_BYTES + 1)
    assert refused(path) == "too_large"


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("start", "line", "reason"),
    [
        (b"Name,Company\n", b"Ann Lee,Acme\n", "too_many_rows"),
        (b"Name,Company\n", b"a,", "broken_text"),
        (b"Name,Company\n", b'"', "broken_text"),
        (b"", random.Random(1).randbytes(1_000), "binary"),
        (b"Name,Company\n", ("Jos\u00e9" * 40 + ",Acme\n").encode(), "taken"),
    ],
    ids=_named,
)
def test_the_largest_file_of_anything_is_read_in_little_memory(
    measured, tmp_path: Path, start, line, reason
):
    path, largest = tmp_path / "list.csv", MAX_BYTES // SMALLER
    path.write_bytes((start + line * (largest // len(line)))[:largest])
    said, megabytes = measured(path, "contacts")
    assert said == reason and megabytes < 16


def _names(content: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(content)).namelist()
