"""Ways to write down a message with what it is, and what mail programs quote below it."""

from datetime import date
from typing import Any

from tests.services.sequences.replies.messages import AUTO, OUTLOOK, Case, K
from yardflow.models import Bounce

NEW_YEAR = {"received": date(2026, 12, 22)}
OUTLOOK_DE = """

Von: Kim Ode <kim@yardflow.example>
Gesendet: Freitag, 30. April 2027 16:12
An: Anne Petit <anne@acme.com>
Betreff: The yard map

Keine weiteren E-Mails? Hier abmelden: https://yardflow.example/u/abc
"""
OUTLOOK_ES = """

De: Kim Ode <kim@yardflow.example>
Enviado el: viernes, 30 de abril de 2027 16:12
Para: Anne Petit <anne@acme.com>
Asunto: The yard map

¿No quiere recibir más correos? Darse de baja: https://yardflow.example/u/abc
"""
OUTLOOK_IT = """

Da: Kim Ode <kim@yardflow.example>
Inviato: venerdì 30 aprile 2027 16:12
A: Anne Petit <anne@acme.com>
Oggetto: The yard map

Non vuoi più ricevere queste email? Disiscriviti: https://yardflow.example/u/abc
"""
OUTLOOK_NL = """

Van: Kim Ode <kim@yardflow.example>
Verzonden: vrijdag 30 april 2027 16:12
Aan: Anne Petit <anne@acme.com>
Onderwerp: The yard map

Geen mails meer? Uitschrijven: https://yardflow.example/u/abc
"""
OUTLOOK_PT = """

De: Kim Ode <kim@yardflow.example>
Enviada: sexta-feira, 30 de abril de 2027 16:12
Para: Anne Petit <anne@acme.com>
Assunto: The yard map

Não quer mais receber e-mails? Descadastrar: https://yardflow.example/u/abc
"""
OUTLOOK_ZH = """

发件人: Kim Ode <kim@yardflow.example>
发送时间: 2027年4月30日 16:12
收件人: Anne Petit <anne@acme.com>
主题: The yard map

不想再收到邮件？退订：https://yardflow.example/u/abc
"""


def person(text: str, subject: str = "Re: The yard map", **more: Any) -> Case:
    return Case(text[:40], text, K.HUMAN, subject, **more)


def stop(text: str, subject: str = "Re: The yard map", **more: Any) -> Case:
    return Case(text[:40], text, K.STOP, subject, **more)


def away(text: str, until: date | None, subject: str = "Automatic reply: Map", **more: Any) -> Case:
    headers = more.pop("headers", AUTO)
    return Case(text[:40], text, K.OUT_OF_OFFICE, subject, until=until, headers=headers, **more)


def left(text: str, successor: str = "", subject: str = "Automatic reply: Map") -> Case:
    return Case(text[:40], text, K.LEFT, subject, headers=OUTLOOK, successor=successor)


def program(kind: K, text: str, subject: str, **more: Any) -> Case:
    return Case(text[:40], text, kind, subject, headers=more.pop("headers", AUTO), **more)


def returned(text: str, subject: str, bounce: Bounce) -> Case:
    return Case(
        text[:40], text, K.BOUNCE, subject, "postmaster@acme.com", return_path="", bounce=bounce
    )
