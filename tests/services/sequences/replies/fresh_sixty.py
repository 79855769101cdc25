"""Sixty more, written down after the rules for the eighty before."""

from datetime import date

from tests.services.sequences.replies.as_written import (
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
    person("Let's not stop here, the pilot went well. Can we add two sites?" + QUOTED),
    person("I took Bob off the invite, he's on leave till June. See you Tuesday."),
    person("Your unsubscribe link is broken by the way, just so you know.", unsure=True),
    person("We were told to stop all new projects until the budget is out. Ask me in July."),
    person("Yes to Thursday. Please send the address of the hall."),
    person("I've left a message with your office, please call me back."),
    person("Sure, because what I need is one more meeting. Fine, Monday at ten."),
    person("Ist die Liste der Preise noch aktuell? Dann bitte zusenden." + OUTLOOK_DE),
    person("Meine Kollegin ist in Elternzeit, ich vertrete sie. Worum geht es genau?"),
    person("Bitte streichen Sie Position 4 aus dem Angebot, der Rest passt."),
    person("On arrête là pour aujourd'hui, on reprend lundi ?" + OUTLOOK_FR),
    person("Mon adresse a changé, voici la bonne : 12 rue du Port, Lyon."),
    person("Perdone, borré su correo por error. ¿Me lo reenvía?" + OUTLOOK_ES),
    person("Estamos sin personal por las vacaciones, hablamos en septiembre."),
    person("Ho cancellato per sbaglio la sua mail, può rimandarla?" + OUTLOOK_IT),
    person("Ik heb uw bericht per ongeluk verwijderd, wilt u het nog eens sturen?" + OUTLOOK_NL),
    person("Apaguei sua mensagem sem querer, pode reenviar?" + OUTLOOK_PT),
    person("不好意思，我误删了邮件，麻烦再发一次。" + OUTLOOK_ZH),
    person("李明离职了，现在我负责采购，请问有什么事？"),
    person("Anne no longer works here, but I do and I like it. What do you offer?"),
)
BESIDE = (
    person("Don't email Tom any more, he's retired; I'm your contact now.", unsure=True),
    person("Please remove the old number from my record and add the new.", unsure=False),
    person("Bitte löschen Sie Frau Lang aus dem Verteiler, ich übernehme.", unsure=True),
    person("Solo quiero recibir correos sobre la feria, de lo demás bórreme.", unsure=True),
)
STOPS = (
    stop("I don't know who you are or why you write. Remove me from your database."),
    stop("We are a school, not a warehouse. Please stop sending us your newsletter."),
    stop("Please consider this my opt-out."),
    stop("Can you please take this address off your mailing list? Much obliged."),
    stop("No more follow-ups, please."),
    stop("Please add me to your do-not-contact list."),
    stop("Ich möchte künftig nicht mehr von Ihnen angeschrieben werden." + OUTLOOK_DE),
    stop("Bitte sehen Sie von weiteren Kontaktversuchen ab, wir haben keinen Bedarf."),
    stop("Entfernen Sie diese Adresse bitte aus Ihrer Datenbank. Danke!"),
    stop("Je ne travaille pas dans la logistique, merci de me retirer de vos listes."),
    stop("Stop aux relances, s'il vous plaît." + OUTLOOK_FR),
    stop("No deseo seguir recibiendo sus comunicaciones." + OUTLOOK_ES),
    stop("Favor de eliminar este correo de sus listas de envío."),
    stop("Chiedo la cancellazione dalla vostra newsletter." + OUTLOOK_IT),
    stop("Per favore, non mandateci più comunicazioni commerciali."),
    stop("Ik wil niet meer door jullie benaderd worden." + OUTLOOK_NL),
    stop("Não desejo ser contactado novamente. Obrigado." + OUTLOOK_PT),
    stop("我对你们的产品不感兴趣，别再联系我。" + OUTLOOK_ZH),
)
AWAY = (
    away(
        "Travelling in Asia with patchy wifi, home on 14 May.",
        date(2027, 5, 14),
        "Automatic reply: Map",
    ),
    away(
        "Unser Büro ist am 6. und 7. Mai geschlossen.",
        date(2027, 5, 7),
        "Automatische Antwort",
        headers=OUTLOOK,
    ),
    away(
        "Je suis en formation jusqu'à vendredi 7 mai inclus.",
        date(2027, 5, 7),
        "Réponse automatique : Map",
    ),
    away(
        "No estaré disponible del 4 al 10 de mayo por vacaciones.",
        date(2027, 5, 10),
        "Fuera de la oficina: Map",
    ),
    away(
        "Sono in malattia, rientro previsto il 31 maggio.", date(2027, 5, 31), "Risposta automatica"
    ),
    away("Estamos em recesso até 10 de maio.", date(2027, 5, 10), "Resposta automática"),
)
LEFT = (
    left("Anne's employment with Acme ended on April 2. Write to hr@acme.com.", "hr@acme.com"),
    left(
        "Ich habe das Unternehmen gewechselt. Meine Aufgaben übernimmt Eva Kurz, eva@acme.com.",
        "eva@acme.com",
        "Automatische Antwort",
    ),
    left(
        "Piet werkt niet meer bij ons. Vragen? jan@acme.com", "jan@acme.com", "Automatisch antwoord"
    ),
    left("此邮箱主人已离开本公司，请联系 li.ming@acme.com", "li.ming@acme.com", "自动回复"),
)
PROGRAMS = (
    program(
        K.ACKNOWLEDGEMENT,
        "Thanks! Your message is in our queue (#99120). Hang tight.",
        "Re: The yard map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Wir haben Ihre E-Mail erhalten und kümmern uns darum.",
        "Automatische Antwort: Map",
    ),
    program(
        K.ACKNOWLEDGEMENT, "Obrigado pela sua mensagem. Protocolo 77120.", "Resposta automática"
    ),
    Case(
        "postfix",
        "This is the mail system at host mx.acme.com. I'm sorry to have to inform you "
        'that your message could not be delivered. <anne@acme.com>: unknown user: "anne"',
        K.BOUNCE,
        "Undelivered Mail Returned to Sender",
        "MAILER-DAEMON@mx.acme.com",
        bounce=Bounce.HARD,
    ),
    Case(
        "exchange it",
        "Impossibile recapitare il messaggio a anne@acme.com. 550 5.1.1",
        K.BOUNCE,
        "Non recapitabile: The yard map",
        "postmaster@acme.com",
        bounce=Bounce.HARD,
        return_path="",
    ),
    Case(
        "warning",
        "Your message has not been delivered yet. We will keep trying for 4 days. You "
        "do not need to resend it.",
        K.ACKNOWLEDGEMENT,
        "Warning: message still undelivered after 4 hours",
        "MAILER-DAEMON@mx.acme.com",
    ),
    Case(
        "nl bounce",
        "Uw bericht kan niet worden bezorgd bij anne@acme.com. 550 5.1.1 onbekend",
        K.BOUNCE,
        "Onbestelbaar: The yard map",
        "postmaster@acme.com",
        bounce=Bounce.HARD,
        return_path="",
    ),
    Case(
        "zh bounce",
        "您的邮件未能送达 anne@acme.com，收件人地址不存在。550 5.1.1",
        K.BOUNCE,
        "系统退信",
        "postmaster@acme.com",
        bounce=Bounce.HARD,
        return_path="",
    ),
)
SIXTY = (*PEOPLE, *BESIDE, *STOPS, *AWAY, *LEFT, *PROGRAMS)
