"""Words that stand beside names in lists: titles, degrees, generations, pronouns; and the first
names by which some of them are known from initials.

Words here are in lower case, without accents, points and other signs, as `bare` has them.
"""

import re
from functools import lru_cache

from yardflow.services.records.values.normalize import folded


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLES = _set(
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
_ABBREVIATED = _set(
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
_BEFORE_BOTH = _set(
    "пан пані pan pani dame fru mej bay bayan lord lady sister brother father major general"
    " coach judge"
    " rabbi"
    " datin haji pr dre me he pastor"
)
# The same, and nobody's first name.
_RANKS = _set(
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
_ADDRESSED = _set("c/o attn attn: attn. att: att. z.hd. z.h. to: name: fao: fao")
# ``p.`` is Pan or Pani, P. an initial.
_AS_WRITTEN = frozenset({"i.V.", "i.A.", "ppa.", "p.", "Ông", "Bà", "Chị", "ÔNG", "BÀ"})
_BEHIND_A_NAME = _set("mr mrs ms dr prof hanim")
# Mehmet Bey, Mehmet Demir Bey: Mr. in Turkish, and a family elsewhere.
_BEY = "bey"
_MEN_IN_TURKEY = _set(
    "mehmet mustafa ahmet ali huseyin hasan ibrahim ismail osman yusuf murat omer ramazan halil"
    " suleyman abdullah mahmut recep salih fatih kadir emre hakan serkan orhan selim kemal cem can"
    " burak tolga volkan erkan erdem ozan onur baris umut deniz levent tayfun turgut bulent metin"
)
_BEFORE_HAJI = _set("ir drs dra bpk bapak kh tn")
# What stands behind the degree of a school: Dipl. Ing. ETH.
_SCHOOLS = frozenset({"ETH", "ETHZ", "EPFL", "FH", "HTL", "HSG", "TU"})
_OF_SCHOOLS = ("dipl", "ing", "mag", "msc", "bsc")
# Chinese, Japanese and Korean have it behind the name, often without a space; the longest first.
_JOBS_IN_ASIA = _set(
    "总经理 副总经理 经理 總經理 經理 总监 總監 副总 主任 教授 博士 老师 老師 主管 董事长 董事長"
    " 工程师 工程師 部長 課長 係長 次長 社長 専務 常務 取締役 店長 所長"
    " 부장 과장 차장 대리 사장 이사 대표 팀장 본부장 교수 박사"
)
_POLITE_IN_ASIA = _set("様 さま さん 氏 先生 女士 小姐 님 씨")
BEHIND_IN_ASIA = tuple(sorted(_JOBS_IN_ASIA | _POLITE_IN_ASIA, key=len, reverse=True))
AND = _set("and und & et y e i en og och")
# Of a title that follows the first name and goes before a particle: Karl Freiherr von Berg.
NOBLE = _set("freiherr freifrau graf grafin baron baronin ritter edler edle prinz prinzessin furst")
_MAIDEN = _set(
    "fka aka f.k.a. a.k.a. formerly geb geb. geborene nee roz. rozena epouse ép. ep. domu"
    " f. fodt fodd o.s. nata nacida nascida szul. szuletett rodena soltera"
)
MAIDEN_OF_TWO = (["z", "domu"], ["de", "soltera"])

# First names that are French rather than English.
_MONSIEURS = _set(
    "abdelkader adrien alain alexandre amaury andre antoine armand arnaud aurelien baptiste"
    " bastien benoit bertrand cedric christophe clement cyril damien denis didier djamel emmanuel"
    " etienne fabien fabrice farid florent florian francis franck francois frederic gael gaetan"
    " gauthier georges gerard gilles gregoire guillaume guy herve hicham hugues jacques jean jerome"
    " joel julien kamel karim laurent leon lionel loic luc lucien ludovic mamadou marc marcel"
    " mathieu matthieu maxime mehdi michel mohamed mourad nabil nicolas olivier pascal philippe"
    " pierre quentin rachid raphael raymond regis remi remy rene roland romain sebastien serge"
    " sofiane stephane sylvain theo thibault thierry tristan ulysse valentin xavier yacine yann"
    " yannick youssef yves"
)
# Family names that are French rather than English; more are known by their ends.
_FRENCH_FAMILIES = _set(
    "benali bonnet boucher bourgeois caron chevalier chevallier deschamps diallo dubois dufour"
    " dumas dumont dupont dupuis dupuy durand duval fabre faure fontaine fournier garnier gauthier"
    " gautier girard giraud guerin guillot joly lacroix lecomte lefebvre lefevre legrand lemaire"
    " lemoine leroux leroy marchand masson mercier meunier moulin perrin petit pichon poirier"
    " prevost renard renaud rolland roussel roux"
)
_FRENCH_ENDS = ("eau", "eaux", "ault", "oux")
# First names that are Spanish: a D. before them is Don, as a C.P. is an accountant.
_DONS = _set(
    "agustin alberto alejandro alfonso alfredo alvaro andres angel antonio arturo carlos cesar"
    " cristobal diego eduardo emilio enrique ernesto esteban felipe fernando francisco gabriel"
    " gerardo gonzalo guillermo gustavo hector ignacio jaime javier joaquin jorge jose juan julio"
    " leonardo lorenzo luis manuel marcos mariano mario martin mateo miguel nicolas oscar pablo"
    " pedro rafael ramon raul ricardo roberto rodrigo salvador santiago sergio tomas vicente victor"
)
_DONAS = _set(
    "ana adriana alejandra alicia andrea angela beatriz carmen carolina claudia cristina daniela"
    " diana elena eva fernanda gabriela gloria guadalupe irene isabel juana julia laura leticia"
    " lucia luisa luz margarita maria marta martha mercedes monica montserrat natalia norma"
    " patricia paula pilar raquel rocio rosa sandra sara silvia sofia susana teresa veronica"
)
_SPANISH = _DONS | _DONAS
# First names that are hardly a family's: what follows the family name behind them is no name.
FIRST_NAMES = _set(
    "aaron alice amanda amy andrea andrew angela ann anna anne annette barbara becky beth betty"
    " bill bob bobby brenda brian carla carol caroline catherine charlotte christina christine"
    " christopher cindy claire dan daniel dave deborah debbie diana diane donna dorothy ed eduardo"
    " elaine elizabeth ellen emily emma eric erica erik eva fernando fred gary geoffrey greg"
    " gregory hanna hannah heather heidi helen ian ingrid jan janet jason javier jeff jeffrey"
    " jennifer jenny jessica jill jim joan joanna joe john jon jonathan jose joshua juan judy julia"
    " julie karen katherine kathleen kathy katie kevin kristin larry laura lauren linda lisa lori"
    " luc lucy luis luke margaret maria marie marina mary matt matthew megan melissa michael"
    " michelle mike monica nancy natalie nathan nick nicole pamela patricia paula pedro phil philip"
    " rachel rebecca renee rick ron ronald rosa ruth samantha sandra sara sarah sean sharon sofia"
    " sophie stefan stephanie stephen steve steven sue susan tammy tara ted teresa theresa tim"
    " timothy tina todd tom tony tracy ursula uwe valerie veronica vicky victoria wendy"
)
KNOWN_FIRST_NAMES = FIRST_NAMES | _MONSIEURS | _SPANISH

DEGREES = _set(
    "phd csc dphil dsc scd psyd pharmd dvm dds dmd drph emba dba bba msc bsc mphil mres"
    " mph mpa mha msw mfa bfa btech mtech bcom mcom llb llm msn bsn bscn bsba msba mscm"
    " candidate dipling diplkfm diplkffr diplinf diplphys diplbetrw esq cpa cfa cga fcca"
    " cisa cism cissp ccsp pmp pmiacp capm csm cspo leedap leedga cfp cpcu cebs phr"
    " pgmp pfmp pmirmp pmisp pmipba sphr shrm"
    " fnse mnse fnia fnim mnim coren fcib mcib fiod miod fcis acis fcmi mcmi fipm mipm fnieee"
    " fieaust mieaust cpeng nper rpeq fipenz dipm ccilt afcilt"
    " shrmcp shrmscp ccim mrics frics fraes mimeche fimeche cscp cpim cltd cpsm cpsd clp"
    " ctl clt cpm cptm cscm cmilt fcilt mcilt mcips fcips cips lss lssbb lssgb lssmbb ssbb ssgb"
    " cssbb cssgb sixsigma sixsigmablackbelt sixsigmagreenbelt leansixsigma leansixsigmablackbelt"
    " leansixsigmagreenbelt drsc safeagilist agilist hons citp fbcs mbcs fiet miet mapm fapm"
    " mciob fciob mcim fcim chpp cmgr fcca cmp cmm ctsm cmrp chmm ccp crsp chrp chrl sphri gphr"
    " cpimf cscpf cltdf"
    " togaf ccna ccnp mcse itil scmp scpro cclp csslp cehs prince2 sapm cipp cipm fsca mcmi ctbs"
)
_SHORT_DEGREES = _set(  # only in capitals
    "md ms pe rn jd pa pt ot cma cia aca eit se sm cae cem np od mp qc kc obe mbe cbe kbe gbe dbe"
    " kcmg kcb cmg usn usmc usaf uscg pi ra aia riba"
    " cpp csa ctp bs vp mba acca leed"
)
# Families are called so: only with a point inside, in mixed case (BEng), behind a comma, or beside
# another.
_DEGREES_AND_NAMES = _set(
    "ma ba do be me med bed meng beng peng ceng edd cand dis safe mm mt sh st mh"
)
_VOWELS = frozenset("AEIOUY")
# Of jobs, qualifications and what is said of people, beside what `personas` knows.
ROLES = _set(
    "chartered certified retired speaker author gerente jefe jefa chef freelance freelancer"
    " freiberufler freiberuflerin consultant consultor consultora consulente berater beraterin"
)

_GENERATIONS = _set("jr sr 2nd 3rd 4th 5th")
_NUMERALS = _set("II III IV V VI VII")
WITH_THE_WORD_BEFORE = _set("filho junior neto netto sobrinho")

PRONOUNS = _set(
    "she her hers he him his they them their theirs it its ze zir hir xe xem any all er ihm ihn"
    " sein sie ihr ihre elle il lui iel ella ellos ellas elles el él lei hij hem zij haar hen hun"
    " die diens hän han hans hon henne hennes hende ham den denna ona on jej jego ela ele dela"
    " dele"
)

# Of a first name, as it is often written: M.S. Dhoni.
_INITIALS = re.compile(r"(?:[^\W\d_]\.){2,}")
# Where none of these is, there is nothing but a name.
ODD = (
    _set(
        "l'attention l’attention all'attenzione all’attenzione atencion attentie handen"
        " attention rak"
    )
    | _set(
        "the rt right ong chi p dipl cand stud don dona m d heer г tan engo enga attn fao maj"
        " brig lt"
    )
    | _set("c/o at bei chez from via")
    | TITLES
    | _BEFORE_BOTH
    | _RANKS
    | {word.lower() for word in _IN_CAPITALS}
    | DEGREES
    | _DEGREES_AND_NAMES
    | _MAIDEN
    | _SHORT_DEGREES
    | _set("zw nadzw bey hanim kr pi ts av д")
)


@lru_cache(maxsize=20_000)  # of each word this is asked many times, as is what follows
def bare(text: str) -> str:
    return "".join(filter(str.isalnum, folded(text)))


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
        return whole and title == "m" and len(words) == 2 and _is_french(words[1])
    given, pointed = bare(words[1].partition("-")[0]), "." in words[0]
    if title == "m":
        return given in _MONSIEURS or given in AND or (whole and _is_french(words[-1]))
    if title in ("me", "pr") and given in _MONSIEURS:
        return True
    if title in ("d", "cp"):
        return pointed and given in (_DONS if title == "d" else _SPANISH)
    if title == "pi":  # Perito Industriale; two initials before a family name alone
        return words[0] == "P.I." and whole and len(words) > 2
    if title in ("don", "dona"):
        return "ñ" in words[0].lower() or given in (_DONS if title == "don" else _DONAS)
    return title in _RANKS or (
        whole
        and (
            title in _BEFORE_BOTH
            or words[0] == "H.E."
            or (not shouting and words[0] in _IN_CAPITALS)
        )
    )


def _is_french(family: str) -> bool:
    plain = bare(family)
    return plain in _FRENCH_FAMILIES or plain.endswith(_FRENCH_ENDS)


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
    return bare(words[-1]) == _BEY and bare(words[0]) in _MEN_IN_TURKEY


def is_haji(word: str, title: str) -> bool:
    """Whether it is H. as Indonesians have it behind a title: ``Ir. H. Bambang Sutrisno``."""
    return word == "H." and bare(title) in _BEFORE_HAJI


def is_school(word: str, title: str) -> bool:
    """Whether a word behind a title says which school it is of: ``ETH``."""
    return word in _SCHOOLS and bare(title).startswith(_OF_SCHOOLS)


def is_degree(word: str, *, shouting: bool) -> bool:
    """Whether this is a degree without a comma before it; ``shouting``: capitals say nothing."""
    plain = bare(word)
    if plain in _DEGREES_AND_NAMES:
        return "." in word[:-1] or not (word.istitle() or word.isupper() or word.islower())
    if plain in DEGREES or (plain in _SHORT_DEGREES and word.isupper()):
        return True
    # Certificates are many, and no name has only consonants.
    consonants = 2 < len(word) < 7 and word.isalpha() and word.isascii() and word.isupper()
    return consonants and not shouting and _VOWELS.isdisjoint(word)


def is_degree_in_front(word: str) -> bool:
    """Whether it is a degree where titles stand, as ``B.Eng.``; two letters are initials there."""
    return "." in word[:-1] and len(bare(word)) > 2 and is_degree(word, shouting=False)


def is_like_degree(word: str) -> bool:
    """Whether it is a degree behind a comma, or beside another: ``BA``."""
    return bare(word) in _DEGREES_AND_NAMES and ("." in word or word.isupper())


def ends_in_title(word: str) -> bool:
    return "." in word and not is_generation(word) and is_title(word)


def are_like_degrees(words: list[str]) -> bool:
    """``ABCD & MAcc``, ``P.Log.``"""
    return all(
        word.isupper() or word[1:2].isupper() or "." in word[:-1] for word in words if bare(word)
    )


def are_degrees(words: list[str]) -> bool:
    return bool(words) and (
        all(bare(word) in DEGREES or word == "MBA" for word in words)
        or bare("".join(words)) in DEGREES
    )


def is_generation(word: str) -> bool:
    return word.rstrip(".").lower() in _GENERATIONS or word in _NUMERALS


def is_maiden(word: str) -> bool:
    """Whether the name that one was born with follows: ``née``, ``geb.``"""
    return word.islower() and (bare(word) if "." not in word else word) in _MAIDEN
