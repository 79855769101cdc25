"""Forty more, five in each language, likewise: written down before they were run, and before the
rules were changed for those of `fresh_sixth`.
"""

from datetime import date

from tests.services.sequences.replies.as_sent import (
    flowed,
    html,
    invited,
    noted,
    reported,
    winmail,
)
from tests.services.sequences.replies.as_written import (
    OUTLOOK_ES,
    OUTLOOK_IT,
    OUTLOOK_ZH,
    away,
    left,
    person,
    program,
    stop,
)
from tests.services.sequences.replies.messages import OUTLOOK, QUOTED, K
from yardflow.models import Bounce

ENGLISH = (
    person(
        "Loop in Priya please, she handles gates. I'm only here till the end of the month, but "
        "she'd like a demo.\n\nGet Outlook for iOS" + QUOTED
    ),
    flowed("You can remove my \naddress from your \nrecords. \n\nRegards, \nT. Hale", K.STOP),
    away(
        "I am out until the end of next week. Ask the front desk if it can't wait.",
        date(2027, 5, 14),
    ),
    left(
        "Sam Hale's last day with us was April 9. Reach Priya Nair at priya.nair@acme.com instead.",
        "priya.nair@acme.com",
    ),
    noted(
        "Mail Delivery System <MAILER-DAEMON@mx2.acme.com>",
        "Undelivered Mail Returned to Sender",
        "This is the mail system at host mx2.acme.com.\n\nI'm sorry to have to inform you that "
        "your message could not be delivered.\n\n<anne@acme.com>: host mx.acme.com said: 550 5.7.1 "
        "Message rejected due to content restrictions (in reply to end of DATA command)",
        Bounce.POLICY,
    ),
)
GERMAN = (
    invited("DECLINED", "Abgelehnt: Demo am Stand 2210", "Da bin ich schon im Zug, sorry."),
    html(
        "<p>Guten Tag,</p><p>bitte entfernen Sie unsere Adresse aus Ihrer Datenbank.</p><p>Mit "
        "freundlichen Grüßen<br>T. Brandt<br>Brandt Logistik GmbH</p>",
        K.STOP,
    ),
    away(
        "Ich bin bis Ende Mai in Elternzeit.",
        date(2027, 5, 31),
        "Automatische Antwort: The yard map",
    ),
    left(
        "Herr Vogt steht Ihnen unter dieser Adresse nicht mehr zur Verfügung, er hat Acme Ende "
        "März verlassen. Bitte schreiben Sie an hof@acme.de.",
        "hof@acme.de",
        "Automatische Antwort: The yard map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Wir haben zu Ihrer Nachricht einen Vorgang mit der Nummer 4711-27 angelegt. Eine Antwort "
        "erhalten Sie in der Reihenfolge der Eingänge.",
        "Vorgang 4711-27",
    ),
)
FRENCH = (
    person(
        "Le 30 avr. 2027 à 16:12, Kim Ode <kim@yardflow.example> a écrit :\n> Serez-vous au salon ?"
        "\n> Se désabonner\n\nOui, passez nous voir jeudi.\n\nEnvoyé de mon téléphone"
    ),
    winmail("Veuillez cesser tout envoi à cette adresse.", K.STOP),
    away(
        "Je suis absent jusqu'à la fin de la semaine. / I am away until the end of the week.",
        date(2027, 5, 7),
        "Réponse automatique : The yard map",
    ),
    left(
        "Mme Duval a fait valoir ses droits à la retraite. Merci d'écrire à quais@acme.fr.",
        "quais@acme.fr",
        "Réponse automatique : The yard map",
    ),
    reported(
        "postmaster@acme.fr",
        "Non remis : The yard map",
        "<p>La boîte aux lettres du destinataire est pleine.</p>",
        "5.2.2",
        Bounce.FULL,
        as_html=True,
    ),
)
SPANISH = (
    person(
        "Me pasó tu correo Marta, que ya no está en este proyecto. Mándame la ficha y lo vemos."
        + OUTLOOK_ES,
        "RV: The yard map",
        sender="Ana Gil <ana.gil@acme.es>",
    ),
    stop("Solicito que borren mis datos y no me escriban de nuevo.\n\nEnviado desde mi Xiaomi"),
    away(
        "Hoy estoy fuera; mañana contesto a todos los mensajes.",
        date(2027, 5, 4),
        "Respuesta automática: The yard map",
    ),
    program(
        K.CHALLENGE,
        "Para entregar su mensaje necesitamos comprobar que usted no es un robot. Pulse aquí: "
        "https://filtro.acme.example/c/4",
        "Verificación del remitente",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Tu incidencia INC-3321 quedó registrada y la está revisando un técnico.",
        "INC-3321 registrada",
        headers=OUTLOOK,
    ),
)
ITALIAN = (
    invited("TENTATIVE", "Provvisorio: Demo allo stand 2210"),
    stop("Basta mail, grazie.\n\nInviato da Outlook per Android" + OUTLOOK_IT),
    away(
        "Sono in ferie e rientro in ufficio tra due settimane.",
        date(2027, 5, 17),
        "Risposta automatica: The yard map",
    ),
    left(
        "Questa casella non è più attiva perché Sara Conti ha concluso la sua collaborazione con "
        "Acme. Scrivere a logistica@acme.it.",
        "logistica@acme.it",
        "Risposta automatica: The yard map",
    ),
    noted(
        "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        "Delivery Status Notification (Failure)",
        "Indirizzo non trovato\n\nIl messaggio non è stato recapitato ad anne@acme.it perché "
        "l'indirizzo non esiste.",
        Bounce.HARD,
    ),
)
DUTCH = (
    person("Woensdag ben ik er niet, maar mijn collega Bram staat om tien uur bij jullie stand."),
    html("<p>Gelieve mij uit jullie bestand te halen.</p><p>Groet, Piet</p>", K.STOP),
    away(
        "Ik ben tot en met week 19 met vakantie.",
        date(2027, 5, 14),
        "Automatisch antwoord: The yard map",
    ),
    left(
        "Bedankt voor uw bericht. Bram Smit heeft een andere baan en leest deze mailbox niet meer. "
        "Mail voortaan naar terrein@acme.nl.",
        "terrein@acme.nl",
        "Automatisch antwoord: The yard map",
    ),
    reported(
        "MAILER-DAEMON@mx.acme.nl",
        "Undelivered Mail Returned to Sender",
        "Dit is het mailsysteem. Uw bericht kon niet worden afgeleverd.",
        "4.4.1",
        Bounce.SOFT,
    ),
)
PORTUGUESE = (
    person("Amanhã estou fora, mas hoje consigo falar. Me liga às 15h?\n\nEnviado pelo celular"),
    stop("Descadastre meu e-mail por gentileza.\n\nAtt,\nJorge Lima\nAcme Ltda"),
    away(
        "Estou de férias até a próxima segunda-feira.",
        date(2027, 5, 10),
        "Resposta automática: The yard map",
    ),
    left(
        "O Jorge desligou-se da Acme em abril. Assuntos do pátio: patio@acme.com.br.",
        "patio@acme.com.br",
        "Resposta automática: The yard map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Olá! Seu chamado 55231 foi aberto com sucesso e já está na fila de atendimento.",
        "Chamado 55231",
    ),
)
CHINESE = (
    person("这个月我们很忙，下个月再联系吧。" + OUTLOOK_ZH),
    stop("别再给我发这种邮件了。\n\n发自我的小米手机"),
    away("我本周请假，下周三恢复上班。", date(2027, 5, 12), "自动回复: The yard map"),
    program(
        K.CHALLENGE,
        "您的邮件正在等待审核，请点击链接证明您不是机器人：https://filter.acme.example/c/2",
        "请验证您的邮件",
    ),
    reported(
        "postmaster@acme.cn",
        "未送达: The yard map",
        "<p>无法将您的邮件传递给 anne@acme.cn：找不到该收件人。</p>",
        "5.1.1",
        Bounce.HARD,
        as_html=True,
    ),
)
SEVENTH = (*ENGLISH, *GERMAN, *FRENCH, *SPANISH, *ITALIAN, *DUTCH, *PORTUGUESE, *CHINESE)
