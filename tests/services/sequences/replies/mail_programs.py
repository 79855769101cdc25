"""What people write, as their mail programs send it, made to be misread: written before the words
that rules look for were read, and against what other products have taken such messages for.
"""

from email.message import EmailMessage

from tests.services.sequences.replies.messages import Case, K

FOOTER = """

Acme GmbH, Sitz der Gesellschaft: Hamburg, HRB 4711. Diese E-Mail enthält vertrauliche
Informationen. Wenn Sie nicht der richtige Adressat sind, informieren Sie bitte sofort den Absender
und löschen Sie diese E-Mail. Newsletter abbestellen: https://acme.com/abmelden"""


def of_html(html: str, subject: str = "Re: The yard map", sender: str = "anne@acme.com") -> str:
    """A message of HTML alone."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "kim@yardflow.example", subject
    mail["Message-ID"], mail["In-Reply-To"] = "<html@acme.com>", "<one@yardflow.example>"
    mail.set_content(html, subtype="html", cte="quoted-printable")
    return mail.as_string()


ACCEPTED = """From: Anne Petit <anne@acme.com>
To: kim@yardflow.example
Subject: Accepted: Visit at booth 2210
Message-ID: <cal@acme.com>
Content-Type: multipart/alternative; boundary="c"

--c
Content-Type: text/plain; charset=utf-8

Anne Petit has accepted this invitation.
--c
Content-Type: text/calendar; method=REPLY; charset=utf-8

BEGIN:VCALENDAR
METHOD:REPLY
END:VCALENDAR
--c--
"""

PEOPLE = (
    Case(
        "Outlook in German, a legal footer and a line to unsubscribe",
        "Hallo Frau Ode,\n\nDienstag passt. Bis dann!\n\nFreundliche Grüße\n\ni. A. Anne Petit"
        f"{FOOTER}\n\nVon: Kim Ode <kim@yardflow.example>\nGesendet: Freitag, 30. April 2027 16:12"
        "\nAn: Anne Petit <anne@acme.com>\nBetreff: The yard map\n\nKeine E-Mails mehr? Abmelden",
        K.HUMAN,
        "AW: The yard map",
    ),
    Case(
        "Gmail on a phone",
        "Sure, 3pm works\n\nOn Fri, 30 Apr 2027, 16:12 Kim Ode, <kim@yardflow.example> wrote:\n\n"
        "> Hello Anne\n> Unsubscribe\n>",
        K.HUMAN,
    ),
    Case(
        "Apple Mail with addresses as links",
        "I can make it on Sunday.\n\nOn Apr 30, 2027, at 10:03 AM, Kim Ode "
        "<kim@yardflow.example<mailto:kim@yardflow.example>> wrote:\n\n\nHello Anne\n\nStop these "
        "emails: unsubscribe",
        K.HUMAN,
    ),
    Case(
        "an older Gmail",
        "That is the third question.\n\n2027-04-30 16:12 GMT+02:00 Kim Ode "
        "<kim@yardflow.example>:\n\n> unsubscribe here",
        K.HUMAN,
    ),
    Case(
        "a Samsung phone, all in one line",
        "Looks good, call me!\nSent from my Galaxy\n-------- Original message --------From: Kim Ode"
        " <kim@yardflow.example> Date: 4/30/27  4:12 PM  (GMT-06:00) To: anne@acme.com Subject: "
        "The yard map\nPlease unsubscribe below",
        K.HUMAN,
    ),
    Case(
        "Windows Live Mail, rules without signs",
        "What does it cost?\n\nFrom: Kim Ode \nSent: Friday, April 30, 2027 4:12 PM\nTo: "
        "anne@acme.com \nSubject: The yard map\n\n\n     To unsubscribe use the following link",
        K.HUMAN,
    ),
    Case(
        "Lotus Notes",
        'Bonjour,\n\nd\'accord pour mardi.\n\nAnne Petit\n\n\n\nDe :\t"Kim Ode" '
        "<kim@yardflow.example>\nA :\tanne@acme.com\nDate :\t30/04/2027 16:12\nObjet :\tThe yard "
        "map\n\n\n\nPour vous désabonner, cliquez ici",
        K.HUMAN,
    ),
    Case(
        "QQ Mail",
        '好的，周二见。\n\n\n----------- 原始邮件 -----------\n发件人: "Kim Ode";'
        '\n发送时间: 2027年4月30日(星期五) 下午4:12\n收件人: "anne"<anne@acme.com>;'
        "\n主题: The yard map"
        "\n\n退订请点击这里",
        K.HUMAN,
        "回复：The yard map",
    ),
    Case(
        "Zoho",
        "Yes please, send the plan.\n\n\n---- On Fri, 30 Apr 2027 16:12:00 +0200 Kim Ode "
        "<kim@yardflow.example> wrote ----\n\nUnsubscribe me here",
        K.HUMAN,
    ),
    Case(
        "answers between the lines",
        "> Are you at the show?\nYes, all three days.\n> Shall we stop by your booth?\nPlease do, "
        "hall 4.\n> Unsubscribe: https://yardflow.example/u/abc\n",
        K.HUMAN,
    ),
    Case(
        "an answer below the quotation",
        "On Fri, Apr 30, 2027 at 4:12 PM Kim Ode <kim@yardflow.example> wrote:\n> Hello Anne,\n> "
        "Unsubscribe: https://yardflow.example/u/abc\n\nWe'd like two tickets.\n\nAnne",
        K.HUMAN,
    ),
    Case(
        "a signature that advertises",
        "Thanks, let's talk.\n-- \nAnne Petit | Acme\nSubscribe to our newsletter or unsubscribe "
        "at any time: acme.com/news",
        K.HUMAN,
    ),
    Case(
        "a phone's signature in Spanish",
        "Perfecto, nos vemos el martes\n\nEnviado desde mi iPhone\n\n> El 30 abr 2027, a las 16:12,"
        " Kim Ode <kim@yardflow.example> escribió:\n> \n> Darse de baja",
        K.HUMAN,
    ),
    Case(
        "Outlook for phones in Italian",
        "Certo, ci sentiamo giovedì.\n\nOttieni Outlook per iOS<https://aka.ms/o0ukef>\n"
        "________________________________\nDa: Kim Ode <kim@yardflow.example>\nInviato: venerdì 30 "
        "aprile 2027 16:12\nA: anne@acme.com\nOggetto: The yard map\n\nCancellami dalla lista",
        K.HUMAN,
    ),
    Case(
        "Gmail in Dutch",
        "Ja hoor, stuur maar op!\n\nOp vr 30 apr 2027 om 16:12 schreef Kim Ode "
        "<kim@yardflow.example>:\n\n> Uitschrijven kan hier",
        K.HUMAN,
    ),
    Case(
        "Gmail in Portuguese",
        "Pode me ligar amanhã?\n\nEm sex., 30 de abr. de 2027 às 16:12, Kim Ode "
        "<kim@yardflow.example> escreveu:\n\n> Descadastrar",
        K.HUMAN,
    ),
    Case(
        "HTML of Outlook on the web",
        "",
        K.HUMAN,
        raw=of_html(
            "<div>Gerne, melden Sie sich.</div><div id='appendonsend'></div><hr><div "
            "id='divRplyFwdMsg'><b>Von:</b> Kim Ode<br><b>Betreff:</b> Karte</div><p>Abmelden</p>",
            "AW: The yard map",
        ),
    ),
    Case(
        "HTML of Gmail alone",
        "",
        K.HUMAN,
        raw=of_html(
            '<div dir="ltr">Stop by on Tuesday</div><br><div class="gmail_quote"><div '
            'class="gmail_attr">On Fri Kim wrote:<br></div><blockquote>Unsubscribe</blockquote>'
            "</div>"
        ),
    ),
    Case(
        "forwarded to a colleague of ours",
        "Tom, kannst du das übernehmen? Ich bin ab Montag im Urlaub.\n\n"
        "-----Ursprüngliche Nachricht-----\n"
        "Von: Kim Ode\nGesendet: Freitag\nAn: Anne\nBetreff: The yard map\n\nAbmelden",
        K.HUMAN,
        "WG: The yard map",
    ),
    Case(
        "on vacation, yet it is a person",
        "Hi Kim, I'm writing from my vacation, so only briefly: yes, we want a demo on May 18.",
        K.HUMAN,
    ),
    Case(
        "stops in the plan",
        "Our truck stops at gate 3. Remove the barrier and stop there.",
        K.HUMAN,
    ),
    Case("a delivery is no bounce", "Your delivery failed to arrive: who do I call?", K.HUMAN),
    Case(
        "a mailbox with a daemon's name in its text",
        "Our postmaster says your mail was undeliverable yesterday, here it is again: yes to "
        "Tuesday.",
        K.HUMAN,
    ),
    Case(
        "a request to stop calling, not writing",
        "Please stop calling our front desk, email is fine.",
        K.HUMAN,
        unsure=True,
    ),
    Case("a person accepted an invitation", "", K.HUMAN, raw=ACCEPTED),
    Case(
        "Auto-Submitted says no, of a server that always adds it",
        "Wir haben Ihre Nachricht erhalten und kommen am Dienstag vorbei.",
        K.HUMAN,
        "AW: The yard map",
        headers={"Auto-Submitted": "no", "X-Auto-Response-Suppress": "All"},
    ),
)

STOPS = (
    Case(
        "one word above a quotation of Outlook in German",
        "Abmelden\n\nVon: Kim Ode <kim@yardflow.example>\nGesendet: Freitag, 30. April 2027\nAn: "
        "Anne\nBetreff: The yard map\n\nSehen wir uns?",
        K.STOP,
        "AW: The yard map",
    ),
    Case("with a phone's signature", "Unsubscribe please\n\nGet Outlook for Android", K.STOP),
    Case(
        "with a signature of many lines",
        "Please remove me from your mailing list.\n\nKind regards,\n\nAnne Petit\nHead of Logistics"
        "\nAcme Inc. | 12 Main St | +1 415 555 0165",
        K.STOP,
    ),
    Case("no signature's line", "Remove me.\n\nAnne Petit\nAcme Inc.", K.STOP),
    Case(
        "in Spanish with a greeting",
        "Buenos días,\n\npor favor, denme de baja.\n\nAna",
        K.STOP,
        sender="Ana Ruiz <ana.ruiz@acme.es>",
    ),
    Case(
        "in French, polite",
        "Bonjour,\n\nJe ne souhaite plus recevoir vos e-mails.\n\nBien cordialement,\nAnne Petit",
        K.STOP,
    ),
    Case("in Italian", "Per favore rimuovetemi dalla mailing list.", K.STOP),
    Case("in Chinese", "请停止发送此类邮件", K.STOP),
    Case("in capitals with signs", "STOP!!!", K.STOP),
    Case("the subject alone", "", K.STOP, "Unsubscribe", headers={"X-Mailer": "iPhone Mail"}),
    Case(
        "in German, the usual letter", "Bitte streichen Sie mich aus Ihrem Verteiler. Danke", K.STOP
    ),
)
