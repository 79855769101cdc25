"""Messages that are easily misread: a word above a signature, people who are taken for machines and
machines for people, and stretches of days. Written before the rules that they are for.
"""

from datetime import date

from tests.services.sequences.replies.messages import AUTO, Case, K

SUPPRESSED = {"X-Auto-Response-Suppress": "OOF"}
_THREAD = {"In-Reply-To": "<one@yardflow.example>"}
_JOHN = "John Smith <john.smith@bigco.example>"
_AUTOMATIC = "Automatic reply: The yard map"

_STOPS = (
    Case("title", "Stop\n\nJohn Smith\nHead of Logistics\nBig Co Inc.\n+1 555 0100", K.STOP),
    Case("one paragraph", "STOP\nJohn Smith\nCEO, Big Co", K.STOP, sender=_JOHN),
    Case(
        "Abmelden",
        "Abmelden\n\nJens Vogt\nLeiter Einkauf\nVogt Logistik GmbH\nTel. +49 40 123456",
        K.STOP,
    ),
    Case("退订", "退订\n\n王伟\n物流总监\n上海大仓有限公司\n电话：021-55501234", K.STOP),
    Case(
        "a notice below",
        "Stop\n\nCONFIDENTIALITY NOTICE: This email and any attachments are for the intended "
        "recipient only. If you are not the intended recipient, please delete it.",
        K.STOP,
    ),
    Case("subject in a thread", "", K.STOP, "STOP", headers=_THREAD),
    Case("subject above a phone", "Sent from my iPhone", K.STOP, "Unsubscribe", headers=_THREAD),
    Case(
        "Se désinscrire",
        "Je me désinscris.\n\nLuc Roy\nDirecteur logistique\n06 12 34 56 78",
        K.STOP,
    ),
    Case(
        "Uitschrijven",
        "Uitschrijven\n\nPiet de Vries\nInkoper | Vries BV\nwww.vries.example\n\n"
        "Dit bericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde.",
        K.STOP,
    ),
    Case("Baja", "Baja\n\nAna Ruiz\nJefa de compras\nTel: +34 600 123 456", K.STOP),
    Case("Basta!", "Basta!\n\nLuca Bianchi\nResponsabile acquisti\nBianchi S.r.l.", K.STOP),
    Case("停止", "請停止來信", K.STOP),
    Case("我不想", "我不想再收你们的邮件了", K.STOP),
    Case("arrêter d'écrire", "Merci d'arrêter de m'écrire.", K.STOP),
    Case("en paz", "Déjenme en paz, por favor.", K.STOP),
    Case("sair", "Quero sair da lista.", K.STOP),
    Case("discontinue", "Please discontinue these emails.", K.STOP),
    Case("in Ruhe", "Lasst mich in Ruhe!", K.STOP),
    Case("hou op", "Hou op met mailen.", K.STOP),
    Case("an initial", "Take me off.\n\nJ. Park", K.STOP, sender="Jin Park <jpark@acme.com>"),
    Case("a logo", "Stop\n\n[cid:logo.png]\n*Tom Reed* | Reed Freight\ntom@reed.example", K.STOP),
    Case("陳大文", "請將我移除\n\n陳大文\n總經理\n台北倉儲有限公司", K.STOP),
    Case("relancer", "Ne me relancez plus.", K.STOP),
    Case("wir", "Wir möchten keine Werbung mehr erhalten.", K.STOP),
    Case("anulen", "Anulen mi suscripción, gracias", K.STOP),
    Case("wij", "Wij willen geen mails meer ontvangen.", K.STOP),
    Case("our company", "We're not interested. Please take our company off your list.", K.STOP),
    Case("mi tolga", "Mi tolga dalla lista, grazie.", K.STOP),
)
_PEOPLE = (
    Case(
        "someone else's name below a verb",
        "Remove\n\nJohn Smith from the guest list and add Anna Bauer instead.",
        K.HUMAN,
        unsure=True,
    ),
    Case(
        "more below the name",
        "Stop\n\nAnne Petit\nAcme\n\nPS: unless you have a demo on Tuesday, then call me.",
        K.HUMAN,
        unsure=True,
    ),
    Case(
        "another task",
        "I no longer work in purchasing, please contact my colleague Tom (tom@acme.com).",
        K.HUMAN,
        successor="tom@acme.com",
    ),
    Case(
        "Frau Petit selbst",
        "Ich arbeite nicht mehr im Einkauf, bitte wenden Sie sich an Tom Lang, tom@acme.com.",
        K.HUMAN,
        successor="tom@acme.com",
    ),
    Case(
        "une autre équipe",
        "Je ne suis plus dans cette équipe, merci de contacter Luc : luc@acme.com",
        K.HUMAN,
        successor="luc@acme.com",
    ),
    Case(
        "ya no",
        "Ya no trabajo en compras, por favor contacte con ana@acme.com",
        K.HUMAN,
        successor="ana@acme.com",
    ),
    Case(
        "who follows writes",
        "Sadly Anne has left us in March and I'm her successor: tom@acme.com. Happy to meet!",
        K.HUMAN,
        successor="tom@acme.com",
    ),
    Case(
        "a sentence with a number",
        "Stop\n\nJohn Smith\nCall me at +1 555 0100 instead",
        K.HUMAN,
        unsure=True,
    ),
    Case(
        "who takes over writes",
        "Anne no longer works here. I'm taking over, write to me at ben@acme.com please.",
        K.HUMAN,
        successor="ben@acme.com",
    ),
    Case("an answer in Chinese", "我明天给您打电话。", K.HUMAN, "回复：自动回复: The yard map"),
    Case("back soon", "Happy to meet; I will be back on May 10.", K.HUMAN, headers=SUPPRESSED),
    Case(
        "ich melde mich",
        "Vielen Dank für Ihre Nachricht, ich melde mich nächste Woche.",
        K.HUMAN,
        headers=SUPPRESSED,
    ),
    Case("dank", "Bedankt voor je mail, ik bel je morgen.", K.HUMAN, headers=SUPPRESSED),
    Case("gracias", "Gracias por su mensaje, lo vemos el martes.", K.HUMAN, headers=SUPPRESSED),
    Case("an answer to a machine", "See you there then!", K.HUMAN, "Re: Out of office: The map"),
    Case("AW", "Passt, bis dann.", K.HUMAN, "AW: Automatische Antwort: The yard map"),
    Case(
        "back on a day",
        "Thank you for your message. Let's talk on Monday when I'm back.",
        K.HUMAN,
        headers=SUPPRESSED,
    ),
    Case("第二行", "请把第二行删除，谢谢", K.HUMAN),
    Case("sair às cinco", "Vamos sair às cinco, quer vir?", K.HUMAN),
)


def _away(text: str, until: date | None, subject: str = _AUTOMATIC) -> Case:
    return Case(text, text, K.OUT_OF_OFFICE, subject, headers=AUTO, until=until)


_AWAY = (
    _away("Out of office: May 3-7", date(2027, 5, 7)),
    _away("I'm at a trade show from May 3rd to the 14th.", date(2027, 5, 14)),
    _away("我5月3日到14日出差。", date(2027, 5, 14)),
    _away("Je suis en déplacement du 3 au 14 mai.", date(2027, 5, 14)),
    _away("I'm on the road until Thursday.", date(2027, 5, 6)),
    _away("Sono in trasferta fino a venerdì.", date(2027, 5, 7)),
    _away("Out til 5/6 - call me on my cell", None),
    _away("I'm out until 5/6, if urgent call me", None),
    _away("Estoy de viaje hasta el 10/05, saludos", date(2027, 5, 10)),
)
_CONFIRMED = (
    Case(
        "a case",
        "Your inquiry has been logged as case 00123456.",
        K.ACKNOWLEDGEMENT,
        headers={"Precedence": "bulk"},
    ),
    Case(
        "a promise with a day",
        "We have received your request. Ticket 4711. We will get back to you by May 7.",
        K.ACKNOWLEDGEMENT,
        _AUTOMATIC,
        headers=AUTO,
    ),
    Case(
        "hours",
        "Thank you for contacting Acme. Our office hours are Monday to Friday, 9am to 5pm.",
        K.ACKNOWLEDGEMENT,
        _AUTOMATIC,
        headers=AUTO,
    ),
)
DOUBTFUL = (*_STOPS, *_PEOPLE, *_AWAY, *_CONFIRMED)
