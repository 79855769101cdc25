"""A row under a mapping: values by field, and what is wrong or odd about which cell.

This is the only place that reads a row; the preview, the fixing of cells and the import itself all
see its result. A cell that its field can't take is kept in the notes, unless it says who the row is
about: without that nothing can be imported.
"""

from dataclasses import dataclass
from typing import NamedTuple

from yardflow.counts import counted
from yardflow.models import ImportKind
from yardflow.services.imports.cells.fillers import (
    DOUBTFUL_NAMES,
    NOTHING_IN_NAMES,
    NOTHING_IN_NOTES,
    is_written_as_name,
)
from yardflow.services.imports.columns.fields import BY_NAME
from yardflow.services.imports.columns.mapping import Mapping, labels
from yardflow.services.imports.columns.meanings import is_of_fax, standing_of
from yardflow.services.imports.columns.phone_parts import PARTS
from yardflow.services.imports.normalization import footers
from yardflow.services.imports.normalization.continuations import Continuations
from yardflow.services.imports.normalization.labelled_phones import LabelledPhones
from yardflow.services.imports.normalization.mapped_column import (
    IDENTIFYING,
    NAMES,
    MappedColumn,
    mapped_column,
)
from yardflow.services.imports.normalization.phone_parts import PhoneParts
from yardflow.services.imports.normalization.placeholder_names import is_placeholder
from yardflow.services.imports.normalization.turned_names import TurnedNames
from yardflow.services.imports.normalization.usual_names import is_usual
from yardflow.services.records.names.asides import is_no_name
from yardflow.services.records.values import domains
from yardflow.services.records.values.places import is_city_with_country

ROW = "row"
Problems = dict[str, str]

_PARTS = ("first_name", "last_name")
# Of a placeholder in a sentence, in characters.
_MOST_SHOWN = 60
_INITIAL = 2  # characters, with its point
# With more values than these a row is more than a total or a footer.
_MOST_OF_FOOTER = 2
_MOST_NOTES = BY_NAME["notes"].limit
_MARK = "…"


class Remark(NamedTuple):
    """What is said beside a cell that is kept in the notes, and the line that keeps it there; or
    beside one that is kept nowhere.
    """

    sentence: str
    line: str = ""
    is_kept: bool = True


Remarks = dict[str, Remark]


@dataclass(slots=True)
class ParsedRow:
    """One row. ``problems`` lead from a column's position (or `ROW`) to a sentence, ``remarks``
    from the position of a cell that is kept in the notes or nowhere.

    Only fields with a value are in ``values``; a row with problems is skipped whole.
    """

    values: dict
    problems: Problems
    remarks: Remarks

    @property
    def kept(self) -> int:
        """How many of its cells are kept in the notes."""
        return sum(remark.is_kept for remark in self.remarks.values())


class RowParser:
    """Reads the rows of one file under one mapping."""

    def __init__(self, kind: ImportKind, headers: list[str], mapping: Mapping) -> None:
        self._kind = kind
        self._headers = headers
        self.continuations = Continuations(kind, headers, mapping)
        columns: dict[str, list[MappedColumn]] = {}
        for position in sorted(mapping):
            if name := mapping[position]:
                columns.setdefault(name, []).append(mapped_column(name, position))
        # There a second number is the fax.
        self._with_fax = {at for at, name in mapping.items() if name and is_of_fax(headers[at])}
        self._notes = labels(headers, mapping)
        self._labelled_phones = LabelledPhones(headers, mapping)
        self._phone_parts = PhoneParts(headers, mapping)
        self._turned_names = TurnedNames(headers, mapping)
        for name in ("notes", *PARTS):
            columns.pop(name, None)
        self._columns = columns
        for several in columns.values():
            several.sort(key=lambda column: standing_of(headers[column.position], kind))
        self._first = [first for first, *_ in columns.values()]
        self._others = [column for _, *others in columns.values() for column in others]
        self.fields = frozenset(columns)
        self._at = self._first[0].position if self._first else 0

    def parse(self, cells: list[str]) -> ParsedRow:
        """Reads one row; cells are as they came, at least as many as there are headers."""
        if self._labelled_phones.columns:
            cells = self._labelled_phones.arranged(cells)
        if self._phone_parts.columns:
            cells = self._phone_parts.joined(cells)
        if self._turned_names.columns:
            cells = self._turned_names.turned(cells)
        values, odd = self._plain(cells)
        row = ParsedRow(values, {}, {})
        if odd or self._others:
            self._look_again(cells, odd, row)
        if self._notes or row.remarks:
            self._join_notes(cells, row)
        self._require_names(cells, row, are_plain=not odd)
        if len(cells) > len(self._headers):
            row.problems[ROW] = (
                "This row has more cells than there are columns. Check it for a missing quote."
            )
        elif (row.problems or len(values) <= _MOST_OF_FOOTER) and footers.is_footer(cells):
            return ParsedRow({}, {ROW: footers.REASON}, {})
        elif cells[self._at].strip() == self._headers[self._at] and self._repeats_headers(cells):
            return ParsedRow({}, {ROW: "This row repeats the names of the columns."}, {})
        return row

    def _plain(self, cells: list[str]) -> tuple[dict, list[tuple[MappedColumn, str]]]:
        """The values of cells that their fields take as they are, and all other filled cells."""
        values: dict = {}
        odd: list[tuple[MappedColumn, str]] = []
        for column in self._first:
            name, position, limit, cleaned, fillers = column
            text = cells[position].strip()
            if not text:
                continue
            if len(text) > limit:
                odd.append((column, text))
            elif text in fillers:
                if name in NAMES:
                    odd.append((column, text))
            elif cleaned is None:
                values[name] = " ".join(text.split()) if "\n" in text else text
            else:
                try:
                    values[name] = cleaned(text)
                except ValueError:
                    odd.append((column, text))
        return values, odd

    def _repeats_headers(self, cells: list[str]) -> bool:
        """Whether it is the row of headers once more, as lists of several pages have it."""
        filled = [
            (cell.strip(), header)
            for cell, header in zip(cells, self._headers, strict=False)
            if cell.strip()
        ]
        return sum(cell == header for cell, header in filled) * 2 > len(filled) > 1

    def _look_again(
        self, cells: list[str], odd: list[tuple[MappedColumn, str]], row: ParsedRow
    ) -> None:
        """Reads the cells that are not plain, and those of fields that have one already."""
        for column, text in odd:
            if text not in column.fillers:
                self._take(column, text, row)
        for column in self._others:
            text = cells[column.position].strip()
            if text and text not in column.fillers:
                self._take(column, text, row)
        doubtful = [(column.name, text) for column, text in odd if text in DOUBTFUL_NAMES]
        if doubtful:
            self._judge_names(doubtful, row)

    def _take(self, column: MappedColumn, text: str, row: ParsedRow) -> None:
        """Puts into the field what fits there, and the rest of the cell into the notes."""
        name, values = column.name, row.values
        reading = column.read(text)
        value, rest = reading.value, [reading.rest]
        if value is None and name in IDENTIFYING and name not in values:
            row.problems[str(column.position)] = reading.why
            return
        is_other = value is not None and not _are_same(name, value, values.setdefault(name, value))
        if is_other and not (name == "phone" and self._is_mobile(str(value), row)):
            self._keep(column, text, "Another column has this field already.", row)
            return
        is_fax = column.position in self._with_fax
        if reading.second and (is_fax or not self._is_mobile(reading.second, row)):
            rest.insert(0, reading.second)
        if kept := "; ".join(filter(None, rest)):
            self._keep(column, kept, reading.why, row)
        elif reading.unkept:
            sentence = f"Not kept. {reading.unkept}"
            row.remarks[str(column.position)] = Remark(sentence, is_kept=False)

    def _is_mobile(self, number: str, row: ParsedRow) -> bool:
        """Whether a second number is the mobile now: where the list has no column of them."""
        return "mobile" not in self.fields and row.values.setdefault("mobile", number) == number

    def _keep(self, column: MappedColumn, text: str, why: str, row: ParsedRow) -> None:
        header = self._headers[column.position]
        line = f"{header.split('(')[0].strip() or header}: {text}"
        row.remarks[str(column.position)] = Remark(f"Kept in notes. {why}", line)

    def _join_notes(self, cells: list[str], row: ParsedRow) -> None:
        """The notes proper, and below them what other fields could not take."""
        parts = []
        for position, label in self._notes.items():
            text = cells[position].strip()
            if text and text not in NOTHING_IN_NOTES:
                parts.append(f"{label}: {text}" if label else text)
        above = "\n".join(parts)
        if row.remarks or len(above) > _MOST_NOTES:
            lines = (row.remarks[at].line for at in sorted(row.remarks, key=int))
            kept = "\n".join(filter(None, lines))
            below = _shortened(kept, _MOST_NOTES // 2)
            room = _MOST_NOTES - len(below) - 1 if below else _MOST_NOTES
            if len(above) > room:
                above, most = _shortened(above, room), counted(_MOST_NOTES, "character")
                row.remarks[str(next(iter(self._notes)))] = Remark(
                    f"Notes have at most {most}. The rest is cut off."
                )
            above = "\n".join(filter(None, [above, below]))
        if above:
            row.values["notes"] = above

    def _judge_names(self, doubtful: list[tuple[str, str]], row: ParsedRow) -> None:
        """A word such as "Null" is a name beside another one if it is written like one."""
        values = row.values
        other = next((values[name] for name in NAMES if name in values), "")
        for name, text in doubtful:
            if not other:
                self._add_missing_name(f"“{text}” is a placeholder. Enter a name.", row)
            elif is_written_as_name(text, other):
                values[name] = text

    def _require_names(self, cells: list[str], row: ParsedRow, *, are_plain: bool) -> None:
        values = row.values
        if "company" not in values and "company" in self._columns:
            self._add_missing("company", "Enter a company.", row)
        if self._kind == ImportKind.ACCOUNTS:
            return
        parts = [values[part] for part in _PARTS if part in values] or [values.get("name", "")]
        name = " ".join(parts)
        if are_plain and is_usual(name):
            return
        if not name:
            self._add_missing_name("Enter a name.", row)
        elif all(map(is_no_name, parts)):
            self._add_missing_name(f"“{name[:_MOST_SHOWN]}” is no name. Enter one.", row)
        elif is_city_with_country(name):
            self._add_missing_name(f"“{name}” is a place. Enter a name.", row)
        elif is_placeholder(name, values.get("company", "")):
            self._add_missing_name(f"“{name[:_MOST_SHOWN]}” is a placeholder. Enter a name.", row)
        elif self._is_filler_in_parts(cells):
            self._add_missing_name("Enter a name.", row)
        elif footers.is_said_of_a_list(name):
            said = f"“{name[:_MOST_SHOWN]}” looks like a total or a footer. Enter a name."
            self._add_missing_name(said, row)

    def _is_filler_in_parts(self, cells: list[str]) -> bool:
        """Whether two columns together say that there is no name: ``Not`` and ``Provided``."""
        if "name" in self._columns or not self._columns.keys() >= set(_PARTS):
            return False
        texts = [cells[self._columns[part][0].position].strip() for part in _PARTS]
        text = " ".join(texts)
        is_long = any(len(each) > _INITIAL for each in texts)
        return all(texts) and is_long and (text in NOTHING_IN_NAMES or is_placeholder(text))

    def _add_missing_name(self, sentence: str, row: ParsedRow) -> None:
        name = next((name for name in NAMES if name in self._columns), None)
        if name:
            self._add_missing(name, sentence, row)

    def _add_missing(self, name: str, sentence: str, row: ParsedRow) -> None:
        row.problems.setdefault(str(self._columns[name][0].position), sentence)


def _are_same(name: str, value: object, other: object) -> bool:
    if name == "website":
        return domains.host_of(str(value)) == domains.host_of(str(other))
    return str(value).casefold() == str(other).casefold()


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - len(_MARK)]}{_MARK}"
