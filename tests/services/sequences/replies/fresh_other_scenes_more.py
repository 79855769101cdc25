"""The other half of the hundred and twenty of other scenes, in four more languages. Two are marked
as the rules take them, and a person would otherwise: goods that are taken off a list, and someone
who is to be deleted without a word for what from.
"""

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
from tests.services.sequences.replies.fresh_other_scenes import FIRST_SCENES
from tests.services.sequences.replies.messages import OUTLOOK, K
from yardflow.models import Bounce

ITALIAN = (
    person("Sono in riunione, la richiamo io nel pomeriggio."),
    person("Ci fermiamo allo stand giovedì, quale padiglione?" + OUTLOOK_IT),
    person("Ho inoltrato al responsabile di magazzino, vi farà sapere."),
    person("Non riceviamo più camion il sabato, il vostro sistema lo gestisce?"),
    person("Interessante, ma prima di settembre non decidiamo niente." + OUTLOOK_IT),
    person("Il sig. Conti è in pensione, cancellatelo pure; da oggi scrivete a me."),
    stop("toglietemi da sta lista"),
    stop(
        "Buongiorno, non essendo interessati Vi preghiamo di sospendere l'invio di ulteriori "
        "comunicazioni. Cordiali saluti, Segreteria" + OUTLOOK_IT
    ),
    stop("Stop grazie"),
    away(
        "Oggi e domani sono in cantiere, rispondo da mercoledì.",
        date(2027, 5, 5),
        "Risposta automatica: Map",
    ),
    away(
        "Lo stabilimento resterà chiuso per ferie dal 9 al 22 agosto.",
        date(2027, 8, 22),
        "Risposta automatica: Map",
        headers=OUTLOOK,
    ),
    away(
        "Sono in congedo parentale. Per le spedizioni: dott.ssa Elisa Moro, elisa.moro@acme.it",
        None,
        "Risposta automatica: Map",
    ),
    left(
        "Gentile mittente, il dott. Bianchi ha concluso il suo rapporto di lavoro con Acme il 30 "
        "aprile. Scriva a direzione@acme.it",
        "direzione@acme.it",
        "Risposta automatica: Map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Abbiamo aperto la segnalazione INC0098123. Riceverà aggiornamenti via mail.",
        "INC0098123 aperta",
    ),
    program(
        K.CHALLENGE,
        "Per recapitare il suo messaggio è necessaria una verifica: clicchi qui "
        "https://filtro.example/k",
        "Verifica del mittente",
    ),
)
DUTCH = (
    person("Ik heb het doorgestuurd naar onze logistiek manager, die pakt het op."),
    person("Ben tot woensdag op de beurs in München, daarna even bellen?" + OUTLOOK_NL),
    person("Haal de pallets maar van de lijst, die zijn al weg. En graag een offerte."),
    person("Geen mail gehad met de bijlage, kun je hem nog eens sturen?"),
    person("Wat kost het per maand voor 40 dokken?" + OUTLOOK_NL),
    person("Stuur voortaan alles naar planning@acme.nl en niet meer naar mij.", unsure=True),
    stop("Gaarne mijn mailadres verwijderen. Dank."),
    stop("Wij stellen geen prijs op verdere berichten. Met vriendelijke groet, Receptie Acme"),
    stop("Nogmaals: stop met mailen." + OUTLOOK_NL),
    away(
        "Ik werk op maandag, dinsdag en donderdag. Op andere dagen lees ik geen mail.",
        None,
        "Automatisch antwoord: Map",
    ),
    away(
        "Met ouderschapsverlof, vanaf 7 juni ben ik weer terug.",
        date(2027, 6, 7),
        "Automatisch antwoord: Map",
        headers=OUTLOOK,
    ),
    away(
        "Vandaag ben ik vrij, morgen lees ik je bericht.",
        date(2027, 5, 4),
        "Automatisch antwoord: Map",
    ),
    left(
        "Per 1 mei ben ik met pensioen. Mijn taken zijn overgenomen door Sanne Vos "
        "(sanne.vos@acme.nl).",
        "sanne.vos@acme.nl",
        "Automatisch antwoord: Map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Wij hebben je vraag geregistreerd onder nummer 55120. Je hoort snel van ons.",
        "Melding 55120",
    ),
    returned(
        "Uw bericht aan anne@acme.nl kon niet worden afgeleverd: het postvak van de ontvanger is "
        "vol. "
        "552 5.2.2",
        "Onbestelbaar: The yard map",
        Bounce.FULL,
    ),
)
PORTUGUESE = (
    person("Recebi, vou olhar com calma no fim de semana." + OUTLOOK_PT),
    person("Não sou eu quem decide, mas passei pro pessoal do pátio."),
    person("Paramos a produção na semana que vem, podemos falar depois?"),
    person("Tô na estrada, me chama no zap"),
    person("Desculpe a demora, estava de licença. Ainda dá tempo?" + OUTLOOK_PT),
    person("Favor mandar só para compras@acme.com.br, não para mim.", unsure=True),
    stop("n quero mais receber"),
    stop(
        "Boa tarde. Não faço parte da área de logística, por favor excluam o meu contacto. "
        "Cumprimentos" + OUTLOOK_PT
    ),
    stop("Descadastre-me, obrigado."),
    away("Recesso: voltamos em 10/05.", date(2027, 5, 10), "Recesso"),
    away(
        "Estou em treinamento até sexta-feira e responderei depois.",
        date(2027, 5, 7),
        "Resposta automática: Map",
    ),
    away(
        "De férias! Só respondo a partir de 24 de maio.",
        date(2027, 5, 24),
        "Resposta automática: Map",
        headers=OUTLOOK,
    ),
    left(
        "O colaborador que procura deixou a organização. Por favor contacte geral@acme.pt.",
        "geral@acme.pt",
        "Resposta automática: Map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Obrigado! O seu pedido deu entrada com o n.º 4471/2027.",
        "Pedido 4471/2027",
    ),
    program(
        K.CHALLENGE,
        "Esta conta usa proteção antispam. Confirme que é uma pessoa em https://guard.example/pt/5 "
        "e a sua mensagem será entregue.",
        "Confirmação do remetente",
    ),
)
CHINESE = (
    person("我把您的邮件转给采购部同事了，他会联系您。" + OUTLOOK_ZH),
    person("我正在出差，下周一再详聊可以吗？"),
    person("仓库那边不再使用纸质单据了，你们系统支持扫码吗？"),
    person("附件打不开，请重新发送。" + OUTLOOK_ZH),
    person("价格能再优惠点吗？"),
    person("以后邮件请发给 wu@acme.cn，不要发给我。", unsure=True),
    stop("请停止发送推销邮件"),
    stop("您好，我不负责物流，请不要再给我发送邮件，谢谢理解。\n\n张敏\n财务部" + OUTLOOK_ZH),
    stop("把我的邮箱从你们名单里删掉"),
    away("我今天请假，明天回复您。", date(2027, 5, 4), "自动回复: Map"),
    away("您好，本人正在参加培训，5月7日（周五）后回复。", date(2027, 5, 7), "自动回复: Map"),
    away(
        "我在陪产假中，急事请联系同事赵强 zhao.qiang@acme.cn",
        None,
        "自动回复: Map",
        headers=OUTLOOK,
        successor="zhao.qiang@acme.cn",
    ),
    left(
        "本人将于4月30日退休，此邮箱不再使用，后续请联系李娜 li.na@acme.cn",
        "li.na@acme.cn",
        "自动回复: Map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "感谢您的咨询，您的服务请求编号为 SR-88120，客服将尽快与您联系。",
        "服务请求已创建",
    ),
    returned("抱歉，您的邮件被退回：收件人邮箱已满。552 5.2.2", "系统退信", Bounce.FULL),
)
OTHER_SCENES = (*FIRST_SCENES, *ITALIAN, *DUTCH, *PORTUGUESE, *CHINESE)
