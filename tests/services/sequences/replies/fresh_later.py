"""Sixty more, written down after the rules for those before: how many are right at first is what
the rules are worth.
"""

from datetime import date

from tests.services.sequences.replies.as_written import (
    NEW_YEAR,
    OUTLOOK_DE,
    OUTLOOK_ES,
    OUTLOOK_IT,
    OUTLOOK_NL,
    OUTLOOK_PT,
    OUTLOOK_ZH,
    away,
    left,
    person,
    program,
    stop,
)
from tests.services.sequences.replies.mail_programs import of_html
from tests.services.sequences.replies.messages import OUTLOOK, OUTLOOK_FR, QUOTED, Case, K

PEOPLE = (
    person("Stop by hall 4 and ask for me, we'd love to see the demo."),
    person("Can you stop the trial on June 1? We'd rather start with the paid plan."),
    person("Wow, a seventh reminder. You people never give up, do you?", unsure=False),
    person("My colleague unsubscribed by accident, can you add her back? beth@acme.com"),
    person("Ich melde mich ab Juni wieder, vorher ist Messe." + OUTLOOK_DE),
    person("Wir haben kein Budget mehr. Bitte melden Sie sich Anfang 2028."),
    person("Bitte rufen Sie mich nicht mehr im Büro an, sondern mobil: 0171 5550199."),
    person("Je ne travaille plus sur ce sujet, voyez avec Luc." + OUTLOOK_FR),
    person("Arrêtez-vous à notre stand, nous serons hall 6." + OUTLOOK_FR),
    person("De acuerdo, el martes a las 16:00. Saludos" + OUTLOOK_ES),
    person("Ya tenemos proveedor, gracias de todos modos. Suerte en la feria."),
    person("Fermatevi al nostro stand, padiglione 8." + OUTLOOK_IT),
    person("Mi mandi il listino per favore" + OUTLOOK_IT),
    person("Kom langs op onze stand, hal 2." + OUTLOOK_NL),
    person("Stuur maar een offerte, dan kijken we ernaar."),
    person("Passem no nosso estande, pavilhão 3." + OUTLOOK_PT),
    person("Não sou a pessoa certa; fale com Rui Melo (rui.melo@acme.com)."),
    person("请发一份报价给我。" + OUTLOOK_ZH),
    person("下个月再联系我吧。"),
    person("Thanks. We're a competitor, so I doubt you want to send me this :)"),
    Case(
        "html reply above outlook",
        "",
        K.HUMAN,
        raw=of_html(
            "<p class='MsoNormal'>OK f&uuml;r Dienstag.</p><div style='border-top:solid #E1E1E1'>"
            "<p><b>Von:</b> Kim Ode<br><b>Gesendet:</b> Freitag<br><b>An:</b> Anne<br>"
            "<b>Betreff:</b> Map</p></div><p>Keine Mails mehr? Abmelden</p>"
        ),
    ),
)
STOPS = (
    stop("No thanks, and please take us off the list. Good luck with the show!" + QUOTED),
    stop("Would you kindly stop emailing me? Thank you."),
    stop("I never asked for this. Please unsubscribe me."),
    stop("Please remove my email from your list, I retired last year. Thanks!"),
    stop("UNSUBSCRIBE!!!"),
    stop(
        "Hallo Frau Ode, bitte löschen Sie meine E-Mail-Adresse aus Ihrem Verteiler. Danke und "
        "schönes Wochenende!" + OUTLOOK_DE
    ),
    stop("Kein Interesse, bitte nicht mehr schreiben. LG"),
    stop("Könnten Sie mich bitte aus dem Verteiler nehmen? Vielen Dank vorab."),
    stop(
        "Bonjour Kim, pourriez-vous me retirer de votre liste s'il vous plaît ? Merci d'avance, "
        "bonne fin de journée." + OUTLOOK_FR
    ),
    stop("Non merci, ne m'envoyez plus d'e-mails."),
    stop("Hola Kim, ¿me pueden dar de baja, por favor? Gracias y buen día."),
    stop("No me escriban más, gracias." + OUTLOOK_ES),
    stop("Vi prego gentilmente di non inviarmi più email. Buon lavoro."),
    stop("Cancellate il mio indirizzo dalla vostra lista, grazie." + OUTLOOK_IT),
    stop("Kunt u mij van de lijst halen? Dank u wel, fijne dag."),
    stop("Nee bedankt, graag geen mails meer. Prettig weekend!" + OUTLOOK_NL),
    stop("Podem retirar o meu e-mail da lista? Obrigado, bom fim de semana."),
    stop("Não me mandem mais e-mails, por favor. Abraço" + OUTLOOK_PT),
    stop("能否把我从名单中删除？谢谢！"),
    stop("不好意思，请停止给我发邮件，祝好。" + OUTLOOK_ZH),
)
AWAY = (
    away(
        "I'm out of the office December 28 through January 8, back Monday, January 11.",
        date(2027, 1, 11),
        **NEW_YEAR,
    ),
    away(
        "Unser Büro bleibt vom 23.12.2026 bis 08.01.2027 geschlossen.",
        date(2027, 1, 8),
        "Abwesenheitsnotiz",
        **NEW_YEAR,
    ),
    away(
        "Je suis absente jusqu'au 17 mai. En cas d'urgence : luc.roy@acme.com",
        date(2027, 5, 17),
        "Absence : The yard map",
        headers=OUTLOOK,
    ),
    away(
        "Me encuentro de vacaciones hasta el 21 de mayo. Contacte con Ana (ana@acme.com).",
        date(2027, 5, 21),
        "Respuesta automática",
        successor="ana@acme.com",
    ),
    away("Sono assente fino al 12 maggio compreso.", date(2027, 5, 12), "Risposta automatica"),
    away("Ik ben afwezig t/m 14 mei.", date(2027, 5, 14), "Afwezig"),
    away("Estou em viagem de trabalho até 18 de maio.", date(2027, 5, 18), "Ausência"),
    away("您好，我目前正在休假，5月10日返回。", date(2027, 5, 10), "自动回复"),
    away("On leave. Back 10/5.", None),
)
LEFT = (
    left(
        "Anne has left Acme. Please reach out to Dana Poe at dana.poe@acme.com going forward.",
        "dana.poe@acme.com",
    ),
    left(
        "Frau Petit ist nicht mehr bei Acme beschäftigt. Bitte schreiben Sie an vogt@acme.com.",
        "vogt@acme.com",
        "Automatische Antwort: Map",
    ),
    left(
        "Ich bin seit April im Ruhestand. Mein Nachfolger ist Jens Vogt (jens.vogt@acme.com).",
        "jens.vogt@acme.com",
        "Automatische Antwort: Map",
    ),
    left(
        "Mme Petit a quitté la société. Merci d'écrire à contact.roy@acme.com.",
        "contact.roy@acme.com",
        "Réponse automatique : Map",
    ),
    left(
        "Este correo ya no está activo. Escriba a compras@acme.com.",
        "compras@acme.com",
        "Respuesta automática",
    ),
)
PROGRAMS = (
    program(
        K.ACKNOWLEDGEMENT,
        "Merci pour votre message, nous y répondrons rapidement.",
        "Accusé de réception",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Grazie per averci contattato. Le risponderemo al più presto.",
        "Risposta automatica",
    ),
    program(K.ACKNOWLEDGEMENT, "Bedankt, we hebben uw aanvraag (nr. 4711) ontvangen.", "Ticket"),
    program(
        K.CHALLENGE,
        "Pour que votre message soit remis, veuillez cliquer ici et confirmer que "
        "vous n'êtes pas un robot : https://filtre.example/v",
        "Vérification requise",
    ),
    program(
        K.LIST,
        "Dock talk digest 41",
        "Dock talk digest",
        headers={"List-Id": "<dock.example>", "Precedence": "list"},
    ),
)
LATER = (*PEOPLE, *STOPS, *AWAY, *LEFT, *PROGRAMS)
