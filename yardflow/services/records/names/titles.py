"""Words that stand beside names in lists: titles, generations, pronouns, and what a name was at
birth; degrees are in `degrees`.

Words here are in lower case, without accents, points and other signs, as `bare` has them.
"""

import re
from functools import lru_cache

from yardflow.services.records.names.degrees import DEGREES, DEGREES_AND_NAMES, SHORT_DEGREES
from yardflow.services.records.names.first_names import (
    DONAS,
    DONS,
    MEN_IN_TURKEY,
    MONSIEURS,
    SPANISH,
    is_french,
)
from yardflow.services.records.values.normalize import bare, folded, word_set

TITLES = word_set(
    "mr mrs ms miss mx messrs sir dr dra drssa ddr prof profa profssa professor univprof drhc"
    " herr herrn frau frl fraulein frk herra rouva familie family monsieur madame mademoiselle"
    " mme mlle maitre senor senora senorita sra srta dna senhor senhora exmo exma signor signore"
    " signora signorina sigra signa dott dottssa dottore dottoressa dhr mevr mevrouw mw"
    " mgr inz mudr judr rndr phdr mvdr shri smt capt cmdr cdr sgt cpl rev"
    " mtro mtra engr atty sayin dkfm privatdozent lek kpt kapt plk pplk ppor chor kmdr mjr nadkom"
    " podkom oblt hptm ktm ktt tkt tkl vtm vtt ytm ytt htm otm otk otl encik puan гн гжа"
    " cllr councillor δρ κοσ κος κα κυριοσ κυριος κυρια καθ профессор проф доц доцент др ктн дтн"
    " кэн дэн кфмн дфмн кюн дюн кпн дпн кмн дмн кхн дхн акад"
    " господин госпожа מר גב גברת פרופ bpk bapak ibu sdr sdri คุณ นาย นาง นางสาว"
    " السيد السيدة الدكتور الدكتورة المهندس المهندسة الأستاذ الأستاذة الشيخ الشيخة سعادة معالي"
    " المستشار المستشارة الحاج الحاجة العميد اللواء العقيد النقيب"
    " msgr lcda lcdo ldo lda polit merc hj hjh hjjh ybhg barr alhaji alhaja hajiya hajia otunba"
    " dkt bapa slecna hra rva nti"
)
# Somebody may be called so, unless a point says that it is short for a title.
_ABBREVIATED = word_set(
    "sr hr fr hon col gen maj lt adm ing dipl mag mmag bakk bc ir drs sig avv arch geom rag cav"
    " lic arq eng engo enga adv pr sn pd fam hab habil med rer nat jur iur phil oec pol techn agr"
    " theol vet dent hc mult doc brig tekn maga drin ingin em abg abog er ar dre siv civ priv doz"
    " ra stb amb sc ds akad arh spec merc polyt scient oecon odont pharm soc psych ekon civilek ins"
    " por mec kap mons ts av zw nadzw د م أ أد κ דר עוד"
    " инж cap en yb yab yh tn ny pst arc surv tpl evang mal bw mhe gov sen cong bldr archbp ca"
    " cs km"
    " ust kh ks assoc asst asoc assist ogr gor"
)
_SHORT_OR_NOT = TITLES | _ABBREVIATED
_INSTEAD_OF_A_POINT = frozenset('ºª"״/')
# Thai writes them and the name in one; a sign that goes on with the word is a name's: คุณากร. So
# does Arabic behind a point or stroke: د/نورة.
_GLUED = re.compile(
    r"(?:(?:นางสาว|นาง|นาย|คุณ)(?=[ก-ฮเ-ไ])"
    r"|(?:ว่าที่ ?)?(?:ร้อยตรี|ร้อยโท|ร้อยเอก|พันตรี|พันโท|พันเอก) ?|ศาสตราจารย์ ?|ดอกเตอร์ ?"
    r"|(?:น\.?ส|ด\.?ช|ด\.?ญ|ผศ|รศ|ศ|ดร|นพ|พญ|ทพ|ทพญ|ภก|ภญ|สพ|อ|พล\.?[ตทอ]"
    r"|[พร]\.?[ตทอ]|ว่าที่ ?ร\.?ต)\. ?"
    r"|(?:[دمأا]|أ\.? ?د)[./] ?)+"
)
_GLUED_IN_FRONT = ("นา", "คุณ", *"กขคฆงจฉชซญดตถทธนบปผพฟภมยรลวศสหอ", *"دمأا")
THAI = ("นา", "คุณ")
# A title only where a first and a last name follow.
_BEFORE_BOTH = word_set(
    "пан пані pan pani dame fru mej bay bayan lord lady sister brother father major general"
    " coach judge"
    " rabbi"
    " datin haji pr dre me he pastor"
)
# The same, and nobody's first name.
_RANKS = word_set(
    "ingeniero ingeniera licenciado licenciada arquitecto arquitecta abogado abogada profesor"
    " profesora maestro maestra ingegnere avvocato architetto geometra ragioniere ingenieur"
    " rechtsanwalt rechtsanwaltin steuerberater steuerberaterin diplomingenieur hofrat magister"
    " inzynier adwokat инженер civilingenjor sivilingenior"
    " captain colonel lieutenant sergeant commander admiral sheikh shaikh datuk dato vip ceo"
    " cfo coo cto speaker officer constable sheikha shaikha hajah hajjah cik tunku tengku chief"
    " barrister apostle bishop archbishop evangelist mallam malam ustaz ustadz ustadh engineer"
    " architect governor senator ambassador datu geschaftsfuhrer geschaftsfuhrerin prokurist"
    " prokuristin"
)
# The same, written so where not all is in capitals: DI is an engineer, Di Luca is none.
_IN_CAPITALS = frozenset({"CA", "QS", "DI", "FM", "FT", "KR", "RA", "RAin", "StB", "StBin", "WP"})
# Dipl.-Ing., Cand.merc., stud.jur.
_OF_STUDIES = frozenset({"dipl.", "dipl-", "cand.", "stud."})
# Before a last name, and before both.
_DE_HEER = ("de", "heer")
_PAIRS = {
    *(("tan", "sri"), ("puan", "sri"), ("toh", "puan"), ("lt", "col"), ("lt", "gen")),
    *((rank, order) for rank in ("dato", "datuk", "datin") for order in ("sri", "seri", "paduka")),
    *(("the", "hon"), ("the", "honorable"), ("the", "honourable"), ("rt", "hon"), ("right", "hon")),
    *(("maj", "gen"), ("brig", "gen"), ("lieutenant", "colonel"), ("major", "general")),
}
_PAIRS_AS_WRITTEN = frozenset({("h.", "c."), ("e.", "h."), ("z.", "Hd."), ("Mgr.", "art.")})
# A letter that is forwarded, or signed for somebody.
_ADDRESSED = word_set("c/o attn attn: attn. att: att. z.hd. z.h. to: name: fao: fao")
# ``p.`` is Pan or Pani, P. an initial.
_AS_WRITTEN = frozenset({"i.V.", "i.A.", "ppa.", "p.", "Ông", "Bà", "Chị", "ÔNG", "BÀ"})
_BEHIND_A_NAME = word_set("mr mrs ms dr prof hanim")
# Mehmet Bey, Mehmet Demir Bey: Mr. in Turkish, and a family elsewhere.
_BEY = "bey"
_BEFORE_HAJI = word_set("ir drs dra bpk bapak kh tn")
# Chinese, Japanese and Korean have it behind the name, often without a space; the longest first.
_JOBS_IN_ASIA = word_set(
    "总经理 副总经理 经理 總經理 經理 总监 總監 副总 主任 教授 博士 老师 老師 主管 董事长 董事長"
    " 工程师 工程師 部長 課長 係長 次長 社長 専務 常務 取締役 店長 所長"
    " 부장 과장 차장 대리 사장 이사 대표 팀장 본부장 교수 박사"
)
_POLITE_IN_ASIA = word_set("様 さま さん 氏 先生 女士 小姐 님 씨")
BEHIND_IN_ASIA = tuple(sorted(_JOBS_IN_ASIA | _POLITE_IN_ASIA, key=len, reverse=True))
AND = word_set("and und & et y e i en og och")
# Of a title that follows the first name and goes before a particle: Karl Freiherr von Berg.
NOBLE = word_set(
    "freiherr freifrau graf grafin baron baronin ritter edler edle prinz prinzessin furst"
)
_MAIDEN = word_set(
    "fka aka f.k.a. a.k.a. formerly geb geb. geborene nee roz. rozena epouse ép. ep. domu"
    " f. fodt fodd o.s. nata nacida nascida szul. szuletett rodena soltera"
)
MAIDEN_OF_TWO = (["z", "domu"], ["de", "soltera"])

# Of jobs, qualifications and what is said of people, beside what `personas` knows.
ROLES = word_set(
    "chartered certified retired speaker author gerente jefe jefa chef freelance freelancer"
    " freiberufler freiberuflerin consultant consultor consultora consulente berater beraterin"
)

_GENERATIONS = word_set("jr sr 2nd 3rd 4th 5th")
_NUMERALS = word_set("II III IV V VI VII")
WITH_THE_WORD_BEFORE = word_set("filho junior neto netto sobrinho")

PRONOUNS = word_set(
    "she her hers he him his they them their theirs it its ze zir hir xe xem any all er ihm ihn"
    " sein sie ihr ihre elle il lui iel ella ellos ellas elles el él lei hij hem zij haar hen hun"
    " die diens hän han hans hon henne hennes hende ham den denna ona on jej jego ela ele dela"
    " dele"
)

# Of a first name, as it is often written: M.S. Dhoni.
_INITIALS = re.compile(r"(?:[^\W\d_]\.){2,}")
# Where none of these is, there is nothing but a name.
ODD = (
    word_set(
        "l'attention l’attention all'attenzione all’attenzione atencion attentie handen"
        " attention rak"
    )
    | word_set(
        "the rt right ong chi p dipl cand stud don dona m d heer г tan engo enga attn fao maj"
        " brig lt"
    )
    | word_set("c/o at bei chez from via")
    | TITLES
    | _BEFORE_BOTH
    | _RANKS
    | {word.lower() for word in _IN_CAPITALS}
    | DEGREES
    | DEGREES_AND_NAMES
    | _MAIDEN
    | SHORT_DEGREES
    | word_set("zw nadzw bey hanim kr pi ts av д")
)


@lru_cache(maxsize=20_000)
def is_title(word: str) -> bool:
    if word.lower() in _ADDRESSED or word in _AS_WRITTEN:
        return True
    if word.isupper() and _INITIALS.fullmatch(word):
        return False
    plain = bare(word)
    if plain in TITLES or word[:5].lower() in _OF_STUDIES:
        return True
    parts = "".join(sign if sign.isalnum() else " " for sign in folded(word)).split()
    known = TITLES if _INSTEAD_OF_A_POINT.isdisjoint(word) and "." not in word else _SHORT_OR_NOT
    return bool(parts) and (plain in known or known.issuperset(parts))


def without_glued_title(text: str) -> str:
    """``สมชาย`` of ``คุณสมชาย``, ``نورة`` of ``د/نورة``."""
    if not text.startswith(_GLUED_IN_FRONT):
        return text
    title = _GLUED.match(text)
    return text[title.end() :] if title and title.end() < len(text) else text


def is_title_of_two_words(words: list[str]) -> bool:
    """Whether they begin with one: ``h. c.``, ``De heer``."""
    if tuple(words[:2]) in _PAIRS_AS_WRITTEN:
        return True
    pair = tuple(map(bare, words[:2]))
    return (len(words) > 2 and pair == _DE_HEER) or (len(words) > 3 and pair in _PAIRS)


def is_title_before_title(words: list[str]) -> bool:
    """``PD Dr.``, ``H.E. Dr.``: what may be a name elsewhere is a title before another."""
    first = words[0]
    return (
        len(words) > 1
        and is_title(words[1])
        and (first in _IN_CAPITALS or first == "H.E." or bare(first) in _ABBREVIATED)
    )


def is_title_before_names(words: list[str], *, whole: bool, shouting: bool) -> bool:
    """Whether the first word is a title since names follow; ``whole``: first and last name do, and
    else a first name. ``shouting``: capitals say nothing.
    """
    title = bare(words[0])
    if len(words) < 2 + whole:
        return whole and title == "m" and len(words) == 2 and is_french(words[1])
    given, pointed = bare(words[1].partition("-")[0]), "." in words[0]
    if title == "m":
        return given in MONSIEURS or given in AND or (whole and is_french(words[-1]))
    if title in ("me", "pr") and given in MONSIEURS:
        return True
    if title in ("d", "cp"):
        return pointed and given in (DONS if title == "d" else SPANISH)
    if title == "pi":  # Perito Industriale; two initials before a family name alone
        return words[0] == "P.I." and whole and len(words) > 2
    if title in ("don", "dona"):
        return "ñ" in words[0].lower() or given in (DONS if title == "don" else DONAS)
    return title in _RANKS or (
        whole
        and (
            title in _BEFORE_BOTH
            or words[0] == "H.E."
            or (not shouting and words[0] in _IN_CAPITALS)
        )
    )


def without_title_behind(words: list[str]) -> list[str]:
    """Without ``Mr.``, ``様`` or ``과장님`` at the end."""
    while len(words) > 1 and (
        bare(words[-1]) in _BEHIND_A_NAME or words[-1] in BEHIND_IN_ASIA or _ends_in_bey(words)
    ):
        words = words[:-1]
    if not words or not words[-1].endswith(BEHIND_IN_ASIA):
        return words
    *rest, last = words
    for title in BEHIND_IN_ASIA:
        if last != title:
            last = last.removesuffix(title)
    return without_title_behind([*rest, last]) if last != words[-1] else words


def _ends_in_bey(words: list[str]) -> bool:
    return bare(words[-1]) == _BEY and bare(words[0]) in MEN_IN_TURKEY


def is_haji(word: str, title: str) -> bool:
    """Whether it is H. as Indonesians have it behind a title: ``Ir. H. Bambang Sutrisno``."""
    return word == "H." and bare(title) in _BEFORE_HAJI


def ends_in_title(word: str) -> bool:
    return "." in word and not is_generation(word) and is_title(word)


def is_generation(word: str) -> bool:
    return word.rstrip(".").lower() in _GENERATIONS or word in _NUMERALS


def is_maiden(word: str) -> bool:
    """Whether the name that one was born with follows: ``née``, ``geb.``"""
    return word.islower() and (bare(word) if "." not in word else word) in _MAIDEN
