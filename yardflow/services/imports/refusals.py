"""Why a file is not taken. A refusal changes nothing, and says what to do about it."""

from yardflow.errors import Conflict, Invalid, TooLarge, Unavailable

REASONS = {
    "empty": "This file is empty. Nothing was imported; choose the file that has the list in it.",
    "too_large": "This file is over 50 MB. Nothing was imported; split it and import the parts.",
    "too_many_rows": (
        "This list has more than 500,000 rows. Nothing was imported; split it into parts."
    ),
    "too_many_blanks": (
        "This list has more than a million lines, most of them blank. Nothing was imported; "
        "delete the blank lines and try again."
    ),
    "too_many_columns": (
        "This list has more than 200 columns. Nothing was imported; keep the columns you need."
    ),
    "no_header": (
        "No row with column names was found. Nothing was imported; add a first row such as "
        "“First name, Last name, Company, Email” and try again."
    ),
    "no_rows": "There is a header but no row below it. Nothing was imported.",
    "binary": (
        "This is not a list: it reads as binary data. Nothing was imported; save it as CSV or "
        "as an Excel workbook (.xlsx)."
    ),
    "broken_text": (
        "This text file is damaged: a line in it is endless. Nothing was imported; open it in a "
        "spreadsheet and save it as CSV again."
    ),
    "old_workbook": (
        "This is a workbook in the old .xls format. Nothing was imported; open it and save it "
        "as .xlsx or CSV."
    ),
    "password": (
        "This workbook is protected by a password. Nothing was imported; save a copy without "
        "the password and import that."
    ),
    "broken_workbook": (
        "This workbook is damaged and cannot be opened. Nothing was imported; open it in a "
        "spreadsheet and save it again."
    ),
    "zip_bomb": (
        "This workbook would unpack to far more than it claims to hold, so it was not opened. "
        "Nothing was imported; save the sheet as CSV."
    ),
    "no_encoding": (
        "YardFlow can't read this encoding. Nothing was imported; choose another one, or “Detect”."
    ),
    "no_sheet": "This workbook has no sheet of that name. Nothing was imported.",
    "too_slow": (
        "Reading this file took too long and was stopped. Nothing was imported; split the list "
        "into smaller files, or save it as CSV, and upload it again."
    ),
    "too_much_memory": (
        "Reading this file took too much memory and was stopped. Nothing was imported; split the "
        "list into smaller files, or save it as CSV, and upload it again."
    ),
    "stopped": (
        "Reading this file stopped before its end. Nothing was imported; upload it again in a "
        "minute."
    ),
    "reading": (
        "Your last list is still being read, and one is read at a time. This file was not taken; "
        "wait until the other is read, or cancel it, and upload this one again."
    ),
    "no_room": (
        "The server has no room left for this file. Nothing was imported; tell your "
        "administrator, and try again once there is space."
    ),
    "no_file": "No file came along. Choose a CSV or Excel file and try again.",
    "wrong_kind": "Say whether the list holds accounts or contacts.",
    "wrong_event": "Choose the event that the list belongs to.",
    "no_event": "There is no such event. Choose one of those there are.",
}
# These name a line of the file, as an editor counts them.
AT_LINE = {
    "open_quote": (
        "A quote opened in line {line:,} is not closed where its cell ends, so the rows below it "
        "would be lost in that cell. Nothing was imported; close the quote or remove it, and "
        "upload the file again."
    ),
    "long_cell": (
        "A cell that begins in line {line:,} has more than 131,072 characters; most often a quote "
        "is opened there and never closed. Nothing was imported; shorten the cell or close the "
        "quote, and upload the file again."
    ),
}
# What in the form it is about, where that is not the file.
_FIELDS = {"wrong_kind": "kind", "wrong_event": "event_id", "no_event": "event_id"}
_FIELDS |= {"no_sheet": "sheet", "no_encoding": "encoding"}


class Refused(Invalid):
    """The file can't be taken; ``reason`` is a key of `REASONS`, or of `AT_LINE` with a line."""

    def __init__(self, reason: str, line: int = 0) -> None:
        message = AT_LINE[reason].format(line=line) if line else REASONS[reason]
        super().__init__(message, {_FIELDS.get(reason, "file"): message})
        self.reason, self.line = reason, line


class FileTooLarge(TooLarge):
    """The file is over the limit of what is taken at once."""

    reason = "too_large"

    def __init__(self) -> None:
        super().__init__(REASONS[self.reason])


class StillReading(Conflict):
    """Another list of the same person is being read."""

    reason = "reading"

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
