"""A hundred more, written down after wishes to stop were composed of classes of words."""

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
from tests.services.sequences.replies.messages import OUTLOOK, OUTLOOK_FR, QUOTED, Case, K
from yardflow.models import Bounce

PEOPLE = (
    person("Please don't remove me from the list, I still want the updates!", unsure=True),
    person("We stopped using that yard system last year. What does yours do differently?"),
    person("I was off sick last week, sorry for the delay. Tuesday works." + QUOTED),
    person("Stop by any time after two, I'm at the desk near the entrance."),
    person("No stop needed in Chicago, the truck goes straight through."),
    person("Our buyer left in March, so I'm covering purchasing until we hire."),
    person("Great, another cold email. Fine, you got me. What does it cost?"),
    person("I'll be on vacation from Monday, so let's do it before then." + QUOTED),
    person("My spam filter ate your last message, could you resend it?", unsure=True),
    person("Our drivers want to stop getting tickets at the gate. Can you help?", unsure=True),
    person("Wir hören gerne von Ihnen per Mail." + OUTLOOK_DE),
    person("Nehmen Sie bitte Kontakt mit Frau Vogt auf." + OUTLOOK_DE),
    person("Ich war im Urlaub und habe Ihre Mail erst heute gesehen. Passt Mittwoch?"),
    person("Herr Lang hat uns verlassen, ich bin sein Nachfolger. Worum geht es?" + OUTLOOK_DE),
    person("Ihre Mail war leider nicht lesbar, bitte noch einmal schicken."),
    person("Je n'ai pas reçu votre dernier message, pouvez-vous le renvoyer ?" + OUTLOOK_FR),
    person("Arrêtez-vous chez nous en passant, le café est offert." + OUTLOOK_FR),
    person("Je rentre de congés, on en parle jeudi ?"),
    person("Le chauffeur ne s'arrête plus à Lyon, est-ce un souci ?"),
    person("Deje el catálogo en recepción, por favor." + OUTLOOK_ES),
    person("Nunca recibo sus correos a tiempo, ¿me los puede mandar por la mañana?"),
    person("Estuve de vacaciones, perdone la tardanza. ¿El jueves?"),
    person("Passate da noi allo stand, siamo nel padiglione 2." + OUTLOOK_IT),
    person("Ero in ferie, scusi il ritardo. Ne parliamo venerdì?"),
    person("Haal de folders maar op bij de receptie." + OUTLOOK_NL),
    person("Ik was vorige week ziek, kunnen we het verzetten naar dinsdag?"),
    person("Deixe uma mensagem com a recepção, por favor." + OUTLOOK_PT),
    person("Voltei das férias ontem, podemos falar na quinta?"),
    person("我上周休假了，刚看到邮件。周三可以吗？" + OUTLOOK_ZH),
    person("请把报价发到我的邮箱。"),
    person("Not sure why you'd stop at one email, I love them. (Joking. What's the price?)"),
    person("Bob is no longer on the project but still with us, write to me instead."),
    person("Please delete my previous message, I meant hall 4."),
    person("I no longer handle docks, Tom Reed does: tom.reed@acme.com."),
    person("Please don't send the contract yet, legal is still reading it."),
    person("Take us to your best price and we have a deal."),
)
BESIDE = (
    person("Remove Anne, she retired. Add me: bob@acme.com", unsure=True),
    person("Please stop emailing my assistant and write to me directly.", unsure=True),
    person("Unsubscribe me from the blog, but keep sending me the event invites.", unsure=True),
    person("Is there a way to get fewer of these emails?", unsure=True),
    person("Bitte nicht mehr an Herrn Lang schreiben, sondern an mich.", unsure=True),
    person("Ne m'écrivez plus à cette adresse, voici la nouvelle : luc@roy.fr", unsure=True),
    person("No me manden más correos los domingos, por favor.", unsure=True),
    person("Graag geen mails meer in het weekend.", unsure=True),
    person("How did you get my address?", unsure=True),
)
STOPS = (
    stop("Please remove anne@acme.com from your distribution list."),
    stop("Hi Kim, we went with another vendor last month. Please take me off your list. Thanks."),
    stop("I'm asking you politely to stop sending me these follow-ups."),
    stop("Do not reach out to me again."),
    stop("Kindly refrain from sending any further emails to this address. Regards, Anne Petit"),
    stop("Stop the spam."),
    stop("We have no need for this. Please delete our contact details from your CRM."),
    stop("Please exclude me from all future mailings" + QUOTED),
    stop("enough with the emails"),
    stop("Would appreciate it if you stopped contacting me. Thanks"),
    stop("Bitte löschen Sie meine Kontaktdaten umgehend aus Ihrem System." + OUTLOOK_DE),
    stop("Wir haben keinen Bedarf, bitte streichen Sie uns aus Ihrer Adressliste."),
    stop("Bitte unterlassen Sie künftig jegliche Werbung per E-Mail."),
    stop("Ich bitte Sie, mir keine weiteren Nachrichten zu senden. Danke." + OUTLOOK_DE),
    stop("Stellen Sie die Mails bitte ein."),
    stop("Merci d'arrêter vos relances." + OUTLOOK_FR),
    stop("Je vous demande de supprimer mon adresse de votre fichier."),
    stop("Veuillez cesser toute prospection à cette adresse, merci."),
    stop("Je ne suis plus intéressé, retirez-moi de votre liste svp." + OUTLOOK_FR),
    stop("Les agradecería que dejaran de enviarme correos." + OUTLOOK_ES),
    stop("Solicito la baja de su lista de distribución. Gracias."),
    stop("Por favor, no me contacten más, no somos clientes."),
    stop("Vi prego di cancellare i miei dati dal vostro database." + OUTLOOK_IT),
    stop("La prego di non contattarmi più in futuro. Saluti"),
    stop("Basta pubblicità, grazie."),
    stop("Gelieve mijn e-mailadres uit uw bestand te verwijderen." + OUTLOOK_NL),
    stop("Ik wens geen reclame meer te ontvangen."),
    stop("Peço que retirem o meu contacto da vossa base de dados." + OUTLOOK_PT),
    stop("Por gentileza, parem de me mandar propaganda."),
    stop("麻烦将我的邮箱地址从贵司名单中删除，谢谢。" + OUTLOOK_ZH),
    stop("请以后不要再发广告给我了。"),
)
AWAY = (
    away(
        "I am out of office with no access to email. Back on Wednesday, May 19.",
        date(2027, 5, 19),
        "Anne Petit is out of the office (returning 05/19/2027)",
    ),
    away(
        "Thanks for your note. I'm travelling until the 12th of May and will be slow to reply.",
        date(2027, 5, 12),
        "Re: The yard map",
    ),
    away(
        "Ich bin derzeit nicht am Arbeitsplatz und ab 18. Mai wieder für Sie da.",
        date(2027, 5, 18),
        "Automatische Antwort: Map",
        headers=OUTLOOK,
    ),
    away(
        "Actuellement en congé, je serai de retour le lundi 24 mai.",
        date(2027, 5, 24),
        "Message d'absence",
    ),
    away(
        "Estaré de baja por maternidad hasta el 1 de septiembre.",
        date(2027, 9, 1),
        "Respuesta automática: Map",
    ),
    away(
        "Sarò fuori ufficio dal 3 al 7 maggio senza accesso alla posta.",
        date(2027, 5, 7),
        "Risposta automatica: Map",
    ),
    away(
        "Wegens vakantie ben ik afwezig tot en met 21 mei.",
        date(2027, 5, 21),
        "Automatisch antwoord: Map",
    ),
    away("Encontro-me ausente até dia 14 de maio.", date(2027, 5, 14), "Resposta automática: Map"),
    away("我正在国外出差，5月15日回来，急事请打手机。", date(2027, 5, 15), "自动回复: Map"),
    away("Closed for the holidays, back January 4.", date(2027, 1, 4), **NEW_YEAR),
)
LEFT = (
    left(
        "As of April 30, I am no longer employed at Acme. Contact Eve Orr (eve.orr@acme.com).",
        "eve.orr@acme.com",
    ),
    left(
        "Herr Lang steht unserem Unternehmen nicht mehr zur Verfügung. Bitte wenden Sie sich an "
        "info@acme.com.",
        "info@acme.com",
        "Automatische Antwort",
    ),
    left(
        "Je ne fais plus partie des effectifs. Merci de contacter Luc Roy : luc.roy@acme.com",
        "luc.roy@acme.com",
        "Réponse automatique",
    ),
    left(
        "He dejado de trabajar en Acme. Para cualquier asunto: luis.paz@acme.com",
        "luis.paz@acme.com",
        "Respuesta automática",
    ),
    left(
        "Ho cessato la mia collaborazione con Acme. Scrivere a info@acme.com",
        "info@acme.com",
        "Risposta automatica",
    ),
    left(
        "Ik ben niet langer in dienst van Acme. Mail voortaan naar jan@acme.com.",
        "jan@acme.com",
        "Automatisch antwoord",
    ),
    left("本人已从公司离职，后续工作请联系李明 li.ming@acme.com", "li.ming@acme.com", "自动回复"),
)
PROGRAMS = (
    program(
        K.ACKNOWLEDGEMENT,
        "We got your request (ACME-2231). An agent will be in touch.",
        "[Acme] Request received: The yard map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Ihre Anfrage wurde unter der Nummer 20417 registriert.",
        "Ticket#20417 eröffnet",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Votre demande n° 8841 a été transmise au service concerné.",
        "Accusé de réception",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Su consulta ha quedado registrada con el número 3312.",
        "Re: The yard map",
    ),
    Case(
        "qmail",
        "Hi. This is the qmail-send program at acme.com. I'm afraid I wasn't able to "
        "deliver your message to the following addresses.\n\n<anne@acme.com>: Sorry, no mailbox "
        "here by that name. (#5.1.1)",
        K.BOUNCE,
        "failure notice",
        "MAILER-DAEMON@acme.com",
        bounce=Bounce.HARD,
    ),
    Case(
        "exchange de",
        "Die Nachricht konnte nicht übermittelt werden an anne@acme.com: Postfach voll 5.2.2",
        K.BOUNCE,
        "Unzustellbar: The yard map",
        "postmaster@acme.com",
        bounce=Bounce.FULL,
        return_path="",
    ),
    Case(
        "exim",
        "A message that you sent could not be delivered to one or more of its "
        "recipients. anne@acme.com: 550 5.1.1 no such user",
        K.BOUNCE,
        "Mail delivery failed: returning message to sender",
        "Mailer-Daemon@mx.acme.com",
        bounce=Bounce.HARD,
    ),
)
HUNDRED = (*PEOPLE, *BESIDE, *STOPS, *AWAY, *LEFT, *PROGRAMS)
