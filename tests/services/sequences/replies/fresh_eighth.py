"""Eighty more, ten in each language, written down with what they are before they were run: here
in English, German, French and Spanish.
"""

from datetime import date

from tests.services.sequences.replies.as_sent import noted, reported
from tests.services.sequences.replies.as_written import (
    NEW_YEAR,
    OUTLOOK_DE,
    OUTLOOK_ES,
    away,
    left,
    person,
    program,
    stop,
)
from tests.services.sequences.replies.messages import OUTLOOK_FR, QUOTED, QUOTED_DE, K
from yardflow.models import Bounce

ENGLISH = (
    person(
        "Got to run, left early today for my kid's game. Tomorrow after 2 works for a call, "
        "just ring me."
    ),
    person(
        "We've got stand C14 by the west doors. Do stop by Tuesday once setup is done!\n\n"
        "Sent from my Galaxy" + QUOTED
    ),
    person("Appreciate the note but we're all set on gate software through 2028."),
    stop("Kindly take our address off whatever list this is."),
    stop("no more of these pls\n\nSent from my iPhone" + QUOTED),
    stop(
        "Hi Kim,\n\nI retired from logistics last year, so these aren't relevant to me any "
        "more. Could you make sure I don't get any further messages?\n\nBest,\nTed"
    ),
    away(
        "Hi, I'm on parental leave and expect to be back on 6 September 2027. Jon Marsh "
        "(jon.marsh@acme.com) is covering for me.",
        date(2027, 9, 6),
    ),
    away(
        "Our whole team is at ProMat this week, so replies will be slow. We're back at our "
        "desks Monday the 10th.",
        date(2027, 5, 10),
    ),
    left(
        "Thank you for your email. Please note that I have moved on from Acme and this inbox "
        "isn't monitored. Priya Nair now runs inbound: priya.nair@acme.com",
        "priya.nair@acme.com",
    ),
    reported(
        "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        "Delivery Status Notification (Failure)",
        "Address not found. Your message wasn't delivered to anne@acme.com because the "
        "address couldn't be found, or is unable to receive mail.",
        "5.1.1",
        Bounce.HARD,
    ),
)
GERMAN = (
    person(
        "Danke für die Info. Heute bin ich schon früher weg, rufen Sie mich doch morgen "
        "Vormittag kurz an."
    ),
    person(
        "Wir haben selbst ein Yard-Tool im Einsatz und sind damit zufrieden, daher momentan "
        "kein Bedarf. Viel Erfolg auf der Messe!" + OUTLOOK_DE
    ),
    person(
        "Da sind Sie bei mir falsch, ich mache nur Einkauf Verpackung. Zuständig wäre der "
        "Kollege Brandt, tbrandt@acme.de."
    ),
    stop("Bitte streichen Sie mich aus Ihrer Kartei."),
    stop("keine Werbung mehr bitte, danke\n\nVon meinem iPhone gesendet" + QUOTED_DE),
    stop(
        "Guten Tag,\n\nich habe Ihnen keine Einwilligung gegeben und möchte von Ihnen künftig "
        "nicht mehr angeschrieben werden.\n\nMit freundlichen Grüßen\nP. Lange"
    ),
    away(
        "Wir haben Betriebsferien vom 24.12.2026 bis 08.01.2027. Ab dem 11.01. sind wir "
        "wieder für Sie da.",
        date(2027, 1, 11),
        "Automatische Antwort: The yard map",
        **NEW_YEAR,
    ),
    away(
        "Ich befinde mich derzeit im Mutterschutz und anschließend in Elternzeit, "
        "voraussichtlich bis Frühjahr 2028. Meine Vertretung übernimmt Jana Roth.",
        None,
        "Automatische Antwort: The yard map",
    ),
    left(
        "Dieses Postfach wird nicht mehr gelesen, da Herr Lange das Unternehmen zum 31.03. "
        "verlassen hat. Ihre neue Ansprechpartnerin ist Nina Vogt (nina.vogt@acme.de).",
        "nina.vogt@acme.de",
        "Automatische Antwort: The yard map",
    ),
    noted(
        "MAILER-DAEMON@mail.acme.de (Mail Delivery System)",
        "Undelivered Mail Returned to Sender",
        "This is the mail system at host mail.acme.de.\n\nI'm sorry to have to inform you "
        "that your message could not be delivered to one or more recipients.\n\n"
        "<anne@acme.de>: host lmtp.acme.de said: 552 5.2.2 <anne@acme.de> Quota exceeded "
        "(mailbox for user is full) (in reply to end of DATA command)",
        Bounce.FULL,
    ),
)
FRENCH = (
    person(
        "Je suis partie plus tôt ce soir, désolée. Rappelez-moi demain matin au bureau, on "
        "regarde ensemble." + OUTLOOK_FR
    ),
    person("Merci mais nous sommes déjà équipés, pas de projet cette année."),
    person("Passez donc sur notre stand mardi, hall 4, allée F. On arrête à 17 h."),
    stop("Pouvez-vous me sortir de votre fichier, s'il vous plaît ?"),
    stop("stop mails svp"),
    stop(
        "Bonjour,\n\nJe n'ai jamais demandé à recevoir vos publicités. Veuillez supprimer mon "
        "adresse.\n\nCordialement,\nLuc Moreau\nEnvoyé depuis mon iPhone"
    ),
    away(
        "Notre société est fermée pour congés annuels du 2 au 20 août inclus. Réouverture le "
        "lundi 23 août.",
        date(2027, 8, 23),
        "Réponse automatique : The yard map",
        received=date(2027, 8, 3),
    ),
    away(
        "En déplacement au SITL jusqu'à jeudi soir, je consulte peu mes messages.",
        date(2027, 5, 6),
        "Réponse automatique : The yard map",
    ),
    left(
        "Bonjour, Claire Duval n'exerce plus de fonctions chez Acme. Merci de vous adresser "
        "dorénavant à Paul Renaud : paul.renaud@acme.fr",
        "paul.renaud@acme.fr",
        "Réponse automatique : The yard map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Nous accusons réception de votre courriel et reviendrons vers vous dans un délai de "
        "48 heures ouvrées.\n\nLe service client",
        "Votre demande n° 88213",
    ),
)
SPANISH = (
    person(
        "Ahora mismo no puedo, salgo ya para el aeropuerto. ¿Me llamas el jueves por la "
        "tarde?\n\nEnviado desde mi iPhone" + OUTLOOK_ES
    ),
    person("De momento no nos encaja, pero gracias por pensar en nosotros."),
    person(
        "Yo ya no llevo temas de almacén, eso ahora es de Lucía: lucia.ramos@acme.es. "
        "Escríbele de mi parte."
    ),
    stop("quítame de la lista porfa"),
    stop(
        "Buenos días:\n\nLe agradecería que no me mandase más propaganda.\n\nAtentamente,\n"
        "Rosa Vidal"
    ),
    stop("Cancelar suscripción"),
    away(
        "Estaré de baja por paternidad hasta el 14 de junio de 2027. Para cualquier tema, "
        "Marta Gil te puede ayudar.",
        date(2027, 6, 14),
        "Respuesta automática: The yard map",
    ),
    away(
        "Con motivo de la Semana Santa permaneceremos cerrados del 25 al 29 de marzo, ambos "
        "inclusive.",
        date(2027, 3, 29),
        "Respuesta automática: The yard map",
        received=date(2027, 3, 25),
    ),
    left(
        "Le informamos de que D. Javier Soto ha causado baja en la empresa. Para asuntos de "
        "logística puede dirigirse a compras@acme.es.",
        "compras@acme.es",
        "Respuesta automática: The yard map",
    ),
    noted(
        "mailer-daemon@yandex.ru",
        "Недоставленное сообщение",
        "This is the mail system at host forward500a.mail.yandex.net.\n\nI'm sorry to have to "
        "inform you that your message could not be delivered to one or more recipients.\n\n"
        "<anne@acme.es>: host mx.yandex.ru[77.88.21.249] said: 550 5.7.1 No such user! "
        "1767225600-xyz (in reply to RCPT TO command)",
        Bounce.HARD,
    ),
)
