"""One cell for one field: a clean value, or what is wrong with it.

Each function gets the trimmed text of a filled cell, and raises `ValueError` with a sentence that
stands beside the cell. Fields that forms and the API have too are cleaned by the same functions.
"""

from collections.abc import Callable

from yardflow.models import Persona, Seniority, Stage
from yardflow.services.imports.columns import FLAGS, header_key
from yardflow.services.records import fields
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.contact_fields import CONTACT

# What files have where there is nothing; in any case and with any dots.
NOTHING = frozenset({"n/a", "na", "n.a.", "n.a", "#n/a", "-", "--", "–", "—", ".", "?"})
_YES = frozenset({"true", "yes", "y", "1", "x", "✓", "ja", "oui", "si", "wahr", "vrai"})
_NO = frozenset({"false", "no", "n", "0", "nein", "non", "falsch", "faux"})
_PERSONAS = {header_key(persona.value): persona.value for persona in Persona} | {
    "executiveops": Persona.EXEC_OPS.value,
    "operations": Persona.OPS.value,
    "technology": Persona.TECH.value,
}
_SENIORITIES = {header_key(level.value): level.value for level in Seniority} | {
    "csuite": Seniority.C_LEVEL.value,
    "cxo": Seniority.C_LEVEL.value,
    "executive": Seniority.VP.value,
    "vicepresident": Seniority.VP.value,
    "head": Seniority.VP.value,
}
_STAGES = {header_key(stage.value): stage.value for stage in Stage}


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


def seniority(text: str) -> str:
    level = _SENIORITIES.get(header_key(text))
    if level is None:
        raise ValueError(f"Choose from {', '.join(Seniority)}.")
    return level


def stage(text: str) -> str:
    stage_name = _STAGES.get(header_key(text))
    if stage_name is None:
        raise ValueError(f"Choose from {', '.join(Stage)}.")
    return stage_name


CLEANED: dict[str, Callable[[str], object]] = {
    "email": fields.email,
    **{text.name: text.clean for text in (*ACCOUNT.texts, *CONTACT.texts) if text.clean},
    "personas": personas,
    "seniority": seniority,
    "stage": stage,
    "is_executive": flag,
    **dict.fromkeys(FLAGS, flag),
}
