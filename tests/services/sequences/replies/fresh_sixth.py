"""Eighty more, ten in each language, as phones, calendars and servers send them: written down
before they were run. The other half is in `fresh_sixth_more`.
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
    OUTLOOK_DE,
    away,
    left,
    person,
    program,
    stop,
)
from tests.services.sequences.replies.messages import OUTLOOK_FR, K
from yardflow.models import Bounce

ENGLISH = (
    invited(
        "DECLINED",
        "Declined: Demo at booth 2210",
        "Sorry, another meeting at that hour. Could you do Wednesday at 9 instead?",
    ),
    person(
        "Anne forwarded me your note. I run the yard now, so please talk to me. We stop taking "
        "paper passes in June. Thursday works.\n\nTom\n\n---------- Forwarded message ---------\n"
        "From: Kim Ode <kim@yardflow.example>\nDate: Fri, Apr 30, 2027 at 4:12 PM\n"
        "Subject: The yard map\nTo: Anne Petit <anne@acme.com>\n\nDon't want these? Unsubscribe.",
        "Fwd: The yard map",
        sender="Tom Reed <tom@acme.com>",
    ),
    person(
        "On Fri, Apr 30, 2027 at 4:12 PM Kim Ode <kim@yardflow.example> wrote:\n> Hello, are you "
        "at the show?\n> Unsubscribe: https://yardflow.example/u/abc\n\nYes. I'll stop by before "
        "lunch.\n\nSent from my Galaxy"
    ),
    person(
        "Thanks for the invitation, Kim, but I have asked twice by now that the whole warehouse "
        "team be left alone until the audit is over in June. Tom can decide afterwards whether he "
        "wants your messages.",
        unsure=True,
    ),
    flowed("Please take me \noff this list. \n\nThanks, \nDana Reed", K.STOP),
    html(
        "<p>Unsubscribe me please.</p><p>Dana Reed<br>VP Operations<br>Acme Inc.</p><p>"
        "CONFIDENTIALITY NOTICE: This message is for its addressee only. If you received it in "
        "error, delete it and let us know.</p>",
        K.STOP,
        sender="Dana Reed <dana.reed@acme.com>",
    ),
    away("I'm away for the rest of the week and back next Monday.", date(2027, 5, 10)),
    left(
        "Dana Reed has moved on from Acme as of April 16. Your message has not been forwarded. "
        "Questions about the yard go to ops@acme.com.",
        "ops@acme.com",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "##- Please type your reply above this line -##\n\nYour request (88412) has been received "
        "and is being reviewed by our support staff.\n\nTo add more comments, reply to this email.",
        "[Acme Support] Re: The yard map",
    ),
    noted(
        "MAILER-DAEMON@mx.acme.com",
        "failure notice",
        "Hi. This is the qmail-send program at mx.acme.com.\nI'm afraid I wasn't able to deliver "
        "your message to the following addresses.\nThis is a permanent error; I've given up. Sorry "
        "it didn't work out.\n\n<anne@acme.com>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
        "--- Below this line is a copy of the message.\n\nMessage-ID: <one@yardflow.example>\n"
        "Subject: The yard map\n",
        Bounce.HARD,
    ),
)
GERMAN = (
    invited("ACCEPTED", "Zugesagt: Demo am Stand 2210", "Bis dann, ich bringe Herrn Lang mit."),
    person(
        "Hallo Frau Ode,\n\nFrau Petit hat mir Ihre Nachricht weitergeleitet. Sie ist nicht mehr "
        "für den Hof zuständig, das mache jetzt ich. Passt Mittwoch?\n\nJens Lang" + OUTLOOK_DE,
        "WG: The yard map",
        sender="Jens Lang <jens.lang@acme.de>",
    ),
    person(
        "Passt, Halle B4 um zehn.\n\nVon meinem iPhone gesendet\n\nDiese E-Mail ist vertraulich. "
        "Sollten Sie nicht der Empfänger sein, löschen Sie sie bitte. Unseren Newsletter können "
        "Sie jederzeit abbestellen." + OUTLOOK_DE,
        "AW: The yard map",
    ),
    stop("Bitte keine E-Mails mehr. / No more emails please.\n\nGesendet mit der GMX Mail App"),
    stop(
        "Am 30.04.2027 um 16:12 schrieb Kim Ode <kim@yardflow.example>:\n> Sind Sie auf der Messe?"
        "\n> Keine weiteren E-Mails? Hier abmelden.\n\nBitte austragen."
    ),
    away(
        "Ich bin in KW 18 nicht im Haus und ab KW 19 wieder erreichbar.",
        date(2027, 5, 10),
        "Automatische Antwort: The yard map",
    ),
    away(
        "Ich bin heute und morgen auf Schulung, übermorgen bin ich wieder für Sie da.",
        date(2027, 5, 5),
        "Automatische Antwort: The yard map",
    ),
    left(
        "Frau Reed gehört unserem Haus seit dem 1. April nicht mehr an. Ihre Anliegen übernimmt "
        "Herr Thomas Lang (thomas.lang@acme.de).",
        "thomas.lang@acme.de",
        "Automatische Antwort: The yard map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Sehr geehrte Damen und Herren,\n\nIhre E-Mail ist in unserem Ticketsystem eingegangen und "
        "wird unter der oben genannten Nummer bearbeitet.\n\nIhr Serviceteam",
        "[Ticket#2027050310000321] The yard map",
        headers={"Precedence": "bulk", "X-Powered-By": "OTRS"},
    ),
    reported(
        "postmaster@acme.de",
        "Unzustellbar: The yard map",
        "<p>Ihre Nachricht an anne@acme.de konnte nicht zugestellt werden.</p><p>Das Postfach des "
        "Empfängers ist voll und kann zurzeit keine Nachrichten annehmen.</p>",
        "5.2.2",
        Bounce.FULL,
        as_html=True,
    ),
)
FRENCH = (
    invited("TENTATIVE", "Provisoire : Démo au stand 2210"),
    person(
        "Bonjour Kim,\n\nLuc m'a transmis votre message, il ne s'occupe plus des quais. Je prends "
        "la suite : jeudi à 11 h ?\n\nMarie Duval" + OUTLOOK_FR,
        sender="Marie Duval <marie.duval@acme.fr>",
    ),
    person(
        "Oui pour mercredi. / Yes, Wednesday is fine.\n\nEnvoyé depuis mon Galaxy" + OUTLOOK_FR,
    ),
    html(
        "<div>Bonjour,<br><br>merci de supprimer mon adresse de vos envois.<br><br>Cordialement"
        "</div>",
        K.STOP,
    ),
    stop("Stop svp\n\nTélécharger Outlook pour Android" + OUTLOOK_FR),
    away(
        "Absente cette semaine, de retour en semaine 19.",
        date(2027, 5, 10),
        "Réponse automatique : The yard map",
    ),
    left(
        "Luc Roy n'est plus collaborateur d'Acme depuis le 15 avril. Votre interlocutrice est "
        "désormais Marie Duval : marie.duval@acme.fr",
        "marie.duval@acme.fr",
        "Réponse automatique : The yard map",
    ),
    program(
        K.CHALLENGE,
        "Bonjour, ma messagerie est protégée par Mailinblack. Pour que votre message me parvienne, "
        "merci de vous authentifier en cliquant ici : https://app.mailinblack.example/v/8842",
        "Votre message est en attente",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Votre demande n° FR-20931 a bien été enregistrée. Un conseiller revient vers vous sous "
        "48 h. Merci de ne pas répondre à cet e-mail.",
        "[FR-20931] Votre demande",
    ),
    reported(
        "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        "Delivery Status Notification (Failure)",
        "Adresse introuvable\n\nVotre message n'est pas parvenu à anne@acme.fr, car l'adresse est "
        "introuvable ou ne peut pas recevoir d'e-mails.",
        "5.1.1",
        Bounce.HARD,
    ),
)
SPANISH = (
    invited("DECLINED", "Rechazada: Demo en el stand 2210", "A esa hora no puedo. ¿Y el jueves?"),
    person(
        "El vie, 30 abr 2027 a las 16:12, Kim Ode (<kim@yardflow.example>) escribió:\n> ¿Nos vemos "
        "en la feria?\n> Darse de baja\n\nClaro, el jueves a las 12 en el pabellón 6.\n\nAna"
    ),
    person(
        "Mi compañera de compras dejó la empresa en marzo y ahora llevo yo el patio. Me interesa "
        "verlo."
    ),
    winmail("Por favor, sáquenme de la lista de correo.", K.STOP),
    stop("No más correos, por favor. / No more emails, please."),
    away(
        "Estoy de vacaciones toda la semana; vuelvo el lunes que viene.",
        date(2027, 5, 10),
        "Respuesta automática: The yard map",
    ),
    away(
        "Estaré ausente hasta finales de mes, sin acceso al correo.",
        date(2027, 5, 31),
        "Respuesta automática: The yard map",
    ),
    left(
        "Carlos Ruiz dejó de trabajar en Acme el 16 de abril. Su puesto lo ocupa Elena Soto "
        "(elena.soto@acme.es).",
        "elena.soto@acme.es",
        "Respuesta automática: The yard map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Su caso 00582213 ha sido creado. Le responderemos en un plazo de 24 horas. Este es un "
        "mensaje generado automáticamente.",
        "Caso 00582213: The yard map",
    ),
    reported(
        "postmaster@acme.es",
        "No se puede entregar: The yard map",
        "No se pudo entregar el mensaje a anne@acme.es: el servidor lo rechazó por sus normas.",
        "5.7.1",
        Bounce.POLICY,
    ),
)
HALF = (*ENGLISH, *GERMAN, *FRENCH, *SPANISH)
