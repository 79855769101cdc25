"""Eighty more, ten in each language, written down after both hundred and twenties."""

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
from tests.services.sequences.replies.messages import OUTLOOK, OUTLOOK_FR, QUOTED, K
from yardflow.models import Bounce

ENGLISH = (
    person("Not sure who gave you my name but I'm curious. Does it talk to SAP?" + QUOTED),
    person("Let's park this until the new DC opens. Keep me posted on pricing."),
    person("Could you remove the watermark from the map and send it over?"),
    person("Please only email my colleague Sue about this, I'm not the one deciding."),
    stop("Hard pass. Lose my email." + QUOTED),
    stop("Good morning, I have changed careers and have no use for this. Kindly unsubscribe me."),
    away("Gone fishing! Back at my desk on the 12th of May.", date(2027, 5, 12)),
    away(
        "I am away for a family emergency and do not know when I will return. Please call Lee Chan "
        "on 555-0188.",
        None,
        headers=OUTLOOK,
    ),
    left(
        "You have reached the mailbox of a former employee. Messages are not read. Contact "
        "hr@acme.com.",
        "hr@acme.com",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Hello! Someone from our team will look at your enquiry shortly. Your reference is "
        "77-1409.",
        "Enquiry received (77-1409)",
    ),
)
GERMAN = (
    person("Spannend. Haben Sie Referenzen aus der Getränkelogistik?" + OUTLOOK_DE),
    person("Ich bin ab morgen im Urlaub, schicken Sie mir das Angebot am besten heute noch."),
    person("Wir haben die Anmeldung zur Messe storniert, treffen uns aber gern online."),
    person("Wer hat Ihnen eigentlich meine Adresse gegeben?", unsure=True),
    stop("Hören Sie bitte endlich auf mit diesen Mails, es reicht." + OUTLOOK_DE),
    stop("Für uns als Arztpraxis ist das uninteressant. Bitte löschen Sie unsere Mailadresse."),
    away(
        "Ich bin am 6. und 7. Mai auf Schulung, danach beantworte ich Ihre Nachricht.",
        date(2027, 5, 7),
        "Automatische Antwort: Map",
    ),
    away(
        "Aufgrund eines Trauerfalls bin ich bis auf Weiteres nicht erreichbar.",
        None,
        "Automatische Antwort: Map",
        headers=OUTLOOK,
    ),
    left(
        "Frau Petit hat eine neue Aufgabe außerhalb der Acme GmbH übernommen. Ihr Nachfolger ist "
        "Tim Roth, tim.roth@acme.com.",
        "tim.roth@acme.com",
        "Automatische Antwort: Map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Danke für Ihre Anfrage. Ein Mitarbeiter meldet sich innerhalb von zwei Werktagen. "
        "Referenz 4490-B",
        "Ihre Anfrage 4490-B",
    ),
)
FRENCH = (
    person("Pourquoi pas, mais notre site ferme en juin. On se recale à la rentrée ?" + OUTLOOK_FR),
    person("Ma collègue est en arrêt, je gère ses dossiers. De quoi s'agit-il ?"),
    person("Supprimez la ligne 3 du devis et c'est bon pour moi."),
    person("Merci d'écrire à compta@acme.fr plutôt qu'à moi, je ne suis pas décideur."),
    stop("Pas la peine de continuer, retirez mon mail de votre liste." + OUTLOOK_FR),
    stop("Je refuse de recevoir vos publicités. Merci d'en prendre note."),
    away(
        "Je suis absente jusqu'à mercredi inclus ; mes mails seront lus à mon retour.",
        date(2027, 5, 5),
        "Réponse automatique : Map",
    ),
    away(
        "En congé sans solde jusqu'au 1er juillet 2027.",
        date(2027, 7, 1),
        "Absence du bureau",
        headers=OUTLOOK,
    ),
    left(
        "M. Petit a quitté ses fonctions chez Acme. Votre interlocutrice : Léa Marin, "
        "lea.marin@acme.fr",
        "lea.marin@acme.fr",
        "Réponse automatique : Map",
    ),
    returned(
        "Votre message n'a pas pu être remis : l'adresse anne@acme.fr n'existe pas. 550 5.1.1",
        "Non remis : The yard map",
        Bounce.HARD,
    ),
)
SPANISH = (
    person("Suena bien, ¿tienen casos en México? Mándeme uno." + OUTLOOK_ES),
    person("Estoy de baja con gripe, pero cuéntame por aquí qué proponen."),
    person("Quita el logo del plano y lo presento el jueves."),
    person("¿De dónde sacaron mi correo?", unsure=True),
    stop("No soy cliente ni quiero serlo. Bórrenme de la lista ya." + OUTLOOK_ES),
    stop("Dejen de escribir a este correo por favor"),
    away(
        "Estaré fuera hasta nuevo aviso por motivos personales.",
        None,
        "Respuesta automática: Map",
    ),
    away(
        "De viaje de trabajo; regreso a la oficina el martes 11 de mayo.",
        date(2027, 5, 11),
        "Respuesta automática: Map",
        headers=OUTLOOK,
    ),
    left(
        "Este buzón pertenecía a un antiguo empleado. Escriba a ventas@acme.es.",
        "ventas@acme.es",
        "Respuesta automática: Map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Hemos registrado su caso con la referencia MX-3391. No es necesario responder.",
        "Caso MX-3391",
    ),
)
ITALIAN = (
    person("Ne parlo con il direttore e le faccio sapere lunedì." + OUTLOOK_IT),
    person("Da domani sono in ferie, mi mandi tutto entro stasera."),
    person("Togliete il secondo magazzino dal preventivo, per favore."),
    person("Come avete avuto il mio indirizzo?", unsure=True),
    stop("Non mi interessa, per favore non mandate altro." + OUTLOOK_IT),
    stop("Vi chiedo cortesemente di non essere più contattato. Grazie"),
    away(
        "Sono fuori sede fino a giovedì compreso, leggerò la posta la sera.",
        date(2027, 5, 6),
        "Risposta automatica: Map",
    ),
    away(
        "Per motivi di salute sono assente a tempo indeterminato.",
        None,
        "Risposta automatica: Map",
        headers=OUTLOOK,
    ),
    left(
        "Questa casella apparteneva a un ex dipendente. Scrivete a info@acme.it.",
        "info@acme.it",
        "Risposta automatica: Map",
    ),
    program(
        K.CHALLENGE,
        "Il suo messaggio è in quarantena. Per consegnarlo confermi la sua identità: "
        "https://q.example/9",
        "Messaggio in quarantena",
    ),
)
DUTCH = (
    person("Klinkt goed, maar eerst moet de verbouwing klaar zijn." + OUTLOOK_NL),
    person("Vanaf maandag heb ik vakantie, dus bel me deze week nog."),
    person("Verwijder dok 7 uit de tekening, dat gebruiken we niet meer."),
    person("Hoe komt u aan mijn adres?", unsure=True),
    stop("Doe mij maar van de lijst af, dank." + OUTLOOK_NL),
    stop("Ik hoef jullie mails niet meer te krijgen."),
    away(
        "Ik ben deze week op training en maandag weer op kantoor.",
        date(2027, 5, 10),
        "Automatisch antwoord: Map",
    ),
    away(
        "Wegens ziekte ben ik voorlopig niet aanwezig.",
        None,
        "Automatisch antwoord: Map",
        headers=OUTLOOK,
    ),
    left(
        "Dit is het postvak van een oud-medewerker. Mail naar verkoop@acme.nl.",
        "verkoop@acme.nl",
        "Automatisch antwoord: Map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Dank voor je aanmelding van dit verzoek. Zaaknummer 20270503-9. We pakken het snel op.",
        "Zaak 20270503-9",
    ),
)
PORTUGUESE = (
    person("Legal! Quanto custa por doca?" + OUTLOOK_PT),
    person("Saio de férias na sexta, dá para falar antes?"),
    person("Retire o frete da proposta e me reenvie."),
    person("Como conseguiram o meu contato?", unsure=True),
    stop("Não tenho mais interesse, me exclua do mailing por gentileza." + OUTLOOK_PT),
    stop("Cancelem o meu email da vossa lista"),
    away(
        "Estou ausente por motivo de doença, sem previsão de retorno.",
        None,
        "Resposta automática: Map",
        headers=OUTLOOK,
    ),
    away("Fora do escritório até terça, dia 11 de maio.", date(2027, 5, 11), "Resposta automática"),
    left(
        "Esta caixa era de um ex-funcionário. Escreva para comercial@acme.com.br.",
        "comercial@acme.com.br",
        "Resposta automática: Map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Olá! Seu chamado 99120 foi aberto e um analista vai te responder em breve.",
        "Chamado 99120 aberto",
    ),
)
CHINESE = (
    person("听起来不错，有中文资料吗？" + OUTLOOK_ZH),
    person("我下周开始休假，这周能打电话吗？"),
    person("请从报价单里删除第三项。"),
    person("你们是怎么得到我的邮箱的？", unsure=True),
    stop("不需要你们的产品，别再发邮件过来了" + OUTLOOK_ZH),
    stop("麻烦把我从收件名单里去除"),
    away("因身体原因请假，归期未定。", None, "自动回复: Map", headers=OUTLOOK),
    away("本人5月4日至7日参加会议，不便回复邮件。", date(2027, 5, 7), "自动回复: Map"),
    left("此邮箱的使用者已不在公司，请联系 sales@acme.cn", "sales@acme.cn", "自动回复: Map"),
    program(K.ACKNOWLEDGEMENT, "您好，您的咨询我们已登记，编号 5521。", "咨询已登记"),
)
THIRD = (
    *ENGLISH,
    *GERMAN,
    *FRENCH,
    *SPANISH,
    *ITALIAN,
    *DUTCH,
    *PORTUGUESE,
    *CHINESE,
)
