"""A hundred and twenty of other scenes, written down after the hundred and twenty before: here the
first sixty.
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
    person("Running late for a call, can you resend the calendar invite? The first one bounced."),
    person(
        "Love the persistence :) We're mid-merger, nothing happens before October. Ping me then."
    ),
    person("We had to stop shipments through Laredo, so yard space is the least of my worries."),
    person("Unsubscribed from nothing, just swamped. Send me two times next week."),
    person("On a plane till tonight, will read this properly tomorrow. Looks relevant." + QUOTED),
    person(
        "Can you use my new address bea@acme.com and drop the old one from your list?", unsure=True
    ),
    stop("Nope. Take me off whatever this is." + QUOTED),
    stop("Under GDPR I object to direct marketing. Erase my details from your lists."),
    stop("Hi there, wrong Anne! I'm a nurse in Leeds. Could you stop emailing me please? Ta x"),
    away(
        "I am on jury duty this week and will return to the office on Monday, May 10.",
        date(2027, 5, 10),
    ),
    away(
        "Thanks for getting in touch. I only work Tuesdays to Thursdays and will reply on my next "
        "working day.",
        None,
        headers=OUTLOOK,
    ),
    away("I'm on sabbatical until January 2028.", None),
    left(
        "Hello, Anne Petit retired at the end of April after 31 years with us. Please send "
        "anything "
        "for her to Joe Tate, jtate@acme.com.",
        "jtate@acme.com",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Your case 00918277 has been closed. If you feel this was in error, reply to this email to "
        "reopen it.",
        "Case 00918277 closed",
    ),
    program(
        K.CHALLENGE,
        "Hi, I'm using SpamBouncer. Reply to this message or click https://sb.example/ok/12 so I "
        "know you're a real person.",
        "The yard map [verification needed]",
    ),
)
GERMAN = (
    person(
        "Könnten Sie die Unterlagen nochmal an meine Assistenz schicken? Bin die ganze Woche im "
        "Werk."
    ),
    person(
        "Ehrlich gesagt nerven die Mails etwas, aber das Thema passt. Rufen Sie mich am Freitag an."
    ),
    person("Der Spediteur liefert nicht mehr an Rampe 3, geht das mit Ihrer Karte?" + OUTLOOK_DE),
    person("Bin ab Montag zwei Wochen weg, lassen Sie uns vorher sprechen."),
    person("Bei uns hat das Thema Frau Kern übernommen. Viele Grüße aus Ulm"),
    person(
        "Nehmen Sie bitte Herrn Albers aus dem Verteiler, er ist im Ruhestand. Ich bleibe gern "
        "dabei.",
        unsure=True,
    ),
    stop("Nehmt mich da bitte raus, ich hab damit nix zu tun."),
    stop(
        "Sehr geehrte Frau Ode, wir bitten um Streichung unserer Adresse aus Ihrem Verteiler. Mit "
        "freundlichen Grüßen, Dr. Jens Falk, Rechtsabteilung" + OUTLOOK_DE
    ),
    stop("Bitte keine Werbemails mehr an diese Adresse!!"),
    away(
        "Ich bin vom 3. bis 7. Mai nicht im Büro. / I am out of the office from May 3 to May 7. "
        "Best regards",
        date(2027, 5, 7),
        "Automatische Antwort: Map",
        headers=OUTLOOK,
    ),
    away(
        "Wegen Fortbildung bin ich erst am Donnerstag wieder erreichbar.",
        date(2027, 5, 6),
        "Automatische Antwort: Map",
    ),
    away(
        "Unser Betrieb macht vom 10. bis 21. Mai Betriebsferien.",
        date(2027, 5, 21),
        "Betriebsferien",
    ),
    left(
        "Das Arbeitsverhältnis mit Frau Petit wurde zum 30.04.2027 beendet. Ihr Anliegen richten "
        "Sie "
        "bitte an Lars Voss: l.voss@acme.de",
        "l.voss@acme.de",
        "Automatische Antwort: Map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Ihre Nachricht wurde an die zuständige Fachabteilung weitergeleitet. Bitte sehen Sie von "
        "Rückfragen ab.",
        "Automatische Eingangsbestätigung",
    ),
    returned(
        "Der E-Mail-Server des Empfängers lehnte Ihre Nachricht an anne@acme.de ab: Empfänger "
        "nicht "
        "gefunden. 550 5.1.10",
        "Unzustellbar: The yard map",
        Bounce.HARD,
    ),
)
FRENCH = (
    person("Bonjour, pouvez-vous me rappeler votre tarif pour deux sites ? J'étais en congé."),
    person("Je transmets à ma collègue, elle reviendra vers vous." + OUTLOOK_FR),
    person("On ne livre plus ce client depuis mars, donc pas de besoin de notre côté."),
    person(
        "Vous êtes la troisième personne à m'écrire là-dessus cette semaine, quel est le vrai "
        "plus ?"
    ),
    person("Arrêt au quai 4 à 9h, ça marche." + OUTLOOK_FR),
    person(
        "Pouvez-vous retirer l'adresse de M. Faure de vos listes et la remplacer par la mienne ?",
        unsure=True,
    ),
    stop("STOP PUB SVP" + OUTLOOK_FR),
    stop(
        "Bonjour, en application du RGPD, je m'oppose à l'utilisation de mon adresse à des fins de "
        "prospection. Cordialement, J. Morel"
    ),
    stop("Je n'ai pas demandé à recevoir ça. Enlevez-moi."),
    away(
        "Le bureau sera fermé du 6 au 9 mai (pont de l'Ascension).", date(2027, 5, 9), "Fermeture"
    ),
    away(
        "Je travaille à temps partiel et serai de retour jeudi.",
        date(2027, 5, 6),
        "Réponse automatique : Map",
    ),
    away(
        "Actuellement en congé paternité, je reprends le 31 mai. En cas d'urgence, voyez avec Hugo "
        "Lenoir (hugo.lenoir@acme.fr).",
        date(2027, 5, 31),
        "Réponse automatique : Map",
        headers=OUTLOOK,
    ),
    left(
        "Je pars à la retraite ; cette boîte ne sera plus relevée. Écrivez à quai@acme.fr.",
        "quai@acme.fr",
        "Réponse automatique : Map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Bonjour, votre message a bien été transmis au service concerné. Numéro de suivi : 447-B.",
        "Suivi 447-B",
    ),
    program(
        K.CHALLENGE,
        "Votre message est en attente. Merci de cliquer sur ce lien pour prouver que vous n'êtes "
        "pas "
        "un robot : https://mib.example/a",
        "Message en attente de validation",
    ),
)
SPANISH = (
    person("¿Podemos dejarlo para después de la feria? Ahora imposible." + OUTLOOK_ES),
    person("Estoy saliendo de viaje, llámame el viernes por favor."),
    person("Dejamos de usar hojas de cálculo hace un año, así que cuéntame."),
    person("No me llegó el adjunto, ¿lo puede mandar otra vez?" + OUTLOOK_ES),
    person("Pásele el dato a mi jefe, él decide eso. Saludos desde Monterrey"),
    person("Ya no usen este correo, escriban a ana@nueva.com", unsure=True),
    stop("q ya no me escriban"),
    stop(
        "Les pido retiren mi correo de su base, no soy la persona indicada. Gracias." + OUTLOOK_ES
    ),
    stop("NO MAS CORREOS"),
    away(
        "Cerramos por puente. Reabrimos el 5 de mayo.",
        date(2027, 5, 5),
        "Respuesta automática: Map",
    ),
    away(
        "Me encuentro en una capacitación hasta el jueves; contestaré a la brevedad.",
        date(2027, 5, 6),
        "Respuesta automática: Map",
        headers=OUTLOOK,
    ),
    away(
        "Estoy de permiso de paternidad. Para urgencias con pedidos, Mario (mario@acme.mx).",
        None,
        "Respuesta automática: Map",
    ),
    left(
        "A partir del 1 de mayo dejé de formar parte de Acme. Para seguimiento contactar a Rosa "
        "Gil "
        "rosa.gil@acme.mx",
        "rosa.gil@acme.mx",
        "Respuesta automática: Map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "¡Gracias por escribirnos! Un ejecutivo le contactará. Horario de atención: lunes a "
        "viernes "
        "de 9 a 18 h.",
        "Gracias por contactarnos",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "El siguiente mensaje aún no se ha podido entregar a anne@acme.mx. Se seguirá intentando "
        "durante 2 días.",
        "Entrega retrasada: The yard map",
        sender="postmaster@acme.mx",
        return_path="",
    ),
)
FIRST_SCENES = (*ENGLISH, *GERMAN, *FRENCH, *SPANISH)
