"""The rest of the eighty of `fresh_ninth`: in Italian, Dutch, Portuguese and Chinese."""

from datetime import date

from tests.services.sequences.replies import fresh_ninth
from tests.services.sequences.replies.as_sent import noted, reported
from tests.services.sequences.replies.as_written import (
    NEW_YEAR,
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
from tests.services.sequences.replies.messages import K
from yardflow.models import Bounce

ITALIAN = (
    person("Mi occupo solo di contabilità, provi a sentire il magazzino: magazzino@acme.it"),
    person("No grazie, non ci interessa."),
    person(
        "Dopo la fiera smettiamo con il vecchio software, quindi sì, mi mandi un preventivo!"
        + OUTLOOK_IT
    ),
    stop("Disiscrivetemi"),
    stop(
        "Chiedo cortesemente di non ricevere ulteriori comunicazioni.\n\nDistinti saluti,\n"
        "Avv. Paola Neri"
    ),
    stop("eliminate il mio indirizzo dai vostri contatti"),
    away(
        "Sarò fuori sede fino a venerdì compreso.",
        date(2027, 5, 7),
        "Risposta automatica: The yard map",
    ),
    away(
        "Ufficio chiuso per festa patronale, riapriamo il 4 maggio.",
        date(2027, 5, 4),
        "Risposta automatica: The yard map",
    ),
    left(
        "Il sig. Bruni ha lasciato Acme lo scorso mese; la sua posta non viene più letta. "
        "Scriva a Luca Ferri, luca.ferri@acme.it",
        "luca.ferri@acme.it",
        "Risposta automatica: The yard map",
    ),
    noted(
        "Postmaster@acme.it",
        "DELIVERY FAILURE: User anne (anne@acme.it) not listed in Domino Directory",
        "Your message\n\n  Subject: The yard map\n\nwas not delivered to:\n\n  anne@acme.it\n"
        "\nbecause:\n\n  User anne (anne@acme.it) not listed in Domino Directory",
        Bounce.HARD,
    ),
)
DUTCH = (
    person("Haha, jullie geven niet op. Oké, stuur maar een offerte."),
    person("Geen interesse, maar succes ermee!"),
    person(
        "Wij stoppen per 1 juni met de beurs in Utrecht, maar Venlo blijft. Kunnen we daar "
        "iets doen?" + OUTLOOK_NL
    ),
    stop("Niet meer mailen graag"),
    stop("Wilt u mijn e-mailadres uit uw systeem verwijderen?"),
    stop(
        "Ik werk hier niet in de logistiek dus stuur mij dit alsjeblieft niet meer toe. "
        "Groetjes Anouk"
    ),
    away(
        "Ik ben er volgende week woensdag weer.",
        date(2027, 5, 12),
        "Automatisch antwoord: The yard map",
    ),
    away(
        "Ivm ziekte ben ik voorlopig niet bereikbaar. Mijn collega's helpen je via info@acme.nl.",
        None,
        "Automatisch antwoord: The yard map",
    ),
    left(
        "Met ingang van 1 mei ben ik niet langer werkzaam bij Acme. Neem contact op met Sanne "
        "Vos via sanne.vos@acme.nl.",
        "sanne.vos@acme.nl",
        "Automatisch antwoord: The yard map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Hartelijk dank voor je bericht, we hebben het goed ontvangen. Binnen 2 werkdagen "
        "hoor je van ons.",
        "Ontvangstbevestiging",
    ),
)
PORTUGUESE = (
    person("Olha, não sou eu que decido isso. Fala com o Bruno do pátio: bruno@acme.com.br"),
    person("Não estamos comprando nada agora, mas obrigada pelo contato!"),
    person("Se vocês pararem na feira quinta, eu mostro o galpão. Pode ser?" + OUTLOOK_PT),
    stop("Sair da lista"),
    stop("Não desejo mais receber esse tipo de mensagem, grato."),
    stop(
        "Solicito o cancelamento do envio de e-mails para este endereço.\n\nAtenciosamente,\n"
        "Carla Dias\nCoordenadora de Suprimentos"
    ),
    away(
        "Volto ao escritório na quarta-feira, dia 12.",
        date(2027, 5, 12),
        "Resposta automática: The yard map",
    ),
    away(
        "Estamos em férias coletivas de 20/12 a 04/01.",
        date(2027, 1, 4),
        "Resposta automática: The yard map",
        **NEW_YEAR,
    ),
    left(
        "Comunico meu desligamento da Acme. A partir de agora, fale com Tiago Rocha "
        "(tiago.rocha@acme.com.br).",
        "tiago.rocha@acme.com.br",
        "Resposta automática: The yard map",
    ),
    reported(
        "postmaster@acme.com.br",
        "Não é possível entregar: The yard map",
        "<p>A mensagem para anne@acme.com.br foi bloqueada pela política da organização.</p>",
        "5.7.1",
        Bounce.POLICY,
        as_html=True,
    ),
)
CHINESE = (
    person("你们公司真执着，哈哈。发份报价给我看看吧。"),
    person("我不负责这个，请找采购部。"),
    person("欢迎周三来我们展位，停车走3号门。" + OUTLOOK_ZH),
    stop("别发了"),
    stop("请将我的邮箱从贵司的发送列表中移除，谢谢！"),
    stop("此类广告邮件请勿再发至本邮箱。"),
    away("我出差中，下周一回公司，回复可能会延迟。", date(2027, 5, 10), "自动回复: The yard map"),
    away(
        "国庆长假期间（10月1日—10月7日）我不在公司，节后回复您。",
        date(2027, 10, 7),
        "自动回复: The yard map",
        received=date(2027, 10, 1),
    ),
    left(
        "本人已从原公司辞职，此邮箱不再使用。业务请联系陈静 chenjing@acme.cn",
        "chenjing@acme.cn",
        "自动回复: The yard map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "您的来信已收到，我们会尽快给您答复。此邮件为系统自动发送，请勿直接回复。",
        "自动回复：已收到您的邮件",
    ),
)
NINTH = (
    *fresh_ninth.ENGLISH,
    *fresh_ninth.GERMAN,
    *fresh_ninth.FRENCH,
    *fresh_ninth.SPANISH,
    *ITALIAN,
    *DUTCH,
    *PORTUGUESE,
    *CHINESE,
)
