"""The other half of the hundred and twenty, in four more languages."""

from datetime import date

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
from tests.services.sequences.replies.fresh_hundred_twenty import FIRST_SIXTY
from tests.services.sequences.replies.messages import OUTLOOK, K
from yardflow.models import Bounce

ITALIAN = (
    person("Buongiorno, passi pure dallo stand, padiglione 16. Saluti, Luca" + OUTLOOK_IT),
    person("da gennaio seguo gli acquisti indiretti, per la logistica senta il dott. Ferri"),
    person("Mi spiace, abbiamo appena rinnovato con il fornitore attuale" + OUTLOOK_IT),
    person("Va bene giovedì alle 15, mi mandi il link"),
    person("Mi tolga una curiosità: quante sedi gestite?"),
    person("Potete togliere il mio collega Rossi dai destinatari e lasciare solo me?"),
    stop("cancellami"),
    stop(
        "Gentili signori, non abbiamo mai richiesto le Vostre comunicazioni. Vi invitiamo a "
        "rimuovere il nostro indirizzo dai Vostri archivi. Distinti saluti"
    ),
    stop("Non voglio più ricevere niente da voi" + OUTLOOK_IT),
    away(
        "Sono in maternità fino a fine ottobre. Per necessità scrivere a g.russo@acme.it.",
        date(2027, 10, 31),
        "Risposta automatica: Map",
    ),
    away("Assente per malattia, rientro previsto il 10.05.2027", date(2027, 5, 10), "Assenza: Map"),
    away(
        "Sarò in viaggio d'affari da lunedì 3 a venerdì 7 maggio con accesso limitato alla posta.",
        date(2027, 5, 7),
        "Risposta automatica: Map",
        headers=OUTLOOK,
    ),
    left(
        "La informo che dal 1° aprile la sig.ra Petit non è più in forza presso la nostra azienda. "
        "Riferimento: marco.villa@acme.it",
        "marco.villa@acme.it",
        "Risposta automatica: Map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Gentile cliente, la Sua richiesta è stata registrata con il numero 88431. La "
        "ricontatteremo "
        "al più presto.",
        "Conferma ricezione",
    ),
    returned(
        "Il messaggio non è stato recapitato ad anne@acme.it. Destinatario sconosciuto. 550 5.1.1",
        "Mancata consegna: The yard map",
        Bounce.HARD,
    ),
)
DUTCH = (
    person("Hoi Kim, loop gerust even langs bij stand 8.210!" + OUTLOOK_NL),
    person("Ik zit sinds kort bij verkoop, voor het magazijn moet je Kees hebben."),
    person("Nee dank je, niet nu. Probeer het na de zomer nog eens." + OUTLOOK_NL),
    person("Donderdag 13u is prima. Groet, Jan"),
    person("Wij stoppen morgen om vier uur, daarna kunt u niet meer lossen."),
    person(
        "Kun je Piet van de mailinglijst halen? Hij is met pensioen. Ik blijf er graag op.",
        unsure=True,
    ),
    stop("uitschrijven aub"),
    stop(
        "Beste, wij zijn een zorginstelling en hebben hier niets aan. Gelieve ons te schrappen uit "
        "uw adressenbestand. Mvg" + OUTLOOK_NL
    ),
    stop("Kap met die mails."),
    away(
        "Ik ben er even niet en lees mijn mail pas weer op dinsdag 11 mei.",
        date(2027, 5, 11),
        "Automatisch antwoord: Map",
    ),
    away(
        "In verband met zwangerschapsverlof ben ik tot september afwezig. Neem contact op met "
        "Fleur "
        "Bakker, fleur.bakker@acme.nl",
        None,
        "Automatisch antwoord: Map",
        headers=OUTLOOK,
        successor="fleur.bakker@acme.nl",
    ),
    away("Wij zijn gesloten van 3/5 t/m 9/5. Fijne meivakantie!", date(2027, 5, 9), "Gesloten"),
    left(
        "Bas Mulder heeft ons bedrijf per 1 april verlaten. Voor vragen kunt u terecht bij "
        "sales@acme.nl.",
        "sales@acme.nl",
        "Automatisch antwoord: Map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Uw bericht is in goede orde ontvangen. U hoort binnen 3 werkdagen van ons. Kenmerk: "
        "2027-1182",
        "Ontvangstbevestiging",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Uw bericht is gelezen op maandag 3 mei 2027 10:14",
        "Gelezen: The yard map",
    ),
)
PORTUGUESE = (
    person("Oi Kim, passa no nosso estande na quarta, rua G!" + OUTLOOK_PT),
    person("Mudei de área, hoje cuido de exportação. Fala com o Sérgio."),
    person("valeu, mas esse ano não rola. quem sabe em 2028"),
    person("Pode ser quinta às 14h. Abs" + OUTLOOK_PT),
    person("A transportadora parou de atender a gente, vocês indicam outra?"),
    person("Tira o Paulo da lista e me inclui no lugar, por favor.", unsure=True),
    stop("me tira dessa lista por favor"),
    stop(
        "Prezados, não autorizamos o envio de publicidade. Solicitamos a exclusão do nosso e-mail "
        "do "
        "vosso mailing. Att, Financeiro" + OUTLOOK_PT
    ),
    stop("Parem com os e-mails."),
    away(
        "Estou em viagem a trabalho e retorno no dia 12/05.",
        date(2027, 5, 12),
        "Resposta automática: Map",
    ),
    away(
        "Encontro-me de licença de maternidade. Na minha ausência contacte Rita Lopes: "
        "rita.lopes@acme.pt",
        None,
        "Resposta automática: Map",
        headers=OUTLOOK,
        successor="rita.lopes@acme.pt",
    ),
    away(
        "Estarei fora de 03 a 07 de maio. Volto na segunda, dia 10.",
        date(2027, 5, 10),
        "Resposta automática: Map",
    ),
    left(
        "Informamos que o colaborador Anderson Lima não faz mais parte do nosso quadro de "
        "funcionários. Favor encaminhar para compras@acme.com.br",
        "compras@acme.com.br",
        "Resposta automática: Map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Recebemos o seu contato! Protocolo 20270503-771. Nosso prazo de resposta é de até 2 dias "
        "úteis.",
        "Protocolo 20270503-771",
    ),
    returned(
        "A sua mensagem para anne@acme.pt foi rejeitada pelo servidor: 550 5.7.1 bloqueada por "
        "política",
        "Não foi possível entregar: The yard map",
        Bounce.POLICY,
    ),
)
CHINESE = (
    person("好的，欢迎来我们展位H3-12坐坐。" + OUTLOOK_ZH),
    person("我已经调到销售部了，仓库的事请找老张。"),
    person("今年没有预算，明年再说吧。" + OUTLOOK_ZH),
    person("行，周四下午两点，发个会议链接"),
    person("这批货停止发运了吗？"),
    person("请把王经理从名单里去掉，改加我。", unsure=True),
    stop("退订，谢谢" + OUTLOOK_ZH),
    stop("您好，我司与贵司无业务往来，请将此邮箱移出贵司的邮件列表。谢谢。"),
    stop("別再寄信給我了"),
    away(
        "本人因公出差，5月12日恢复上班，期间回复邮件可能不及时。",
        date(2027, 5, 12),
        "自动回复: Map",
    ),
    away(
        "您好，我正在休产假，工作暂由刘洋（liu.yang@acme.cn）负责。",
        None,
        "自动回复: Map",
        headers=OUTLOOK,
        successor="liu.yang@acme.cn",
    ),
    away(
        "五一放假通知：我司5月1日至5月5日放假，5月6日正常上班。", date(2027, 5, 6), "自动回复: Map"
    ),
    left(
        "您好，陈静女士已不在本公司任职，相关业务请联系 zhou.min@acme.cn。",
        "zhou.min@acme.cn",
        "自动回复: Map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "您的来信已收到，工单号 10293，我们将在两个工作日内回复您。",
        "已收到您的来信",
    ),
    program(
        K.CHALLENGE,
        "为防止垃圾邮件，请点击以下链接确认您的身份，邮件才会投递：https://verify.example/c/8",
        "请验证您的邮件",
    ),
)

HUNDRED_TWENTY = (*FIRST_SIXTY, *ITALIAN, *DUTCH, *PORTUGUESE, *CHINESE)
