"""Changing many records at once: what is selected in a list, or all that the list shows.

The records are written down when the change is made. A change of one batch is made in that same
transaction, a larger one by a job; either can be undone for a day, record by record where no one
has changed it since.
"""

from yardflow.services.records.bulk_changes.kinds import (
    AddToEvent,
    Change,
    ChangePersonas,
    RemoveFromEvent,
    SetOwner,
    SetStage,
    SetStatus,
)
from yardflow.services.records.bulk_changes.service import purge, start, undo
from yardflow.services.records.bulk_changes.views import (
    BulkChangeView,
    get,
    undoable,
    undone_in_words,
)

__all__ = [
    "AddToEvent",
    "BulkChangeView",
    "Change",
    "ChangePersonas",
    "RemoveFromEvent",
    "SetOwner",
    "SetStage",
    "SetStatus",
    "get",
    "purge",
    "start",
    "undo",
    "undoable",
    "undone_in_words",
]
