"""Lists that somebody brings: taken in, mapped, mended, run as one, undone as one.

A file is announced (`begin`), read by a process of its own (`read`, while `keep` says so), and
becomes a draft or is refused (`refuse`, `forget`). A draft can be changed (`change_mapping`,
`mend`) until it is run (`start`, then the job's `run`). A list fills what is empty and never
changes what is there.
`remove` throws a draft away, or has a finished import undone (the job's `undo`).
"""

from yardflow.services.imports.drafts import change_mapping, mend
from yardflow.services.imports.encoding import ENCODINGS
from yardflow.services.imports.job import run, start
from yardflow.services.imports.limits import MAX_BYTES, PREVIEW_ROWS
from yardflow.services.imports.refusals import (
    REASONS,
    FileTooLarge,
    NoRoom,
    ReadingStopped,
    Refused,
    StillReading,
)
from yardflow.services.imports.skipped_rows import RejectsFile, rejects
from yardflow.services.imports.undo import remove, undo
from yardflow.services.imports.upload import begin, forget, keep, read, refuse, take_in
from yardflow.services.imports.views import (
    POLICY,
    ImportPage,
    ImportView,
    RowView,
    choices,
    get,
    label_of,
    rows,
    search,
)

__all__ = [
    "ENCODINGS",
    "MAX_BYTES",
    "POLICY",
    "PREVIEW_ROWS",
    "REASONS",
    "FileTooLarge",
    "ImportPage",
    "ImportView",
    "NoRoom",
    "ReadingStopped",
    "Refused",
    "RejectsFile",
    "RowView",
    "StillReading",
    "begin",
    "change_mapping",
    "choices",
    "forget",
    "get",
    "keep",
    "label_of",
    "mend",
    "read",
    "refuse",
    "rejects",
    "remove",
    "rows",
    "run",
    "search",
    "start",
    "take_in",
    "undo",
]
