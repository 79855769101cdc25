"""The words of headers, as ``header_names.txt`` lists them, and how a header is taken apart."""

import re
from pathlib import Path

from yardflow.services.imports.limits import MAX_HEADER
from yardflow.services.records.normalize import folded, without_brackets

_WORDS = re.compile(r"[^\W\d_]+|\d+")
_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BETWEEN_NAMES = re.compile(r"[/|\n]")
# As much of a header as is read: its name and a remark in brackets.
LONGEST_READ = 4 * MAX_HEADER
_FULL_WIDTH = str.maketrans("（）／｜", "()/|")


def words_of(header: str) -> list[str]:
    """Its words, folded: ``AttendeeFirstName``, ``attendee_first_name`` and ``Attendee: First
    name (as on badge)`` are one. Digits are words of their own.
    """
    text = without_brackets(header[:LONGEST_READ].translate(_FULL_WIDTH))
    return _WORDS.findall(folded(_CAMEL_CASE.sub(" ", text)))


def alternatives(header: str) -> list[list[str]]:
    """The words of a header that says one thing twice: ``Company / Account``, ``公司 Company``."""
    text = header[:LONGEST_READ].translate(_FULL_WIDTH)
    parts = [words_of(part) for part in _BETWEEN_NAMES.split(text)]
    words = words_of(text)
    latin = [word for word in words if word.isascii()]
    if latin and len(latin) < len(words):
        parts += [[word for word in words if not word.isascii()], latin]
    return [part for part in parts if part and part != words]


def key_of(words: list[str]) -> str:
    """Words as they are compared with the names of columns."""
    return "".join(word for word in words if word not in SMALL) or "".join(words)


def names_in(text: str) -> list[str]:
    """Names with commas between them, as they are compared."""
    return [key_of(words) for name in text.split(",") if (words := words_of(name))]


def _sections() -> dict[str, str]:
    sections: dict[str, str] = {}
    section = ""
    text = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            sections[section] = sections.get(section, "") + "," + line.partition(": ")[2]
    return sections


def _words_in(section: str) -> frozenset[str]:
    return frozenset(word for name in SECTIONS[section].split(",") for word in words_of(name))


SECTIONS = _sections()
SMALL = _words_in("small")
ALONE = _words_in("alone")
NEUTRAL, PERSON, SECONDARY = map(_words_in, ("neutral", "person", "secondary"))
SALUTATIONS = _words_in("salutations")
COMPANYS, BUYERS, STAFFS = map(_words_in, ("company's", "buyer's", "staff's"))
