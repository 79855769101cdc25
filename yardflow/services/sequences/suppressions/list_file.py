"""Addresses and domains in a list that was pasted, or in a CSV file of whichever program.

With a header the column it names is read, and a reason and a note beside it; without one whatever
is an address, or a domain where a line has no address. A line is read by itself, so that a quote
left open spoils no other.
"""

import csv
import re
from dataclasses import dataclass, field

from yardflow.counts import counted
from yardflow.errors import Invalid
from yardflow.models import ImportKind, SuppressionReason
from yardflow.services.formula_escape import unescaped
from yardflow.services.imports.columns.meanings import known_as
from yardflow.services.records.values import domains, fields
from yardflow.services.sequences.suppressions.entry import LONGEST, value_of
from yardflow.services.sequences.suppressions.service import LONGEST_NOTE
from yardflow.services.sequences.suppressions.store import Wish

MOST_BYTES, MOST = 5_000_000, 100_000
MOST_PROBLEMS = 100
REFUSALS = {
    "empty": "This list is empty. Choose one with email addresses or domains.",
    "not_text": "This file isn't text. Save the list as CSV and try again.",
    "too_large": "This list is larger than 5 MB. Split it and import the parts.",
    "too_many": f"This list has more than {MOST:,} lines. Split it and import the parts.",
    "no_file": "Choose a CSV file and try again.",
    "no_reason": "Choose why these must not be emailed.",
}
_SHOWN = 80
_SEPARATORS = ",;\t|"
_BETWEEN = re.compile(f"[{_SEPARATORS}]")
# The heads of our own export.
VALUE, REASON, NOTE = "Email or domain", "Reason", "Note"


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that is not imported: its number from 1, how it begins, and why."""

    line: int
    text: str
    reason: str


@dataclass(slots=True)
class ReadList:
    """What a list says. ``duplicates`` counts what it says again, ``problems`` are the first of the
    ``refused`` lines.
    """

    wishes: dict[str, Wish] = field(default_factory=dict)
    duplicates: int = 0
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, line: int, text: str, reason: str) -> None:
        """Counts what is not imported."""
        self.refused += 1
        if len(self.problems) < MOST_PROBLEMS:
            shown = fields.printable(text[: 2 * _SHOWN]).strip()[:_SHOWN]
            self.problems.append(Problem(line, shown, reason))


def refusal(name: str) -> Invalid:
    """The error of this name."""
    return Invalid(REFUSALS[name], {"file": REFUSALS[name]})


def decoded(content: bytes) -> str:
    """The text of a file. Addresses are ASCII, so that only a note could tell a wrong encoding.

    Raises:
        Invalid: it is no text.
    """
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252", "latin-1"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refusal("not_text")


def is_list(text: str) -> bool:
    """Whether a text that was typed or pasted is about more than one address or domain."""
    several_lines = len(text.strip().splitlines()) > 1
    return several_lines or text.count("@") > 1 or bool(_BETWEEN.search(text))


def check(text: str) -> None:
    """Refuses a list that is not worth reading.

    Raises:
        Invalid: it is empty, too long, or no text.
    """
    if "\0" in text:
        raise refusal("not_text")
    if not text.strip():
        raise refusal("empty")
    if text.count("\n") + text.count("\r") > 2 * MOST:
        raise refusal("too_many")


def read(text: str, reason: SuppressionReason, note: str = "") -> ReadList:
    """The addresses and domains in a list, each once; ``reason`` and ``note`` are for those
    that have none of their own.

    Raises:
        Invalid: there are too many.
    """
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    head = _Head.of(lines[0][1]) if lines else None
    result = ReadList()
    for number, line in lines[1:] if head else lines:
        for part in head.parts(line) if head else _parts(line):
            try:
                wish = Wish(_imported(part.text), part.reason or reason, part.note or note)
                result.duplicates += wish.value in result.wishes
                result.wishes.setdefault(wish.value, wish)
            except ValueError as error:
                result.refuse(number, part.text, str(error))
        if len(result.wishes) + result.refused > MOST:
            raise refusal("too_many")
    return result


@dataclass(frozen=True, slots=True)
class _Part:
    """What a line says of one address or domain."""

    text: str
    reason: SuppressionReason | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Head:
    """Where a file has what, as its first line says."""

    separator: str
    value: int
    reason: int | None
    note: int | None

    @classmethod
    def of(cls, line: str) -> "_Head | None":
        if "@" in line:
            return None
        separator = max(_SEPARATORS, key=line[: 2 * LONGEST].count)
        names = _cells(line[: 2 * LONGEST], separator)
        plain = [name.strip().casefold() for name in names]
        if VALUE.casefold() in plain:
            value: int | None = plain.index(VALUE.casefold())
        else:
            value = _column(names, "email")
            value = _column(names, "website") if value is None else value
        if value is None:
            return None
        reason, note = (
            plain.index(name.casefold()) if name.casefold() in plain else None
            for name in (REASON, NOTE)
        )
        return cls(separator, value, reason, note)

    def parts(self, line: str) -> list[_Part]:
        cells = _cells(line, self.separator)
        reason = _REASONS.get(_cell(cells, self.reason).strip().lower())
        note = unescaped(_cell(cells, self.note)[: 2 * LONGEST_NOTE])
        line_of_note = " ".join(fields.printable(note).split())[:LONGEST_NOTE]
        return [_Part(_cell(cells, self.value), reason, line_of_note)]


def _parts(line: str) -> list[_Part]:
    """Of a line without a header. A cell with an ``@`` has to be an address; names and dates
    beside it are no one's concern.
    """
    cells = [bare for cell in _BETWEEN.split(line) if (bare := cell.strip(" \"'"))]
    addresses = [cell for cell in cells if "@" in cell]
    if addresses:
        return [_Part(each) for cell in addresses for each in _addresses(cell)]
    return [_Part(cell) for cell in cells if _domain(cell)] or [_Part(line.strip())]


def _addresses(cell: str) -> list[str]:
    """``Ann Lee <ann@acme.com>`` is one, ``ann@acme.com joe@acme.com`` are two."""
    if "<" in cell:
        return [cell]
    return [word for word in cell.split() if "@" in word]


def _domain(cell: str) -> str | None:
    try:
        return value_of(cell)
    except ValueError:
        return None


def _imported(text: str) -> str:
    """Of a list, in which ``gmail.com`` is more likely half an address than everyone there.

    Raises:
        ValueError: it is neither an address nor a company's domain.
    """
    value = value_of(unescaped(text[: LONGEST + 1]))
    if "@" not in value and domains.is_shared(value):
        raise ValueError(f"Anyone can have an address at {value}. Add it by hand if you mean all.")
    return value


def _cells(line: str, separator: str) -> list[str]:
    """A cell that is too long for the library is no address; it is shown as it begins."""
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return [line]


def _cell(cells: list[str], at: int | None) -> str:
    return cells[at] if at is not None and at < len(cells) else ""


def _column(names: list[str], name: str) -> int | None:
    """The first column whose header is known to stand for this, in the languages of imports."""
    for at, header in enumerate(names):
        known = known_as(header, ImportKind.CONTACTS)
        if known is not None and known.name == name:
            return at
    return None


_REASONS = {reason.value: reason for reason in SuppressionReason}


def in_words(added: int, existing: int, duplicates: int, refused: int) -> str:
    """What came of an import: ``40 added, 2 suppressed already, 1 duplicate, 1 line not
    imported``.
    """
    parts = [f"{added:,} added"]
    parts += [f"{existing:,} suppressed already"] if existing else []
    parts += [counted(duplicates, "duplicate")] if duplicates else []
    parts += [f"{counted(refused, 'line')} not imported"] if refused else []
    return ", ".join(parts)
