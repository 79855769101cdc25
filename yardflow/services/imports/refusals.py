"""Why a file can't be imported. A refusal changes nothing, and says what to do about it."""

from yardflow.errors import Conflict, Invalid, TooLarge, Unavailable, UnknownReference

REASONS = {
    "empty": "This file is empty. Choose the file that has your records in it.",
    "too_large": "This file is larger than 50 MB. Split it and import the parts.",
    "too_many_rows": "This file has more than 500,000 rows. Split it and import the parts.",
    "too_many_blanks": (
        "This file has more than a million lines, most of them blank. Delete the blank lines and "
        "try again."
    ),
    "too_many_columns": (
        "This file has more than 200 columns. Delete the columns you don't need and try again."
    ),
    "no_header": (
        "We couldn't find a row with column names. Add a first row such as “First name, Last "
        "name, Company, Email” and try again."
    ),
    "no_rows": "This file has column names but no rows below them.",
    "binary": (
        "This file isn't a spreadsheet. Save your records as CSV or as an Excel workbook (.xlsx) "
        "and try again."
    ),
    "broken_text": (
        "This file is damaged: one of its lines never ends. Open it in a spreadsheet, save it as "
        "CSV again and retry."
    ),
    "old_workbook": (
        "This is an old Excel file (.xls). Save it as .xlsx or CSV and upload it again."
    ),
    "binary_workbook": (
        "This is a binary Excel workbook (.xlsb). Save it as .xlsx or CSV and upload it again."
    ),
    "open_document": (
        "This is an OpenDocument file (such as .ods). Save it as .xlsx or CSV and upload it again."
    ),
    "numbers": (
        "This is a Numbers file. In Numbers, choose File › Export To, then Excel or CSV, and "
        "upload that file."
    ),
    "password": (
        "This workbook is protected by a password. Remove the password in Excel and upload it "
        "again."
    ),
    "web_page": (
        "This is a web page, even if its name ends in .xls. Open it in Excel, save it as .xlsx or "
        "CSV and upload that file."
    ),
    "xml": (
        "This is an XML file, even if its name ends in .xls. Open it in Excel, save it as .xlsx "
        "or CSV and upload that file."
    ),
    "json": (
        "This is JSON. Export the list as CSV or as an Excel workbook (.xlsx) and upload that file."
    ),
    "contact_card": (
        "This is a contact card (vCard). Open it in an address book, export the contacts as CSV "
        "and upload that file."
    ),
    "pdf": (
        "This is a PDF. Ask for the list as Excel or CSV, or copy its table into a spreadsheet, "
        "save it and upload that file."
    ),
    "document": (
        "This is a text document or a presentation. Copy its table into a spreadsheet, save it as "
        ".xlsx or CSV and upload that file."
    ),
    "archive": "This is an archive. Unpack it and upload the CSV or Excel file that is in it.",
    "broken_workbook": (
        "This workbook is damaged and can't be opened. Open it in a spreadsheet, save it again "
        "and retry."
    ),
    "zip_bomb": (
        "This workbook would unpack to far more than it should hold, so we didn't open it. Save "
        "the sheet as CSV and try again."
    ),
    "too_many_merged": (
        "This sheet has more than 100,000 merged cells. Unmerge them, fill the gaps and upload it "
        "again."
    ),
    "no_encoding": "YardFlow can't read this encoding. Choose another one, or “Detect”.",
    "no_sheet": "This workbook has no sheet with that name.",
    "too_slow": (
        "This file took too long to read. Split it into smaller files, or save it as CSV, and try "
        "again."
    ),
    "too_much_memory": (
        "This file took too much memory to read. Split it into smaller files, or save it as CSV, "
        "and try again."
    ),
    "stopped": "Reading this file was interrupted. Upload it again in a minute.",
    "reading": (
        "We're still reading your last file. Wait until it's done, or cancel it, and upload this "
        "file again."
    ),
    "no_room": (
        "The server has no space left for this file. Ask your administrator to free some, then "
        "try again."
    ),
    "not_kept": "The file isn't kept any more. Upload it again and choose its encoding.",
    "no_file": "Choose a CSV or Excel file and try again.",
    "wrong_kind": "Choose whether each row is a contact or an account.",
    "wrong_event": "Choose an event to import into.",
    "no_event": "Event not found. Choose another one.",
}
# These name a line of the file, as an editor counts them.
AT_LINE = {
    "open_quote": (
        "A quote opened in line {line:,} isn't closed where its cell ends, so the rows below "
        "would end up in that cell. Close the quote or remove it, and upload the file again."
    ),
    "long_cell": (
        "A cell that begins in line {line:,} has more than 131,072 characters; most often a quote "
        "is opened there and never closed. Shorten the cell or close the quote, and upload the "
        "file again."
    ),
}
# The field of the form that a reason is about, where that is not the file.
_FIELDS = {"wrong_kind": "kind", "wrong_event": "event_id", "no_event": "event_id"}
_FIELDS |= {"no_sheet": "sheet", "no_encoding": "encoding"}
# What the form names and doesn't exist.
_UNKNOWN = ("no_event", "no_sheet")


class Refused(Invalid):
    """The file can't be imported; ``reason`` is a key of `REASONS`, or of `AT_LINE` with a line."""

    def __init__(self, reason: str, line: int = 0) -> None:
        message = AT_LINE[reason].format(line=line) if line else REASONS[reason]
        super().__init__(message, {_FIELDS.get(reason, "file"): message})
        self.reason, self.line = reason, line
        if reason in _UNKNOWN:
            self.status, self.code = UnknownReference.status, UnknownReference.code


class FileTooLarge(TooLarge):
    """The file is over the limit for one upload."""

    reason = "too_large"

    def __init__(self) -> None:
        super().__init__(REASONS[self.reason])


class StillReading(Conflict):
    """Another file of the same person is being read."""

    reason = "reading"

    def __init__(self) -> None:
        super().__init__(REASONS[self.reason])


class NotKept(Conflict):
    """The file of a draft is there no longer to be read again."""

    reason = "not_kept"

    def __init__(self) -> None:
        super().__init__(REASONS[self.reason])


class ReadingStopped(Unavailable):
    """What read the file ended without a result: the server stopped, or the database was away."""

    reason = "stopped"

    def __init__(self) -> None:
        super().__init__(REASONS[self.reason])


class NoRoom(Unavailable):
    """The disk is full."""

    reason = "no_room"

    def __init__(self) -> None:
        super().__init__(REASONS[self.reason])
