"""Personas, inferred from a job title by one table of rules. Callers keep a person's own choice;
here is only what is inferred.
"""

from yardflow.models import Persona, Seniority
from yardflow.services.records.values.job_titles import not_behind, readable, rule
from yardflow.services.records.values.seniority import HEADS, HEADS_ANYWHERE, seniority_of

OPERATIONS = rule(
    Persona.OPS,
    rf"{not_behind('hr', 'human resources', 'people', 'talent', 'marketing')}"
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
    rule(
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
    rule(
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
    rule(
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
    rule(
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
OUTSIDE = rule(
    Persona.NON_OPS,
    r"journalist\w* | reporter | editor | recruiter | recruitment | recruiting | headhunter"
    r" | professor\w*"
    r" | lecturer | student(?! transport\w*) | attorney | lawyer | avocate? | abogad[oa]"
    r" | rechtsanw\w+ | (?:executive|personal) assistant"
    r" | (?:assistant|secretary|pa|ea|aide|advis[oe]r) to"
    r" | (?:assistante?|asistente|assistente|assistent(?:in)?|assistenz) d(?:u|el|es|er|o|a)"
    r" | (?:assistante?|asistente|assistente) d[ei] (?:direc\w+|gerencia|diretoria|direzione)",
)

LEADS_ALL = rule(Persona.EXEC_OPS, rf"{HEADS} | general manager | gm | vorstand", HEADS_ANYWHERE)
_TOP = (Seniority.C_LEVEL, Seniority.VP)


def personas_of(title: str) -> list[Persona]:
    """The personas a title implies, in the enumeration's order.

    Operations at vice president and above is ExecOps. NonOps stands only alone.
    """
    text = readable(title)
    if OUTSIDE.pattern.search(text) and seniority_of(title) not in _TOP:
        return [Persona.NON_OPS]
    personas = {each.implies for each in PERSONA_RULES if each.pattern.search(text)}
    leads_operations = Persona.OPS in personas or (
        not personas and bool(LEADS_ALL.pattern.search(text))
    )
    if leads_operations and seniority_of(title) in _TOP:
        personas = (personas - {Persona.OPS}) | {Persona.EXEC_OPS}
    if len(personas) > 1:
        personas.discard(Persona.NON_OPS)
    return [persona for persona in Persona if persona in personas]
