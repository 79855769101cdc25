"""One cell for one field: a clean value, or what is wrong with it.

Each function gets the trimmed text of a filled cell, and raises `ValueError` with a sentence that
stands beside the cell. Fields that forms and the API have too are cleaned by the same functions.
Words are those of our own lists and of the tools that lists come from.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from yardflow.models import Persona, Seniority, Stage
from yardflow.services.imports.cells.links import BEGINNINGS, is_link
from yardflow.services.imports.cells.no_companies import is_no_company
from yardflow.services.imports.cells.objects import values_in
from yardflow.services.imports.columns.contents import is_salutation
from yardflow.services.imports.columns.fields import FLAGS, header_key
from yardflow.services.imports.normalization import phone_cells
from yardflow.services.imports.normalization.phone_cells import first_of_two, is_date, is_of_nothing
from yardflow.services.imports.normalization.placeholder_addresses import is_placeholder
from yardflow.services.imports.normalization.trading_names import known_as
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.contact_fields import CONTACT
from yardflow.services.records.names.first_names import FIRST_NAMES
from yardflow.services.records.values import fields, web_addresses
from yardflow.services.records.values.normalize import folded, without_brackets
from yardflow.services.records.values.personas import personas_of
from yardflow.services.records.values.places import is_city_with_country
from yardflow.services.records.values.seniority import seniority_of

_TRUE = """
true yes y 1 1.0 t x on checked ✓ ✔ ✔️ ☑ ☑️ ✅ ja oui si sí sì sim tak da ano igen kyllä evet
j jo joo wahr vrai verdadero verdadeiro vero да はい 是 예
"""
_FALSE = """
false no n 0 0.0 f off unchecked ✗ ✘ ❌ ☐ nein non não nao nie nej nei nee ne ei hayır
falsch faux falso нет いいえ 否 아니요
"""
_YES, _NO = frozenset(_TRUE.split()), frozenset(_FALSE.split())
_PERSONAS = {header_key(persona.value): persona.value for persona in Persona} | {
    "executiveops": Persona.EXEC_OPS.value,
    "executiveoperations": Persona.EXEC_OPS.value,
    "operations": Persona.OPS.value,
    "technology": Persona.TECH.value,
    "nonoperations": Persona.NON_OPS.value,
}
_STAFF = """
nonmanager nonmanagement senior entry entrylevel junior intern internship trainee training associate
assistant specialist individualcontributor contributor ic individual employee staff mid midlevel
midsenior midseniorlevel unpaid student analyst consultant professional experienced volunteer
juniorstaff seniorstaff
seniorindividualcontributor senioric stagiaire técnico técnica technicien technicienne technician
clerk stagista operaio operaia stagiair stażysta stażystka elev lærling lärling työntekijä
harjoittelija asiantuntija uzman çalışan stajyer стажёр стажер 実習生 研修生 직원 인턴 신입
freelancer apprentice apprenticeship intraining strategic beginner novice graduate fresher worker
operative mitarbeiter sachbearbeiter fachkraft angestellter angestellte azubi praktikant employé
employée empleado empleada
especialista becario impiegato impiegata funcionario analista estagiário medewerker uitvoerend
pracownik specjalista medarbetare medarbejder ansatt специалист сотрудник referent zaměstnanec
一般社員 社員 一般職 员工 普通员工 基层 一般员工 员工级 사원 실무자
"""
_HIGHER = {
    Seniority.C_LEVEL: """
        csuite cxo board boardmember vorstand topmanagement executiveleadership executivemanagement
        clevelexecutive directiongenerale direccióngeneral altadirección topexecutive toplevel
        clevelexec gerenciageneral amministratore amministratoredelegato sócio socio
        comex codir comitédedirection presidencia direzionegenerale altadirezione diretoriaexecutiva
        zarząd vedení ledning ledelse johtoryhmä топменеджмент üstyönetim
        経営者 経営層 役員 役員クラス 取締役 高层 高管 高层管理 임원 임원급
    """,
    Seniority.VP: """
        executive vicepresident head seniormanagement uppermanagement seniorleadership
        seniorexecutive
    """,
    Seniority.DIRECTOR: """
        direction dirección direzione directie direção diretoria dirigente cadredirigeant
        部長 部長級 部長クラス 本部長 总监 总监级 部门总监 부장급
    """,
    Seniority.MANAGER: """
        management middlemanagement lowermanagement linemanagement firstlinemanagement cadre
        cadresupérieur encadrement quadro gerencia gerência coordenação jefatura mandointermedio
        mandosintermedios teamleitung gruppenleitung führungskraft leidinggevende leidinggevend
        chef coordenador coordinador coordinadora coordinatore coördinator koordinator koordinátor
        mellanchef mellemleder mellomleder keskijohto esihenkilö kierownictwo menedżer
        kadrakierownicza
        střednímanagement középvezető руководитель менеджер ortakademe yönetici
        管理職 管理职 課長 課長級 課長クラス 经理 经理级 部门经理
        主管 主管级 中层 中层管理 관리자 과장급
    """,
}
_SENIORITIES = {
    **{header_key(level.value): level.value for level in Seniority},
    **dict.fromkeys(map(header_key, _STAFF.split()), Seniority.STAFF.value),
    **{header_key(word): level.value for level, words in _HIGHER.items() for word in words.split()},
}
_STAGES = {header_key(stage.value): stage.value for stage in Stage}
# Forms of address that are jobs, too.
_JOBS = frozenset({"professor", "doctor", "docteur", "doktor"})
# What stands behind linkedin.com in addresses of other pages.
_NO_PROFILES = frozenset(
    {"", "company", "school", "showcase", "groups", "jobs", "feed", "search", "posts", "pulse"}
    | {"learning", "events", "login", "home", "mynetwork", "messaging", "redir", "authwall"}
)
_OF_NOBODY = re.compile(
    r"(?:https?://)?(?:[a-z]{2,3}\.)?linkedin\.com/(?:in|pub)/?(?:null|undefined|none|nan|n/a)?/?",
    re.IGNORECASE,
)
_LISTED = re.compile(r"[;\n]")
_BETWEEN_PEOPLE = re.compile(r"[,/;&+\n]|(?<=\s)(?:and|und|et|y|e|en|og|och|i)(?=\s)")
_MOST_WORDS = 4
OBJECT = "This cell is an object of a program. Enter its text."
LINK = "This cell is a link. Enter what it shows."
PLACEHOLDER = "This address is a placeholder."
# With these, links and objects begin.
_OF_PROGRAMS = BEGINNINGS | {"{"}
# Longer texts name no level or persona.
_LONGEST_WORD = 60


def flag(text: str) -> bool:
    word = text.lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError("Enter TRUE or FALSE.")


def personas(text: str) -> list[str]:
    words = [word for part in text.split(";") for word in part.replace("|", ",").split(",")]
    named = {_PERSONAS.get(header_key(word)) for word in words if word.strip()}
    if None in named:
        raise ValueError(f"Choose from {', '.join(Persona)}.")
    return [persona.value for persona in Persona if persona.value in named]


@lru_cache(maxsize=1_000)
def personas_in(word: str) -> frozenset[str]:
    """The personas that one word of a list means: ours by their names, else what it would mean as
    a job title.
    """
    own = _PERSONAS.get(header_key(word))
    if own:
        return frozenset({own})
    return frozenset(persona.value for persona in personas_of(word[:_LONGEST_WORD]))


@lru_cache(maxsize=1_000)
def seniority(text: str) -> str:
    key = header_key(text)
    if text.lower().startswith(("sr ", "sr.")):
        key = f"senior{key.removeprefix('sr')}"
    level = _SENIORITIES.get(key) or _SENIORITIES.get(key.removesuffix("level"))
    if level is None and len(text) <= _LONGEST_WORD:
        implied = seniority_of(text)
        if implied and implied != Seniority.STAFF:  # which any word at all implies
            level = implied.value
    if level is None:
        raise ValueError(f"Choose from {', '.join(Seniority)}.")
    return level


def email(text: str) -> str | None:
    address = fields.email(text)
    if address and is_placeholder(address):
        raise ValueError(PLACEHOLDER)
    return address


@lru_cache(maxsize=20_000)  # those of offices repeat in a list
def phone(text: str) -> str:
    if is_date(text):
        raise ValueError("This is a date.")
    if is_of_nothing(text):
        raise ValueError(phone_cells.PLACEHOLDER)
    if "/" in text and first_of_two(text):
        raise ValueError("These are two numbers.")
    return fields.phone(text)


def is_of_nobody(text: str) -> bool:
    """Whether an address of LinkedIn leads to no page: ``linkedin.com/in/undefined``."""
    return _OF_NOBODY.fullmatch(text) is not None


def linkedin(text: str) -> str:
    """Refuses pages that are no person's: a company's, a search, the front page."""
    address = web_addresses.linkedin(text)
    page = address.partition("linkedin.com")[2].strip("/").lower().partition("/")[0]
    if page.partition("?")[0] in _NO_PROFILES or is_of_nobody(text):
        raise ValueError("This is no person’s page.")
    return address


def _refuse_of_program(text: str) -> None:
    if text[:1] in _OF_PROGRAMS:
        if is_link(text):
            raise ValueError(LINK)
        if values_in(text):
            raise ValueError(OBJECT)


def name(text: str) -> str:
    """Refuses two people in one cell."""
    _refuse_of_program(text)
    if _BETWEEN_PEOPLE.search(text) and people_in(text) != [text]:
        raise ValueError("This cell names more than one person.")
    return " ".join(text.split())


def people_in(text: str) -> list[str]:
    """``Ann Lee / Bob Ray`` in two; anything else as it is. Each has a known first name, or stands
    between signs that are in no name: ``Priya Raman (VP); Daniel Cho``.
    """
    for between, is_whole in ((_BETWEEN_PEOPLE, _is_whole_name), (_LISTED, _is_like_a_name)):
        parts = [part.strip() for part in between.split(text) if part.strip()]
        if len(parts) > 1 and all(map(is_whole, parts)):
            return parts
    return [text]


def _is_whole_name(text: str) -> bool:
    words = text.split()
    return 1 < len(words) <= _MOST_WORDS and folded(words[0]) in FIRST_NAMES


def _is_like_a_name(text: str) -> bool:
    words = without_brackets(text).split()
    return 1 < len(words) <= _MOST_WORDS and words[0].istitle() and words[-1][:1].isupper()


@lru_cache(maxsize=20_000)
def company(text: str) -> str:
    """Refuses what says that there is none, such as ``Self-employed``, and two names."""
    _refuse_of_program(text)
    if is_no_company(text):
        raise ValueError(f"“{text}” is no company. Enter one, or the person’s own name.")
    if is_city_with_country(text):
        raise ValueError(f"“{text}” is a place. Enter a company.")
    if known_as(text):
        raise ValueError("This cell has a second name of the company.")
    return " ".join(text.split())


@lru_cache(maxsize=1_000)
def title(text: str) -> str:
    """Refuses a form of address, which some lists have in the same column."""
    _refuse_of_program(text)
    if is_salutation(text) and folded(text) not in _JOBS:
        raise ValueError("This is a form of address.")
    return " ".join(text.split())


def stage(text: str) -> str:
    stage_name = _STAGES.get(header_key(text))
    if stage_name is None:
        raise ValueError(f"Choose from {', '.join(Stage)}.")
    return stage_name


CLEANED: dict[str, Callable[[str], object]] = {
    "email": email,
    "name": name,
    "title": title,
    "company": company,
    **{text.name: text.clean for text in (*ACCOUNT.texts, *CONTACT.texts) if text.clean},
    "linkedin_url": linkedin,
    **dict.fromkeys(("phone", "mobile"), phone),
    "personas": personas,
    "seniority": seniority,
    "stage": stage,
    "is_executive": flag,
    **dict.fromkeys(FLAGS, flag),
}
