"""The words of headers, as ``header_names.txt`` lists them, and how a header is taken apart."""

import re
from pathlib import Path

from yardflow.services.imports.limits import MAX_HEADER
from yardflow.services.records.values.normalize import folded, without_brackets

_WORDS = re.compile(r"[a-z]+|[^\W\d_a-z]+|\d+")
_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BETWEEN_NAMES = re.compile(r"[/|,・\n]")
# As much of a header as is read: its name and a remark in brackets.
LONGEST_READ = 4 * MAX_HEADER
_FULL_WIDTH = str.maketrans("（）／｜：？", "()/|:?")
_ASKS = "?"
# An earlier answer in the question of a form: Where do you work, {{field:first}}?
_RECALLED = re.compile(r"\{\{[^{}]{1,100}\}\}")
# What stands between a name and a remark.
_ASIDE = ("(", ": ", " - ", " – ")


def words_of(header: str) -> list[str]:
    """Its words, folded: ``AttendeeFirstName``, ``attendee_first_name`` and ``Attendee: First
    name (as on badge)`` are one. Digits are words of their own.
    """
    return _words(without_brackets(_beginning(header)))


def readings(header: str) -> list[list[str]]:
    """The words of a header as they can be read, the likeliest first: also with what stands in
    brackets (``Phone (mobile)``), each half of what says one thing twice (``Company / Account``,
    ``公司 Company``), and what a question asks for (``Which company are you with?``).
    """
    text = _beginning(header)
    parts = [_words(text)]
    if "(" in text:
        parts.append(words_of(header))
    if len(halves := _BETWEEN_NAMES.split(text)) > 1:
        parts += map(words_of, halves)
    if _ASKS in text and YES_OR_NO.isdisjoint(parts[0][:1]):
        parts.append([word for word in parts[0] if word not in QUESTION])
    if not text.isascii():
        parts.append([word for word in parts[0] if word.isascii()])
        parts.append([word for word in parts[0] if not word.isascii()])
    return [part for at, part in enumerate(parts) if part and part not in parts[:at]]


def with_aside(header: str) -> tuple[str, list[str]]:
    """A name and the words of a remark behind it: ``First`` of ``Name (First)``, ``Name: First``
    and ``Name - First``.
    """
    text = _beginning(header)
    for sign in _ASIDE:
        name, _, aside = text.partition(sign)
        if name.strip() and aside.strip():
            return name, _words(aside)
    return header, []


def is_untouchable(header: str) -> bool:
    """Whether it names what only a tool reads, such as ``(Do Not Modify) Contact``."""
    return "donotmodify" in "".join(_words(_beginning(header)))


def _beginning(header: str) -> str:
    return _RECALLED.sub(" ", header[:LONGEST_READ].translate(_FULL_WIDTH))


def _words(text: str) -> list[str]:
    return _WORDS.findall(folded(_CAMEL_CASE.sub(" ", text)))


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
AROUND = {
    section.removesuffix(" around"): _words_in(section)
    for section in SECTIONS
    if section.endswith(" around")
}
ALONE = _words_in("alone")
NEUTRAL, PERSON, SECONDARY = map(_words_in, ("neutral", "person", "secondary"))
YOUR, QUESTION, YES_OR_NO = map(_words_in, ("your", "question", "yes or no"))
IN_FRONT, COMPANYS_IN_FRONT = map(_words_in, ("in front", "company's in front"))
SALUTATIONS = _words_in("salutations")
BOOTHS = _words_in("booth")
FAXES = _words_in("fax")
PARTS_OF_NAME = {part: _words_in(f"{part} aside") for part in ("first_name", "last_name")}
PHONES, MOBILES = _words_in("of a phone"), _words_in("of a mobile")
SCANS = _words_in("scans")
COMPANYS, BUYERS, STAFFS = map(_words_in, ("company's", "buyer's", "staff's"))
ATTENDEES = _words_in("attendee's")
