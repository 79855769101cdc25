"""What people of the demo write back, posted as SendGrid's Inbound Parse posts it."""

import json
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from sqlmodel import Session, col, select

from yardflow import clock
from yardflow.demo.enrollments import Answer
from yardflow.models import Message
from yardflow.services.sequences.conversations import reading, storing

_BOUNDARY = "demo-reply"
_FORM = f"multipart/form-data; boundary={_BOUNDARY}"
_AUTOMATIC = {"Auto-Submitted": "auto-replied"}


def arrive(session: Session, key: str, answer: Answer, at: datetime) -> None:
    """An answer to the message of this key comes in and is read."""
    subject, address, ours = session.execute(
        select(Message.subject, Message.address, Message.reply_token).where(col(Message.key) == key)
    ).one()
    domain = address.partition("@")[2]
    mail = EmailMessage()
    mail["From"] = answer.sender.format(domain=domain) or address
    mail["To"] = "team@yardflow.example"
    mail["Subject"] = answer.subject.format(subject)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{ours}@{domain}>"
    for name, value in (_AUTOMATIC if answer.automatic else {}).items():
        mail[name] = value
    until = at + timedelta(days=answer.away_days)
    mail.set_content(answer.text.format(until=f"{until:%B} {until.day}", domain=domain))
    with clock.at(at):
        storing.store(session, _FORM, _form(mail))
        reading.read(session)


def _form(mail: EmailMessage) -> bytes:
    sender = str(mail["From"]).rpartition("<")[2].strip(">")
    domain = sender.partition("@")[2]
    fields = {
        "envelope": json.dumps({"to": [str(mail["To"])], "from": sender}),
        "dkim": f"{{@{domain} : pass}}",
        "SPF": "pass",
        "email": mail.as_string(),
    }
    parts = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in fields.items()
    ]
    return f"{''.join(parts)}--{_BOUNDARY}--\r\n".encode()
