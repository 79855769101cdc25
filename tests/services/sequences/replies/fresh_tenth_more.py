"""The other half of the hundred and twenty, and languages that the rules had no words of."""

from datetime import date

from tests.services.sequences.replies import fresh_tenth
from tests.services.sequences.replies.as_written import (
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
from tests.services.sequences.replies.messages import K
from yardflow.models import Bounce

ITALIAN = (
    stop("cancelatemi"),
    stop("Non scrivete più a questo indirizzo!" + OUTLOOK_IT),
    stop("Eliminate il mio nominativo dai vostri elenchi, grazie."),
    stop("Per cortesia smettetela di mandarmi pubblicità"),
    stop("Non siamo interessati, vi prego di non ricontattarci." + OUTLOOK_IT),
    person(
        "Spett.le azienda, con la presente revoco ogni consenso al trattamento dei miei dati e "
        "diffido dal proseguire con gli invii.",
        unsure=True,
    ),
    person("Mi ha tolto le parole di bocca, ne parliamo in fiera!"),
    person("Non mi occupo più io dei piazzali, chieda a Ferri."),
    away(
        "Gentile mittente, sarò fuori sede fino al 12 maggio compreso. Per urgenze: Ada Neri, "
        "a.neri@acme.it",
        date(2027, 5, 12),
        "Risposta automatica: Map",
        successor="a.neri@acme.it",
    ),
    left(
        "La casella di Luca Bianchi non è più attiva, il collega ha lasciato l'azienda.",
        "",
        "Risposta automatica: Map",
    ),
)
DUTCH = (
    stop("gelieve me uit te schijven"),
    stop("Geen interesse. Graag niet meer benaderen." + OUTLOOK_NL),
    stop("Wilt u mij van de verzendlijst afhalen? Dank."),
    stop("Ik wil deze reclame niet."),
    stop("Verwijder mijn gegevens aub, hier heb ik nooit om gevraagd" + OUTLOOK_NL),
    person("Haal de tweede regel er maar af, dan teken ik de offerte."),
    person("Wij doen dit intern, maar succes ermee." + OUTLOOK_NL),
    away(
        "Ik ben met vakantie en ben vanaf woensdag 19 mei weer bereikbaar.",
        date(2027, 5, 19),
        "Automatisch antwoord: Map",
    ),
    left(
        "Per 1 mei ben ik niet meer werkzaam bij Acme. Mijn taken zijn overgenomen door Els Smit, "
        "els.smit@acme.nl.",
        "els.smit@acme.nl",
        "Automatisch antwoord: Map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Bedankt voor uw bericht. Wij streven ernaar uw vraag binnen 2 werkdagen te beantwoorden.",
        "Bevestiging ontvangst",
    ),
)
PORTUGUESE = (
    stop("me descadastra pf"),
    stop("Favor remover meu contato do mailing." + OUTLOOK_PT),
    stop("Nao envie mais nada"),
    stop("Não tenho interesse, peço que não me contactem mais."),
    stop("Chega de spam!" + OUTLOOK_PT),
    person(
        "Nos termos da LGPD, solicito informar de onde obtiveram meus dados e que os mesmos sejam "
        "eliminados imediatamente.",
        unsure=True,
    ),
    person("Pode tirar o valor do frete da proposta?"),
    person("Agora não dá, mas me chama no segundo semestre." + OUTLOOK_PT),
    away(
        "Olá! Estou de férias até dia 21 de maio. Em caso de urgência, fale com o Rui: "
        "rui@acme.com.br",
        date(2027, 5, 21),
        "Resposta automática: Map",
        successor="rui@acme.com.br",
    ),
    left(
        "Já não faço parte da Acme. Por favor escreva para geral@acme.pt.",
        "geral@acme.pt",
        "Resposta automática: Map",
    ),
)
CHINESE = (
    stop("TD"),
    stop("麻烦把我从邮件列表里拿掉"),
    stop("请不要再联系我们公司了，谢谢。" + OUTLOOK_ZH),
    stop("不感兴趣，勿扰"),
    stop("拒收" + OUTLOOK_ZH),
    person("这个我们不需要，祝生意兴隆。"),
    person("你们的信我一直没收到，请重发。"),
    away(
        "您好！我正在休年假，5月17日返回公司。紧急事宜请联系李娜 li.na@acme.cn。",
        date(2027, 5, 17),
        "自动回复: Map",
        successor="li.na@acme.cn",
    ),
    program(K.ACKNOWLEDGEMENT, "邮件已收悉，我们将尽快与您联系。", "自动回复: Map"),
)
OTHERS = (
    stop("Proszę o usunięcie mnie z listy mailingowej."),
    stop("Proszę więcej do mnie nie pisać"),
    stop("Vänligen ta bort mig från er lista."),
    stop("Sluta skicka mejl till mig"),
    stop("Fjern meg fra listen, takk"),
    stop("Afmeld mig venligst"),
    stop("配信停止してください"),
    stop("今後メールを送らないでください。"),
    person("Dzień dobry, proszę o przesłanie oferty."),
    person("Tack, vi hörs efter sommaren!"),
)
SERVERS = (
    returned(
        "Your message did not reach some or all of the intended recipients.\n\nThe following "
        "recipient(s) could not be reached:\n\nanne@acme.com\n   Error Type: SMTP\n   Remote "
        "server replied: 550 5.5.0 Requested action not taken: mailbox unavailable",
        "Message undeliverable: The yard map",
        Bounce.HARD,
    ),
    returned(
        "Delivery to the following recipient failed: anne@acme.com\n452-4.2.2 The email account "
        "that you tried to reach is over quota.",
        "Delivery Status Notification (Failure)",
        Bounce.FULL,
    ),
    away("I am not here.", None, "Auto: The yard map"),
    program(K.ACKNOWLEDGEMENT, "Your mail was received.", "Auto: The yard map"),
)
TENTH = (
    *fresh_tenth.ENGLISH,
    *fresh_tenth.GERMAN,
    *fresh_tenth.FRENCH,
    *fresh_tenth.SPANISH,
    *ITALIAN,
    *DUTCH,
    *PORTUGUESE,
    *CHINESE,
    *OTHERS,
    *SERVERS,
)
