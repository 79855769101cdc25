"""Forty more, written down after the rules for both sets before, to count once again."""

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
from tests.services.sequences.replies.messages import OUTLOOK, OUTLOOK_FR, QUOTED, K

PEOPLE = (
    person("Sounds good. Please stop at reception first, they'll give you a badge." + QUOTED),
    person("Remind me after the show, I can't read another word about docks right now."),
    person("Does unsubscribing cost extra? Just kidding. Send me the deck."),
    person("Ich bin nicht mehr für den Einkauf zuständig, das macht jetzt Herr Vogt." + OUTLOOK_DE),
    person("Rufen Sie mich bitte zurück, am besten dringend heute." + OUTLOOK_DE),
    person("Nous arrêtons le projet, merci pour votre temps." + OUTLOOK_FR),
    person("Puede pasar por nuestra oficina el jueves." + OUTLOOK_ES),
    person("Siamo al completo fino a giugno, poi volentieri." + OUTLOOK_IT),
    person("Ik ben er niet meer bij betrokken, bel Jan even." + OUTLOOK_NL),
    person("Estou de férias, mas podemos falar na segunda?" + OUTLOOK_PT),
    person("展会上见，我们在5号馆。" + OUTLOOK_ZH),
    person("Thanks for the reminder! We never received the quote though."),
)
STOPS = (
    stop("Please remove us from your mailing list. Kind regards, Anne"),
    stop("Take me off this list, please. I don't work in logistics."),
    stop("stop emailing me please, this is the third time"),
    stop("Bitte nehmen Sie mich von der Liste. Danke für Ihr Verständnis." + OUTLOOK_DE),
    stop("Ich möchte keine Mails mehr bekommen, danke und einen guten Start in die Woche."),
    stop("Merci de me supprimer de vos contacts. Bon week-end !" + OUTLOOK_FR),
    stop("Je souhaite ne plus recevoir vos mails. Cordialement."),
    stop("Les ruego que me den de baja. Que tengan un buen fin de semana." + OUTLOOK_ES),
    stop("Non scrivetemi più, grazie e buon lavoro." + OUTLOOK_IT),
    stop("Wilt u mij uitschrijven? Alvast bedankt." + OUTLOOK_NL),
    stop("Quero sair da lista, obrigado pela compreensão." + OUTLOOK_PT),
    stop("请取消我的订阅，谢谢，祝工作顺利。" + OUTLOOK_ZH),
)
AWAY = (
    away("Out of office until Jan 3rd. Merry Christmas!", date(2027, 1, 3), **NEW_YEAR),
    away(
        "Ich bin bis einschließlich 14.05. im Urlaub und lese keine Mails.",
        date(2027, 5, 14),
        "Abwesenheitsnotiz: Map",
        headers=OUTLOOK,
    ),
    away("Absent du bureau du 1er au 15 mai.", date(2027, 5, 15), "Réponse automatique : Map"),
    away(
        "Vuelvo el 17 de mayo. Para urgencias llame a recepción.",
        date(2027, 5, 17),
        "Fuera de la oficina",
    ),
    away("Rientro il 20 maggio.", date(2027, 5, 20), "Fuori sede"),
    away("Vanaf 18 mei ben ik weer bereikbaar.", date(2027, 5, 18), "Automatisch antwoord"),
    away(
        "Estou fora do escritório e volto em 12 de maio.", date(2027, 5, 12), "Fora do escritório"
    ),
    away("本人休假至5月12日，如有急事请联系李明。", date(2027, 5, 12), "自动回复"),
)
LEFT = (
    left(
        "Anne Petit is no longer employed by Acme. Direct all queries to ops@acme.com.",
        "ops@acme.com",
    ),
    left(
        "Ich arbeite nicht mehr bei Acme. Ihr Ansprechpartner: Tom Lang, tom.lang@acme.com",
        "tom.lang@acme.com",
        "Automatische Antwort",
    ),
    left(
        "Ana Gil ya no forma parte de Acme. Contacte con luis.paz@acme.com.",
        "luis.paz@acme.com",
        "Respuesta automática",
    ),
    left(
        "Não trabalho mais na Acme. Contato: rui.melo@acme.com",
        "rui.melo@acme.com",
        "Resposta automática",
    ),
)
PROGRAMS = (
    program(K.ACKNOWLEDGEMENT, "您的邮件已收到，我们会尽快回复。", "自动回复"),
    program(
        K.ACKNOWLEDGEMENT,
        "Thanks for reaching out to Acme support. Case 00417 was opened.",
        "Case 00417",
        headers={"X-Autoreply": "yes"},
    ),
    program(
        K.CHALLENGE,
        "Haga clic para confirmar que es humano y entregar su mensaje: https://filtro.example/c",
        "Confirme su correo",
    ),
    program(K.LIST, "Weekly yard digest", "Yard weekly", headers={"List-Id": "<y.example>"}),
)
# A wish to stop beside another one: a person reads it.
BESIDE = (
    person("Please take me off the list for Tuesday, Wednesday works.", unsure=True),
    person("Unsubscribe Bob, he left. I am the new buyer.", unsure=True),
    person("Please don't send me any more PDFs, I can't open them. A link is fine.", unsure=True),
    person("Stop sending me emails, I already bought it! When do you deliver?", unsure=True),
    person("Please remove me from the waiting list, we found another slot.", unsure=True),
    person("No more emails please, let's just talk on the phone.", unsure=True),
    person("Bitte keine Mails mehr, ich bin ab jetzt nur telefonisch erreichbar.", unsure=True),
    person("Bitte keine Mails mehr an diese Adresse, meine neue ist anne@acme.de", unsure=True),
    person("Arrêtez de m'envoyer des mails, appelez-moi !", unsure=True),
    person("No me envíen más correos, mejor llámenme.", unsure=True),
    person("Non scrivetemi più, chiamatemi.", unsure=True),
    person("Stuur me geen mails meer, bel me gewoon.", unsure=True),
    person("Não me enviem mais e-mails, liguem-me.", unsure=True),
    person("不要再给我发邮件了，直接打电话给我。", unsure=True),
    person("Please remove me from the meeting on Monday.", unsure=True),
    person("Do not contact me until September.", unsure=True),
    person("Don't email me again before we have signed.", unsure=True),
    person("Take me off the list, Tom will come in my place.", unsure=True),
    person("Please remove our address from the floor plan, it is wrong.", unsure=True),
    person("Keine weiteren E-Mails nötig, wir kommen vorbei.", unsure=True),
    person("Ne m'écrivez plus avant septembre.", unsure=True),
    person("No me escriban más hasta enero.", unsure=True),
    person("Please unsubscribe me from the weekly digest but keep the product news.", unsure=True),
    person("Schreiben Sie mir nicht mehr auf Deutsch, bitte auf Englisch.", unsure=True),
)
LAST = (*PEOPLE, *STOPS, *AWAY, *LEFT, *PROGRAMS, *BESIDE)
