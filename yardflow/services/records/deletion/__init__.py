"""Deleting accounts and contacts in a way that can be undone for a day.

What goes with a record is read from the foreign keys of all tables (`tables`), moved into
``deleted_row`` (`keeping`) and put back as it was (`restoring`).
"""

from yardflow.services.records.deletion.keeping import lock
from yardflow.services.records.deletion.service import Preview, delete, preview, purge, start
from yardflow.services.records.deletion.undoing import Restored, in_words, not_restored, undo
from yardflow.services.records.deletion.views import KEPT_FOR, DeletionView, get, search

__all__ = [
    "KEPT_FOR",
    "DeletionView",
    "Preview",
    "Restored",
    "delete",
    "get",
    "in_words",
    "lock",
    "not_restored",
    "preview",
    "purge",
    "search",
    "start",
    "undo",
]
