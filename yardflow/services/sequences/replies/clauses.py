"""Texts parted at sentences and clauses."""

import re

from yardflow.services.sequences.replies.phrases import phrases
from yardflow.services.sequences.replies.tokens import Tokens, tokens

# A point within an abbreviation or behind an initial, title or article of a law ends nothing:
# ``a.u.b.``, ``Mr.``, ``gem. Art.``
_POINT = r"(?<!\.\w)(?<!\b\w)(?<!\b[DHMSdhms]r)(?<!\b[Aa]rt)(?<!\b[Aa]bs)(?<!\b[Gg]em)\.(?!\w)"
_END = rf"{_POINT}|[!?\n\u3002\uff01\uff1f]| [-/\u2013\u2014] "
SENTENCE = re.compile(_END)
_AND = "and|but|und|aber|daher|deshalb|et|donc|alors|y|pero|e|quindi|dus|portanto"
CLAUSE = re.compile(rf"{_END}|[,;\uff0c\uff1b]|:(?= )| (?:{_AND})(?= )", re.IGNORECASE)


def clauses(text: str) -> list[list[str]]:
    """The words of each clause."""
    return [tokens(clause) for clause in CLAUSE.split(text)]


def asks(text: str) -> bool:
    """Whether a question stands there."""
    return "?" in text or "\uff1f" in text


def before(words: Tokens, section: str) -> Tokens:
    """The words up to such a phrase: ``no emails about trucks``."""
    place = next((start for start, _ in phrases(section).find(words)), len(words))
    return words[:place]
