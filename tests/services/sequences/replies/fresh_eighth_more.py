"""The rest of the eighty of `fresh_eighth`: in Italian, Dutch, Portuguese and Chinese."""

from datetime import date

from tests.services.sequences.replies import fresh_eighth
from tests.services.sequences.replies.as_sent import noted, reported
from tests.services.sequences.replies.as_written import (
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
    person("Oggi sono uscito prima, mi scusi. Ci sentiamo domani mattina verso le dieci?"),
    person("Grazie, ma quest'anno non esponiamo e non abbiamo budget."),
    person("Vi aspettiamo noi allo stand B22, fermatevi pure quando volete!" + OUTLOOK_IT),
    stop("Toglietemi dalla mailing list per cortesia."),
    stop("non scrivetemi più"),
    stop(
        "Buongiorno,\nnon lavoro nel settore e non so come abbiate avuto il mio indirizzo. Vi "
        "chiedo di eliminarlo.\nSaluti,\nGianni Riva" + OUTLOOK_IT
    ),
    away(
        "Gli uffici resteranno chiusi per la pausa estiva dal 9 al 27 agosto. Riapriremo "
        "lunedì 30.",
        date(2027, 8, 30),
        "Risposta automatica: The yard map",
        received=date(2027, 8, 10),
    ),
    away(
        "Sono in maternità; in mia assenza potete rivolgervi a Elena Fabbri.",
        None,
        "Risposta automatica: The yard map",
    ),
    left(
        "La informo che non faccio più parte di Acme S.p.A. Per le richieste commerciali: "
        "vendite@acme.it",
        "vendite@acme.it",
        "Risposta automatica: The yard map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "La Sua richiesta è stata presa in carico con il numero 2027-0113. Non risponda a "
        "questa email.",
        "Ticket 2027-0113",
    ),
)
DUTCH = (
    person(
        "Ik ben vandaag wat eerder weg, bel me morgen even?\n\nVerstuurd vanaf mijn iPhone"
        + OUTLOOK_NL
    ),
    person("Bedankt, maar we hebben net een ander pakket gekozen. Misschien over twee jaar."),
    person("Dit is niet mijn afdeling. Probeer Joris eens: joris@acme.nl, die gaat over de docks."),
    stop("Haal mij van deze lijst af aub"),
    stop("afmelden"),
    stop(
        "Beste Kim,\n\nIk wil geen reclame meer van jullie krijgen. Wis mijn gegevens.\n\nMvg,\nEls"
    ),
    away(
        "Wegens Hemelvaart is ons kantoor gesloten op 6 en 7 mei. Maandag 10 mei zijn we er weer.",
        date(2027, 5, 10),
        "Automatisch antwoord: The yard map",
    ),
    away(
        "Ik ben met zwangerschapsverlof en werk vanaf 1 oktober 2027 weer. Mijn vervanger is "
        "Tom de Boer.",
        date(2027, 10, 1),
        "Automatisch antwoord: The yard map",
    ),
    left(
        "Karin Postma is per 1 april uit dienst. Je kunt je vraag stellen via planning@acme.nl.",
        "planning@acme.nl",
        "Automatisch antwoord: The yard map",
    ),
    reported(
        "postmaster@acme.nl",
        "Onbestelbaar: The yard map",
        "<p>Uw bericht aan anne@acme.nl kan niet worden bezorgd. De geadresseerde is niet "
        "gevonden bij acme.nl.</p>",
        "5.1.10",
        Bounce.HARD,
        as_html=True,
    ),
)
PORTUGUESE = (
    person(
        "Hoje saí mais cedo, desculpe! Consegue amanhã às 10h?\n\nEnviado do meu iPhone"
        + OUTLOOK_PT
    ),
    person("No momento não temos interesse, obrigado."),
    person("Passa no nosso estande quarta, a gente para às 18h."),
    stop("Parem de me mandar isso"),
    stop("Gostaria que excluíssem meu e-mail da base de vocês, por favor."),
    stop("remover meu contato\n\nEnviado do Yahoo Mail no Android"),
    away(
        "Devido ao feriado de Corpus Christi, nosso escritório estará fechado de 27 a 30 de "
        "maio, retornando no dia 31.",
        date(2027, 5, 31),
        "Resposta automática: The yard map",
        received=date(2027, 5, 27),
    ),
    away(
        "Encontro-me de licença de maternidade. Assuntos urgentes: Rita Sousa.",
        None,
        "Resposta automática: The yard map",
    ),
    left(
        "Informamos que a Paula Nunes não integra mais o nosso quadro de colaboradores. Favor "
        "contatar comercial@acme.com.br.",
        "comercial@acme.com.br",
        "Resposta automática: The yard map",
    ),
    program(
        K.CHALLENGE,
        "Sua mensagem está retida. Clique no link para confirmar que você é um remetente "
        "legítimo: https://filtro.acme.example/c/8",
        "Confirmação de remetente",
    ),
)
CHINESE = (
    person("今天我提前下班了，明天上午给我打电话吧。\n\n发自我的iPhone" + OUTLOOK_ZH),
    person("谢谢，我们暂时不需要。"),
    person("这块业务现在归李工负责，您可以直接联系他：li@acme.cn"),
    stop("麻烦把我从名单里删掉"),
    stop("不要再发了"),
    stop("您好，我没有订阅过贵公司的邮件，请停止向我发送。谢谢。\n王磊"),
    away(
        "因春节放假，我公司2月5日至2月12日休息，2月13日正常上班。",
        date(2027, 2, 13),
        "自动回复: The yard map",
        received=date(2027, 2, 5),
    ),
    away("本人正在休产假，工作邮件请转发给张敏。", None, "自动回复: The yard map"),
    left(
        "您好，王磊已于上月离职，相关事宜请联系 zhaoqian@acme.cn。",
        "zhaoqian@acme.cn",
        "自动回复: The yard map",
    ),
    noted(
        "PostMaster@qq.com",
        "系统退信",
        "很抱歉您发送的邮件被退回，以下是该邮件的相关信息：\n收件人 anne@qq.com\n退信原因 收"
        "件人邮箱不存在，或收件人帐号已注销。\nhost mx3.qq.com said: 550 Mailbox not found",
        Bounce.HARD,
    ),
)
EIGHTH = (
    *fresh_eighth.ENGLISH,
    *fresh_eighth.GERMAN,
    *fresh_eighth.FRENCH,
    *fresh_eighth.SPANISH,
    *ITALIAN,
    *DUTCH,
    *PORTUGUESE,
    *CHINESE,
)
