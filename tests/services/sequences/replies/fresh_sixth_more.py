"""The other half of `fresh_sixth`."""

from datetime import date

from tests.services.sequences.replies import fresh_sixth
from tests.services.sequences.replies.as_sent import html, invited, noted, reported
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
from tests.services.sequences.replies.messages import OUTLOOK, K
from yardflow.models import Bounce

ITALIAN = (
    invited("ACCEPTED", "Accettato: Demo allo stand 2210", "Perfetto, a martedì."),
    person(
        "Buongiorno, il collega Bruni mi ha girato la Sua mail: dei piazzali mi occupo io. Venerdì "
        "alle 10?" + OUTLOOK_IT,
        "I: The yard map",
        sender="Sara Conti <sara.conti@acme.it>",
    ),
    person(
        "Va bene giovedì.\n\nInviato da iPhone\n\nAi sensi del Regolamento UE 2016/679 questo "
        "messaggio è riservato. Se non desidera più ricevere comunicazioni ci scriva." + OUTLOOK_IT
    ),
    person(
        "Buongiorno, per ora non serve. Vi prego comunque di non contattare più il nostro "
        "magazzino di Bari, ma solo la sede di Milano, che segue questi progetti.",
        unsure=True,
    ),
    html(
        "<div>Cancellatemi, grazie.</div><blockquote>Il giorno ven 30 apr 2027 Kim Ode ha scritto:"
        "<br>Ci vediamo in fiera?<br>Disiscriviti</blockquote>",
        K.STOP,
    ),
    away(
        "Sarò assente per due settimane e rientro nella settimana del 17 maggio.",
        date(2027, 5, 17),
        "Risposta automatica: The yard map",
    ),
    left(
        "La informiamo che il dott. Bruni ha cessato il rapporto di lavoro con Acme. Per il "
        "seguito: piazzale@acme.it",
        "piazzale@acme.it",
        "Risposta automatica: The yard map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Abbiamo preso in carico la Sua segnalazione n. 45871. La risposta arriverà entro due "
        "giorni lavorativi.",
        "[#45871] The yard map",
        headers={"Precedence": "auto_reply"},
    ),
    program(
        K.CHALLENGE,
        "Il Suo messaggio è in attesa. Per confermare che il mittente è una persona reale clicchi "
        "qui: https://spam.acme.example/c/71",
        "Conferma il tuo messaggio",
    ),
    noted(
        "Mail Delivery System <Mailer-Daemon@mx.acme.it>",
        "Mail delivery failed: returning message to sender",
        "This message was created automatically by mail delivery software.\n\nA message that you "
        "sent could not be delivered to one or more of its recipients.\n\n  anne@acme.it\n    host "
        "mx.acme.it: 452 4.2.2 mailbox over quota: retry timeout exceeded\n",
        Bounce.FULL,
    ),
)
DUTCH = (
    invited("DECLINED", "Geweigerd: Demo op stand 2210", "Dan zit ik in het vliegtuig. Donderdag?"),
    person(
        "Piet stuurde je mail door, hij gaat hier niet meer over. Ik kom woensdag langs met twee "
        "collega's." + OUTLOOK_NL,
        "FW: The yard map",
        sender="Sanne Bos <sanne.bos@acme.nl>",
    ),
    person("Ik ben vanaf morgen twee weken weg, bel me dus vandaag nog even." + OUTLOOK_NL),
    stop("Graag geen mail meer van jullie.\n\nVerstuurd vanaf mijn Samsung" + OUTLOOK_NL),
    stop(
        "Op vr 30 apr 2027 om 16:12 schreef Kim Ode <kim@yardflow.example>:\n> Tot op de beurs?\n"
        "> Uitschrijven kan hier\n\nMeld mij af."
    ),
    away(
        "Ik ben met verlof en in week 20 weer aanwezig.",
        date(2027, 5, 17),
        "Automatisch antwoord: The yard map",
    ),
    away(
        "Ik werk niet op maandag, dinsdag lees ik uw bericht.",
        date(2027, 5, 4),
        "Automatisch antwoord: The yard map",
    ),
    left(
        "Piet de Vries is per 1 april uit dienst. Zijn werkzaamheden zijn overgenomen door Sanne "
        "Bos, sanne.bos@acme.nl.",
        "sanne.bos@acme.nl",
        "Automatisch antwoord: The yard map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Uw melding is geregistreerd onder nummer M2705-0031. Wij houden u op de hoogte van de "
        "voortgang.",
        "Melding M2705-0031",
    ),
    reported(
        "postmaster@acme.nl",
        "Niet bestelbaar: The yard map",
        "<p>Uw bericht aan anne@acme.nl kan niet worden bezorgd: anne is niet gevonden.</p>",
        "5.1.10",
        Bounce.HARD,
        as_html=True,
    ),
)
PORTUGUESE = (
    invited("TENTATIVE", "Talvez: Demo no estande 2210"),
    person(
        "O Jorge saiu de férias e pediu que eu respondesse: temos interesse, sim. Pode ser na "
        "quinta?" + OUTLOOK_PT,
        sender="Marta Reis <marta.reis@acme.com.br>",
    ),
    person(
        "Combinado, quinta às 14h.\n\nEnviado do meu Motorola\n\nAVISO LEGAL: esta mensagem é "
        "confidencial. Caso a tenha recebido por engano, apague-a. Para não receber mais nossos "
        "informativos, avise-nos." + OUTLOOK_PT
    ),
    html("<p>Favor remover meu e-mail da lista de vocês. Obrigado</p>", K.STOP),
    stop("Não quero mais receber isso, pode tirar meu contato da base?" + OUTLOOK_PT),
    away(
        "Estou fora do escritório e volto depois de amanhã.",
        date(2027, 5, 5),
        "Resposta automática: The yard map",
    ),
    left(
        "Informamos que Jorge Lima não faz mais parte do quadro de colaboradores da Acme. Favor "
        "contatar Rita Melo: rita.melo@acme.com.br",
        "rita.melo@acme.com.br",
        "Resposta automática: The yard map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "Recebemos o seu contato! Protocolo 20270503-1182. Nosso time responde em até 2 dias "
        "úteis.",
        "Protocolo 20270503-1182",
    ),
    program(
        K.CHALLENGE,
        "Seu e-mail está em quarentena. Confirme que você não é um robô para liberar a entrega: "
        "https://antispam.acme.example/c/9",
        "Confirmação de remetente",
    ),
    noted(
        "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        "Delivery Status Notification (Failure)",
        "Endereço não encontrado\n\nSua mensagem não foi entregue a anne@acme.com.br porque o "
        "endereço não foi encontrado.\n\nA resposta foi: 550 5.1.1 no such user",
        Bounce.HARD,
    ),
)
CHINESE = (
    invited("ACCEPTED", "已接受: 展位演示"),
    person(
        "王经理把您的邮件转给我了，堆场由我负责。周四下午可以吗？" + OUTLOOK_ZH,
        "转发: The yard map",
        sender="张华 <zhanghua@acme.cn>",
    ),
    person(
        "在 2027年4月30日 16:12，Kim Ode <kim@yardflow.example> 写道：\n> 展会上见面吗？\n> 退订\n"
        "\n可以，周三见。\n\n发自我的华为手机"
    ),
    stop("麻烦把我从邮件名单里去掉，谢谢！" + OUTLOOK_ZH),
    html("<div>请勿再发，谢谢。</div><div><br></div><div>发自我的iPhone</div>", K.STOP),
    away("本人正在休年假，下周一上班后回复您。", date(2027, 5, 10), "自动回复: The yard map"),
    away(
        "我在出差，5月12日返回办公室。\nI am travelling and will return to the office on May 12.",
        date(2027, 5, 12),
        "自动回复: The yard map",
        headers=OUTLOOK,
    ),
    left(
        "李明已于4月离职，相关业务请联系张华（zhanghua@acme.cn）。",
        "zhanghua@acme.cn",
        "自动回复: The yard map",
    ),
    program(
        K.ACKNOWLEDGEMENT,
        "您的工单 #20270503-77 已创建，客服将在一个工作日内与您联系。",
        "工单 #20270503-77",
    ),
    noted(
        "Postmaster@163.example",
        "系统退信",
        "抱歉，您的邮件被退回来了。\n收件人：anne@acme.cn\n退信原因：收件人邮箱已满\n"
        "552 5.2.2 mailbox full",
        Bounce.FULL,
    ),
)
SIXTH = (*fresh_sixth.HALF, *ITALIAN, *DUTCH, *PORTUGUESE, *CHINESE)
