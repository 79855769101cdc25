"""Files that emails carry: what is taken, under which name, kept once, and part of a version."""

import base64
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.fixtures.rows import each_row
from yardflow import clock, db
from yardflow.errors import Conflict, Invalid, TooLarge, UnknownReference
from yardflow.services.sequences.templates import attachment_files, attachments, library

PDF = b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n"
ZIP = b"PK\x03\x04\x14\x00\x06\x00\x08\x00"


@each_row(
    ("sent", "name"),
    [
        ("Agenda.pdf", "Agenda.pdf"),
        ("Übersicht März 2027.PDF", "Übersicht März 2027.pdf"),
        ("U\u0308bersicht.pdf", "Übersicht.pdf"),
        ("今日は世.txt", "今日は世.txt"),
        ("عرض الأسعار.xlsx", "عرض الأسعار.xlsx"),
        ("C:\\fakepath\\..\\Offer.pdf", "Offer.pdf"),
        ("../../etc/Offer.pdf", "Offer.pdf"),
        ("a\r\nBcc: eve@x.com.pdf", "a Bcc_ eve@x.com.pdf"),
        ('say "hi"<b>|?*.csv', "say _hi__b____.csv"),
        ("invoice\u202efdp.txt", "invoicefdp.txt"),
        ("\x00zero\x07.ics", "zero.ics"),
        (" ..hidden.png", "hidden.png"),
        (".pdf", None),
        ("😀.gif", "😀.gif"),
        ("x" * 500 + ".pptx", "x" * 115 + ".pptx"),
        *((name, None) for name in ("run.exe", "a.pdf.exe", "a.js", "a.html", "a.svg", "a.zip")),
        *((name, None) for name in ("a.docm", "a.doc", "a.lnk", "a.pdf.", "a", "", "pdf", None, 7)),
    ],
)
def test_a_name_keeps_its_script_and_loses_what_is_no_name(sent, name):
    if name is None and sent != "a.pdf.":
        with pytest.raises(ValueError, match="Attach a PDF"):
            attachment_files.cleaned_name(sent)
    elif sent != "a.pdf.":
        assert attachment_files.cleaned_name(sent) == name


@each_row(
    ("name", "content", "wrong"),
    [
        ("a.pdf", PDF, None),
        ("a.pdf", b"\n\n" + PDF, None),
        ("a.docx", ZIP, None),
        ("a.txt", "Grüße".encode("utf-16"), None),
        ("a.csv", "ä;b".encode("cp1252"), None),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", None),
        ("a.pdf", b"", "is empty"),
        ("a.pdf", b"MZ\x90\x00", "is not a PDF file"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is not a XLSX file"),
        ("a.txt", b"\x7fELF\x02\x01\x01\x00", "is not a TXT file"),
        ("a.png", b"<svg onload=alert(1)>", "is not a PNG file"),
    ],
)
def test_a_content_has_to_be_what_its_name_says(name, content, wrong):
    if wrong is None:
        attachment_files.check(name, content)
    else:
        with pytest.raises(Invalid, match=wrong):
            attachment_files.check(name, content)


def test_a_file_is_uploaded_once_and_stays_with_each_version_that_has_it(
    session, bob, alice, calls
):
    program = calls(bob)

    def upload(name: str, content: bytes):
        return program.post("/api/attachments", files={"file": (name, content)})

    agenda = upload("Übersicht.pdf", PDF)
    assert agenda.status_code == 201, agenda.text
    assert agenda.json() == {
        "id": agenda.json()["id"],
        "name": "Übersicht.pdf",
        "mediaType": "application/pdf",
        "size": len(PDF),
    }
    assert upload("again.pdf", PDF).json()["id"] == agenda.json()["id"]
    assert upload("run.exe", b"MZ").status_code == 422
    assert upload("large.txt", b"x" * 7_000_001).status_code == 413
    assert program.post("/api/attachments", files={"other": ("a.txt", b"x")}).status_code == 422

    names = [{"id": agenda.json()["id"], "name": name} for name in ("Übersicht.pdf", "Plan.pdf")]
    made = program.post("/api/templates", json={"name": "T", "attachments": names[:1]}).json()
    path = f"/api/templates/{made['id']}"
    more = program.patch(path, json={"attachments": names}).json()
    assert (more["number"], [each["name"] for each in more["attachments"]]) == (
        2,
        ["Übersicht.pdf", "Plan.pdf"],
    )
    assert program.patch(path, json={"attachments": names}).json()["number"] == 2
    assert program.patch(path, json={"subject": "Hi"}).json()["attachments"] == more["attachments"]
    assert program.patch(path, json={"attachments": []}).json()["attachments"] == []
    back = program.post(f"{path}/restore", json={"number": 1}).json()
    assert [each["name"] for each in back["attachments"]] == ["Übersicht.pdf"]
    clone = program.post(f"{path}/clone").json()
    assert clone["attachments"] == back["attachments"]
    file = program.get(f"{path}/attachments/{names[0]['id']}")
    assert file.content == PDF
    assert file.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''%C3%9Cbersicht.pdf"
    )
    assert program.get(f"{path}/attachments/999").status_code == 404
    assert session.execute(text("SELECT count(*) FROM attachment")).scalar_one() == 1


def test_a_saved_version_keeps_its_attachments_whoever_writes(session, bob):
    row = attachments.upload(session, bob, "a.pdf", PDF)
    first = library.create(
        session, bob, {"name": "T", "attachments": [{"id": row.id, "name": "a.pdf"}]}
    )
    library.update(session, bob, first.id, None, {"subject": "x"})
    session.commit()
    for change in (
        "UPDATE template_attachment SET name = 'b.pdf'",
        "DELETE FROM template_attachment",
        "INSERT INTO template_attachment SELECT version_id, 9, 'b.pdf', '', attachment_id"
        " FROM template_attachment",
        "DELETE FROM attachment",
        "UPDATE attachment SET content = 'other'",
    ):
        with pytest.raises(Conflict), db.session() as current:
            current.execute(text(change))
    session.execute(text("DELETE FROM template"))
    assert session.execute(text("SELECT count(*) FROM template_attachment")).scalar_one() == 0


def test_what_does_not_fit_into_one_email_is_refused(session, bob, monkeypatch):
    one, two = (attachments.upload(session, bob, "a.txt", bytes([65, n])) for n in (66, 67))

    def saved(*files: object) -> None:
        library.create(session, bob, {"name": "T", "attachments": list(files)})

    def named(row: object, name: str = "a.txt") -> dict:
        return {"id": row.id, "name": name}

    for files, wrong in (
        ((named(one), named(two, "A.TXT")), "same name"),
        ([named(one, f"{n}.txt") for n in range(6)], "at most 5"),
        ((named(one, "a.exe"),), "Attach a PDF"),
        (({"name": "a.txt"},), "by the id"),
        (("a.txt",), "by the id"),
    ):
        with pytest.raises(Invalid, match=wrong):
            saved(*files)
    with pytest.raises(UnknownReference, match="Upload it again"):
        saved({"id": 999, "name": "a.txt"})
    monkeypatch.setattr(attachments, "MOST_BYTES", 3)
    with pytest.raises(Invalid, match="at most 7 MB together"):
        saved(named(one), named(two, "b.txt"))
    with pytest.raises(TooLarge):
        attachment_files.check("a.txt", b"x" * 7_000_001)


def test_what_no_template_takes_up_is_forgotten_after_a_day(session, bob):
    loose = attachments.upload(session, bob, "loose.pdf", PDF)
    taken = attachments.upload(session, bob, "taken.pdf", PDF + b"x")
    row = library.create(
        session, bob, {"name": "T", "attachments": [{"id": taken.id, "name": "taken.pdf"}]}
    )
    attachments.purge(session)
    assert attachments.upload(session, bob, "loose.pdf", PDF).id == loose.id
    with clock.at(clock.now() + attachments.KEPT + timedelta(seconds=1)):
        attachments.purge(session)
        assert attachments.upload(session, bob, "loose.pdf", PDF).id != loose.id
    (sent,) = attachments.encoded(session, [row.version_id, 999])[row.version_id]
    assert base64.b64decode(sent["content"]) == PDF + b"x"
