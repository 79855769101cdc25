"""How a file was read, so that a person sees when that was wrong."""

from yardflow.counts import counted
from yardflow.services import imports

# How many other sheets of a workbook are named.
NAMED_SHEETS = 3


def file_details(source: dict) -> str:
    """Format, sheet or encoding, and where the columns' names are."""
    if source.get("format") == "xlsx":
        sheet, hidden = source.get("sheet", ""), source.get("hidden_sheets", [])
        named = {
            name: f"hidden “{name}”" if name in hidden else f"“{name}”"
            for name in (sheet, *source.get("sheets", []))
        }
        details = f"Excel workbook, sheet {named[sheet]}"
        others = [label for name, label in named.items() if name != sheet]
        more = f" and {len(others) - NAMED_SHEETS:,} more" if len(others) > NAMED_SHEETS else ""
        if others:
            noun = "sheet" if len(others) == 1 else "sheets"
            details += f" (other {noun}: {', '.join(others[:NAMED_SHEETS])}{more})"
    else:
        encoding = str(source.get("encoding", ""))
        delimiter = str(source.get("delimiter", ""))
        details = "CSV"
        if encoding:
            detected = " detected as" if source.get("encoding_detected") else ""
            details += f", encoding{detected} {_encoding(encoding)}"
        details += f", separated by {delimiter}s" if delimiter else ""
    return f"{details}, column names in row {source.get('header_row', 1)}{_hidden(source)}"


def _hidden(source: dict) -> str:
    """What the sheet doesn't show, and was read nevertheless."""
    rows, columns = (int(source.get(name, 0)) for name in ("hidden_rows", "hidden_columns"))
    parts = [counted(rows, "hidden row")] if rows else []
    parts += [counted(columns, "hidden column")] if columns else []
    were = "was" if rows + columns == 1 else "were"
    return f". {' and '.join(parts)} {were} read, too" if parts else ""


def _encoding(name: str) -> str:
    return imports.ENCODINGS.get(name.removesuffix("-sig"), name.upper())
