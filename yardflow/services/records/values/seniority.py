"""Seniority, inferred from a job title by one table of rules. Callers keep a person's own choice;
here is only what is inferred.
"""

from yardflow.models import Seniority
from yardflow.services.records.values.job_titles import not_behind, readable, rule

_NOT_OF_WORK = not_behind(
    *("product", "process", "data", "account", "service", "system", "application", "platform"),
    *("risk", "asset", "content", "backlog"),
)

# Who leads the whole company, leads its operations too, unless the title says what else they lead.
HEADS = rf"""
    ceo | chief exec\w* | (?:co-?|co )?founder | cofounder | proprietor
    | {_NOT_OF_WORK}(?:co-?)?owner
    | {not_behind("vice", "deputy")}(?:president(?:e|in|a)? | prezident)
    | managing (?:director|partner|member) | general director | director general | chairman
    | gf | (?:mit)?(?:inhaber|eigentümer)(?:in)? | gründer(?:in)? | vorstandsvorsitzende\w*
    | directora? (?:general|ejecutiv[oa]) | directeur général | directrice générale
    | direction générale | p-?dg
    | gérante? | fondateur | fondatrice | co-?fondat\w+ | propriétaire | dirigeante?
    | administrateur délégué | ^dg$
    | gerente general | dueñ[oa] | propietari[oa] | co-?fundadora? | fundadora? | socio director
    | consejer[oa] delegad[oa] | administradora? (?:único|única|general)
    | (?:amministrat(?:ore|rice)|amm\.?) (?:delegat[oa]|unic[oa])
    | dirett(?:ore|rice) generale | titolare
    | co-?fondat(?:ore|rice) | fondat(?:ore|rice) | imprenditore | imprenditrice | proprietari[oa]
    | diretora? (?:geral|executiv[oa]) | gerente geral | dono | empresári[oa]
    | (?:mede-?)?eigenaar | eigenaresse | algemeen directeur | zaakvoerder | oprichter
    | bestuursvoorzitter
    | prezes(?:ka)?(?: zarządu)? | (?:współ)?właściciel(?:ka|e|i)? | założyciel(?:ka)?
    | dyrektor (?:generaln|zarządzając)\w+
    | jednatel(?:ka)? | konateľ(?:ka)? | (?:spolu)?majitel(?:ka)? | zakladatel(?:ka)?
    | gener[aá]ln[iíy]\w* (?:ředitel|riaditeľ)(?:ka)? | výkonný ředitel | předseda představenstva
    | {not_behind("vice")}vd | (?:verkställande|administrerende) direktör
    | administrerende direktør | adm\.? ?dir\w* | (?:del)?ägare | grundare
    | daglig leder | (?:med)?(?:eier | ejer) | indehaver | grunnlegger | stifter | styreleder
    | (?:koncern|konsern)(?:chef|sjef)
    | toimitusjohtaja | pääjohtaja | omistaja | yrittäjä | perustaja
    | genel müdür(?:ü)?(?! yard) | yönetim kurulu başkanı | (?:kurucu|kurucusu) | (?:firma )?sahibi
    | ügyvezető(?: igazgató)? | vezérigazgató | tulajdonos | proprietar
    | (?:генеральн\w+|ген\.?) директор\w* | dir\.? (?:gen|gén|gral)\w* | geschäftsf
    | владелец | основатель | собственник | президент
    | γενικ\w+ διευθυντ\w+ | διευθύν(?:ων|ουσα) σύμβουλος | ιδιοκτήτ\w+ | ιδρυτ\w+
    | generaln[iao] direktor\w* | predsjedni(?:k|ca) uprave | vlasni(?:k|ca) | osnivač\w*
    | {not_behind("phó")}tổng giám đốc | giám đốc điều hành | chủ tịch | chủ doanh nghiệp
    | {not_behind("wakil")}(?:direktur utama | presiden direktur) | pemilik | pendiri
    | {not_behind("نائب")}(?:ال)?رئيس (?:ال)?تنفيذي | (?:ال)?مدير (?:ال)?(?:عام | تنفيذي)
    | رئيس مجلس (?:ال)?إدارة | (?:ال)?مؤسس | (?:ال)?مالك
    | forstjóri | framkvæmdastjóri | eigandi | tegevjuht | omanik | asutaja | savininkas
    | generalinis direktorius | īpašnieks | власни(?:к|ця) | засновни(?:к|ця)
    | pengarah urusan | ketua pegawai eksekutif | mkurugenzi mtendaji | مدیر ?عامل
    | מנכ["״]?לי?ת? | יו["״]ר | מייסדת? | בעלים
    """
HEADS_ANYWHERE = r"""
    gesch(?:ä|ae)ftsf(?:ü|ue)hr | gesch(?:ä|ae)ftsleit | gesch(?:ä|ae)ftsinhaber
    | (?<!副)总经理 | (?<!副)總經理 | 董事长 | 董事長 | (?<!副)总裁 | (?<!副)總裁
    | 首席执行官 | 创始人 | 創辦人 | 老板
    | 代表取締役 | (?<!副)社[長长](?!室) | 創業者 | オーナー
    | 최고경영자 | 대표이사 | 대표$ | (?<!부)사장
    | กรรมการผู้จัดการ | ประธานเจ้าหน้าที่บริหาร | ประธานบริหาร | เจ้าของ | ผู้ก่อตั้ง
"""

# The first of these that matches is the seniority, so an "Executive Assistant to the CEO" and an
# "Associate Vice President" are caught before their last words are.
SENIORITY_RULES = (
    rule(
        Seniority.STAFF,
        r"(?:executive|personal|administrative) assistant"
        r" | (?:assistant|secretary|pa|ea|aide|advis[oe]r) to | founder.?s (?:associate|office)"
        r" | ^office of the | assistante | assistant d(?:u|e|es|')(?: \w+)?"
        r" | asistente | asistentka | assistente | asystent\w* | asistent | assistentti | asistanı"
        r" | (?:secrétaire|secretari[ao]|segretari[ao]) d\w{1,3} | sekreter\w*"
        r" | referent(?:in)? d(?:er|es) | ассистент | помощник | секретарь",
        r"assistent(?:in)?\b | assistenz\b | sekretariat\b | (?<!general)sekretär(?:in)?\b"
        r" | 助理\b | 秘书\b | 秘書\b | アシスタント | 비서",
    ),
    rule(
        Seniority.C_LEVEL,
        r"c[abcdefghiklmoprstvwx]o | ciso | csco | chro | chief (?:[^ ]{1,40} ){1,6}officer"
        r" | chief (?:administrative|ai|analytics|brand|business|commercial|compliance|customer"
        r"|data|design|development|digital|experience|finance|financial|growth|information"
        r"|innovation|investment|legal|logistics|marketing|medical|operating|operations|people"
        r"|procurement|product|purchasing|revenue|risk|sales|scientific|security|strategy|supply"
        r"|sustainability|technical|technology|transformation)"
        r" | general partner | managing principal | chair(?:man|woman|person)?"
        r" | (?<![a-z] )(?:partner|principal)(?! [a-z]) | (?:founding|senior) partner(?! [a-z])"
        r" | board member | board director | board of directors | member of the board"
        r" | secretary/treasurer | chief of operations | secrétaire générale?"
        r" | secretari[ao] general | segretari[ao] generale"
        r" | gesellschafter(?:in)? | aufsichtsrat | generalsekretär(?:in)? | präsident(?:in)?"
        r" | membre du (?:directoire|comité de direction) | sóci[oa] | bestuurder | vennoot"
        r" | członek zarządu | członkini zarządu | puheenjohtaja | elnök"
        r" | yönetim kurulu üyesi | styrelseordförande | styreformann | bestyrelsesformand"
        rf" | {HEADS}",
        r"vorstand(?:s\w{0,20})?\b | (?<!副)主席 | 首席 | 合伙人 | 董事 | 取締役 | 会長 | 회장"
        rf" | {HEADS_ANYWHERE}",
    ),
    rule(
        Seniority.VP,
        r"[seagr]{0,2}vpd? | [seagr]{0,2}vp(?:of)?(?:ops|operations|sales|logistics|supply\w*)"
        r" | [seagr]?v p | (?:vice|deputy)[ -]?pres(?:ident\w*)?"
        rf" | {not_behind('team', 'shift')}head(?! chef| cook| coach| teacher| nurse| waiter"
        r"| baker| buyer| driver| mechanic| dispatcher| office| pilot| cashier)"
        rf" | chief of staff | {not_behind('assistant', 'asst', 'asst.', 'deputy')}"
        rf"(?:general manager|gm) | {not_behind('non')}executive director"
        r" | vizepräsident\w* | wiceprezes\w* | místopředsed\w+ | viceprezident\w* | vice vd"
        r" | αντιπρόεδρος | potpredsjedni\w+ | phó (?:tổng giám đốc | chủ tịch) | wakil presiden\w*"
        r" | نائب (?:ال)?رئيس\w* | סמנכ[\"״]?לי?ת? | סגני?ת? נשיא"
        r" | varatoimitusjohtaja | genel müdür\w* yardımcı\w* | başkan yardımcı\w* | alelnök",
        r"副总 | 副總 | 副社長 | 執行役員 | 부사장 | 전무 | 상무",
    ),
    rule(
        Seniority.MANAGER,
        r"(?:team|group|shift)[ -]leiter(?:in)?",
        r"(?:team|schicht|gruppen|projekt|bau|filial|markt|objekt|lager|fuhrpark|versand|dispo)"
        r"(?:leiter(?:in)?|leitung)\b",
    ),
    rule(
        Seniority.DIRECTOR,
        r"director\w* | direct(?:eur|rice)\w* | dir | dirctor | diret(?:or|ora)\w*"
        r" | dirett(?:ore|rice)\w* | subdirector\w* | dyrektor\w* | ředitel\w* | riaditeľ\w*"
        r" | direktor\w* | prokurist(?:in)? | apoderad[oa] | ltg | ltr | dsi | drh | ^daf$ | hoofd"
        r" | igazgató\w* | директор\w* | διευθυντ\w+ | giám đốc | direktur | pengarah | mkurugenzi",
        r"leiter(?:in)?\b | leitung\b | direkt[oö]r(?:in)?\b | directeur\b | johtaja\b"
        r" | 总监 | 總監 | 部长 | 部長 | 본부장 | 이사 | ผู้อำนวยการ",
    ),
    rule(
        Seniority.MANAGER,
        r"managers | mgr | mngr | lead(?! gen) | leader | supervisor\w* | superintendent"
        r" | fore(?:man|person)"
        r" | senior (?:account executive|associate) | [a-z]+ lead(?! gen) | (?:team|shift) head"
        r" | (?:assistant|asst\.?) gm"
        r" | responsables? | resp | kier | chef(?:fe)? d(?:e|u|es|'\w+) | jef[ea]s?"
        r" | (?:sub)?gerentes? | gestora? | mistrz | brygadzist(?:a|ka) | yönetici(?:si)?"
        r" | encargad[oa] | responsabil[ei] | capo\w* | responsável | encarregad[oa] | chefe"
        r" | bedrijfsleider | kierowni\w+ | manažer\w* | menedżer\w* | vedoucí\w* | vedúci\w*"
        r" | leder | päällikkö | esimies | müdür\w* | şefi? | vezető\w* | menedzser"
        r" | υπεύθυν\w+ | προϊστάμεν\w+ | voditelj\w* | upravitelj\w* | šef\w* | rukovoditelj\w*"
        r" | trưởng (?:phòng | nhóm | bộ phận) | quản lý | manajer | kepala | penyelia"
        r" | \w{0,20}stjóri | juhataja | juht | vadovas | vadovė | vadītāj[as] | керівни\w+"
        r" | pengurus | meneja | مدیر"
        r" | (?:ال)?مديرة? | (?:ال)?مشرفة? | رئيسة? (?:ال)?قسم | מנהלת? | ראש צוות"
        r" | менеджер\w* | начальник\w* | руководитель\w* | заведующ\w+",
        r"manager(?:in|ka)?\b | \w(?:chef|sjef|leder|ledare|leider|meester|päällikkö|esimies"
        r"|vezető)\b"
        r" | 经理 | 經理 | 队长 | 隊長 | 组长 | 組長 | 主管 | 主任 | 厂长 | 廠長 | 课长 | 課長"
        r" | 次長 | 係長 | 所長 | 店長"
        r" | 工場長 | マネージャ | リーダー | 팀장 | 과장 | 차장 | 부장 | 실장 | ผู้จัดการ | หัวหน้า",
    ),
    rule(Seniority.STAFF, r"\w+"),
)


def seniority_of(title: str) -> Seniority | None:
    """The seniority a title implies; None for an empty title."""
    text = readable(title)
    for each in SENIORITY_RULES:
        if each.pattern.search(text):
            return Seniority(each.implies)
    return None
