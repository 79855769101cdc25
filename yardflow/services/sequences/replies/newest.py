"""What the writer of a message wrote themselves, apart from what they quote.

Mail programs put a line above what is quoted (`mail-parser-reply` knows those of a dozen
languages), the headers of the message, or ``>`` before each line. That library's patterns take the
cube of a text's length, so they see the few lines alone that could be such a line.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from mailparser_reply.constants import MAIL_LANGUAGES
from mailparser_reply.parser import EmailMessage

from yardflow.services.sequences.replies.phrases import phrases
from yardflow.services.sequences.replies.tokens import tokens

LONGEST = 100_000
# A line above a quotation is broken into so many lines at most, of so many characters together.
_LINES, _LONGEST_INTRODUCTION = 3, 240
_MOST_TRIED = 12
_LONGEST_LINE = 1_000
_RULE = re.compile(r"[-_\u2014\u2500=*]{3,80}")
_SIGNATURE = re.compile(r"--|__|\u2014\u2014")
_LABELS_IN_A_ROW = 2
_FOREIGN = 4
_FIELD = re.compile(r"\*?[^\W\d_]{1,20}(?: [^\W\d_]{1,20})? ?[:\uff1a]\*? ?\S")
_MOMENT = re.compile(r"\b(?:19|20)\d\d\b.{0,20}\b\d{1,2}[:.]\d\d\b")
_NAMING = re.compile(r"[\d@<(\[\"]")
# Mail programs break lines from so many characters on.
_BROKEN = 60
_MOST_NAMES, _MOST_SIGNS, _MOST_SENT = 3, 8, 10


@dataclass(frozen=True, slots=True)
class Parts:
    """``newest`` is what was written, its signature included; ``quoted`` the rest."""

    newest: str
    quoted: str


def parts_of(text: str) -> Parts:
    """Cuts a text where what is quoted begins. Answers between quoted lines are all kept, and so
    is what stands below a quotation that has no more than a greeting above it. Where nothing else
    is written, the lines that look quoted are what was written, but for those that are quoted in
    them, and unless something says who is quoted and nothing is.
    """
    lines = [line.strip() for line in text[:LONGEST].replace("\r\n", "\n").split("\n")]
    end = _end(lines)
    written = [line for line in lines[:end] if not line.startswith((">", "|"))]
    quoted = [line for line in lines[:end] if line.startswith(">")]
    rest = lines[end:]
    greets = _greets_alone("\n".join(written))
    below, others = _below(rest, between=not greets)
    written, rest = written + below, others
    nested = any(_depth(line) > 1 for line in rest or lines)
    if _greets_alone("\n".join(written)) and (nested or not rest):
        outer = [line for line in (rest or lines) if not nested or _depth(line) == 1]
        quoted = [line for line in (*quoted, *rest) if line not in outer]
        written, rest = [line.lstrip("> ") for line in outer], []
    return Parts("\n".join(written).strip(), "\n".join([*quoted, *rest]).strip())


def _depth(line: str) -> int:
    """How often a line is quoted: ``> > Hello`` twice."""
    marks = line[: len(line) - len(line.lstrip("> "))]
    return marks.count(">")


def said(newest: str) -> str:
    """What was written without greeting's rest: up to the signature."""
    lines = newest.split("\n")
    for number, line in enumerate(lines):
        if _SIGNATURE.fullmatch(line.strip()):
            return "\n".join(lines[:number]).strip()
        if number and is_sign_off(line) and any(each.strip() for each in lines[:number]):
            return "\n".join(lines[:number]).strip()
    return newest.strip()


def _greets_alone(text: str) -> bool:
    """Whether nothing is written, or a greeting with a name."""
    words = tokens(text[:_LONGEST_LINE])
    greeting = _longest("greeting", words)
    return not words or (greeting > 0 and len(words) - greeting <= _MOST_NAMES)


def _below(lines: list[str], *, between: bool) -> tuple[list[str], list[str]]:
    """The lines that are written below an introduction and what it introduces, and the others;
    ``between``: only those with more quoted lines below them. What a mail program broke off a long
    quoted line belongs to that.
    """
    first = next((at for at, line in enumerate(lines[: _LINES + 2]) if line.startswith(">")), None)
    if first is None:
        return [], lines
    introduced = next(
        (at + 1 for at, line in enumerate(lines[:first]) if line.endswith(":")), first
    )
    written, quoted = lines[introduced:first], lines[:introduced]
    last = (
        max(at for at, line in enumerate(lines) if line.startswith(">")) if between else len(lines)
    )
    for before, line in pairwise(["", *lines[first:last]]):
        broken = line and before.startswith(">") and len(before) >= _BROKEN
        (quoted if line.startswith(">") or broken else written).append(line)
    end = _end(written)
    return written[:end], [*quoted, *written[end:], *lines[last:]]


def _end(lines: list[str]) -> int:
    """The line at which all that follows is quoted."""
    tried = 0
    for number, line in enumerate(lines):
        if not line or line.startswith(">"):
            continue
        if _is_separator(line) or _are_headers(lines, number):
            return number
        introduction = _introduction(lines, number)
        if introduction and tried < _MOST_TRIED:
            tried += 1
            if _introduces(introduction):
                return number
    return len(lines)


def _is_separator(line: str) -> bool:
    """``-----Original Message-----``, in any language."""
    bare = line.strip("-_*= >").removesuffix(":")
    has_rule = line.startswith(("-", "_", "*", "=")) or line.endswith(":")
    words = tokens(bare[:_LONGEST_LINE])
    if line.startswith("--") and line.endswith("--") and _names_writer(bare, words):
        return True
    return has_rule and 0 < len(words) <= 10 and _longest("original", words) >= len(words) > 0


def _are_headers(lines: list[str], number: int) -> bool:
    """Whether the headers of a message begin here, as Outlook writes them."""
    labels = 0
    for line in lines[number : number + 8]:
        if _is_label(line):
            labels += 1
        elif line and not _RULE.fullmatch(line):
            break
    first = lines[number]
    begins = _is_label(first) or bool(_RULE.fullmatch(first))
    return (begins and labels >= _LABELS_IN_A_ROW + 1) or _are_foreign_headers(lines, number)


def _are_foreign_headers(lines: list[str], number: int) -> bool:
    """The same in a language whose labels aren't known: an address, a moment, and two more."""
    block = [line[:_LONGEST_LINE] for line in lines[number : number + _FOREIGN]]
    if len(block) < _FOREIGN or "@" not in block[0] or not _MOMENT.search(block[1]):
        return False
    return all(_FIELD.match(line) for line in block)


def _is_label(line: str) -> bool:
    name, colon, _ = line[:_LONGEST_LINE].replace("\uff1a", ":").strip("* ").partition(":")
    words = tokens(name) if colon and len(name) < 30 else []
    return bool(words) and _longest("label", words) == len(words)


def _introduction(lines: list[str], number: int) -> str:
    """The line, with the next ones that belong to it, if it may stand above a quotation. Broken
    ones begin with the day or whom they name: ``Stop`` in the line above begins none.
    """
    first = lines[number]
    if not first.endswith((":", "\uff1a")) and not _NAMING.search(first[:_LONGEST_LINE]):
        return ""
    joined = ""
    for line in lines[number : number + _LINES]:
        joined = f"{joined} {line}".strip()
        if len(joined) > _LONGEST_INTRODUCTION:
            return ""
        if line.endswith((":", "\uff1a")):
            return joined
        if not line:
            return ""
    return ""


def _introduces(line: str) -> bool:
    """Also in a language that isn't known: an address and a moment above a colon."""
    is_dated = "@" in line and _MOMENT.search(line) is not None
    return is_dated or _names_writer(line, tokens(line)) or _headers().search(line) is not None


def _names_writer(line: str, words: list[str]) -> bool:
    """``On Friday, Kim (kim@yardflow.example) wrote``."""
    has_date_or_address = any(sign.isdigit() for sign in line) or "@" in line
    return has_date_or_address and phrases("wrote").are_in(words)


@cache
def _headers() -> re.Pattern[str]:
    languages = [name for name in MAIL_LANGUAGES if name != "david"]
    pattern: re.Pattern[str] = EmailMessage(text="", languages=languages).HEADER_REGEX
    return pattern


def is_sign_off(line: str) -> bool:
    """``Best regards``, with what may stand behind it in the same line: a comma, a name."""
    words = tokens(line[:_LONGEST_LINE])
    is_sent = phrases("sent_from").longest(words) > 0 and len(words) <= _MOST_SENT
    if is_sent and phrases("device").are_in(words):
        return True
    length = phrases("sign_off").longest(words)
    behind = words[length:]
    # A Chinese sign is a word of its own: ``发自我的小米手机``.
    most = _MOST_SIGNS if all(map(is_han, behind)) else _MOST_NAMES
    return length > 0 and len(behind) <= most and not line.endswith("?")


def is_han(word: str) -> bool:
    """Whether a word is a Chinese sign."""
    return "\u3400" <= word <= "\u9fff"


def _longest(section: str, words: list[str]) -> int:
    return phrases(section).longest(words)
