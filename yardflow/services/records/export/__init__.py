"""Records as a file: the columns, the formats, the job that writes it, and who may read it."""

from yardflow.services.records.export.files import (
    ExportView,
    discard_expired,
    get,
    open_file,
    piece,
    start,
)
from yardflow.services.records.export.job import FORMATS, run
from yardflow.services.records.export.selection import MOST_IDS

__all__ = [
    "FORMATS",
    "MOST_IDS",
    "ExportView",
    "discard_expired",
    "get",
    "open_file",
    "piece",
    "run",
    "start",
]
