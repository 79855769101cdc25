"""Eighty messages in eight languages, each written down with what it is before the rules saw it:
half of them hard, as people and their mail programs write them.
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
from tests.services.sequences.replies.messages import OUTLOOK, QUOTED, Case, K

PEOPLE = (
    person("Please stop by our booth 4410 on Tuesday, I'll be there from 10." + QUOTED),
    person("Remove Bob, he retired. Add me instead please, I run the yard now.", unsure=True),
    person("Oh great, another email. Can't wait for the next five.\n\nAnne"),
    person("Sure, because what I need on a Monday is one more newsletter. Prices?"),
    person("Wir sind nicht interessiert, haben aber einen Kollegen, der es ist." + OUTLOOK_DE),
    person("Passt, Dienstag 14 Uhr.\n\nGesendet mit der Telekom Mail App" + OUTLOOK_DE),
    person("Je suis en déplacement jusqu'à jeudi, appelez-moi vendredi au 06 12 34 56 78."),
    person("Pas pour le moment, recontactez-nous en septembre svp."),
    person(
        "Me interesa, ¿pueden enviarme más información?\n\nEnviado desde mi iPhone" + OUTLOOK_ES
    ),
    person("No es mi área, hable con Marta Ruiz (marta.ruiz@acme.com)." + OUTLOOK_ES),
    person("Sì, ci vediamo in fiera. Che padiglione?" + OUTLOOK_IT),
    person("Non ora, grazie. Ne riparliamo dopo l'estate." + OUTLOOK_IT),
    person("Prima, tot dinsdag dan!\n\nVerstuurd vanaf mijn iPhone" + OUTLOOK_NL),
    person("Wij stoppen eind dit jaar met de huidige software, dus graag een demo." + OUTLOOK_NL),
    person("Obrigado, mas já temos um fornecedor." + OUTLOOK_PT),
    person("Pode me ligar amanhã às 10h?" + OUTLOOK_PT),
    person("可以，周三下午三点见。" + OUTLOOK_ZH),
    person("我们目前不需要，谢谢。" + OUTLOOK_ZH),
    person("We stopped using yard software two years ago, so not relevant. Good luck!"),
    person("I'll be out next week but let's talk on the 17th. Does 3pm work?"),
    person("Who is this? I don't remember signing up, but the product looks good. Send a deck."),
    person("> Would Tuesday work?\nYes.\n> Which hall?\nHall 4, we don't want hall 3 again.\n"),
    person(
        "FYI, see below. Could be for you, Tom.\n\n---------- Forwarded message ---------\n"
        "From: Kim Ode <kim@yardflow.example>\nDate: Fri, Apr 30, 2027\n"
        "Subject: The yard map\nTo: Anne Petit <anne@acme.com>\n\nUnsubscribe here",
        "Fwd: Map",
    ),
    person(
        "Können Sie mich bitte aus dem Verteiler nehmen und stattdessen Herrn Vogt "
        "(vogt@acme.com) aufnehmen? Er entscheidet das.",
        unsure=True,
    ),
    person("Please delete my old address a.petit@oldco.com and use this one.", unsure=True),
    Case(
        "html top",
        "",
        K.HUMAN,
        raw=of_html(
            "<div>Great, let&#39;s meet.</div><div><br></div><div id='divRplyFwdMsg'><b>From:</b>"
            " Kim<br><b>Sent:</b> Friday<br></div><div>To unsubscribe click here</div>"
        ),
    ),
    Case(
        "html signature",
        "",
        K.HUMAN,
        raw=of_html(
            "<p>Dienstag klappt.</p><p>--<br>Anne Petit<br>Newsletter abbestellen</p><blockquote>"
            "Keine Mails mehr? Abmelden</blockquote>"
        ),
    ),
)
STOPS = (
    stop("Hi Kim,\n\nplease take me off your list. Thanks and all the best!\n\nAnne" + QUOTED),
    stop("Thank you, but please no more emails. Have a nice day!"),
    stop("Unsubscribe please, thank you so much"),
    stop("Not interested. Please remove me from your list."),
    stop("Hi, could you please remove me from your mailing list? Thanks"),
    stop(
        "Sehr geehrte Frau Ode,\n\nbitte streichen Sie mich von Ihrer Liste.\n\nVielen Dank und "
        "freundliche Grüße\nAnne Petit" + OUTLOOK_DE
    ),
    stop("Hallo, bitte keine Mails mehr an mich. Danke Ihnen und einen schönen Tag!"),
    stop("Bitte austragen."),
    stop("Bonjour,\n\nmerci de me désinscrire de votre liste.\n\nBien à vous,\nAnne Petit"),
    stop("Merci de ne plus m'écrire. Bonne journée !"),
    stop("Por favor, dejen de enviarme correos. Muchas gracias y un saludo." + OUTLOOK_ES),
    stop("Dar de baja, gracias."),
    stop(
        "Buongiorno, vi chiedo di cancellarmi dalla lista. Grazie mille, buona giornata."
        + OUTLOOK_IT
    ),
    stop("Basta email, per favore."),
    stop("Goedemiddag, graag uit de mailinglijst halen. Bij voorbaat dank!" + OUTLOOK_NL),
    stop("Schrijf mij uit a.u.b."),
    stop("Bom dia, por favor me remova da sua lista. Obrigada!" + OUTLOOK_PT),
    stop("Favor não enviar mais e-mails."),
    stop("您好，请不要再给我发邮件了，谢谢！" + OUTLOOK_ZH),
    stop("麻烦取消订阅，谢谢。"),
    Case(
        "html stop",
        "",
        K.STOP,
        raw=of_html(
            "<div dir='ltr'>Please unsubscribe me.</div><br><div class='gmail_quote'>"
            "<div class='gmail_attr'>On Fri Kim wrote:</div><blockquote>Hi Anne</blockquote></div>"
        ),
    ),
)
AWAY = (
    away(
        "Happy holidays! I'm out of the office from December 21 until January 4.",
        date(2027, 1, 4),
        **NEW_YEAR,
    ),
    away(
        "Frohe Weihnachten! Ich bin vom 22.12. bis einschließlich 06.01. nicht im Büro.",
        date(2027, 1, 6),
        "Abwesenheit",
        **NEW_YEAR,
    ),
    away(
        "En congés du 23 décembre au 3 janvier inclus. Bonnes fêtes !",
        date(2027, 1, 3),
        "Réponse automatique : Map",
        **NEW_YEAR,
    ),
    away(
        "Estaré de vacaciones del 24 de diciembre al 7 de enero.",
        date(2027, 1, 7),
        "Respuesta automática: Map",
        **NEW_YEAR,
    ),
    away(
        "Gli uffici sono chiusi dal 24/12 al 06/01. Buone feste!",
        date(2027, 1, 6),
        "Risposta automatica: Map",
        **NEW_YEAR,
    ),
    away(
        "Ik ben vrij van 24 december tot en met 2 januari.",
        date(2027, 1, 2),
        "Automatisch antwoord: Map",
        **NEW_YEAR,
    ),
    away(
        "Estarei de férias de 20/12 a 05/01.",
        date(2027, 1, 5),
        "Resposta automática: Map",
        **NEW_YEAR,
    ),
    away("我将于12月25日至1月3日休假。", date(2027, 1, 3), "自动答复: Map", **NEW_YEAR),
    away("Thanks for your note. I'm on PTO through 5/14 and back 5/17.", date(2027, 5, 17)),
    away("I'm away 5/6 to 6/7, limited email.", None),
    away(
        "I am out of the office until Monday and will reply then. If you no longer wish to get "
        "our newsletter, unsubscribe here: https://acme.com/u",
        date(2027, 5, 10),
    ),
    away(
        "Ich bin ab dem 17. Mai wieder erreichbar. In dringenden Fällen: vogt@acme.com",
        date(2027, 5, 17),
        "Automatische Antwort: Map",
        headers=OUTLOOK,
    ),
    away("Je serai de retour le lundi 10 mai.", date(2027, 5, 10), "Absence du bureau"),
    away(
        "Currently on parental leave, returning September 1. Reach Tom at tom@acme.com.",
        date(2027, 9, 1),
        successor="tom@acme.com",
    ),
)
LEFT = (
    left(
        "I'm no longer with Acme. Please contact Robin Vale, robin.vale@acme.com.",
        "robin.vale@acme.com",
    ),
    left(
        "Ich habe Acme zum 31.03. verlassen. Bitte wenden Sie sich an Eva Kurz, eva@acme.com.",
        "eva@acme.com",
        "Automatische Antwort: Map",
    ),
    left(
        "J'ai quitté l'entreprise. Votre nouveau contact est Luc Roy (luc.roy@acme.com).",
        "luc.roy@acme.com",
        "Réponse automatique : Map",
    ),
    left(
        "Ya no trabajo en Acme. Para cualquier asunto, escriba a ana.gil@acme.com.",
        "ana.gil@acme.com",
        "Respuesta automática: Map",
    ),
    left(
        "Non lavoro più in Acme. Potete scrivere a paola.neri@acme.com.",
        "paola.neri@acme.com",
        "Risposta automatica: Map",
    ),
    left(
        "Ik ben niet meer werkzaam bij Acme. Neem contact op met Jan Smit: jan.smit@acme.com",
        "jan.smit@acme.com",
        "Automatisch antwoord: Map",
    ),
    left(
        "Não faço mais parte da Acme. Por favor, contate rui.melo@acme.com.",
        "rui.melo@acme.com",
        "Resposta automática: Map",
    ),
    left("我已离职，请联系李明 liming@acme.com。", "liming@acme.com", "自动回复: Map"),
)
PROGRAMS = (
    program(K.ACKNOWLEDGEMENT, "Your request #88213 was received. We'll be in touch.", "Ticket"),
    program(
        K.ACKNOWLEDGEMENT,
        "Wir haben Ihre Nachricht erhalten und melden uns in Kürze.",
        "Eingangsbestätigung",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Hemos recibido su mensaje y le responderemos en 48 horas.",
        "Respuesta automática: Map",
    ),
    program(K.ACKNOWLEDGEMENT, "Recebemos seu e-mail e responderemos em breve.", "Confirmação"),
    program(
        K.CHALLENGE,
        "Please click the link to verify you are human, and your email will be "
        "delivered: https://boxguard.example/c/1",
        "Please verify your email",
    ),
    program(
        K.CHALLENGE,
        "Bitte bestätigen Sie Ihre E-Mail über diesen Link, damit sie zugestellt "
        "wird: https://filter.example/c",
        "Bestätigung erforderlich",
    ),
    program(
        K.LIST,
        "Acme news: 5 trends. Unsubscribe",
        "Acme news",
        headers={"List-Unsubscribe": "<mailto:u@acme.com>", "Precedence": "bulk"},
    ),
    program(
        K.OWN,
        "Hi Anne, are you at the show?",
        "The yard map",
        sender="kim@yardflow.example",
        headers={},
    ),
    program(
        K.LIST,
        "Re: dock scheduling thread",
        "[yard-l] Re: docks",
        headers={"List-Id": "<yard-l.example>"},
    ),
    program(
        K.BOUNCE,
        "Your message to anne@acme.com couldn't be delivered. 550 5.1.1 unknown",
        "Undeliverable: Map",
        sender="postmaster@acme.com",
        return_path="",
        headers={},
        bounce="hard",
    ),
)
FRESH = (*PEOPLE, *STOPS, *AWAY, *LEFT, *PROGRAMS)
