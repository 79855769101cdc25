"""Whether lines are nothing but who wrote a message.

A name, what they do and where, a phone number, and what their company puts below all that it sends.
"""

import re
from collections.abc import Collection, Sequence

from yardflow.services.sequences.replies.phrases import phrases
from yardflow.services.sequences.replies.tokens import tokens

# Behind the name of a company.
LEGAL_FORMS = frozenset(
    {"inc", "llc", "ltd", "gmbh", "ag", "kg", "co", "sa", "sas", "srl", "spa", "bv", "nv", "sl"}
    | {"corp", "plc", "lda", "ltda"}
)
_MOST_LINES, _LONGEST_LINE, _MOST_WORDS = 16, 160, 12
_MOST_NAMES, _MOST_HAN = 4, 4
_FEWEST_DIGITS = 6
_PARTICLES = frozenset(
    {"von", "van", "de", "der", "den", "da", "di", "del", "la", "le", "dos", "du", "zu", "of"}
    | {"and", "und", "et", "y", "e", "en", "for", "the", "a", "i", "fur", "in", "at", "do", "no"}
    # of addresses
    | {"rue", "av", "avenue", "bd", "boulevard", "chemin", "place", "calle", "via", "viale"}
    | {"piazza", "rua", "avenida", "str", "weg", "straat", "street", "road", "suite", "floor"}
)
_LABELS = frozenset(
    {"t", "m", "f", "e", "w", "p", "c", "d", "o", "tel", "mob", "cell", "mobile", "phone", "fax"}
    | {"office", "direct", "email", "mail", "web", "ext", "telefon", "mobil"}
)
_ADDRESSED = re.compile(r"\S{0,80}(?:@|www\.|://)\S{0,80}")
_IMAGE = re.compile(r"\[[^\]]{0,120}\]|<[^>]{0,120}>")
_WORD = re.compile(r"[^\W\d_]{1,40}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_PROSE = ("?", "!", "\uff1f", "\uff01", "\u3002", "\uff0c")


def is_signature(lines: Sequence[str], names: Collection[str]) -> bool:
    """Whether a signature begins here, with nothing else below it. ``names`` are the words that the
    writer is called by: where they do not stand first, something else has to show what it is.
    """
    plain = (line.replace("*", "").strip() for line in lines)
    filled = [line for line in plain if line and not _IMAGE.fullmatch(line)]
    if not filled or _is_footer(filled[0]):
        return bool(filled)
    words = tokens(filled[0][:_LONGEST_LINE])
    # A first name may be a letter: ``J. Smith``.
    shows = any(word in names for word in words) and all(
        word in names or len(word) == 1 for word in words
    )
    if not shows and not _is_name(filled[0]):
        return False
    shows = shows or _has_initial(filled[0]) or _is_han_name(filled[0])
    for number, line in enumerate(filled):
        if number and _is_footer(line):
            return shows
        if number == _MOST_LINES or not _is_shaped(line):
            return False
        shows = shows or _marks(line)
    return shows


def _is_footer(line: str) -> bool:
    return phrases("footer").are_in(tokens(line[:400]))


def _is_name(line: str) -> bool:
    """``John Smith``, also with what is behind a comma: ``John Smith, MBA``."""
    name = re.split(r"[,|(/\u2013\u2014]| - ", line[:_LONGEST_LINE])[0].strip()
    if _HAN.search(name):
        return len(name) <= _MOST_HAN
    words = [word.strip(".") for word in name.split()]
    return 0 < len(words) <= _MOST_NAMES and all(
        word.replace("-", "").replace("'", "").replace("\u2019", "").isalpha()
        and (word[0].isupper() or word in _PARTICLES)
        for word in words
    )


def _has_initial(name: str) -> bool:
    """Whether a name is written as people sign: ``M. Bruni``."""
    first, *others = name.split()
    return len(first) == 2 and first.endswith(".") and len(others) == 1


def _is_han_name(name: str) -> bool:
    """A family name with one or two signs behind it, as Chinese people sign."""
    signs = tokens(name)
    return "".join(signs) == name and 1 < len(signs) <= 3 and phrases("surname").longest(signs) > 0


def _marks(line: str) -> bool:
    """Whether the line says what the writer does or where they can be reached."""
    words = tokens(line.replace(".", ""))
    digits = sum(sign.isdigit() for sign in line)
    return (
        digits >= _FEWEST_DIGITS
        or "|" in line
        or _ADDRESSED.search(line) is not None
        or phrases("role").are_in(words)
        or any(word in LEGAL_FORMS for word in words[1:])
    )


def _is_shaped(line: str) -> bool:
    """Whether it may be a line of a signature, where sentences are none."""
    if len(line) > _LONGEST_LINE or line.endswith(_PROSE):
        return False
    if _HAN.search(line):
        return not any(sign in line for sign in _PROSE) and (len(line) <= 8 or _marks(line))
    words = tokens(line)
    if len(words) > _MOST_WORDS:
        return False
    if phrases("role").longest(words) and len(words) <= 6:
        return True
    plain = _WORD.findall(_ADDRESSED.sub(" ", line).replace(".", ""))
    return all(
        word[0].isupper() or word in _PARTICLES or word in _LABELS or word in LEGAL_FORMS
        for word in plain
    )
