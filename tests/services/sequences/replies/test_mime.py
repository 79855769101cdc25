"""Messages in MIME as programs write them, and as no program would."""

from datetime import date

import pytest

from tests.fixtures.rows import each_row
from tests.services.sequences.replies.messages import OWN
from yardflow.models import ReplyKind
from yardflow.services.sequences.replies import judge, of_raw, reading_of
from yardflow.services.sequences.replies.html_text import text_of_html
from yardflow.services.sequences.replies.newest import parts_of

HEAD = b"From: Anne <anne@acme.com>\nSubject: Re: The yard map\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n"
INTRODUCTION = "On Fri, Apr 30, 2027 at 4:12 PM Kim <kim@yardflow.example> wrote:"
LONG = "> " + "A long line of ours that a mail program breaks where it wants to. " * 2


def nested(depth: int) -> bytes:
    """So many parts within each other."""
    part = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n"
    return HEAD + b"".join(part % (each, each) for each in range(depth)) + b"\n"


def test_what_no_one_writes_is_refused_before_it_takes_long():
    for content in (
        MIXED + b"--b\n\nHello\n" * 3_000 + b"--b--\n",
        HEAD + b"\n" * 2_100_000,
        nested(250) + b"x\n" * 100_000,
        nested(2_500),
    ):
        with pytest.raises(ValueError, match="no message"):
            of_raw(content)


def test_a_header_is_read_no_further_than_it_is_kept():
    for sign in (b";", b'";'):
        mail = of_raw(HEAD + b"Content-Type: text/plain; " + sign * 1_000_000 + b"\n\nHello")
        assert mail.text == "Hello"


@each_row(
    ("headers", "references"),
    [
        (b"In-Reply-To: one@y.example\n", ("<one@y.example>",)),
        (b"In-Reply-To: one@y.example (Outlook)\n", ("<one@y.example>",)),
        (b"In-Reply-To: Message of Friday <one@y.example>\n", ("<one@y.example>",)),
        (
            b"In-Reply-To: <4711@erp>\nReferences: <one@y.example>\n",
            ("<one@y.example>", "<4711@erp>"),
        ),
        (b"In-Reply-To: your message of Friday\n", ()),
    ],
)
def test_ids_are_known_however_they_are_written(headers, references):
    assert of_raw(HEAD + headers + b"\nHello").references == references


@each_row(
    ("part", "file"),
    [
        (b"Content-Type: image/jpeg; name*=\"us-ascii''W%F6lbung.jpg\"\n", "W\ufffdlbung.jpg"),
        (b'Content-Type: image/jpeg; name="=?utf-8?Q?Gr=C3=B6=C3=9Fe?=.jpg"\n', "Größe.jpg"),
        (b"Content-Type: =?utf-8?Q?x?=\nContent-Disposition: attachment\n", "attachment"),
        (b"Content-Type: application/ms-tnef; name=winmail.dat\n", "winmail.dat"),
    ],
)
def test_whatever_a_file_is_called_the_text_is_read(part, file):
    content = b"--b\nContent-Type: text/plain; charset=windows-1258\n\nHello\n--b\n"
    mail = of_raw(MIXED + content + part + b"\nQUJD\n--b--\n")
    assert (mail.text.strip(), [each.name for each in mail.files]) == ("Hello", [file])


@each_row(
    ("text", "newest"),
    [
        (f"{INTRODUCTION}\n> Hello\n\nYes, gladly.", "Yes, gladly."),
        (f"Hi Kim,\n\n{INTRODUCTION}\n> Hello\n\nYes.", "Hi Kim,\n\n\nYes."),
        (f"{INTRODUCTION}\n> When?\nOn Tuesday.\n> Where?\nAt ours.", "On Tuesday.\nAt ours."),
        (f"{INTRODUCTION}\n{LONG}\nUnsubscribe\n\nYes.", "Yes."),
        (f"Yes.\n\n{INTRODUCTION}\n> Hello\n\nUnsubscribe", "Yes."),
        (f"{INTRODUCTION}\nHello\nUnsubscribe", ""),
    ],
)
def test_what_stands_below_a_quotation_is_written_where_nothing_is_above_it(text, newest):
    assert parts_of(text).newest == newest


@each_row(
    ("html", "newest"),
    [
        ("<p>Yes</p><blockquote>Unsubscribe</blockquote>", "Yes"),
        ("<blockquote>Unsubscribe</blockquote><p>Yes</p>", "Yes"),
        (
            '<div class="gmail_attr">Kim wrote:</div><blockquote>When?<blockquote>Old</blockquote>'
            "</blockquote><p>On Tuesday.</p><blockquote>Where?</blockquote><p>At ours.</p>",
            "On Tuesday.\n\n\nAt ours.",
        ),
        ('<p>Yes</p><div class="gmail_quote">Kim wrote: Unsubscribe</div>', "Yes"),
        ('<p>Yes</p><div id="divRplyFwdMsg">From: Kim</div><p>Unsubscribe</p>', "Yes"),
        ("<p>Yes</p></blockquote><blockquote><p>Unsubscribe", "Yes"),
    ],
)
def test_of_html_what_is_no_quotation_is_written(html, newest):
    assert parts_of(text_of_html(html)).newest == newest


def test_a_stop_below_a_quotation_is_one_in_html_too():
    html = "<blockquote>Hello. Unsubscribe: y.example/u</blockquote><div>Unsubscribe me</div>"
    content = HEAD + b"Content-Type: text/html; charset=utf-8\n\n" + html.encode()
    verdict = judge(reading_of(of_raw(content)), {OWN}, date(2027, 5, 3))
    assert verdict.kind == ReplyKind.STOP


@each_row(
    ("kind", "content", "text"),
    [
        ("text/plain; format=flowed", "Take me \noff.\n", "Take me off."),
        ("text/plain; Format=Flowed; DelSp=Yes", "请不要再发 \n邮件。", "请不要再发邮件。"),
        ("text/plain; format=flowed", "> Hello \n> there\nYes \n-- \nAnn", "Yes"),
        ("text/plain", "Take me \noff.\n", "Take me\noff."),
    ],
)
def test_lines_that_go_on_are_read_as_one(kind, content, text):
    head = HEAD + f"Content-Type: {kind}; charset=utf-8\n\n".encode()
    assert reading_of(of_raw(head + content.encode())).written == text
