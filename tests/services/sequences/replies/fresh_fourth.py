"""Eighty more, ten in each language, as they come in any week: written down beforehand."""

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
    person("Thanks Kim, Tuesday 2pm at your booth works. See you there!" + QUOTED),
    person("Hi Kim, please stop by our stand instead, we are at 1410, and bring the demo."),
    person("No thanks, we signed with another vendor in March. Good luck at the show." + QUOTED),
    person("I'm out of the office this week but happy to talk on Monday. Does 10 work?"),
    stop("unsubscribe" + QUOTED),
    stop("Please take me off your mailing list, I have asked before." + QUOTED),
    away(
        "Thank you for your email. I am out of the office until Monday, May 10 with limited access "
        "to email. For urgent matters contact Lisa Wong at lisa.wong@acme.com.",
        date(2027, 5, 10),
    ),
    left(
        "Thank you for your message. Jordan Blake is no longer with Acme Logistics. Please direct "
        "inquiries to Priya Nair at priya.nair@acme.com.",
        "priya.nair@acme.com",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "We have received your request and created ticket #48213. Our team will respond within two "
        "business days.",
        "[Ticket #48213] Re: The yard map",
    ),
    returned(
        "Your message to anne@acme.com couldn't be delivered. The email account that you tried to "
        "reach does not exist. 550 5.1.1",
        "Undeliverable: The yard map",
        Bounce.HARD,
    ),
)
GERMAN = (
    person("Danke für die Einladung, ich schaue am Mittwoch gegen 11 Uhr vorbei." + OUTLOOK_DE),
    person("Bitte schicken Sie mir keine Broschüre, ein kurzes Telefonat reicht mir."),
    person("Kein Bedarf im Moment, melden Sie sich gern im Herbst wieder." + OUTLOOK_DE),
    person("Können wir den Termin von Dienstag auf Donnerstag verschieben?"),
    stop("Bitte nehmen Sie mich aus dem Verteiler." + OUTLOOK_DE),
    stop("Abmelden!"),
    away(
        "Vielen Dank für Ihre Nachricht. Ich bin bis einschließlich 14.05.2027 nicht im Büro. "
        "Ihre E-Mail wird nicht weitergeleitet. In dringenden Fällen wenden Sie sich bitte an "
        "Frau Maier (maier@acme.de).",
        date(2027, 5, 14),
        "Automatische Antwort: The yard map",
    ),
    away(
        "Guten Tag, ich befinde mich in Elternzeit und kehre am 1. September 2027 zurück.",
        date(2027, 9, 1),
        "Abwesenheitsnotiz",
        headers=OUTLOOK,
    ),
    left(
        "Herr Schulz ist zum 31.03. aus dem Unternehmen ausgeschieden. Bitte wenden Sie sich an "
        "vertrieb@acme.de.",
        "vertrieb@acme.de",
        "Automatische Antwort: The yard map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Ihre Anfrage ist bei uns eingegangen. Wir melden uns schnellstmöglich bei Ihnen. "
        "Vorgangsnummer: 2027-0815",
        "Eingangsbestätigung",
    ),
)
FRENCH = (
    person("Bonjour Kim, avec plaisir, plutôt jeudi matin sur votre stand ?" + OUTLOOK_FR),
    person("Arrêtez-vous à notre stand, hall 4, nous en discuterons." + OUTLOOK_FR),
    person("Merci mais nous avons déjà un prestataire pour cette année."),
    person("Je ne suis pas la bonne personne, voyez avec Paul Mercier aux achats."),
    stop("Merci de ne plus me contacter." + OUTLOOK_FR),
    stop("Veuillez me retirer de votre liste de diffusion"),
    away(
        "Bonjour, je suis absente du bureau jusqu'au 12 mai inclus. Pour toute urgence, merci de "
        "contacter Luc Besnard. Cordialement",
        date(2027, 5, 12),
        "Réponse automatique : The yard map",
    ),
    away(
        "Je suis actuellement en congés et serai de retour le lundi 17 mai.",
        date(2027, 5, 17),
        "Absence du bureau",
        headers=OUTLOOK,
    ),
    left(
        "Bonjour, Mme Petit ne fait plus partie de la société. Vous pouvez écrire à "
        "direction@acme.fr.",
        "direction@acme.fr",
        "Réponse automatique : The yard map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Nous avons bien reçu votre message et vous répondrons dans les meilleurs délais.",
        "Accusé de réception",
    ),
)
SPANISH = (
    person("Hola Kim, nos vemos el martes en la feria. ¿En qué pabellón están?" + OUTLOOK_ES),
    person("No nos interesa por ahora, pero gracias por escribir." + OUTLOOK_ES),
    person("¿Me puede enviar los precios antes de la feria?"),
    person("Yo no llevo este tema. Escriba a Marta Gil, de operaciones."),
    stop("Dar de baja por favor." + OUTLOOK_ES),
    stop("No me envíen más correos, gracias"),
    away(
        "Gracias por su correo. Me encuentro de vacaciones hasta el 9 de mayo. Responderé a mi "
        "regreso.",
        date(2027, 5, 9),
        "Respuesta automática: The yard map",
    ),
    away(
        "Estaré fuera de la oficina del 3 al 7 de mayo con acceso limitado al correo.",
        date(2027, 5, 7),
        "Fuera de la oficina",
        headers=OUTLOOK,
    ),
    left(
        "Le informamos de que Carlos Ruiz ya no trabaja en la empresa. Para cualquier consulta: "
        "info@acme.es",
        "info@acme.es",
        "Respuesta automática: The yard map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Hemos recibido su solicitud con el número 9921. Un agente se pondrá en contacto con "
        "usted.",
        "Solicitud recibida",
    ),
)
ITALIAN = (
    person("Buongiorno, va bene mercoledì alle 15 al vostro stand." + OUTLOOK_IT),
    person("Per il momento non siamo interessati, grazie comunque." + OUTLOOK_IT),
    person("Potete mandarmi la scheda tecnica in italiano?"),
    person("Passate voi da noi, padiglione 3, stand 22."),
    stop("Cancellatemi dalla vostra mailing list." + OUTLOOK_IT),
    stop("Basta email, grazie."),
    away(
        "Sono fuori ufficio fino al 10 maggio. Per urgenze contattare Paolo Conti al 02 555 123.",
        date(2027, 5, 10),
        "Risposta automatica: The yard map",
    ),
    away(
        "Sono in ferie e rientrerò lunedì 24 maggio. Leggerò la sua mail al mio rientro.",
        date(2027, 5, 24),
        "Fuori sede",
        headers=OUTLOOK,
    ),
    left(
        "La informiamo che Giulia Rossi non lavora più in azienda. Scriva a acquisti@acme.it.",
        "acquisti@acme.it",
        "Risposta automatica: The yard map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Abbiamo ricevuto la sua richiesta e le risponderemo al più presto.",
        "Conferma di ricezione",
    ),
)
DUTCH = (
    person("Leuk, ik kom dinsdag langs bij jullie stand." + OUTLOOK_NL),
    person("Op dit moment geen interesse, misschien volgend jaar." + OUTLOOK_NL),
    person("Heb je ook een brochure in het Nederlands?"),
    person("Wil je hiervoor contact opnemen met mijn collega Jeroen?"),
    stop("Graag uitschrijven." + OUTLOOK_NL),
    stop("Stuur mij geen e-mails meer."),
    away(
        "Bedankt voor je bericht. Ik ben afwezig tot en met 11 mei en lees mijn mail niet.",
        date(2027, 5, 11),
        "Automatisch antwoord: The yard map",
    ),
    away(
        "Ik ben met vakantie. Vanaf 18 mei ben ik weer bereikbaar.",
        date(2027, 5, 18),
        "Afwezig",
        headers=OUTLOOK,
    ),
    left(
        "Jan de Vries is niet meer werkzaam bij Acme. Neem contact op met verkoop@acme.nl.",
        "verkoop@acme.nl",
        "Automatisch antwoord: The yard map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Wij hebben uw bericht ontvangen en reageren binnen 48 uur.",
        "Ontvangstbevestiging",
    ),
)
PORTUGUESE = (
    person("Olá Kim, posso na quarta às 14h no vosso stand." + OUTLOOK_PT),
    person("Neste momento não temos interesse, obrigado." + OUTLOOK_PT),
    person("Vocês atendem também no Brasil? Quanto custa?"),
    person("Quem cuida disso é a Fernanda, do setor de logística."),
    stop("Por favor, remova meu e-mail da sua lista." + OUTLOOK_PT),
    stop("Não quero mais receber estes e-mails."),
    away(
        "Estou de férias até 14 de maio. Em caso de urgência, fale com Rui Costa.",
        date(2027, 5, 14),
        "Resposta automática: The yard map",
    ),
    away(
        "Estarei ausente do escritório entre 3 e 6 de maio.",
        date(2027, 5, 6),
        "Ausência",
        headers=OUTLOOK,
    ),
    left(
        "A colaboradora Ana Souza não faz mais parte do quadro da empresa. Contato: rh@acme.br.",
        "rh@acme.br",
        "Resposta automática: The yard map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Recebemos a sua mensagem. Responderemos em até 3 dias úteis. Protocolo 30211.",
        "Confirmação de recebimento",
    ),
)
CHINESE = (
    person("好的，周二下午两点在你们展位见。" + OUTLOOK_ZH),
    person("目前暂时没有需求，谢谢。" + OUTLOOK_ZH),
    person("请问你们的系统支持中文吗？价格多少？"),
    person("这个项目由王经理负责，请联系他。"),
    stop("退订" + OUTLOOK_ZH),
    stop("请不要再给我发邮件了。"),
    away(
        "您好，我正在休假，5月10日返回公司，届时回复您的邮件。", date(2027, 5, 10), "自动答复: Map"
    ),
    away(
        "我将于5月3日至5月8日出差，邮件回复可能延迟。",
        date(2027, 5, 8),
        "自动回复: 出差",
        headers=OUTLOOK,
    ),
    left("您好，李明已离职，后续事宜请联系 zhang@acme.cn。", "zhang@acme.cn", "自动答复: Map"),
    program(K.ACKNOWLEDGEMENT, "您的邮件我们已收到，将尽快回复您。", "自动回复: 已收到"),
)
FOURTH = (
    *ENGLISH,
    *GERMAN,
    *FRENCH,
    *SPANISH,
    *ITALIAN,
    *DUTCH,
    *PORTUGUESE,
    *CHINESE,
)
