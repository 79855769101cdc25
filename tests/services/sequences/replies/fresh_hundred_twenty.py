"""A hundred and twenty, fifteen in each language, written down with what they are before the rules
saw them: here the first sixty.
"""

from datetime import date

from tests.services.sequences.replies.as_written import (
    OUTLOOK_DE,
    OUTLOOK_ES,
    away,
    left,
    person,
    program,
    returned,
    stop,
)
from tests.services.sequences.replies.messages import OUTLOOK, OUTLOOK_FR, QUOTED, K
from yardflow.models import Bounce

ENGLISH = (
    person(
        "Wed works. I'll be at the Acme booth, stop by whenever.\n\nJ\n\nGet Outlook for iOS"
        + QUOTED
    ),
    person(
        "Hey Kim - moved over to the Reno site in March, so I don't run inbound any more. Dana "
        "Cho does."
    ),
    person("lol ok you got my attention. whats the damage for 3 sites"),
    person("We're good for now. Circle back in Q4?" + QUOTED),
    person("I get 200 of these a week. Tell me in one line why yours is worth my time."),
    person("Pls take my boss off the cc, he's getting annoyed. I'm happy to talk."),
    stop("pls unsub me thx"),
    stop(
        "Hello,\n\nI am the receptionist and these mails are of no use here. Kindly remove this "
        "address from your system.\n\nRegards,\nFront desk" + QUOTED
    ),
    stop("This is unsolicited. Cease all communication immediately or I will report it."),
    away(
        "Thank you for your email. I am currently out on PTO, returning on Thursday, May 13th. For "
        "anything pressing please reach out to ops@acme.com or call 555-0137.",
        date(2027, 5, 13),
    ),
    away(
        "Hi! I'm on maternity leave and expect to be back in early November. Please write to "
        "Priya Nair (priya.nair@acme.com) in the meantime.",
        None,
        successor="priya.nair@acme.com",
    ),
    away("Out of office 9/8 - 9/12. Limited access.", None, headers=OUTLOOK),
    left(
        "Please note that Anne Petit's last day with Acme was April 16, 2027. Please forward "
        "inquiries to Sam Oduya at sam.oduya@acme.com.",
        "sam.oduya@acme.com",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Hi, we've got your message! Our team replies Mon-Fri between 8am and 6pm CT. "
        "Reference: HD-20931",
        "We've received your message [HD-20931]",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "** Message not delivered yet **\n\nThere was a temporary problem delivering your message "
        "to anne@acme.com. Gmail will retry for 46 more hours.",
        "Delivery Status Notification (Delay)",
        sender="mailer-daemon@googlemail.com",
        return_path="",
    ),
)
GERMAN = (
    person(
        "Moin, klingt gut. Kommen Sie am Mittwoch einfach an unserem Stand vorbei, Halle 7.\n\n"
        "Von meinem iPhone gesendet" + OUTLOOK_DE
    ),
    person("Bin grad auf dem Sprung, melden Sie sich nächste Woche nochmal."),
    person(
        "Ich bin seit April im Vertrieb und nicht mehr im Lager. Fragen Sie mal Frau Özdemir, "
        "Durchwahl 214."
    ),
    person("Danke, kein Bedarf. Wir haben erst im Januar umgestellt." + OUTLOOK_DE),
    person("Wir stellen gerade unser altes System ab. Was kostet Ihres?"),
    person(
        "Bitte künftig nur noch an einkauf@acme.com schreiben, nicht mehr an mich.", unsure=True
    ),
    stop(
        "Bitte aus dem Verteiler nehmen, Danke!\n\nMit freundlichen Grüßen\ni. A. Petra Scholz\n"
        "Sekretariat Geschäftsführung\nAcme GmbH & Co. KG\nHRB 12345 Amtsgericht Köln" + OUTLOOK_DE
    ),
    stop("Unterlassen Sie bitte weitere Zusendungen."),
    stop("ich will das nicht mehr bekommen, loeschen sie meine adresse"),
    away(
        "Sehr geehrte Damen und Herren,\n\nich befinde mich bis zum 11.05. auf Dienstreise und "
        "habe "
        "nur eingeschränkt Zugriff auf meine E-Mails. Ihre Nachricht wird nicht weitergeleitet.",
        date(2027, 5, 11),
        "Abwesenheitsassistent: Map",
    ),
    away(
        "Ab 3.12. wieder da. In dringenden Fällen bitte an zentrale@acme.com.",
        date(2027, 12, 3),
        "Automatische Antwort: Map",
    ),
    away(
        "Ich bin in Mutterschutz und anschließend in Elternzeit. Meine Vertretung ist Jonas Weber "
        "(jonas.weber@acme.com).",
        None,
        "Automatische Antwort: Map",
        headers=OUTLOOK,
        successor="jonas.weber@acme.com",
    ),
    left(
        "Herr Krämer arbeitet nicht länger für unser Haus. Ihre E-Mail wurde nicht weitergeleitet. "
        "Wenden Sie sich bitte an logistik@acme.com.",
        "logistik@acme.com",
        "Automatische Antwort: Map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Vielen Dank für Ihre Nachricht. Ihr Ticket hat die Nummer #778120. Wir bearbeiten Ihr "
        "Anliegen schnellstmöglich.",
        "[Ticket #778120] Eingangsbestätigung",
    ),
    program(
        K.CHALLENGE,
        "Ihre E-Mail wurde von unserem Spamfilter zurückgehalten. Um die Zustellung freizugeben, "
        "klicken Sie bitte hier: https://spamschutz.example/f/9",
        "Ihre E-Mail wartet auf Freigabe",
    ),
)
FRENCH = (
    person(
        "Bonjour,\nPassez nous voir stand B12 mercredi matin, je serai là.\nCdlt\nL. Roy"
        + OUTLOOK_FR
    ),
    person("j'ai changé de service en janvier, voyez plutôt avec mme Diallo"),
    person("Trop cher pour nous, désolé. Bonne continuation." + OUTLOOK_FR),
    person("ok pour jeudi 11h, envoyez l'invit"),
    person("Vous pouvez arrêter de chercher, c'est bien moi le bon interlocuteur ! Dispo lundi."),
    person(
        "Merci de ne plus écrire à mon mari, il n'est pas concerné. C'est moi qui gère l'entrepôt.",
        unsure=True,
    ),
    stop("desinscrivez moi svp"),
    stop(
        "Bonjour, notre société n'est pas concernée. Merci de nous sortir de votre base. "
        "Cordialement"
    ),
    stop("Cessez vos envois, je n'ai jamais donné mon accord." + OUTLOOK_FR),
    away(
        "Bonjour, je suis en déplacement à l'étranger et ne consulterai mes messages qu'à partir "
        "du "
        "12 mai.",
        date(2027, 5, 12),
        "Réponse automatique : Map",
    ),
    away("Absent(e) du 30/04 au 10/05. Retour le 11/05.", date(2027, 5, 11), "Absence : Map"),
    away(
        "Je suis actuellement en arrêt maladie. Pour toute urgence : accueil@acme.fr",
        None,
        "Réponse automatique : Map",
        headers=OUTLOOK,
    ),
    left(
        "Bonjour, Mme Petit ne fait plus partie de notre société. Vous pouvez adresser vos "
        "demandes "
        "à M. Karim Benali, karim.benali@acme.fr.",
        "karim.benali@acme.fr",
        "Réponse automatique : Map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Nous accusons bonne réception de votre courriel. Il sera traité sous 72 h ouvrées. Ceci "
        "est un message automatique, merci de ne pas y répondre.",
        "Accusé de réception - Map",
    ),
    returned(
        "La remise à anne@acme.fr a échoué : boîte aux lettres du destinataire pleine (452 4.2.2).",
        "Échec de remise : The yard map",
        Bounce.FULL,
    ),
)
SPANISH = (
    person("Hola Kim, pásate por el stand 3C, estamos toda la semana. Salu2" + OUTLOOK_ES),
    person("Ya no llevo almacén, ahora estoy en calidad. Escríbele a Nuria."),
    person("ok manda precios"),
    person("Gracias pero acabamos de firmar con otro proveedor." + OUTLOOK_ES),
    person("¿Me puede dejar de prueba una licencia un mes?"),
    person(
        "Elimine a mi compañero Jorge de la lista, yo sí quiero seguir recibiendo.", unsure=True
    ),
    stop("bajame de la lista porfa"),
    stop(
        "Buenos días:\n\nNo hemos solicitado esta información. Rogamos cancelen el envío de "
        "publicidad.\n\nAtentamente,\nAdministración" + OUTLOOK_ES
    ),
    stop("No vuelvan a escribirme."),
    away(
        "Buenas, estoy fuera por asuntos propios. Vuelvo el lunes.",
        date(2027, 5, 10),
        "Fuera de la oficina",
    ),
    away(
        "Me encuentro de baja médica. Mis tareas las atiende Lucía Prieto (lucia.prieto@acme.es)",
        None,
        "Respuesta automática: Map",
        headers=OUTLOOK,
        successor="lucia.prieto@acme.es",
    ),
    away(
        "Ausente del 03/05/2027 al 13/05/2027, ambos inclusive. Saludos.",
        date(2027, 5, 13),
        "Respuesta automática: Map",
    ),
    left(
        "Le informamos que el Sr. Ruiz causó baja en la empresa el pasado 15 de abril. Contacte "
        "con "
        "compras@acme.es.",
        "compras@acme.es",
        "Respuesta automática: Map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Su solicitud fue recibida y se le asignó el folio 55821. En breve un asesor se comunicará "
        "con usted.",
        "Folio 55821",
    ),
    program(
        K.CHALLENGE,
        "Este buzón está protegido contra spam. Para que su mensaje llegue, haga clic en el "
        "siguiente enlace: https://antispam.example/v/3",
        "Confirme su envío",
    ),
)
FIRST_SIXTY = (*ENGLISH, *GERMAN, *FRENCH, *SPANISH)
