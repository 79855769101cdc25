"""Sixty-four more, eight in each language, harder ones: written down before they were run."""

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
from tests.services.sequences.replies.messages import OUTLOOK, OUTLOOK_FR, QUOTED, K

ENGLISH = (
    person("Can you stop the forklift video from auto-playing? Otherwise nice demo." + QUOTED),
    person("I'll be off the grid next week, so let's do it today if you can." + QUOTED),
    person("We no longer work with paper gate passes, so this is timely. What's the price?"),
    stop("Not relevant to my role. Please don't contact me again.\n\nSent from my iPhone" + QUOTED),
    stop("Remove me from this list.\n\nDana Reed\nVP Operations\nAcme Inc.\n+1 555 0100" + QUOTED),
    away(
        "Hi, I'm on PTO through Friday the 7th. Text me if something is on fire.",
        date(2027, 5, 7),
    ),
    away("I am attending ProMat this week and will be slow to respond.", None, headers=OUTLOOK),
    program(
        K.CHALLENGE,
        "Your message is on hold. To prove you are not a robot click "
        "https://verify.acme.com/x1 and it will be delivered.",
        "Please verify your message",
    ),
)
GERMAN = (
    person("Wir hören auf mit Papier am Tor, deshalb passt das gut. Was kostet es?" + OUTLOOK_DE),
    person("Ich arbeite nicht mehr im Einkauf, sondern in der Logistik, passt also." + OUTLOOK_DE),
    person("Melden Sie sich bei Frau Krüger ab, wenn Sie auf das Gelände fahren."),
    stop("Kein Interesse. Bitte keine weiteren Mails." + OUTLOOK_DE),
    stop("Löschen Sie meine Daten und schreiben Sie mir nicht mehr.\n\nMfG\nT. Brandt"),
    away(
        "Ich bin auf der LogiMAT und ab Montag, 10. Mai, wieder für Sie da.",
        date(2027, 5, 10),
        "Nicht im Büro: The yard map",
    ),
    away(
        "Leider bin ich krankheitsbedingt nicht erreichbar. Ihre Nachricht wird nicht gelesen.",
        None,
        "Automatische Antwort",
        headers=OUTLOOK,
    ),
    left(
        "Diese Mailadresse ist nicht mehr aktiv, da Frau Vogt das Unternehmen verlassen hat. "
        "Nachfolger ist Herr Lang, lang@acme.de.",
        "lang@acme.de",
        "Automatische Antwort",
    ),
)
FRENCH = (
    person("Nous arrêtons les bons papier en juin, votre outil tombe bien." + OUTLOOK_FR),
    person("Je serai absent mardi, mais mercredi c'est possible. À quelle heure ?" + OUTLOOK_FR),
    person("Pouvez-vous retirer la remise de 5 % et ajouter le transport ?"),
    stop("Pas intéressé, inutile de me relancer. Désinscrivez-moi." + OUTLOOK_FR),
    stop("STOP.\n\nEnvoyé de mon iPhone"),
    away(
        "En déplacement jusqu'à vendredi 7 mai, je répondrai à votre message à mon retour.",
        date(2027, 5, 7),
        "Réponse automatique",
    ),
    away(
        "Je suis en arrêt maladie. Merci de vous adresser à mon collègue.",
        None,
        "Réponse automatique",
        headers=OUTLOOK,
    ),
    left(
        "Ayant quitté mes fonctions chez Acme, je ne consulte plus cette adresse. Nouveau contact "
        ": anna.roy@acme.fr",
        "anna.roy@acme.fr",
        "Réponse automatique",
    ),
)
SPANISH = (
    person("Dejamos de usar papel en la garita, así que me interesa." + OUTLOOK_ES),
    person("La semana que viene estoy de vacaciones, ¿lo vemos hoy?" + OUTLOOK_ES),
    person("¿Pueden quitar el logotipo del mapa y reenviarlo?"),
    stop("No estoy interesado, por favor elimíneme de su base de datos." + OUTLOOK_ES),
    stop("Ya no quiero recibir sus correos.\n\nEnviado desde mi iPhone"),
    away(
        "Estoy en la feria de Madrid y vuelvo el lunes 10 de mayo.",
        date(2027, 5, 10),
        "Respuesta automática",
    ),
    away("Me encuentro de baja médica.", None, "Respuesta automática", headers=OUTLOOK),
    left(
        "Desde el 1 de abril ya no formo parte de Acme. Escriban a nuevo@acme.es.",
        "nuevo@acme.es",
        "Respuesta automática",
    ),
)
ITALIAN = (
    person("Smettiamo con la carta a giugno, quindi ci interessa." + OUTLOOK_IT),
    person("Domani sono in ferie, ci sentiamo oggi?" + OUTLOOK_IT),
    person("Potete togliere lo sconto e aggiungere il trasporto?"),
    stop("Non sono interessato, per favore non scrivetemi più." + OUTLOOK_IT),
    stop("Chiedo la cancellazione dei miei dati e di non ricevere altre email.\n\nM. Bruni"),
    away(
        "Sono in fiera a Bologna, torno in ufficio il 10 maggio.",
        date(2027, 5, 10),
        "Risposta automatica",
    ),
    away("Sono assente per malattia.", None, "Risposta automatica", headers=OUTLOOK),
    left(
        "Dal 1° aprile non faccio più parte di Acme. Contattate nuovo@acme.it.",
        "nuovo@acme.it",
        "Risposta automatica",
    ),
)
DUTCH = (
    person("We stoppen in juni met papier, dus dit komt goed uit." + OUTLOOK_NL),
    person("Volgende week ben ik vrij, kunnen we vandaag bellen?" + OUTLOOK_NL),
    person("Kunt u de korting verwijderen en het transport toevoegen?"),
    stop("Geen interesse, haal mij van de lijst." + OUTLOOK_NL),
    stop("Gelieve mij niet meer te mailen.\n\nVerstuurd vanaf mijn iPhone"),
    away(
        "Ik ben op een beurs en maandag 10 mei terug op kantoor.",
        date(2027, 5, 10),
        "Automatisch antwoord",
    ),
    away("Wegens ziekte ben ik niet bereikbaar.", None, "Automatisch antwoord", headers=OUTLOOK),
    left(
        "Sinds 1 april werk ik niet meer bij Acme. Mail naar nieuw@acme.nl.",
        "nieuw@acme.nl",
        "Automatisch antwoord",
    ),
)
PORTUGUESE = (
    person("Vamos parar de usar papel em junho, então interessa." + OUTLOOK_PT),
    person("Semana que vem estou de férias, podemos falar hoje?" + OUTLOOK_PT),
    person("Podem retirar o desconto e acrescentar o frete?"),
    stop("Sem interesse. Favor não enviar mais mensagens." + OUTLOOK_PT),
    stop("Retirem-me da vossa base de dados.\n\nEnviado do meu iPhone"),
    away(
        "Estou numa feira e volto ao escritório na segunda, 10 de maio.",
        date(2027, 5, 10),
        "Resposta automática",
    ),
    away("Estou de licença médica.", None, "Resposta automática", headers=OUTLOOK),
    left(
        "Desde abril já não trabalho na Acme. Escrevam para novo@acme.pt.",
        "novo@acme.pt",
        "Resposta automática",
    ),
)
CHINESE = (
    person("我们六月停止使用纸质单据，正好需要。" + OUTLOOK_ZH),
    person("下周我休假，今天能通话吗？" + OUTLOOK_ZH),
    person("请把折扣去掉，加上运费。"),
    stop("没有兴趣，请勿再联系。" + OUTLOOK_ZH),
    stop("请将我从名单中删除，谢谢\n\n发自我的iPhone"),
    away("我在参加展会，5月10日回办公室。", date(2027, 5, 10), "自动回复: Map"),
    away("本人病假中，无法及时回复。", None, "自动回复: Map", headers=OUTLOOK),
    left("我已不在Acme工作，请联系 new@acme.cn。", "new@acme.cn", "自动回复: Map"),
)
FIFTH = (
    *ENGLISH,
    *GERMAN,
    *FRENCH,
    *SPANISH,
    *ITALIAN,
    *DUTCH,
    *PORTUGUESE,
    *CHINESE,
)
