"""Job titles as rules read them. Lists of trade shows write them in every way ("Sr Dir., Transpo &
Logisitcs"), so a rule is a pattern over the title in lower case and without accents.
"""

import re
from dataclasses import dataclass

from yardflow.models import Persona, Seniority
from yardflow.services.records.values import placeholders
from yardflow.services.records.values.normalize import LONGEST_NAME, folded

_NOTHING = frozenset(
    {folded(word.strip()) for word in placeholders.WORDS.split(",")} | {"test", "testing"}
)
_INITIALS = re.compile(r"\b(?:\w\.){1,7}\w\b\.?")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a title that matches ``pattern`` implies."""

    implies: Persona | Seniority
    pattern: re.Pattern[str]


def rule(implies: Persona | Seniority, words: str, parts: str = "") -> Rule:
    """``words`` stand alone, ``parts`` anywhere: languages that write words in one piece need them.
    Both may be spelled as usual: they lose case and accents as titles do, so no ``\\W`` or ``\\S``.
    """
    patterns = [rf"\b(?:{_alternatives(words)})\b", *filter(None, [_alternatives(parts)])]
    return Rule(implies, re.compile(folded("|".join(patterns))))


def _alternatives(words: str) -> str:
    return " ".join(words.split()).replace(" | ", "|")


def not_behind(*words: str) -> str:
    return "".join(f"(?<!{word} )(?<!{word}-)" for word in words)


def readable(title: str) -> str:
    """The text that patterns look at: empty where the title says nothing."""
    text = " ".join(folded(title[:LONGEST_NAME]).replace("&amp;", "&").split())
    if text in _NOTHING or not any(map(str.isalpha, text)):
        return ""
    return _INITIALS.sub(lambda initials: initials[0].replace(".", ""), text)
