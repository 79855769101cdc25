"""Deleting accounts and contacts in a way that can be undone for a day.

What goes with a record is read from the foreign keys of all tables (`tables`), moved into
``deleted_row`` (`keeping`) and put back as it was (`restoring`).
"""

from yardflow.services.records.deletion.job import delete_records, restore_records
from yardflow.services.records.deletion.keeping import lock
from yardflow.services.records.deletion.service import (
    KEPT_FOR,
    DeletionView,
    Preview,
    Restored,
    delete,
    get,
    preview,
    purge,
    search,
    start,
    undo,
)

__all__ = [
    "KEPT_FOR",
    "DeletionView",
    "Preview",
    "Restored",
    "delete",
    "delete_records",
    "get",
    "lock",
    "preview",
    "purge",
    "restore_records",
    "search",
    "start",
    "undo",
]
