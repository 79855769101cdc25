"""One cell for one field: a clean value, or what is wrong with it.

Each function gets the trimmed text of a filled cell, and raises `ValueError` with a sentence that
stands beside the cell. Fields that forms and the API have too are cleaned by the same functions.
Words are those of our own lists and of the tools that lists come from.
"""

from collections.abc import Callable
from functools import lru_cache

from yardflow.models import Persona, Seniority, Stage
from yardflow.services.imports.columns.contents import is_salutation
from yardflow.services.imports.columns.fields import FLAGS, header_key
from yardflow.services.imports.normalization.phone_cells import first_of_two, is_date, is_of_nothing
from yardflow.services.imports.normalization.placeholder_addresses import is_placeholder
from yardflow.services.records import fields
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.contact_fields import CONTACT
from yardflow.services.records.normalize import folded
from yardflow.services.records.personas import personas_of, seniority_of

_TRUE = """
true yes y 1 1.0 t x on checked ✓ ✔ ✔️ ☑ ☑️ ✅ ja oui si sí sì sim tak da ano igen kyllä evet
wahr vrai verdadero verdadeiro vero да はい 是 예
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
assistant specialist individualcontributor contributor ic employee staff mid midlevel midsenior
midseniorlevel unpaid student mitarbeiter sachbearbeiter
"""
_SENIORITIES = {
    **{header_key(level.value): level.value for level in Seniority},
    **dict.fromkeys(_STAFF.split(), Seniority.STAFF.value),
    **dict.fromkeys(("csuite", "cxo", "board", "boardmember", "vorstand"), Seniority.C_LEVEL.value),
    **dict.fromkeys(("executive", "vicepresident", "head"), Seniority.VP.value),
}
_STAGES = {header_key(stage.value): stage.value for stage in Stage}
# Forms of address that are jobs, too.
_JOBS = frozenset({"professor", "doctor", "docteur", "doktor"})
PLACEHOLDER = "This address is a placeholder."
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


def phone(text: str) -> str:
    if is_date(text):
        raise ValueError("This is a date.")
    if is_of_nothing(text):
        raise ValueError("This number is a placeholder.")
    if "/" in text and first_of_two(text):
        raise ValueError("These are two numbers.")
    return fields.phone(text)


@lru_cache(maxsize=1_000)
def title(text: str) -> str:
    """Refuses a form of address, which some lists have in the same column."""
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
    "title": title,
    **{text.name: text.clean for text in (*ACCOUNT.texts, *CONTACT.texts) if text.clean},
    **dict.fromkeys(("phone", "mobile"), phone),
    "personas": personas,
    "seniority": seniority,
    "stage": stage,
    "is_executive": flag,
    **dict.fromkeys(FLAGS, flag),
}
