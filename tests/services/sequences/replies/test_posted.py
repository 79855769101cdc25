"""Messages as they are posted: each field in its own character set, raw or in parts."""

import json
from datetime import date

import pytest

from tests.fixtures.rows import each_row
from tests.services.sequences.replies.messages import DSN
from yardflow.models import Bounce, ReplyKind
from yardflow.services.sequences.replies import Unreadable, judge, of_form, reading_of
from yardflow.services.sequences.replies.newest import parts_of

FORM = "multipart/form-data; boundary=xYzZY"


def form(*parts: tuple[str, bytes], files: dict[str, bytes] | None = None) -> bytes:
    named = [(f'name="{name}"', content) for name, content in parts]
    named += [
        (f'name="attachment{number}"; filename="{name}"', content)
        for number, (name, content) in enumerate((files or {}).items(), 1)
    ]
    body = b"".join(
        b"--xYzZY\r\nContent-Disposition: form-data; "
        + head.encode()
        + b"\r\n\r\n"
        + content
        + b"\r\n"
        for head, content in named
    )
    return body + b"--xYzZY--\r\n"


def test_each_field_is_read_in_its_own_character_set_and_files_are_apart():
    mail = of_form(
        FORM,
        form(
            (
                "headers",
                b"Message-ID: <a@acme.com>\nIn-Reply-To: <one@y.example>\n"
                b"References: <zero@y.example>\n <one@y.example>\n",
            ),
            ("from", "Änne Petit <Anne@Acme.com>".encode("latin-1")),
            ("subject", "Grüße".encode()),
            ("text", "Können wir €5 sparen?".encode("cp1252")),
            (
                "envelope",
                json.dumps({"to": ["reply+tok@in.y.example"], "from": "anne@acme.com"}).encode(),
            ),
            (
                "charsets",
                json.dumps(
                    {"from": "iso-8859-1", "subject": "UTF-8", "text": "windows-1252"}
                ).encode(),
            ),
            files={"plan.pdf": b"%PDF\x00\xff"},
        ),
    )
    assert (mail.sender, mail.sender_name, mail.subject) == ("anne@acme.com", "Änne Petit", "Grüße")
    assert mail.text == "Können wir €5 sparen?"
    assert mail.recipients == ("reply+tok@in.y.example",)
    assert mail.references == ("<zero@y.example>", "<one@y.example>")
    assert [(file.name, file.content) for file in mail.files] == [("plan.pdf", b"%PDF\x00\xff")]


def test_a_raw_message_and_one_in_an_unknown_character_set_are_read():
    raw = DSN.format(action="failed", status="5.1.1").replace("\n", "\r\n").encode()
    mail = of_form(FORM, form(("email", raw), ("envelope", b'{"to": ["x@y.example"], "from": ""}')))
    verdict = judge(reading_of(mail), (), date(2027, 5, 3))
    assert (verdict.kind, verdict.bounce) == (ReplyKind.BOUNCE, Bounce.HARD)
    assert mail.report and mail.report.message_ids == ("<one@yardflow.example>",)
    odd = form(("from", b"a@b.com"), ("text", b"hi"), ("charsets", b'{"text": "x-unknown"}'))
    assert of_form(FORM, odd).text == "hi"


@each_row(
    ("charset", "content", "text"),
    [
        ("gb2312", "鎔基".encode("gbk"), "鎔基"),
        ("iso-8859-1", b"\x93Hi\x94 \x80", "“Hi” €"),
        ("Shift_JIS", "①".encode("cp932"), "①"),
        ("us-ascii", "Zürich".encode(), "Zürich"),
        *((odd, b"Hi-", "Hi-") for odd in ("punycode", "idna", "undefined", "rot13", "\x00")),
    ],
)
def test_a_character_set_is_read_as_mail_programs_mean_it(charset, content, text):
    body = form(
        ("from", b"a@b.com"),
        ("text", content),
        ("charsets", json.dumps({"text": charset}).encode()),
    )
    assert of_form(FORM, body).text == text


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"no form", form(("to", b"x")), b"--xYzZY\r\n" * 1000, b"--xYzZY--\r\n"),
        # Broken off, without an empty line below its headers, and with a boundary that goes on.
        *(form(("from", b"a@b.com"))[:-12], b"--xYzZY\r\nfrom: a@b.com\r\n--xYzZY--\r\n"),
        form(("from", b"a@b.com\r\n--xYzZYx\r\n\r\n")),
        form(*[("from", b"a@b.com")] * 201),
    ],
    ids=lambda body: body[:40].decode(),
)
def test_what_is_no_message_is_said_to_be_none(body: bytes):
    with pytest.raises(Unreadable):
        of_form(FORM, body)
    with pytest.raises(Unreadable):
        of_form("application/json", body)


def test_html_alone_is_read_as_text_and_its_quotation_is_cut():
    html = (
        "<div>Yes, call me.</div>"
        "<div class='gmail_quote'>On Friday<blockquote>Stop</blockquote></div>"
    )
    mail = of_form(FORM, form(("from", b"a@b.com"), ("html", html.encode())))
    parts = parts_of(mail.text)
    assert parts.newest == "Yes, call me."
    assert "Stop" in parts.quoted
