"""Personas and seniority, inferred from a job title by one table of rules.

Lists of trade shows write titles in every way ("Sr Dir., Transpo & Logisitcs"), so a rule is a
pattern over the title in lower case and without accents. Callers keep a person's own choice; here
is only what is inferred.
"""

import re
from dataclasses import dataclass

from yardflow.models import Persona, Seniority
from yardflow.services.records.values import placeholders
from yardflow.services.records.values.normalize import LONGEST_NAME, folded


@dataclass(frozen=True, slots=True)
class Rule:
    """What a title that matches ``pattern`` implies."""

    implies: Persona | Seniority
    pattern: re.Pattern[str]


def _rule(implies: Persona | Seniority, words: str, parts: str = "") -> Rule:
    """``words`` stand alone, ``parts`` anywhere: languages that write words in one piece need them.
    Both may be spelled as usual: they lose case and accents as titles do, so no ``\\W`` or ``\\S``.
    """
    patterns = [rf"\b(?:{_alternatives(words)})\b", *filter(None, [_alternatives(parts)])]
    return Rule(implies, re.compile(folded("|".join(patterns))))


def _alternatives(words: str) -> str:
    return " ".join(words.split()).replace(" | ", "|")


def _not_behind(*words: str) -> str:
    return "".join(f"(?<!{word} )(?<!{word}-)" for word in words)


_NOT_OF_WORK = _not_behind(
    *("product", "process", "data", "account", "service", "system", "application", "platform"),
    *("risk", "asset", "content", "backlog"),
)

# Who leads the whole company, leads its operations too, unless the title says what else they lead.
_HEADS = rf"""
    ceo | chief exec\w* | (?:co-?|co )?founder | cofounder | proprietor
    | {_NOT_OF_WORK}(?:co-?)?owner
    | {_not_behind("vice", "deputy")}(?:president(?:e|in|a)? | prezident)
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
    | {_not_behind("vice")}vd | (?:verkställande|administrerende) direktör
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
    | {_not_behind("phó")}tổng giám đốc | giám đốc điều hành | chủ tịch | chủ doanh nghiệp
    | {_not_behind("wakil")}(?:direktur utama | presiden direktur) | pemilik | pendiri
    | {_not_behind("نائب")}(?:ال)?رئيس (?:ال)?تنفيذي | (?:ال)?مدير (?:ال)?(?:عام | تنفيذي)
    | رئيس مجلس (?:ال)?إدارة | (?:ال)?مؤسس | (?:ال)?مالك
    | forstjóri | framkvæmdastjóri | eigandi | tegevjuht | omanik | asutaja | savininkas
    | generalinis direktorius | īpašnieks | власни(?:к|ця) | засновни(?:к|ця)
    | pengarah urusan | ketua pegawai eksekutif | mkurugenzi mtendaji | مدیر ?عامل
    | מנכ["״]?לי?ת? | יו["״]ר | מייסדת? | בעלים
    """
_HEADS_ANYWHERE = r"""
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
    _rule(
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
    _rule(
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
        rf" | {_HEADS}",
        r"vorstand(?:s\w{0,20})?\b | (?<!副)主席 | 首席 | 合伙人 | 董事 | 取締役 | 会長 | 회장"
        rf" | {_HEADS_ANYWHERE}",
    ),
    _rule(
        Seniority.VP,
        r"[seagr]{0,2}vpd? | [seagr]{0,2}vp(?:of)?(?:ops|operations|sales|logistics|supply\w*)"
        r" | [seagr]?v p | (?:vice|deputy)[ -]?pres(?:ident\w*)?"
        rf" | {_not_behind('team', 'shift')}head(?! chef| cook| coach| teacher| nurse| waiter"
        r"| baker| buyer| driver| mechanic| dispatcher| office| pilot| cashier)"
        rf" | chief of staff | {_not_behind('assistant', 'asst', 'asst.', 'deputy')}"
        rf"(?:general manager|gm) | {_not_behind('non')}executive director"
        r" | vizepräsident\w* | wiceprezes\w* | místopředsed\w+ | viceprezident\w* | vice vd"
        r" | αντιπρόεδρος | potpredsjedni\w+ | phó (?:tổng giám đốc | chủ tịch) | wakil presiden\w*"
        r" | نائب (?:ال)?رئيس\w* | סמנכ[\"״]?לי?ת? | סגני?ת? נשיא"
        r" | varatoimitusjohtaja | genel müdür\w* yardımcı\w* | başkan yardımcı\w* | alelnök",
        r"副总 | 副總 | 副社長 | 執行役員 | 부사장 | 전무 | 상무",
    ),
    _rule(
        Seniority.MANAGER,
        r"(?:team|group|shift)[ -]leiter(?:in)?",
        r"(?:team|schicht|gruppen|projekt|bau|filial|markt|objekt|lager|fuhrpark|versand|dispo)"
        r"(?:leiter(?:in)?|leitung)\b",
    ),
    _rule(
        Seniority.DIRECTOR,
        r"director\w* | direct(?:eur|rice)\w* | dir | dirctor | diret(?:or|ora)\w*"
        r" | dirett(?:ore|rice)\w* | subdirector\w* | dyrektor\w* | ředitel\w* | riaditeľ\w*"
        r" | direktor\w* | prokurist(?:in)? | apoderad[oa] | ltg | ltr | dsi | drh | ^daf$ | hoofd"
        r" | igazgató\w* | директор\w* | διευθυντ\w+ | giám đốc | direktur | pengarah | mkurugenzi",
        r"leiter(?:in)?\b | leitung\b | direkt[oö]r(?:in)?\b | directeur\b | johtaja\b"
        r" | 总监 | 總監 | 部长 | 部長 | 본부장 | 이사 | ผู้อำนวยการ",
    ),
    _rule(
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
    _rule(Seniority.STAFF, r"\w+"),
)

OPERATIONS = _rule(
    Persona.OPS,
    rf"{_not_behind('hr', 'human resources', 'people', 'talent', 'marketing')}"
    r"(?:oper[at]*ions? | opertions | ops) | operac\w* | operacyj\w* | operational | operating"
    r" | operator\w* | operativ\w* | vpops | operation(?:e|n)\w* | operatiiv\w*"
    r" | operasyon\w*"
    r" | coo | csco | process (?:owner|engineer|improvement)"
    r" | logist\w* | logisi\w* | lojisti\w* | supply[ -]?chain\w* | sc | gsc | scm | transport\w*"
    r" | transpo | transp | transf | trasport\w* | trucking | truckload | drayage | freight"
    r" | airfreight | intermodal | ocean | rail | stevedor\w* | forklift | traffic | drivers?"
    r" | carrier | carriers | parcel | delivery | last mile | shipping | shipper operations"
    r" | ship(?:ment|ments) | warehous\w* | distribution | distrib | fulfil\w* | dc | dcs"
    r" | yard | yards | dock | gate | fleet | terminal | port | ports | inventory | materials?"
    r" | manufactur\w* | plant | production | facilit\w* | trade compliance | customs"
    r" | imports? | exports? | inbound | outbound | reverse | network(?! engineer| admin)"
    r" | dispatch\w* | depots?"
    r" | industrial engineer\w* | lean | continuous improvement | s&op | demand planning"
    r" | maintenance | safety | ehs | hse | aog | 3pl | 4pl | lsp | cross[ -]?border"
    r" | dispo | dispon\w* | disposition\w* | zoll\w* | produktion\w* | fertigung\w*"
    r" | instandhaltung\w* | ware(?:neingang|nausgang)\w* | kraftfahrer(?:in)?"
    r" | entrepôts? | exploitation | exploitante? | affrét\w* | quai | magasinier\w* | usine"
    r" | douanes? | expedi\w* | almac\w* | bodega | tráfico | flota | patio | aduan\w* | planta"
    r" | producción"
    r" | mantenimiento | distribución | distribuição | cadena de suministro | despacho"
    r" | magazzin\w* | spedizion\w* | stabilimento | produzione | dogan\w*"
    r" | armaz\w* | tráfego | frota | estoque | produção"
    r" | magazijn\w* | vervoer\w* | wagenpark\w* | productie\w*"
    r" | magazyn\w* | spedy\w* | produkcj\w* | flot[ay] | dyspozytor\w* | kierowc\w*"
    r" | łańcuch\w* dostaw"
    r" | sklad\w* | doprav\w* | provoz\w* | výrob\w* | dispečer\w*"
    r" | trafik\w* | platschef | frakt\w* | varasto\w* | kuljetu\w* | toimitusketju\w* | tuotan\w*"
    r" | huolin\w* | depo | fabrika | sevkiyat\w* | nakliy\w* | filo | üretim | gümrük\w*"
    r" | ihracat | ithalat"
    r" | raktár\w* | szállít\w* | fuvar\w* | водител\w* | логист\w* | склад\w* | транспорт\w*"
    r" | производств\w* | μεταφορ\w+ | αποθήκ\w+ | εφοδιαστ\w+ | skladišt\w* | prijevoz\w*"
    r" | vận (?:tải | hành) | kho(?: vận)? | hậu cần | sản xuất | gudang | operasional | pengiriman"
    r" | (?:ال)?(?:لوجستي\w* | نقل | مستودع\w* | عمليات | شحن | إنتاج) | לוגיסטיק\w* | תפעול | הפצה"
    r" | מחסן | שינוע",
    r"lager | versand | spedit | fuhrpark | logisti | logisty | logiszt | transport | planner\b"
    r" | planer\b"
    r" | (?:betriebs|bedrijfs|werks?|standort|export|import)lei[td]"
    r" | \bdrifts?(?:chef|sjef|leder|direkt)"
    r" | 物流 | 仓储 | 仓库 | 倉庫 | 倉儲 | 运输 | 運輸 | 输送 | 輸送 | 配送 | 供应链 | 供應鏈"
    r" | 运营 | 營運 | 生产 | 生產 | 生産 | 製造 | 工場 | 工厂 | 厂长 | 廠長 | 货运 | 貨運"
    r" | ロジスティクス | サプライチェーン | 물류 | 창고 | 운송 | 생산 | ขนส่ง | คลังสินค้า | โลจิสติกส์"
    r" | ปฏิบัติการ",
)

# Every one of these that matches is a persona of the person.
PERSONA_RULES = (
    OPERATIONS,
    _rule(
        Persona.PROCUREMENT,
        r"cpo | procure\w* | proc | sourcing | purchas\w* | buyer\w* | buying | achats?"
        r" | acheteu\w* | approvisionn\w* | vendor | supplier\w*"
        r" | category (?:specialist|manager|lead\w*) | commodity"
        r" | compras | comprador\w* | abastecimiento | suprimentos | acquist\w* | compratore"
        r" | inkoo?p\w* | zakup\w* | zaopatrz\w* | nákup\w* | obstaráv\w* | innkjøp\w* | indkøb\w*"
        r" | hankin\w* | osto | ostaja\w* | ostopääll\w* | ostojoht\w* | satın ?alma\w*"
        r" | προμηθ\w+ | nabav\w* | mua hàng | thu mua | pembelian | pengadaan"
        r" | (?:ال)?مشتريات | רכש"
        r" | beszerz\w* | achiziții | aprovizionare | закуп\w* | снабжен\w*",
        r"einkauf | einkäuf | 采购 | 採購 | 購買 | 調達 | 구매 | จัดซื้อ",
    ),
    _rule(
        Persona.SALES,
        r"(?:pre)?sales | selling | ventas | ae | business dev\w* | bd"
        r" | biz ?dev\w* | bdr | sdr"
        r" | accounts?(?! payable| receivable) | accountmanager\w* | commerci\w* | commerical | cro"
        r" | cco | revenue | partner(?:ship|ships) | alliances? | channel | client\w* | growth"
        r" | customer (?:success|development|growth|experience|services?|officer) | success"
        r" | svp customer"
        r" | market(?:s)? development | go-to-market | gtm | lead gen\w*"
        r" | außendienst\w* | ventes | vendeu\w+ | chargée? d'affaires"
        r" | comercial\w* | vendedor\w* | vendas | vendit\w* | verkoop\w* | handlow\w*"
        r" | sprzedaż\w* | obchod\w* | prodej\w* | försäljning\w* | säljare | säljchef | salg\w*"
        r" | selger\w*"
        r" | sælger\w* | myynti\w* | myyjä | satış | értékesít\w* | vânzări | продаж\w*"
        r" | коммерческ\w* | πωλήσ\w+ | prodaj\w* | kinh doanh | bán hàng | penjualan"
        r" | (?:ال)?مبيعات"
        r" | מכירות",
        r"vertrieb | verkauf | verkäuf | 销售 | 銷售 | 营业 | 営業 | 영업 | ฝ่ายขาย",
    ),
    _rule(
        Persona.TECH,
        r"cto | cio | ciso | cdo | technolog\w* | technical | tech | it | information"
        r" | digital(?! marketing)\w*"
        r" | software | developer | programmer | architect | (?:solutions?|sales|ai|data|software"
        r"|intelligence|systems?|automation|product|cloud|devops) engineer\w* | engineer"
        r" | engineering | data | analytics | ai | machine learning | automation | robotics"
        r" | systems? | cyber\w* | innovation | innov | (?<!consumer )products? | ecommerce"
        r" | bi&?a? | informat(?:ik|iqu|ic|yk)\w* | dsi | sistemas | sistemi | edv"
        r" | 技术 | 技術 | 信息",
    ),
    _rule(
        Persona.NON_OPS,
        r"market(?:ing)? | brand | communications? | comms | pr | public relations | reputation"
        r" | events? | trade ?shows? | creative | content | media | editor\w* | publisher"
        r" | journalist | reporter | host | co-host | podcast | radio | design\w* | demand"
        r" generation | hr | human resources? | people | talent | recruit\w* | training | learning"
        r" | cmo | chro | cfo | financ\w* | accounting | accountant | controller | treasurer | tax"
        r" | accounts? (?:payable|receivable) | a[pr] (?:specialist|clerk|manager) | payroll"
        r" | audit\w* | invest\w* | m&a | fund | venture\w* | corporate development | legal"
        r" | counsel | attorney | lawyer | law | risk | insurance | sustainab\w* | esg"
        r" | government | policy | economic development | real estate | leasing | research"
        r" | professor | lecturer | student | university | intern | assistant"
        r" | administrat(?!eur)\w* | strateg\w* | strat | consult\w* | advisor | adviser"
        r" | analyst | consumer products"
        r" | finanz\w* | buchhalt\w* | controlling | personal(?:leit|abteil|wesen|refer|chef)\w*"
        r" | praktikant\w* | werkstudent\w* | drh | ^daf$ | ressources humaines | recursos humanos"
        r" | risorse umane | rr\.? ?hh\.? | compta\w* | contab\w* | contador\w* | stagiaire"
        r" | boekhoud\w* | księgow\w* | kadr\w* | účetní | ekonomi\w* | økonomi\w*"
        r" | regnska[bp]\w* | talous\w*"
        r" | muhasebe\w* | insan kaynakları | assistante | assistentti | asistente | asystent\w*"
        r" | asistentka | secrétaire | secretari[ao] | segretari[ao] | sekretar\w* | sekreter\w*"
        r" | бухгалтер\w* | финансов\w*",
        r"assistent(?:in)?\b | assistenz\b | sekretär(?:in)?\b | 市场 | 人事 | 财务 | 財務 | 助理\b"
        r" | 秘书 | 秘書",
    ),
)

# These write, teach or speak about operations, or work for those who lead them.
OUTSIDE = _rule(
    Persona.NON_OPS,
    r"journalist\w* | reporter | editor | recruiter | recruitment | recruiting | headhunter"
    r" | professor\w*"
    r" | lecturer | student(?! transport\w*) | attorney | lawyer | avocate? | abogad[oa]"
    r" | rechtsanw\w+ | (?:executive|personal) assistant"
    r" | (?:assistant|secretary|pa|ea|aide|advis[oe]r) to"
    r" | (?:assistante?|asistente|assistente|assistent(?:in)?|assistenz) d(?:u|el|es|er|o|a)"
    r" | (?:assistante?|asistente|assistente) d[ei] (?:direc\w+|gerencia|diretoria|direzione)",
)

LEADS_ALL = _rule(Persona.EXEC_OPS, rf"{_HEADS} | general manager | gm | vorstand", _HEADS_ANYWHERE)
_TOP = (Seniority.C_LEVEL, Seniority.VP)
_NOTHING = frozenset(
    {folded(word.strip()) for word in placeholders.WORDS.split(",")} | {"test", "testing"}
)
_INITIALS = re.compile(r"\b(?:\w\.){1,7}\w\b\.?")


def personas_of(title: str) -> list[Persona]:
    """The personas a title implies, in the enumeration's order.

    Operations at vice president and above is ExecOps. NonOps stands only alone.
    """
    text = _readable(title)
    if OUTSIDE.pattern.search(text) and seniority_of(title) not in _TOP:
        return [Persona.NON_OPS]
    personas = {rule.implies for rule in PERSONA_RULES if rule.pattern.search(text)}
    leads_operations = Persona.OPS in personas or (
        not personas and bool(LEADS_ALL.pattern.search(text))
    )
    if leads_operations and seniority_of(title) in _TOP:
        personas = (personas - {Persona.OPS}) | {Persona.EXEC_OPS}
    if len(personas) > 1:
        personas.discard(Persona.NON_OPS)
    return [persona for persona in Persona if persona in personas]


def seniority_of(title: str) -> Seniority | None:
    """The seniority a title implies; None for an empty title."""
    text = _readable(title)
    for rule in SENIORITY_RULES:
        if rule.pattern.search(text):
            return Seniority(rule.implies)
    return None


def _readable(title: str) -> str:
    text = " ".join(folded(title[:LONGEST_NAME]).replace("&amp;", "&").split())
    if text in _NOTHING or not any(map(str.isalpha, text)):
        return ""
    return _INITIALS.sub(lambda initials: initials[0].replace(".", ""), text)
