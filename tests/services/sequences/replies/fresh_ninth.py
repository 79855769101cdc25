"""Eighty more, likewise, written down before the rules were changed for those of `fresh_eighth`:
here in English, German, French and Spanish.
"""

from datetime import date

from tests.services.sequences.replies.as_sent import reported
from tests.services.sequences.replies.as_written import (
    OUTLOOK_DE,
    OUTLOOK_ES,
    away,
    left,
    person,
    program,
    stop,
)
from tests.services.sequences.replies.messages import OUTLOOK_FR, QUOTED, K
from yardflow.models import Bounce

ENGLISH = (
    person("Ha, three emails in a week, you're persistent! Fine, send me the deck."),
    person("I'm not the right contact, I only handle payroll. Try facilities@acme.com."),
    person("Can you stop the price from going up before June? If so, let's talk." + QUOTED),
    stop("Please cease all contact."),
    stop(
        "I'd rather not receive these, thank you.\n\nCheers,\nDana Wu\nVP Operations, Acme "
        "Freight\nM +1 555 010 2233"
    ),
    stop("opt out"),
    away(
        "Thanks for your message. I'm off celebrating Eid and will be back in the office on "
        "Thursday.",
        date(2027, 5, 6),
    ),
    away(
        "Hello! I'm currently on a sabbatical through the end of June. Contact ops@acme.com "
        "for anything pressing.",
        date(2027, 6, 30),
    ),
    left(
        "This mailbox is being closed because Sam Hale no longer works at Acme. Kindly update "
        "your records and write to info@acme.com.",
        "info@acme.com",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "We got your message! One of our agents will get back to you within one business day. "
        "Your case number is 00048213.",
        "Case 00048213: The yard map",
    ),
)
GERMAN = (
    person(
        "Na toll, schon wieder Montag ;) Schicken Sie mir einfach die Preisliste, dann sehe "
        "ich weiter."
    ),
    person("Kein Interesse, danke. LG"),
    person(
        "Hallo Kim, leider ist die Halle 5 abgesagt, wir stoppen den Aufbau. Können wir den "
        "Termin auf Juni verschieben?" + OUTLOOK_DE
    ),
    stop("Löschen Sie meine Daten."),
    stop("Abbestellen!!"),
    stop(
        "Hallo, ich bin seit Januar in Rente und brauche das alles nicht mehr, bitte nichts "
        "mehr schicken. Gruß Horst"
    ),
    away(
        "Vielen Dank für Ihre Nachricht. Ich bin heute und morgen ganztägig auf Schulung und "
        "lese meine Mails erst danach.",
        date(2027, 5, 4),
        "Automatische Antwort: The yard map",
    ),
    away(
        "Wegen eines Brückentags sind wir am Freitag, 7. Mai, geschlossen. Am Montag sind wir "
        "wieder erreichbar.",
        date(2027, 5, 10),
        "Automatische Antwort: The yard map",
        received=date(2027, 5, 6),
    ),
    left(
        "Sie erreichen mich unter dieser Adresse leider nicht mehr, mein letzter Arbeitstag "
        "war der 30. April. Bitte wenden Sie sich künftig an Ines Wolf (ines.wolf@acme.de).",
        "ines.wolf@acme.de",
        "Automatische Antwort: The yard map",
    ),
    reported(
        "postmaster@acme.de",
        "Unzustellbar: The yard map",
        "<p>Fehler bei der Nachrichtenzustellung an anne@acme.de: Das Postfach des Empfängers "
        "ist voll.</p>",
        "5.2.2",
        Bounce.FULL,
        as_html=True,
    ),
)
FRENCH = (
    person(
        "Bonjour, je ne travaille plus sur les salons mais ça m'intéresse pour l'entrepôt. On "
        "en parle lundi ?"
    ),
    person("Pas intéressé, bonne continuation."),
    person("Encore vous ! :) Bon d'accord, envoyez-moi la doc." + OUTLOOK_FR),
    stop("Désinscription svp"),
    stop("Merci de bien vouloir arrêter de m'écrire."),
    stop(
        "Je vous prie de retirer mes coordonnées de votre base de données.\n\nSophie Martin\n"
        "Responsable logistique\nAcme SAS – 12 rue du Port, 69000 Lyon\nTél. 04 72 00 00 00"
    ),
    away(
        "Je serai de retour mercredi 12, merci de votre patience.",
        date(2027, 5, 12),
        "Réponse automatique : The yard map",
    ),
    away(
        "Actuellement en arrêt maladie, je ne suis pas joignable. Karim Haddad prend le relais.",
        None,
        "Réponse automatique : The yard map",
    ),
    left(
        "Je vous informe de mon départ de la société Acme depuis le 31 mars. Vos messages "
        "peuvent être adressés à achats@acme.fr.",
        "achats@acme.fr",
        "Réponse automatique : The yard map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Merci d'avoir contacté Acme ! Votre message nous est bien parvenu et sera traité "
        "dans les plus brefs délais.",
        "Nous avons bien reçu votre message",
    ),
)
SPANISH = (
    person("¡Qué pesados sois, jaja! Venga, mándame la presentación y la miro."),
    person("Hola, no soy la persona indicada. Te paso con Diego, en copia.\n\nUn saludo"),
    person("Pásate por nuestro stand el miércoles y paramos a tomar un café." + OUTLOOK_ES),
    stop("Deja de escribirme."),
    stop("Por favor no me envíe más emails, no es de mi interés."),
    stop("Solicito la supresión de mis datos conforme al RGPD."),
    away(
        "Vuelvo el jueves. Si es urgente, llama a la centralita.",
        date(2027, 5, 6),
        "Respuesta automática: The yard map",
    ),
    away(
        "Oficina cerrada por vacaciones de verano hasta el 31 de agosto incluido.",
        date(2027, 8, 31),
        "Respuesta automática: The yard map",
        received=date(2027, 8, 9),
    ),
    left(
        "Esta cuenta de correo ya no está en uso; Laura Peña dejó de trabajar en Acme. "
        "Contacto: atencion@acme.es",
        "atencion@acme.es",
        "Respuesta automática: The yard map",
    ),
    reported(
        "postmaster@acme.es",
        "No se puede entregar: The yard map",
        "<p>No se ha podido entregar el mensaje a anne@acme.es: no se encontró la dirección "
        "en acme.es.</p>",
        "5.1.1",
        Bounce.HARD,
        as_html=True,
    ),
)
