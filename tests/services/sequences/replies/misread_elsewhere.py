"""What other programs that read email lost or misread: what is written in a quotation, lines above
quotations in languages that aren't known, receipts without headers, and reports by halves.
"""

from tests.services.sequences.replies.as_sent import html
from tests.services.sequences.replies.as_written import person, stop
from tests.services.sequences.replies.messages import Case, K
from yardflow.models import Bounce

_REPORT = """Return-Path: <>
From: postmaster@acme.com
To: kim@yardflow.example
Subject: Undeliverable: The yard map
Content-Type: multipart/{kind}; boundary="r"

--r
Content-Type: text/plain

It could not be delivered.
--r
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.acme.com

Final-Recipient: rfc822; anne@acme.com
Action: failed
Status: {status}
Diagnostic-Code: smtp; {said}

--r--
"""
_FOOTER = "Hello, are you at the show?\nUnsubscribe: https://yardflow.example/u/abc"


def _reported(kind: str, status: str, said: str, bounce: Bounce) -> Case:
    raw = _REPORT.format(kind=kind, status=status, said=said)
    return Case(f"{kind} {status} {said}", "", K.BOUNCE, raw=raw, bounce=bounce)


MISREAD = (
    html("<blockquote><p>Please unsubscribe me.</p></blockquote>", K.STOP),
    html("<p>Hello Kim,</p><blockquote><p>Unsubscribe us.</p></blockquote><p>Anne</p>", K.STOP),
    html(
        "Please cancel the visit on Monday.<br><p class=yahoo-quoted-begin>On Friday, April 30, "
        "2027, 4:12 PM, Kim &lt;kim@yardflow.example&gt; wrote:</p><blockquote><div><html><head>"
        "<style>p{}</style></head><div>Unsubscribe here</div></html></div></blockquote>",
        K.HUMAN,
    ),
    stop("> Please take us off your list."),
    person(f"Sopii.\n\npe 30. huhtik. 2027 klo 16.12 Kim (kim@yardflow.example):\n\n{_FOOTER}"),
    person(f"Děkuji.\n\npá 30. 4. 2027 v 16:12 Kim <kim@yardflow.example> napsal:\n\n{_FOOTER}"),
    person(f"Спасибо.\n\nпт, 30 апр. 2027 г. в 16:12, Kim <kim@yardflow.example>:\n\n{_FOOTER}"),
    person(f"Tamam.\n\nKim <kim@yardflow.example>, 30 Nis 2027 16:12 yazdı:\n\n{_FOOTER}"),
    Case(
        "a receipt without a header",
        "Dear Kim,\n\nWe have received your request and a ticket has been created. One of our "
        "agents will be reviewing it.",
        K.ACKNOWLEDGEMENT,
        "Ticket Received - The yard map",
    ),
    person("We received your request for the ticket, thanks. I'll send one of our two spares."),
    person("Did one of our team answer? We received your note about the ticket." + "\n\n> Hello?"),
    _reported("mixed", "5.7.1", "550 5.7.1 Not allowed", Bounce.POLICY),
    _reported("report", "5.0.0", "552 5.2.2 Mailbox full", Bounce.FULL),
    _reported("report", "5.0.0", "550 no", Bounce.HARD),
    _reported("report", "4.4.7", "delivery time expired", Bounce.SOFT),
)
