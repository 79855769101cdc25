"""Eighty more, written down after the rules for the hundred before."""

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
    person("We can't stop the line for a demo, but Thursday after five works." + QUOTED),
    person("Did you remove the price list from your site? I can't find it."),
    person("I left my card at your booth, did you get it?"),
    person("Please delete the second seat from our order and resend the invoice."),
    person("Ha, persistent. OK, fifteen minutes on Friday, no slides."),
    person("Anne left for the day, she'll answer tomorrow. Beth"),
    person("We are no longer part of the Acme group, so please invoice Acme Freight instead."),
    person("My boss is out until Thursday, I can't decide this alone."),
    person("Sorry I never answered, the year end was mad. Still interested!"),
    person("Who do I contact to be added to the speakers list?"),
    person("Ihre Liste der Aussteller hätte ich gern, bitte per Mail." + OUTLOOK_DE),
    person("Wir nehmen Sie gern in unsere Lieferantenliste auf."),
    person("Bitte senden Sie mir die Unterlagen nicht per Post, sondern als PDF."),
    person("Ich bin ab Montag im Urlaub, meldet euch also bitte diese Woche."),
    person("Können wir das Thema auf Herbst verschieben? Im Moment ist alles voll."),
    person("Nous n'avons plus besoin de quais, mais d'un parking poids lourds." + OUTLOOK_FR),
    person("Pouvez-vous retirer la ligne 3 du devis ?"),
    person("Luc a quitté le projet, c'est moi qui reprends. On se voit jeudi ?"),
    person("Nos gustaría dejar de usar papel en la puerta. ¿Su sistema lo permite?" + OUTLOOK_ES),
    person("Ana ya no lleva compras, ahora soy yo. ¿Qué necesita?"),
    person("Non possiamo fermare il magazzino, ma venerdì sera va bene." + OUTLOOK_IT),
    person("Può togliere il secondo articolo dal preventivo?"),
    person("We willen stoppen met papieren bonnen, kan dat met jullie systeem?" + OUTLOOK_NL),
    person("Ik ben tot vrijdag op de beurs, kom gerust langs."),
    person("Queremos parar de usar planilhas. O sistema de vocês resolve?" + OUTLOOK_PT),
    person("O Rui saiu de férias, mas eu posso falar com vocês."),
    person("我们想停止使用纸质单据，你们的系统支持吗？" + OUTLOOK_ZH),
    person("王经理出差了，下周回来我让他联系您。"),
)
BESIDE = (
    person("Take Tom off the thread please, keep me on it."),
    person("If I get one more of these I'll unsubscribe. So, what do you cost?", unsure=True),
    person("Stop emailing the info address, use mine.", unsure=True),
    person("Bitte keine Mails mehr vor 9 Uhr.", unsure=True),
    person("Arrêtez les mails en anglais, le français me va mieux.", unsure=True),
    person("Non inviatemi più PDF, mandatemi un link.", unsure=True),
    person(
        "Is this address still on your unsubscribe list? I'd like to get news again.", unsure=True
    ),
)
STOPS = (
    stop("Please make this the last email you send me."),
    stop("Hello, kindly take my name off of whatever list this is. Thank you, Anne"),
    stop("We're all set, thanks. Please remove us from further outreach."),
    stop("Not a fit for us. Please don't follow up again."),
    stop("I've asked twice now. Stop contacting me."),
    stop("Please be so kind and unsubscribe this address." + QUOTED),
    stop("I do not consent to receiving marketing emails. Remove my data."),
    stop("No more, please. Unsubscribe."),
    stop("Wir nutzen bereits eine andere Lösung. Bitte nehmen Sie uns aus dem Verteiler."),
    stop("Bitte um Löschung aus Ihrem Verteiler." + OUTLOOK_DE),
    stop("Bitte hören Sie auf, mich anzuschreiben. Es nervt."),
    stop("Ich habe keine Einwilligung erteilt. Bitte keine weitere Kontaktaufnahme."),
    stop("Pas intéressé. Merci de ne plus nous solliciter." + OUTLOOK_FR),
    stop("Bonjour, merci de bien vouloir me désinscrire de vos envois."),
    stop("Veuillez supprimer mes données et ne plus me contacter."),
    stop("Dejen de mandarme publicidad, por favor." + OUTLOOK_ES),
    stop("No autorizo el uso de mi correo. Elimínenlo de su base de datos."),
    stop("Smettetela di mandarmi pubblicità." + OUTLOOK_IT),
    stop("Non sono interessato, per cortesia toglietemi dalla vostra mailing list."),
    stop("Stop a.u.b. met het sturen van deze mails." + OUTLOOK_NL),
    stop("Geen interesse. Haal mij van jullie lijst."),
    stop("Não temos interesse, favor retirar nosso contato da lista." + OUTLOOK_PT),
    stop("不需要，请把我们公司从名单上去掉。" + OUTLOOK_ZH),
    stop("请停止向本邮箱发送推广邮件。"),
)
AWAY = (
    away(
        "I'm OOO until Tuesday, May 11. For urgent matters ping beth@acme.com.",
        date(2027, 5, 11),
        "Re: The yard map",
    ),
    away(
        "Guten Tag, ich bin bis zum 20.05.2027 nicht im Haus. Mails werden nicht gelesen.",
        date(2027, 5, 20),
        "Abwesend: Map",
        headers=OUTLOOK,
    ),
    away(
        "Absente pour congé maternité jusqu'au 30 septembre.",
        date(2027, 9, 30),
        "Réponse automatique : Map",
    ),
    away(
        "Me encuentro en una feria y volveré a la oficina el 13 de mayo.",
        date(2027, 5, 13),
        "Respuesta automática: Map",
    ),
    away("Siamo chiusi per ferie fino al 16 maggio.", date(2027, 5, 16), "Chiusura aziendale"),
    away(
        "Ik ben op cursus en maandag 10 mei weer bereikbaar.",
        date(2027, 5, 10),
        "Automatisch antwoord: Map",
    ),
    away("Estou em licença médica, sem data de retorno.", None, "Resposta automática: Map"),
    away("本周参加展会，5月9日前邮件回复可能较慢。", date(2027, 5, 9), "自动回复"),
    away("Happy holidays! We reopen on January 5.", date(2027, 1, 5), **NEW_YEAR),
)
LEFT = (
    left(
        "This is to inform you that Anne Petit has departed Acme. Her duties are with Tom Reed, "
        "tom.reed@acme.com.",
        "tom.reed@acme.com",
    ),
    left(
        "Dieses Postfach wird nicht mehr betreut, da Frau Petit ausgeschieden ist. "
        "Neu: vogt@acme.com",
        "vogt@acme.com",
        "Automatische Antwort",
    ),
    left(
        "Anne Petit n'est plus salariée d'Acme depuis le 1er avril. Contact : luc.roy@acme.com",
        "luc.roy@acme.com",
        "Réponse automatique",
    ),
    left(
        "Ya no laboro en la compañía. Favor de dirigirse a luis.paz@acme.com",
        "luis.paz@acme.com",
        "Respuesta automática",
    ),
    left(
        "Desde 1 de maio já não integro a equipa da Acme. Fale com rui.melo@acme.com",
        "rui.melo@acme.com",
        "Resposta automática",
    ),
)
PROGRAMS = (
    program(
        K.ACKNOWLEDGEMENT,
        "Thank you for your email. Due to high volume, replies take up to "
        "three business days. Case: 00018832",
        "Case #00018832: The yard map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Guten Tag, wir haben Ihr Anliegen aufgenommen (SUP-1204).",
        "[JIRA] (SUP-1204) The yard map",
    ),
    program(
        K.ACKNOWLEDGEMENT, "Abbiamo preso in carico la sua segnalazione n. 5521.", "Ticket 5521"
    ),
    Case(
        "exchange fr",
        "Votre message n'a pas pu être remis à anne@acme.com. 550 5.1.10 "
        "RESOLVER.ADR.RecipientNotFound",
        K.BOUNCE,
        "Non remis : The yard map",
        "postmaster@acme.com",
        bounce=Bounce.HARD,
        return_path="",
    ),
    Case(
        "gmail",
        "Address not found. Your message wasn't delivered to anne@acme.com because the "
        "address couldn't be found. 550 5.1.1",
        K.BOUNCE,
        "Delivery Status Notification (Failure)",
        "mailer-daemon@googlemail.com",
        bounce=Bounce.HARD,
        return_path="",
    ),
    Case(
        "es full",
        "El mensaje no se pudo entregar. El buzón del destinatario está lleno. 5.2.2",
        K.BOUNCE,
        "No se puede entregar: The yard map",
        "postmaster@acme.com",
        bounce=Bounce.FULL,
        return_path="",
    ),
    Case(
        "spam rule",
        "Your message was rejected: 550 5.7.1 blocked by policy",
        K.BOUNCE,
        "Undeliverable: The yard map",
        "MAILER-DAEMON@mx.acme.com",
        bounce=Bounce.POLICY,
    ),
)
EIGHTY = (*PEOPLE, *BESIDE, *STOPS, *AWAY, *LEFT, *PROGRAMS)
