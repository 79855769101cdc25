"""Twenty of the kinds that support desks and newsletter programs misread, written down with what
they are before they were run: charsets with names of their own, lines above quotations that are
broken in two, signatures below them, headers that people's servers add, and two languages in one
message.
"""

from base64 import b64encode
from datetime import date
from quopri import encodestring

from tests.services.sequences.replies.as_sent import html, noted
from tests.services.sequences.replies.as_written import away, left, person, program, stop
from tests.services.sequences.replies.messages import AUTO, Case, K
from yardflow.models import Bounce

_MAIL = """From: Anne Petit <anne@acme.com>
To: kim@yardflow.example
Subject: {subject}
{more}Message-ID: <{id}@mail.acme.com>
MIME-Version: 1.0
Content-Type: text/plain; charset={charset}
Content-Transfer-Encoding: {encoding}

{body}
"""
_AUTO = "Auto-Submitted: auto-replied\n"


def encoded(
    text: str,
    kind: K,
    charset: str,
    codec: str,
    encoding: str = "base64",
    subject: str = "Re: The yard map",
    more: str = "",
    until: date | None = None,
) -> Case:
    """A message whose text is in another charset than its header may say."""
    content = text.encode(codec)
    body = b64encode(content).decode() if encoding == "base64" else encodestring(content).decode()
    raw = _MAIL.format(
        subject=subject, more=more, id=codec, charset=charset, encoding=encoding, body=body
    )
    return Case(text[:40], "", kind, subject, raw=raw, until=until)


PEERS = (
    encoded("请取消订阅。", K.STOP, "gb18030", "gb18030"),
    encoded("請不要再寄信給我，謝謝。", K.STOP, "big5", "big5"),
    encoded(
        "我5月10日至5月14日休年假。",
        K.OUT_OF_OFFICE,
        '"gb2312"',
        "gbk",
        subject="=?gb2312?B?19S2r7vYuLQ=?=",
        more=_AUTO,
        until=date(2027, 5, 14),
    ),
    encoded(
        "Désabonnez-moi, s'il vous plaît.", K.STOP, "iso-8859-15", "iso-8859-15", "quoted-printable"
    ),
    encoded(
        "Bitte löschen Sie mich aus Ihrem Verteiler.",
        K.STOP,
        "utf-8*de",
        "utf-8",
        "quoted-printable",
    ),
    encoded(
        "Não quero mais receber seus e-mails.",
        K.STOP,
        "windows-1252http-equivcontent-type",
        "cp1252",
        "quoted-printable",
    ),
    encoded("Thanks, Tuesday works.", K.HUMAN, "iso-8859-8-i", "ascii"),
    person(
        "Works for me, see you at the stand.\n\nOn Fri, Apr 30, 2027 at 4:12 PM Kim Ode from "
        "YardFlow at Hall 4 <kim@yardflow.example\n> wrote:\n\n> Don't want these emails? "
        "Unsubscribe: https://yardflow.example/u/abc\n\n--\nAnne Petit\nAcme Freight\n"
        "www.acme.com"
    ),
    stop(
        "Remove me please.\n\nSent from Mail for Windows\n\nFrom: Kim Ode\nSent: Friday, "
        "April 30, 2027 4:12 PM\nTo: Anne Petit\nSubject: The yard map\n\nHello, are you at "
        "the show?"
    ),
    person(
        "Sounds right.\n\nFra: Kim Ode <kim@yardflow.example>\nSendt: 30. april 2027 16:12\n"
        "Til: Anne Petit <anne@acme.com>\nEmne: The yard map\n\nDon't want these emails? "
        "Unsubscribe: https://yardflow.example/u/abc"
    ),
    person("Yes, but not before noon.", headers={"X-Auto-Response-Suppress": "None"}),
    person(
        "Can we move it to Wednesday?",
        headers={"Precedence": "bulk", "X-Auto-Response-Suppress": "All"},
    ),
    away(
        "Bonjour, je suis absente jusqu'au 14 mai.\n\n---\n\nHello, I am out of the office "
        "until May 14.",
        date(2027, 5, 14),
        "Absence du bureau",
    ),
    away(
        "Grüezi, ich bin bis und mit 12. Mai abwesend. / Buongiorno, sono assente fino al 12 "
        "maggio.",
        date(2027, 5, 12),
        "Abwesend / assente",
        headers={},
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Hello,\n\nYour ticket #48211 has been created. A member of our team will reply "
        "shortly.\n\nTo stop receiving these notifications, click unsubscribe.",
        "[Support] Ticket #48211 created",
    ),
    left(
        "Hi there,\n\nSam is no longer with us. If this is about deliveries, ask Joe at "
        "joe@acme.com.\n\nDiese Person ist nicht mehr bei uns beschäftigt.",
        "joe@acme.com",
    ),
    noted(
        "Mail Delivery System <Mailer-Daemon@srv7.acme.com>",
        "Mail delivery failed: returning message to sender",
        "This message was created automatically by mail delivery software.\n\nA message that "
        "you sent could not be delivered to one or more of its recipients. This is a "
        "permanent error.\n\n  anne@acme.com\n    host mx.acme.com [192.0.2.7]\n    SMTP "
        "error from remote mail server after RCPT TO:<anne@acme.com>:\n    550 5.1.1 "
        "<anne@acme.com>: Recipient address rejected: User unknown in virtual mailbox table",
        Bounce.HARD,
    ),
    noted(
        "MAILER-DAEMON@163.com",
        "系统退信/Systems bounce",
        "抱歉，您的邮件被退回来了……\n原邮件信息：\n主题 The yard map\n收件人 anne@163.com\n退"
        "信原因：收件人邮箱已满，无法接收您的邮件。\nSMTP error, RCPT TO: 552 Mailbox is full",
        Bounce.FULL,
    ),
    html(
        "<div dir=ltr>Please unsubscribe me</div><br><div class=gmail_quote><div "
        "class=gmail_attr>On Fri, Apr 30, 2027 Kim Ode &lt;kim@yardflow.example&gt; "
        "wrote:</div><blockquote class=gmail_quote>Are you at the show?</blockquote></div>",
        K.STOP,
    ),
    Case(
        "an own vacation answer to a newsletter",
        "I'm away until May 12. Your message was sent to a mailbox that gets 550 messages a "
        "day, so be patient.",
        K.OUT_OF_OFFICE,
        "Re: The yard map",
        until=date(2027, 5, 12),
        headers={"X-Autoreply": "yes", **AUTO},
    ),
)
