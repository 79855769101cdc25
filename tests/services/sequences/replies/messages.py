"""Sixty messages that came in on a Monday, with what each is: half of them easy, half hard."""

from dataclasses import dataclass, field
from datetime import date
from email.message import EmailMessage
from typing import Any

from yardflow.models import Bounce, ReplyKind

RECEIVED = date(2027, 5, 3)
OWN = "kim@yardflow.example"
QUOTED = """

On Fri, Apr 30, 2027 at 4:12 PM Kim Ode <kim@yardflow.example> wrote:
> Hello, are you at the show? Come by booth 2210.
> Don't want these emails? Unsubscribe: https://yardflow.example/u/abc
"""
QUOTED_DE = """

Am 30.04.2027 um 16:12 schrieb Kim Ode <kim@yardflow.example>:
> Sind Sie auf der Messe? Keine weiteren E-Mails? Hier abmelden.
"""
OUTLOOK_FR = """

De : Kim Ode <kim@yardflow.example>
Envoyé : vendredi 30 avril 2027 16:12
À : Anne Petit <anne@acme.com>
Objet : Le plan du salon

Bonjour, serez-vous au salon ? Pour ne plus recevoir ces messages : se désabonner.
"""
AUTO = {"Auto-Submitted": "auto-replied"}
OUTLOOK = {"X-Auto-Response-Suppress": "All", "Auto-Submitted": "auto-generated"}


@dataclass(frozen=True)
class Case:
    """A message, and what it is."""

    name: str
    text: str
    kind: ReplyKind
    subject: str = "Re: The yard map"
    sender: str = "Anne Petit <anne@acme.com>"
    headers: dict[str, str] = field(default_factory=dict)
    until: date | None = None
    successor: str = ""
    bounce: Bounce | None = None
    unsure: bool = False
    return_path: str | None = None
    raw: str = ""
    received: date = RECEIVED

    def content(self) -> bytes:
        """The message in MIME."""
        if self.raw:
            return self.raw.replace("\n", "\r\n").encode()
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = "Kim Ode <kim@yardflow.example>"
        message["Subject"] = self.subject
        message["Message-ID"] = f"<{abs(hash(self.name))}@mail.acme.com>"
        if self.subject.startswith("Re:"):
            message["In-Reply-To"] = "<one@yardflow.example>"
        for name, value in self.headers.items():
            message[name] = value
        message.set_content(self.text)
        return message.as_bytes()


K = ReplyKind


def ooo(name: str, subject: str, text: str, until: date | None, **more: Any) -> Case:
    return Case(name, text, K.OUT_OF_OFFICE, subject, until=until, headers=AUTO, **more)


DSN = """From: Mail Delivery Subsystem <mailer-daemon@mx.acme.com>
To: kim@yardflow.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <dsn1@mx.acme.com>
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your message could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.acme.com

Final-Recipient: rfc822; anne@acme.com
Action: {action}
Status: {status}

--b
Content-Type: text/rfc822-headers

Message-ID: <one@yardflow.example>
Subject: The yard map

--b--
"""
RECEIPT = """From: Anne Petit <anne@acme.com>
To: kim@yardflow.example
Subject: Read: The yard map
Content-Type: multipart/report; report-type=disposition-notification; boundary="b"

--b
Content-Type: text/plain

Your message was read on Monday.
--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822;anne@acme.com
Disposition: manual-action/MDN-sent-automatically; displayed

--b--
"""

EASY = (
    Case("a plain answer", f"Sounds good, let's talk on Tuesday.{QUOTED}", K.HUMAN),
    Case("eine Antwort", f"Gerne, ich komme um 10 Uhr vorbei.{QUOTED_DE}", K.HUMAN),
    Case("une réponse", f"Bonjour Kim,\n\nOui, avec plaisir.\n\nAnne{OUTLOOK_FR}", K.HUMAN),
    Case("una respuesta", "Hola Kim,\n\nNos vemos en la feria.\n\nUn saludo,\nAna", K.HUMAN),
    Case("una risposta", "Buongiorno, ci vediamo allo stand. Grazie!", K.HUMAN),
    Case(
        "een antwoord", "Prima, tot dinsdag op de beurs.\n\nMet vriendelijke groet,\nJan", K.HUMAN
    ),
    Case("uma resposta", "Olá Kim, podemos falar na quinta-feira?", K.HUMAN),
    Case("一个回复", "您好，我们周二见面吧。", K.HUMAN),
    ooo(
        "out of office",
        "Automatic reply: The yard map",
        "I am out of the office until May 14. For urgent matters call the front desk.",
        date(2027, 5, 14),
    ),
    ooo(
        "Abwesenheit",
        "Automatische Antwort: The yard map",
        "Ich bin bis einschließlich 14. Mai nicht im Büro.",
        date(2027, 5, 14),
    ),
    ooo(
        "absence",
        "Réponse automatique : The yard map",
        "Je suis absente du bureau jusqu'au 21 mai 2027 inclus.",
        date(2027, 5, 21),
    ),
    ooo(
        "ausencia",
        "Respuesta automática: The yard map",
        "Estoy de vacaciones hasta el 10 de mayo.",
        date(2027, 5, 10),
    ),
    ooo(
        "assenza",
        "Risposta automatica: The yard map",
        "Sono in ferie fino al 9 maggio. In caso di urgenza contattare l'ufficio.",
        date(2027, 5, 9),
    ),
    ooo(
        "afwezig",
        "Automatisch antwoord: The yard map",
        "Ik ben afwezig t/m 17 mei en beantwoord uw bericht daarna.",
        date(2027, 5, 17),
    ),
    ooo(
        "férias",
        "Resposta automática: The yard map",
        "Estou de férias até 12 de maio.",
        date(2027, 5, 12),
    ),
    ooo(
        "休假",
        "自动回复: The yard map",
        "您好，我正在休假，5月18日返回办公室。",
        date(2027, 5, 18),
    ),
    Case("stop", f"Stop{QUOTED}", K.STOP),
    Case("unsubscribe", f"Please unsubscribe me. Thanks!{QUOTED}", K.STOP),
    Case("abmelden", f"Bitte nehmen Sie mich aus dem Verteiler.{QUOTED_DE}", K.STOP),
    Case("désabonner", "Merci de me désabonner.", K.STOP),
    Case("baja", "Por favor, quiero darme de baja. Gracias.", K.STOP),
    Case("cancellatemi", "Cancellatemi dalla vostra lista, grazie.", K.STOP),
    Case("uitschrijven", "Graag uitschrijven.", K.STOP),
    Case("remover", "Por favor, me remova da sua lista.", K.STOP),
    Case("退订", "请不要再给我发邮件，谢谢。", K.STOP),
    Case(
        "a bounce",
        "",
        K.BOUNCE,
        bounce=Bounce.HARD,
        raw=DSN.format(action="failed", status="5.1.1"),
    ),
    Case(
        "a full mailbox",
        "",
        K.BOUNCE,
        bounce=Bounce.FULL,
        raw=DSN.format(action="failed", status="4.2.2"),
    ),
    Case(
        "who left",
        "Anne Petit is no longer with Acme. Please contact Marie Curie (marie@acme.com).",
        K.LEFT,
        "Automatic reply: The yard map",
        headers=OUTLOOK,
        successor="marie@acme.com",
    ),
    Case(
        "a ticket",
        "Thank you for contacting Acme. Your request has been received. Ticket 4711.",
        K.ACKNOWLEDGEMENT,
        "[#4711] The yard map",
        headers={"Auto-Submitted": "auto-generated"},
    ),
    Case(
        "a list",
        "Digest of today",
        K.LIST,
        "[dev] Digest",
        headers={"List-Id": "<dev.lists.acme.com>", "Precedence": "list"},
    ),
)

HARD = (
    Case("stop by", f"Please stop by our booth on Tuesday!{QUOTED}", K.HUMAN),
    Case(
        "a footer of theirs",
        "Yes, call me.\n\nBest regards,\nAnne\n\nTo unsubscribe from Acme's newsletter, click "
        "here.",
        K.HUMAN,
    ),
    Case(
        "quoted without signs",
        "Thanks, that helps.\n\n-----Original Message-----\nFrom: Kim Ode\nSent: Friday\nTo: "
        "Anne\nSubject: The yard map\n\nUnsubscribe here.",
        K.HUMAN,
    ),
    Case(
        "a long refusal",
        "I have told your colleague twice that we don't buy in this quarter. Please remove me "
        "from your list, and tell me where you got my address.",
        K.HUMAN,
        unsure=True,
    ),
    Case("a question about stopping", "How do I unsubscribe?", K.HUMAN, unsure=True),
    Case("not interested", "Not interested, thanks.", K.HUMAN),
    Case("don't stop", "Please don't stop sending these, they are useful.", K.HUMAN, unsure=True),
    ooo("ambiguous", "Out of office", "I am out of the office until 9/8. Regards, Anne", None),
    ooo("clear numbers", "Out of office", "I'm on vacation until 5/25/2027.", date(2027, 5, 25)),
    ooo("a range", "Abwesenheitsnotiz", "Ich bin vom 3.5. bis 9.8. im Urlaub.", date(2027, 8, 9)),
    ooo(
        "a range in words",
        "Out of office",
        "I will be on leave from 3 to 14 May and read no email.",
        date(2027, 5, 14),
    ),
    ooo(
        "a show later",
        "Automatic reply",
        "I'm traveling, back on Monday, May 10. See you at our stand on June 20!",
        date(2027, 5, 10),
    ),
    ooo("a weekday", "Automatic reply: hi", "I am away until Friday.", date(2027, 5, 7)),
    ooo(
        "no date",
        "Réponse automatique",
        "Je suis en congé maternité. En cas d'urgence, contactez l'accueil.",
        None,
    ),
    ooo("only from", "Automatic reply", "I am on parental leave from May 3.", None),
    ooo(
        "in the new year",
        "Automatische Antwort",
        "Ich bin bis 06.01. nicht im Haus.",
        date(2028, 1, 6),
    ),
    Case(
        "out of office without headers",
        "I'm out of the office until May 11 with limited access to email. I will respond when "
        "I return.",
        K.OUT_OF_OFFICE,
        until=date(2027, 5, 11),
    ),
    Case(
        "a person who travels",
        "I'm out of the office next week, but could we talk on May 18?",
        K.HUMAN,
    ),
    Case(
        "a header that people's servers add",
        "Thanks Kim, please send me the prices.",
        K.HUMAN,
        headers={"X-Auto-Response-Suppress": "DR, OOF, AutoReply"},
    ),
    Case("not automatic", "Yes, gladly.", K.HUMAN, headers={"Auto-Submitted": "no"}),
    Case(
        "a colleague left",
        "Our purchasing manager has left the company, so I look after this now. Send me your "
        "offer, please?",
        K.HUMAN,
    ),
    Case(
        "left in German",
        "Frau Petit ist nicht mehr bei uns tätig. Bitte wenden Sie sich an Herrn Max Braun, "
        "max.braun@acme.com.",
        K.LEFT,
        successor="max.braun@acme.com",
    ),
    Case(
        "own copy",
        "Hello, are you at the show?",
        K.OWN,
        "The yard map",
        sender="Kim Ode <kim@yardflow.example>",
    ),
    Case(
        "a challenge",
        "To deliver your message, please confirm that you are human: https://boxtrap.example/c/1",
        K.CHALLENGE,
        "Please confirm your message",
        sender="guard@acme.com",
        headers=AUTO,
    ),
    Case("late only", "", K.ACKNOWLEDGEMENT, raw=DSN.format(action="delayed", status="4.4.1")),
    Case("a receipt", "", K.ACKNOWLEDGEMENT, raw=RECEIPT),
    Case(
        "an old bounce",
        "This message was created automatically. A message that you sent could not be "
        "delivered:\n  anne@acme.com\n  550 5.7.1 rejected by policy",
        K.BOUNCE,
        "Mail delivery failed: returning message to sender",
        sender="Mail Delivery System <Mailer-Daemon@mx.acme.com>",
        bounce=Bounce.POLICY,
    ),
    Case("only a subject", "", K.STOP, "Unsubscribe"),
    Case(
        "vacation of a list program",
        "I am on vacation until 2027-05-20.",
        K.OUT_OF_OFFICE,
        headers={"Precedence": "bulk", "Auto-Submitted": "auto-replied (vacation)"},
        until=date(2027, 5, 20),
    ),
    Case(
        "forwarded with a wish",
        "See below.\n\n---------- Forwarded message ---------\nFrom: Kim Ode\nDate: Fri\n"
        "Subject: The yard map\nTo: Anne\n\nStop",
        K.HUMAN,
    ),
)
CASES = (*EASY, *HARD)
