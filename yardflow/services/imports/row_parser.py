"""A row under a mapping: values by field, and what is wrong with which cell.

This is the only place that reads a row; the preview, the fixing of cells and the import itself all
see its result.
"""

from dataclasses import dataclass

from yardflow.counts import counted
from yardflow.models import ImportKind
from yardflow.services.imports.cell_cleaners import CLEANED, NOTHING
from yardflow.services.imports.columns import BY_NAME
from yardflow.services.imports.mapping import Mapping, labels

ROW = "row"
Problems = dict[str, str]
_SHORT = 5


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One row. ``problems`` leads from a column's position (or `ROW`) to a sentence.

    Only fields with a value are in ``values``; a row with problems is skipped whole.
    """

    values: dict
    problems: Problems


class RowParser:
    """Reads the rows of one file under one mapping."""

    def __init__(self, kind: ImportKind, headers: list[str], mapping: Mapping) -> None:
        self._kind = kind
        self._width = len(headers)
        columns: dict[str, list[int]] = {}
        for position in sorted(mapping):
            if mapping[position]:
                columns.setdefault(mapping[position], []).append(position)
        self._notes = labels(headers, mapping)
        columns.pop("notes", None)
        self._columns = columns
        self._plan = [
            (name, positions[0], positions[1:], BY_NAME[name].limit, CLEANED.get(name))
            for name, positions in columns.items()
        ]
        self.fields = frozenset(columns)

    def parse(self, cells: list[str]) -> ParsedRow:
        """Reads one row; cells are as they came, at least as many as there are headers."""
        values: dict = {}
        problems: Problems = {}
        for name, position, others, limit, cleaned in self._plan:
            text = cells[position].strip()
            if not text or (len(text) < _SHORT and text.lower() in NOTHING):
                position, text = _next_filled(cells, others)
                if not text:
                    continue
            if len(text) > limit:
                problems[str(position)] = f"Enter at most {counted(limit, 'character')}."
            elif cleaned is None:
                values[name] = " ".join(text.split()) if "\n" in text else text
            else:
                try:
                    values[name] = cleaned(text)
                except ValueError as error:
                    problems[str(position)] = str(error)
        if self._notes:
            self._join_notes(cells, values, problems)
        self._require_names(values, problems)
        if len(cells) > self._width:
            problems[ROW] = (
                "This row has more cells than there are columns. Check it for a missing quote."
            )
        return ParsedRow(values, problems)

    def _join_notes(self, cells: list[str], values: dict, problems: Problems) -> None:
        parts = []
        for position, label in self._notes.items():
            text = cells[position].strip()
            if text and text.lower() not in NOTHING:
                parts.append(f"{label}: {text}" if label else text)
        notes = "\n".join(parts)
        limit = BY_NAME["notes"].limit
        if len(notes) > limit:
            problems[str(next(iter(self._notes)))] = f"Enter at most {counted(limit, 'character')}."
        elif notes:
            values["notes"] = notes

    def _require_names(self, values: dict, problems: Problems) -> None:
        if "company" not in values and "company" in self._columns:
            self._add_missing("company", "Enter a company.", problems)
        if self._kind == ImportKind.ACCOUNTS:
            return
        if not ("first_name" in values or "last_name" in values or "name" in values):
            for name in ("name", "first_name", "last_name"):
                if name in self._columns:
                    self._add_missing(name, "Enter a name.", problems)
                    return

    def _add_missing(self, name: str, sentence: str, problems: Problems) -> None:
        problems.setdefault(str(self._columns[name][0]), sentence)


def _next_filled(cells: list[str], positions: list[int]) -> tuple[int, str]:
    for position in positions:
        text = cells[position].strip()
        if text and text.lower() not in NOTHING:
            return position, text
    return 0, ""
