"""What servers and responders write, made to be misread, with people's messages beside it in
`mail_programs`.
"""

from datetime import date

from tests.services.sequences.replies.mail_programs import FOOTER
from tests.services.sequences.replies.messages import AUTO, OUTLOOK, Case, K
from yardflow.models import Bounce

EXCHANGE = {
    "X-MS-Exchange-Inbox-Rules-Loop": "anne@acme.com",
    "X-MS-Has-Attach": "",
    "Auto-Submitted": "auto-generated",
    "X-Auto-Response-Suppress": "All",
}


def of_daemon(sender: str, subject: str, text: str, more: str = "") -> str:
    """A report that is only a text."""
    return (
        f"Return-Path: <>\nFrom: {sender}\nTo: kim@yardflow.example\nSubject: {subject}\n"
        f"Message-ID: <daemon@mx.acme.com>\n{more}Content-Type: text/plain; charset=utf-8\n\n{text}"
    )


EXCHANGE_NDR = """Return-Path: <>
From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@acme.onmicrosoft.com>
To: kim@yardflow.example
Subject: Unzustellbar: The yard map
Message-ID: <ndr@acme.onmicrosoft.com>
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/html; charset=utf-8

<p>Ihre Nachricht an anne@acme.com konnte nicht zugestellt werden.</p>
--x
Content-Type: message/delivery-status

Reporting-MTA: dns;AM0PR04.eurprd04.prod.outlook.com

Final-Recipient: rfc822;anne@acme.com
Action: failed
Status: 5.7.133
Diagnostic-Code: smtp;550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup

--x
Content-Type: message/rfc822

Message-ID: <one@yardflow.example>
Subject: The yard map

Hello
--x--
"""
POSTFIX_LATE = """Return-Path: <>
From: MAILER-DAEMON@mx1.acme.com (Mail Delivery System)
To: kim@yardflow.example
Subject: Delayed Mail (still being retried)
Auto-Submitted: auto-replied
Message-ID: <late@mx1.acme.com>
Content-Type: multipart/report; report-type=delivery-status; boundary="p"

--p
Content-Type: text/plain

YOU DO NOT NEED TO RESEND YOUR MESSAGE. It could not be delivered yet.
--p
Content-Type: message/delivery-status

Reporting-MTA: dns; mx1.acme.com

Final-Recipient: rfc822; anne@acme.com
Action: delayed
Status: 4.4.1

--p
Content-Type: text/rfc822-headers

Message-ID: <one@yardflow.example>
--p--
"""
DELIVERED = """From: postmaster@acme.com
To: kim@yardflow.example
Subject: Zugestellt: The yard map
Message-ID: <receipt@acme.com>
Content-Type: multipart/report; report-type=delivery-status; boundary="d"

--d
Content-Type: text/plain

Ihre Nachricht wurde zugestellt.
--d
Content-Type: message/delivery-status

Final-Recipient: rfc822;anne@acme.com
Action: delivered
Status: 2.0.0
--d--
"""

AWAY = (
    Case(
        "Exchange in German",
        "Sehr geehrte Damen und Herren,\n\nvielen Dank für Ihre Nachricht. Ich bin vom 03.05.2027 "
        "bis einschließlich 14.05.2027 nicht im Büro. Ab dem 17.05.2027 bin ich wieder für Sie da."
        f" In dringenden Fällen: tom@acme.com{FOOTER}",
        K.OUT_OF_OFFICE,
        "Automatische Antwort: The yard map",
        headers=EXCHANGE,
        until=date(2027, 5, 17),
    ),
    Case(
        "no header at all but the subject",
        "Ich bin derzeit nicht erreichbar und ab dem 24.5. wieder im Haus.",
        K.OUT_OF_OFFICE,
        "Automatische Antwort: The yard map",
        until=date(2027, 5, 24),
    ),
    Case(
        "Gmail's vacation responder, with a way to unsubscribe at its foot",
        "Hi,\n\nI'm OOO this week and back on Monday, May 10th.\n\nNo longer want these? "
        "Unsubscribe from my newsletter.",
        K.OUT_OF_OFFICE,
        "Out of office Re: The yard map",
        headers={"Precedence": "bulk", "X-Autoreply": "yes", "Auto-Submitted": "auto-replied"},
        until=date(2027, 5, 10),
    ),
    Case(
        "from a null return path, as servers do",
        "I am on annual leave returning 12th May 2027.",
        K.OUT_OF_OFFICE,
        "Re: The yard map",
        return_path="",
        until=date(2027, 5, 12),
    ),
    Case(
        "American numbers that read in two ways",
        "I will be out of the office from 5/4 through 5/7.",
        K.OUT_OF_OFFICE,
        "Automatic reply: The yard map",
        headers=OUTLOOK,
    ),
    Case(
        "a day with no month",
        "I am away until the 14th and will answer then.",
        K.OUT_OF_OFFICE,
        "Automatic reply: The yard map",
        headers=OUTLOOK,
        until=date(2027, 5, 14),
    ),
    Case(
        "two dates, the second a show",
        "Ich bin bis 7. Mai auf Dienstreise. Besuchen Sie uns vom 8. bis 11. Juni auf der "
        "transport logistic in München!",
        K.OUT_OF_OFFICE,
        "Abwesend: The yard map",
        headers=AUTO,
        until=date(2027, 5, 7),
    ),
    Case(
        "French, half days",
        "Je suis absent du lundi 3 mai au vendredi 7 mai 2027 inclus. Je répondrai à mon retour.",
        K.OUT_OF_OFFICE,
        "Réponse automatique : The yard map",
        headers=OUTLOOK,
        until=date(2027, 5, 7),
    ),
    Case(
        "Spanish, months in short",
        "Me encuentro de vacaciones hasta el 21-may. Para urgencias, llame a recepción.",
        K.OUT_OF_OFFICE,
        "Respuesta automática: The yard map",
        headers=AUTO,
        until=date(2027, 5, 21),
    ),
    Case(
        "Dutch, of a part-timer",
        "Op woensdag werk ik niet. Vanaf donderdag 6 mei ben ik weer bereikbaar.",
        K.OUT_OF_OFFICE,
        "Automatisch antwoord: The yard map",
        headers=AUTO,
        until=date(2027, 5, 6),
    ),
    Case(
        "an office that closes over a holiday",
        "Our office is closed for the holidays and reopens on May 11.",
        K.OUT_OF_OFFICE,
        "Auto: The yard map",
        headers={"X-Autorespond": "The yard map", "Precedence": "auto_reply"},
        until=date(2027, 5, 11),
    ),
    Case(
        "Chinese, with the year",
        "您好！我于2027年5月1日至2027年5月9日休年假，10日起恢复办公。"
        "如有急事请联系王伟 wang.wei@acme.com。",
        K.OUT_OF_OFFICE,
        "自动回复: The yard map",
        headers={"X-QQ-STYLE": "", "Auto-Submitted": "auto-replied"},
        until=date(2027, 5, 9),
    ),
)

GONE = (
    Case(
        "left, with who follows in a signature's manner",
        "Thank you for your email. Please be advised that Anne Petit is no longer employed by Acme."
        " Kindly direct all future correspondence to Luis Ortega at luis.ortega@acme.com.",
        K.LEFT,
        "Automatic reply: The yard map",
        headers=OUTLOOK,
        successor="luis.ortega@acme.com",
    ),
    Case(
        "retired in German",
        "Ich bin seit dem 31.03.2027 im Ruhestand. Meine Nachfolgerin ist Frau Eva Kurz, "
        "eva.kurz@acme.com.",
        K.LEFT,
        "Automatische Antwort: The yard map",
        headers=OUTLOOK,
        successor="eva.kurz@acme.com",
    ),
    Case(
        "an address that is used no more",
        "Cette adresse n'est plus utilisée. Merci d'écrire à contact@acme.fr.",
        K.LEFT,
        "Réponse automatique : The yard map",
        headers=AUTO,
        successor="contact@acme.fr",
    ),
)

SERVERS = (
    Case("Exchange refuses strangers", "", K.BOUNCE, raw=EXCHANGE_NDR, bounce=Bounce.POLICY),
    Case("Postfix still tries", "", K.ACKNOWLEDGEMENT, raw=POSTFIX_LATE),
    Case("it was delivered", "", K.ACKNOWLEDGEMENT, raw=DELIVERED),
    Case(
        "qmail",
        "",
        K.BOUNCE,
        raw=of_daemon(
            "MAILER-DAEMON@mx.acme.com",
            "failure notice",
            "Hi. This is the qmail-send program at mx.acme.com.\nI'm afraid I wasn't able to "
            "deliver your message to the following addresses."
            "\n\n<anne@acme.com>:\nSorry, no mailbox here "
            "by that name. (#5.1.1)\n",
        ),
        bounce=Bounce.HARD,
    ),
    Case(
        "Haraka, and a mailbox that is full",
        "",
        K.BOUNCE,
        raw=of_daemon(
            "MAILER-DAEMON@my.domain.example",
            "Message delivery failure notice",
            "Your message to <anne@acme.com> could not be delivered: 552 5.2.2 mailbox full",
        ),
        bounce=Bounce.FULL,
    ),
    Case(
        "OTRS takes a ticket",
        "Sehr geehrter Kunde,\n\nIhre Anfrage wurde unter der Nummer 2027050310000123 erfasst.",
        K.ACKNOWLEDGEMENT,
        "RE: The yard map [Ticket#2027050310000123]",
        headers={"X-Loop": "yes", "X-OTRS-Loop": "yes", "Precedence": "bulk"},
    ),
    Case(
        "Zendesk, above a line to answer under",
        "##- Please type your reply above this line -##\n\nYour request (4711) has been received "
        "and is being reviewed by our support staff.",
        K.ACKNOWLEDGEMENT,
        "[Request received] The yard map",
        headers={"X-Auto-Response-Suppress": "All", "Auto-Submitted": "auto-generated"},
    ),
    Case(
        "an address that reads nothing",
        "Hi there,\n\nWe are sorry, but we cannot handle your message because this is a no-reply "
        "e-mail address.",
        K.ACKNOWLEDGEMENT,
        "Automated Response: Re: The yard map",
        sender="noreply@acme.com",
    ),
)
