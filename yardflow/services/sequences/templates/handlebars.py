"""SendGrid's Handlebars as our language: what can be said in both, and nothing by half.

What SendGrid knows: https://www.twilio.com/docs/sendgrid/for-developers/sending-email/using-handlebars.
It reads each character once, whatever is written.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from yardflow.services.sequences.templates.parser import parsed
from yardflow.services.sequences.templates.syntax import Unusable
from yardflow.services.sequences.templates.variables import UNSUBSCRIBE, is_known

LONGEST_EXPRESSION, MOST_PROBLEMS, LONGEST = 300, 20, 400_000
# What people call things there, without capitals and signs.
_USUAL = {
    "contact.first_name": ("firstname", "fname", "first", "givenname"),
    "contact.last_name": ("lastname", "lname", "last", "surname", "familyname"),
    "contact.name": ("name", "fullname", "contactname"),
    "contact.email": ("email", "emailaddress"),
    "contact.title": ("title", "jobtitle", "position"),
    "account.name": ("company", "companyname", "account", "organization"),
    "account.industry": ("industry",),
    "event.name": ("event", "eventname", "show"),
    "event.venue": ("venue",),
    "event.booth": ("booth", "boothnumber"),
    "sender.name": ("sendername",),
    "sender.address": ("senderemail",),
    "workplace.postal_address": ("senderaddress", "postaladdress"),
    UNSUBSCRIBE: ("unsubscribe", "unsubscribeurl", "unsubscribelink", "unsubscribepreferences"),
}
_OURS = {word: name for name, words in _USUAL.items() for word in words}
_OPENING = re.compile(r"\{\{\{?|<%|\{%")
_WORD = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^\s"']{1,100}))""")
_NAME = re.compile(r"[A-Za-z_][\w.-]{0,99}", re.ASCII)
_TESTS = {"equals": "==", "notEquals": "!=", "and": "and", "or": "or"}
# SendGrid's own tags, which it fills in beside the language.
_TAGS = {
    "asm_group_unsubscribe_raw_url",
    "asm_group_unsubscribe_url",
    "asm_preferences_raw_url",
    "asm_global_unsubscribe_raw_url",
}


@dataclass(frozen=True, slots=True)
class Untranslatable:
    """What can't be said in the other language, as it is written, with its line from 1. Where it
    is only not known which variable a name is, ``name`` is that name.
    """

    line: int
    expression: str
    reason: str
    name: str = ""

    def __str__(self) -> str:
        return f"Line {self.line}: {self.expression} {self.reason}"


@dataclass(slots=True)
class Translation:
    """A text in the other language; it is whole only without ``problems``."""

    written: list[str] = field(default_factory=list)
    problems: list[Untranslatable] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What was written."""
        return "".join(self.written)

    def refuse(self, line: int, expression: str, reason: str, name: str = "") -> None:
        """Notes what can't be translated, the first twenty."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Untranslatable(line, expression[:80], reason, name))


class Unnamed(ValueError):
    """A name of theirs of which no one has said what it is here."""

    def __init__(self, name: str) -> None:
        super().__init__(f"names {name}, which is no variable here.")
        self.name = name


def to_liquid(text: str, names: Mapping[str, str] | None = None) -> Translation:
    """A part of a dynamic template in our language. ``names`` says which variable of ours each of
    theirs is, "" for none; the usual ones are known.
    """
    return _Reader(text.replace("\r\n", "\n")[:LONGEST], names or {}).translation()


def _pieces(text: str) -> Iterator[tuple[str, str, int]]:
    """What stands between which signs (``""`` for plain text), and its line."""
    position, line = 0, 1
    while opening := _OPENING.search(text, position):
        sign, start = opening.group(), opening.start()
        if start > position:
            yield "", text[position:start], line
            line += text.count("\n", position, start)
        closing = {"{{{": "}}}", "{{": "}}", "<%": "%>", "{%": "%}"}[sign]
        if text.startswith("{{!--", start):
            closing = "--}}"
        end = text.find(closing, opening.end())
        if end < 0:
            yield "?", text[start : start + 80], line
            return
        yield sign, text[opening.end() : end].strip(), line
        line += text.count("\n", start, end)
        position = end + len(closing)
    if position < len(text):
        yield "", text[position:], line


class _Reader:
    """Reads the pieces in order; ``open`` are the blocks that are not closed yet."""

    def __init__(self, text: str, names: Mapping[str, str]) -> None:
        self._pieces, self._names = _pieces(text), names
        self._open: list[tuple[str, str, int]] = []
        self._made = Translation()

    def translation(self) -> Translation:
        for sign, body, line in self._pieces:
            self._piece(sign, body, line)
        for word, _, line in self._open:
            self._made.refuse(line, f"{{{{#{word}}}}}", "is never closed.")
        if not self._made.problems:
            try:
                parsed(self._made.text)
            except Unusable as problem:
                self._made.refuse(problem.line, "", problem.reason)
        return self._made

    def _piece(self, sign: str, body: str, line: int) -> None:
        if sign == "":
            self._made.written.append(body)
        elif sign == "?":
            self._made.refuse(line, body.split("\n")[0][:20], "has no end.")
        elif sign == "{%":
            self._made.refuse(line, f"{{% {body[:60]} %}}", "would mean something else here.")
        elif sign == "<%":
            if body in _TAGS:
                self._made.written.append(f"{{{{ {UNSUBSCRIBE} }}}}")
            else:
                self._made.refuse(line, f"<%{body[:60]}%>", "has no counterpart.")
        elif not body.startswith("!"):
            self._expression(body.strip("~").strip(), line)

    def _expression(self, body: str, line: int) -> None:
        shown = f"{{{{{body[:70]}}}}}"
        if len(body) > LONGEST_EXPRESSION:
            self._made.refuse(line, shown, "is too long.")
            return
        try:
            self._made.written.append(self._translated(body, line))
        except Unnamed as unnamed:
            self._made.refuse(line, shown, str(unnamed), unnamed.name)
        except ValueError as problem:
            self._made.refuse(line, shown, str(problem))

    def _translated(self, body: str, line: int) -> str:
        if body.startswith("#"):
            return self._opened(body[1:], line)
        if body.startswith("/"):
            return self._closed(body[1:].strip())
        words = _words(body)
        if words[0] == ("else", False):
            return self._otherwise(words[1:])
        if words[0] == ("insert", False):
            return self._inserted(words[1:])
        if len(words) > 1:
            raise ValueError(f"uses {words[0][0]}, which has no counterpart.")
        name = self._operand(words[0])
        return f"{{{{ {name} }}}}" if name else ""

    def _opened(self, body: str, line: int) -> str:
        words = _words(body)
        block, count = words[0][0], len(words) - 1
        known = count == 1 if block in ("if", "unless") else block in _TESTS and count == 2
        tag = "unless" if block == "unless" else "if"
        self._open.append((block, tag, line))
        if not known:
            raise ValueError("has no counterpart: only if, unless, equals, notEquals, and, or.")
        operands = [self._operand(word) for word in words[1:]]
        if not all(operands):
            raise ValueError("tests something that is to be omitted.")
        test = f" {_TESTS.get(block)} ".join(operands)
        return f"{{% {tag} {test} %}}"

    def _closed(self, word: str) -> str:
        if not self._open or self._open[-1][0] != word:
            raise ValueError("closes nothing that is open.")
        return f"{{% end{self._open.pop()[1]} %}}"

    def _otherwise(self, words: list[tuple[str, bool]]) -> str:
        if not self._open:
            raise ValueError("stands outside of a condition.")
        if not words:
            return "{% else %}"
        if len(words) != 2 or words[0] != ("if", False):
            raise ValueError("has no counterpart.")
        return f"{{% elsif {self._operand(words[1])} %}}"

    def _inserted(self, words: list[tuple[str, bool]]) -> str:
        if not 1 <= len(words) <= 2 or words[0][1]:
            raise ValueError("has no counterpart.")
        name = self._operand(words[0])
        if len(words) == 1:
            return f"{{{{ {name} }}}}" if name else ""
        fallback, quoted = words[1]
        if not quoted or not fallback.startswith("default="):
            raise ValueError("has no counterpart.")
        return f"{{{{ {name} | default: {_quoted(fallback.removeprefix('default='))} }}}}"

    def _operand(self, word: tuple[str, bool]) -> str:
        text, quoted = word
        if quoted:
            return _quoted(text)
        if text in self._names:
            return self._names[text]
        if is_known(text):
            return text
        if not _NAME.fullmatch(text):
            raise ValueError("has no counterpart.")
        key = "".join(sign for sign in text.lower() if sign.isalnum())
        if key not in _OURS:
            raise Unnamed(text)
        return _OURS[key]


def _words(body: str) -> list[tuple[str, bool]]:
    """The words of an expression, each with whether it stands in quotation marks."""
    words, position = [], 0
    while match := _WORD.match(body, position):
        quoted = match[3] is None
        words.append((match[1] or match[2] or "" if quoted else match[3], quoted))
        position = match.end()
    if not words or body[position:].strip():
        raise ValueError("can't be read.")
    return words


def _quoted(text: str) -> str:
    for sign in ('"', "'"):
        if sign not in text and "}" not in text:
            return f"{sign}{text}{sign}"
    raise ValueError("has a text with signs that can't be written here.")
