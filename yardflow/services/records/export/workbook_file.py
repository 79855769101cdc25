"""An Excel workbook of one sheet, written from front to back, so that its length costs no memory.

Office Open XML (ECMA-376): a zip of a few small parts and the sheet. Texts are typed as strings in
cells formatted as text: no spreadsheet takes one for a formula, a number or a date, not even when
a person edits it. So only a text that an import would take an apostrophe off gets one more.
"""

import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import IO, cast
from xml.sax.saxutils import escape

from yardflow.errors import Invalid
from yardflow.services.formula_escape import escaped, unescaped
from yardflow.services.records.export.columns import Cell, Column
from yardflow.services.records.export.parts import Parts

# What Excel takes: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
MOST_ROWS = 1_048_576 - 1  # below the header
MOST_UNITS = 32_767  # of UTF-16 in a cell
# A zip of another kind, which Excel complains of, begins at two gigabytes.
MOST_BYTES = (1 << 31) - (1 << 24)
TOO_LARGE = "These are more records than fit into an Excel sheet. Export them as CSV."

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# What XML can't hold is written like this; so a text that looks like it has its first sign written.
_LIKE_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_PLAIN, _AS_TEXT, _HEADER, _MOMENT = range(4)
_EXCEL_DAY_0 = datetime(1899, 12, 30, tzinfo=UTC)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_CONTENT_TYPES = f"""{_XML}<Types xmlns="{_PACKAGE}/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>\
<Override PartName="/xl/styles.xml" ContentType="{_SHEET_TYPE}.styles+xml"/>\
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/>\
</Types>"""
_RELATIONS = f"""{_XML}<Relationships xmlns="{_PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>\
</Relationships>"""
_WORKBOOK_RELATIONS = f"""{_XML}<Relationships xmlns="{_PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>\
<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>"""
_WORKBOOK = f"""{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">\
<sheets><sheet name="{{}}" sheetId="1" r:id="rId1"/></sheets></workbook>"""
# Format 49 is "Text"; the formats of cells are in the order of _PLAIN to _MOMENT.
_STYLES = f"""{_XML}<styleSheet xmlns="{_MAIN}">\
<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>\
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>\
<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>\
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""
_SHEET = f"""{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">\
<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>\
<cols>{{}}</cols><sheetData>"""


class WorkbookFile:
    """Rows go straight into the zip."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    most_rows = MOST_ROWS

    def __init__(self, parts: Parts, columns: Sequence[Column], sheet: str) -> None:
        self._zip = zipfile.ZipFile(
            cast("IO[bytes]", parts), "w", zipfile.ZIP_DEFLATED, compresslevel=3
        )
        for name, content in (
            ("[Content_Types].xml", _CONTENT_TYPES),
            ("_rels/.rels", _RELATIONS),
            ("xl/workbook.xml", _WORKBOOK.format(escape(sheet))),
            ("xl/_rels/workbook.xml.rels", _WORKBOOK_RELATIONS),
            ("xl/styles.xml", _STYLES),
        ):
            self._zip.writestr(name, content)
        self._sheet = self._zip.open("xl/worksheets/sheet1.xml", "w")
        from openpyxl.utils import get_column_letter  # not before: see imports' reader

        self._columns = [get_column_letter(at) for at in range(1, len(columns) + 1)]
        self._row = 0
        self._bytes = 0
        widths = "".join(
            f'<col min="{at}" max="{at}" width="{column.width}" customWidth="1"/>'
            for at, column in enumerate(columns, 1)
        )
        self._write(_SHEET.format(widths))
        self._add([column.header for column in columns], _HEADER)

    def add(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Adds rows below those that are there.

        Raises:
            Invalid: they don't fit into a sheet.
        """
        for row in rows:
            self._add(row, _AS_TEXT)

    def close(self) -> None:
        """Ends the sheet and the zip."""
        self._write("</sheetData></worksheet>")
        self._sheet.close()
        self._zip.close()

    def _add(self, row: Sequence[Cell], text_style: int) -> None:
        self._row += 1
        number = self._row
        cells = "".join(
            [
                _cell(f"{column}{number}", cell, text_style)
                for column, cell in zip(self._columns, row, strict=True)
                if cell is not None and cell != ""
            ]
        )
        self._write(f'<row r="{number}">{_NOT_XML.sub("", cells)}</row>')

    def _write(self, xml: str) -> None:
        content = xml.encode()
        self._bytes += len(content)
        if self._row > MOST_ROWS + 1 or self._bytes > MOST_BYTES:
            raise Invalid(TOO_LARGE)
        self._sheet.write(content)


def _cell(place: str, cell: Cell, text_style: int) -> str:
    if isinstance(cell, str):
        text = f'<is><t xml:space="preserve">{escape(_fitting(cell))}</t></is>'
        return f'<c r="{place}" s="{text_style}" t="inlineStr">{text}</c>'
    if isinstance(cell, datetime):
        days = (cell - _EXCEL_DAY_0).total_seconds() / 86_400
        return f'<c r="{place}" s="{_MOMENT}"><v>{days:.9f}</v></c>'
    return f'<c r="{place}" s="{_PLAIN}"><v>{cell}</v></c>'


def _fitting(text: str) -> str:
    """A text as it stands in a cell, cut to what one holds."""
    if "'" in text and unescaped(text) != text:
        text = escaped(text)
    if 2 * len(text) > MOST_UNITS:
        text = text.encode("utf-16-le")[: 2 * MOST_UNITS].decode("utf-16-le", "ignore")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _LIKE_ESCAPED.sub("_x005F_", text) if "_x" in text else text
