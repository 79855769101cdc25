"""Messages as they come over the wire: of HTML alone, with soft line ends, with Outlook's file of a
format of its own, as answers of calendars, and as reports of mail servers.
"""

from email.message import EmailMessage, MIMEPart
from typing import Any

from tests.services.sequences.replies.messages import Case, K
from yardflow.models import Bounce

_ANNE = "Anne Petit <anne@acme.com>"
_CALENDAR = """BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VEVENT
UID:one@yardflow.example
DTSTART:20270511T090000Z
ATTENDEE;PARTSTAT={answer};CN=Anne Petit:mailto:anne@acme.com
SUMMARY:{subject}
END:VEVENT
END:VCALENDAR
"""
_REPORT = """Return-Path: <>
From: {sender}
To: Kim Ode <kim@yardflow.example>
Subject: {subject}
Message-ID: <report@mail.acme.com>
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="r"

--r
Content-Type: text/{kind}; charset=utf-8
Content-Transfer-Encoding: 8bit

{content}
--r
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.acme.com

Final-Recipient: rfc822; anne@acme.com
Action: failed
Status: {status}

--r
Content-Type: text/rfc822-headers

Message-ID: <one@yardflow.example>
Subject: The yard map

--r--
"""


def html(content: str, kind: K, subject: str = "Re: The yard map", **more: Any) -> Case:
    """A message that has no text beside its HTML."""
    mail = _mail(subject, more.pop("sender", _ANNE))
    mail.set_content(content, subtype="html")
    return _case(content, kind, subject, mail, more)


def flowed(content: str, kind: K, subject: str = "Re: The yard map") -> Case:
    """Lines that end with a space go on in the next (RFC 3676)."""
    mail = _mail(subject, _ANNE)
    mail.set_content(content)
    mail.set_param("format", "flowed")
    return _case(content, kind, subject, mail, {})


def winmail(content: str, kind: K, subject: str = "Re: The yard map") -> Case:
    """With Outlook's ``winmail.dat``."""
    mail = _mail(subject, _ANNE)
    mail.set_content(content)
    tnef = b"\x78\x9f\x3e\x22" + bytes(200)
    mail.add_attachment(tnef, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    return _case(content, kind, subject, mail, {})


def invited(answer: str, subject: str, content: str = "", sender: str = _ANNE) -> Case:
    """What a calendar sends when someone accepts or declines; a person did."""
    mail = _mail(subject, sender)
    mail.set_content(content)
    part = MIMEPart()
    part.set_content(_CALENDAR.format(answer=answer, subject=subject), subtype="calendar")
    part.set_param("method", "REPLY")
    mail.make_alternative()
    mail.attach(part)
    return _case(subject, K.HUMAN, subject, mail, {})


def reported(
    sender: str, subject: str, content: str, status: str, bounce: Bounce, *, as_html: bool = False
) -> Case:
    """A report with its parts (RFC 3464)."""
    kind = "html" if as_html else "plain"
    raw = _REPORT.format(sender=sender, subject=subject, kind=kind, content=content, status=status)
    return Case(content[:60], "", K.BOUNCE, subject, raw=raw, bounce=bounce)


def noted(sender: str, subject: str, content: str, bounce: Bounce) -> Case:
    """A report that is only a text."""
    mail = _mail(subject, sender)
    mail["Return-Path"] = "<>"
    mail.set_content(content)
    return _case(content, K.BOUNCE, subject, mail, {"bounce": bounce})


def _mail(subject: str, sender: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "Kim Ode <kim@yardflow.example>", subject
    mail["Message-ID"] = f"<{abs(hash(subject + sender))}@mail.acme.com>"
    return mail


def _case(name: str, kind: K, subject: str, mail: EmailMessage, more: dict[str, Any]) -> Case:
    return Case(name[:60], "", kind, subject, raw=mail.as_string(), **more)
