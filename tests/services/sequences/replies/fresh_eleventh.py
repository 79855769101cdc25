"""Sixty-four more, of other scenes: front desks, phones, irony, law firms, families of words."""

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
    returned,
    stop,
)
from tests.services.sequences.replies.messages import OUTLOOK_FR, QUOTED, K
from yardflow.models import Bounce

ENGLISH = (
    stop("unsubsribe\n\nSent from my Galaxy"),
    stop("Quit it." + QUOTED),
    stop("Not interested. Lose my number and my email."),
    stop("Please have me removed from your prospecting tool."),
    stop("no more outreach pls"),
    person(
        "This is the fourth one this month. Does nobody over there read replies? Enough.",
        unsure=True,
    ),
    person("I'm a dentist. Whoever sold you this list owes you a refund." + QUOTED, unsure=True),
    person("Stop the presses, this is exactly what our gate team asked for!"),
    person("Ha, no need to chase me, I was on the lot all week. Tuesday 3pm?", unsure=True),
    away(
        "I'm travelling with patchy reception until Wednesday 12 May and will pick this up after.",
        date(2027, 5, 12),
    ),
    left(
        "Thanks for your email. As of April 30 I have moved on from Acme. Your new point of "
        "contact is Dev Rao, dev.rao@acme.com.",
        "dev.rao@acme.com",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Hi Kim, just letting you know a human at Acme will look at this soon. We answer in the "
        "order received.",
        "We got it!",
    ),
)
GERMAN = (
    stop("Stop. Kein Interesse. Danke." + OUTLOOK_DE),
    stop("Wir wünschen keine Werbung per E-Mail."),
    stop("bitte aus der lsite nehmen"),
    stop("Kontakt bitte löschen, wir haben keinen Bedarf und auch künftig nicht."),
    person(
        "Ich frage mich, wie oft ich noch nein sagen soll. Das ist jetzt die fünfte Mail.",
        unsure=True,
    ),
    person("Ich melde mich ab Juni wieder im Büro, dann schauen wir uns das an." + OUTLOOK_DE),
    away(
        "Ich bin derzeit in Elternzeit und kehre am 01.09.2027 zurück. Vertretung: Jana Kern, "
        "j.kern@acme.de",
        date(2027, 9, 1),
        "Abwesend: Map",
        successor="j.kern@acme.de",
    ),
    left(
        "Herr Lang ist zum Quartalsende ausgeschieden. Nachfolgerin ist Frau Ott (ott@acme.de).",
        "ott@acme.de",
        "Automatische Antwort: Map",
    ),
)
FRENCH = (
    stop("Retirez-moi de cette liste, merci d'avance." + OUTLOOK_FR),
    stop("plus de mail svp"),
    stop("Effacez mes coordonnées."),
    person(
        "C'est la troisième fois que je vous réponds la même chose, vous êtes lourds.",
        unsure=True,
    ),
    person("J'arrête là pour aujourd'hui, on se rappelle demain ?" + OUTLOOK_FR),
    away(
        "Absente ce jour, de retour demain.",
        date(2027, 5, 4),
        "Réponse automatique : Map",
    ),
    left(
        "Je quitte mes fonctions le 30 avril. Votre interlocuteur sera Jean Blanc, "
        "j.blanc@acme.fr.",
        "j.blanc@acme.fr",
        "Réponse automatique : Map",
    ),
)
SPANISH = (
    stop("Por favor sáquenme, no quiero nada" + OUTLOOK_ES),
    stop("No autorizo que me envíen correos comerciales."),
    stop("Eliminar de la base de datos por favor"),
    person("¿De dónde salió mi correo? Nunca di permiso para esto.", unsure=True),
    person("Bájense en la puerta 4 y pregunten por mí." + OUTLOOK_ES),
    away("Ausente hasta el lunes 10 de mayo.", date(2027, 5, 10), "Respuesta automática: Map"),
)
ITALIAN = (
    stop("Toglietemi dai contatti grazie" + OUTLOOK_IT),
    stop("Non desideriamo ricevere comunicazioni commerciali."),
    stop("Rimuovetmi"),
    person("Ma quante ne mandate? Ne ho già cestinate sei.", unsure=True),
    person("Smettiamo di usare il vecchio sistema a giugno, risentiamoci." + OUTLOOK_IT),
)
DUTCH = (
    stop("Haal me van die lijst af!" + OUTLOOK_NL),
    stop("Wij stellen geen prijs op uw mails."),
    stop("Stop hiermee aub"),
    person("Hoeveel mails ga je nog sturen? Dit is geen reclamebord.", unsure=True),
    person("Stop maar bij poort 2, daar staat de portier." + OUTLOOK_NL),
)
PORTUGUESE = (
    stop("Tire o meu nome dos seus contatos" + OUTLOOK_PT),
    stop("Não queremos mais receber propaganda."),
    stop("Cancelar inscrição"),
    person("Quem passou meu e-mail pra vocês? Não pedi nada disso.", unsure=True),
    person("Parei de usar planilha, então pode me mostrar o sistema." + OUTLOOK_PT),
)
CHINESE = (
    stop("取消"),
    stop("请从您的客户名单中删除我的邮箱" + OUTLOOK_ZH),
    stop("以后不用再发了"),
    person("你们怎么有我邮箱的？已经说过不需要了。", unsure=True),
    person("我们停车场下月才开工，到时再联系。" + OUTLOOK_ZH),
)
OTHERS = (
    stop("Nie chcę otrzymywać od Państwa wiadomości."),
    stop("Inga fler mejl, tack."),
    stop("Slet venligst min mailadresse fra jeres liste"),
    stop("Vennligst slutt å sende meg e-post"),
    stop("登録を解除してください。"),
    away("Jag är på semester till den 14 maj.", date(2027, 5, 14), "Autosvar: The yard map"),
    away(
        "Jestem na urlopie do 14 maja. W pilnych sprawach proszę o kontakt z Anna Nowak "
        "(a.nowak@acme.pl).",
        date(2027, 5, 14),
        "Automatyczna odpowiedź: The yard map",
        successor="a.nowak@acme.pl",
    ),
    person("Zadzwonię do Pana w czwartek."),
    person("Kontakta mig gärna efter mässan!"),
)
SERVERS = (
    returned(
        "Hi. This is the qmail-send program at mx.acme.com.\nI'm afraid I wasn't able to deliver "
        "your message to the following addresses.\n\n<anne@acme.com>:\nSorry, no mailbox here by "
        "that name. (#5.1.1)",
        "failure notice",
        Bounce.HARD,
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Your message was read on Monday, May 3, 2027 9:12:40 AM.",
        "Read: The yard map",
    ),
)
ELEVENTH = (
    *ENGLISH,
    *GERMAN,
    *FRENCH,
    *SPANISH,
    *ITALIAN,
    *DUTCH,
    *PORTUGUESE,
    *CHINESE,
    *OTHERS,
    *SERVERS,
)
