"""Imports of files: uploaded, mapped, fixed, run as a whole, undone as a whole.

An upload is announced (`begin`), read by a process of its own (`read`, while `renew_lease` is
called), and becomes a draft or is refused (`refuse`, `forget`). Where its encoding was not sure, it
can be read again in another one (`begin_again`, `write_file`). A draft can be changed
(`change_kind`, `change_mapping`, `overwrite`, `fix`) and says what it would do (`forecast_of`,
`differences`) until it is run (`start`, then the job's `run`). An import fills empty fields and
changes existing values only where its person says so.
`remove` deletes a draft, or queues the undo of a finished import (the job's `undo`).
"""

from yardflow.services.imports.difference_list import Difference, DifferencePage, look_ahead
from yardflow.services.imports.difference_list import search as differences
from yardflow.services.imports.drafts import change_kind, change_mapping, fix, overwrite
from yardflow.services.imports.execution.differences import DifferenceCount
from yardflow.services.imports.execution.job import run, start
from yardflow.services.imports.files.encoding import ENCODINGS
from yardflow.services.imports.forecast import Forecast
from yardflow.services.imports.forecast import of as forecast_of
from yardflow.services.imports.kept_files import purge as purge_files
from yardflow.services.imports.kept_files import write as write_file
from yardflow.services.imports.limits import MAX_BYTES, PREVIEW_ROWS
from yardflow.services.imports.namesake_choices import Namesake
from yardflow.services.imports.namesake_choices import choose as choose_company
from yardflow.services.imports.namesake_choices import of as namesakes_of
from yardflow.services.imports.namesake_choices import question as company_question
from yardflow.services.imports.refusals import (
    REASONS,
    FileTooLarge,
    NoRoom,
    ReadingStopped,
    Refused,
    StillReading,
)
from yardflow.services.imports.row_list import RowView, rows
from yardflow.services.imports.row_list import count as count_rows
from yardflow.services.imports.row_records import RowRecord
from yardflow.services.imports.skipped_rows import SkippedRowsFile, skipped_rows
from yardflow.services.imports.undo import remove, undo
from yardflow.services.imports.upload import (
    begin,
    begin_again,
    forget,
    read,
    refuse,
    renew_lease,
    upload_file,
)
from yardflow.services.imports.views import (
    ImportPage,
    ImportView,
    choices,
    get,
    label_of,
    search,
)

__all__ = [
    "ENCODINGS",
    "MAX_BYTES",
    "PREVIEW_ROWS",
    "REASONS",
    "Difference",
    "DifferenceCount",
    "DifferencePage",
    "FileTooLarge",
    "Forecast",
    "ImportPage",
    "ImportView",
    "Namesake",
    "NoRoom",
    "ReadingStopped",
    "Refused",
    "RowRecord",
    "RowView",
    "SkippedRowsFile",
    "StillReading",
    "begin",
    "begin_again",
    "change_kind",
    "change_mapping",
    "choices",
    "choose_company",
    "company_question",
    "count_rows",
    "differences",
    "fix",
    "forecast_of",
    "forget",
    "get",
    "label_of",
    "look_ahead",
    "namesakes_of",
    "overwrite",
    "purge_files",
    "read",
    "refuse",
    "remove",
    "renew_lease",
    "rows",
    "run",
    "search",
    "skipped_rows",
    "start",
    "undo",
    "upload_file",
    "write_file",
]
