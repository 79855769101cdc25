"""Answers are understood however they are written and posted: as text, in the HTML of mail
programs, in character sets of their own, with files, in parts or raw.
"""

import base64
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select

from tests.services.sequences.engine.conftest import EMAIL
from yardflow.models import ReplyFile, ReplyKind

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
PLAN = bytes(range(256)) * 4
FORMATS: list[dict[str, Any]] = [
    {"html": html, "html_only": html_only, "raw": raw}
    for html, html_only, raw in product(("gmail", "outlook"), (False, True), (False, True))
]


@pytest.fixture
def message(publish, people, start, sent, reply_host) -> dict[str, Any]:
    """An email that went out, which says how to unsubscribe."""
    start(publish(EMAIL), people(1))
    (arrived,) = sent()
    assert "nsubscribe" in arrived["html"]
    return arrived


def test_html_is_read_and_what_it_quotes_is_apart(message, answer):
    for number, how in enumerate(FORMATS):
        said = f"Sounds good <b>{number}</b> & fine"
        reply = answer(message, text=said, **how)
        assert (reply.kind, reply.unsure, reply.text) == (ReplyKind.HUMAN, False, said), how
        assert "nsubscribe" in reply.quoted, how


def test_a_stop_in_html_is_one(message, answer):
    for how in FORMATS:
        reply = answer(message, kind="stop", text="Please unsubscribe me.", **how)
        assert reply.kind == ReplyKind.STOP, how


@pytest.mark.parametrize("raw", [False, True])
def test_every_character_set_is_read(message, answer, raw):
    for charset, said in (
        ("iso-8859-1", "Können wir über Zürich reden?"),
        ("iso-8859-15", "Ça coûte 5 €, non ?"),
        ("windows-1252", "“Très bien”, à bientôt"),
        ("koi8-r", "Да, давайте поговорим"),
        ("gb2312", "好的，我们下周二联系"),
        ("gb18030", "好的，我們下周二聯繫"),
        ("big5", "好的，我們下週二聯繫"),
    ):
        charsets = dict.fromkeys(("text", "html", "subject", "from"), charset)
        for html in ("", "gmail"):
            how = {"charsets": charsets, "html": html, "html_only": bool(html), "raw": raw}
            reply = answer(message, text=said, subject=f"Re: {said}", **how)
            assert (reply.text, reply.subject) == (said, f"Re: {said}"), how


@pytest.mark.parametrize("raw", [False, True])
def test_files_are_kept_apart(message, answer, session, raw):
    files = [
        {"name": 'Plan "Halle 4" – Größe.pdf', "type": "application/pdf", "content": PLAN},
        {"name": "page.html", "type": "text/html", "content": b"<script>alert(1)</script>"},
        {"name": "said.txt", "type": "text/plain", "content": b"Please unsubscribe me."},
    ]
    encoded = [each | {"content": base64.b64encode(each["content"])} for each in files]
    reply = answer(message, text="Here is the plan.", files=encoded, raw=raw)
    assert (reply.kind, reply.text) == (ReplyKind.HUMAN, "Here is the plan.")
    kept = session.scalars(
        select(ReplyFile).where(ReplyFile.reply_id == reply.id).order_by(ReplyFile.place)
    ).all()
    assert [(file.media_type, file.content) for file in kept] == [
        (each["type"], each["content"]) for each in files
    ]
    assert [file.name.replace('"', "").replace("%22", "") for file in kept] == [
        each["name"].replace('"', "") for each in files
    ]
